"""A clerk enters a vote on pages, sees the verdict before it is frozen, and records it once."""

import pytest

from deliberation import attendance
from deliberation.models import (
    AgendaItem,
    CycleStep,
    DecisionStage,
    Meeting,
    MeetingStage,
    MinutesCorrection,
    Observer,
    Recusal,
    Teller,
)
from tests import doors, make
from tests.deliberation.sittings import called, come, lines, recorded, reviewed
from tests.make import DAY
from tests.web.meeting_office import Office_, fill, met, opened, ready, with_assembly, with_lights
from village import clock as clocks
from village.models import Person, RollEntry
from village.permissions import Office
from village.rules import Body


@pytest.fixture
async def office(db, clock):
    return await opened(db, clock)


async def test_the_verdict_is_seen_before_it_is_frozen(office):
    meeting, item = await ready(office)

    page = await fill(office, meeting, item)

    assert (page.h1, page.status) == ("再看一眼", 200)
    assert "通过" in page.main
    assert "需要到会21 实到21" in page.main
    assert "需要同意11 同意11" in page.main
    assert (await Meeting.get()).stage is MeetingStage.CALLED
    page = await office.browser.submit(page.form(office.of(meeting, "minutes")))
    assert page.path == office.of(meeting)
    stored = await AgendaItem.get(id=item.id)
    assert (stored.verdict, stored.yes, stored.no, stored.resolution) == (
        "passed",
        11,
        10,
        "同意铺路。",
    )
    assert "下一步：到议题里往下走" in page.main
    assert len(await lines("meeting.record")) == 1


async def test_going_back_keeps_everything_typed(office):
    meeting, item = await ready(office)
    page = await fill(office, meeting, item, **{"observer-1-name": "李律师"})
    look = page.form(office.of(meeting, "minutes"))

    page = await office.browser.post(office.of(meeting, "minutes/edit"), look.values)

    form = page.form(office.of(meeting, "minutes/look"))
    assert (form.values[f"yes-{item.id}"], form.values["observer-1-name"]) == (["11"], ["李律师"])
    assert (await Meeting.get()).stage is MeetingStage.CALLED


async def test_people_are_named_in_the_minutes(office):
    meeting, item = await ready(office)
    first = (await attendance.entries_of(meeting))[0]
    chair = await Person.get(name="陈国强")
    more = {
        "chair": chair.id,
        "recorder": office.actor.person_id,
        f"recused-{item.id}-1": first.id,
        f"why-{item.id}-1": "承包人是他儿子",
        f"yes-{item.id}": 20,
        f"no-{item.id}": 0,
        "observer-1-name": "李律师",
        "observer-1-side": "adviser",
        "scrutineer-1": chair.id,
        "text": "会上没有别的事。",
    }

    page = await fill(office, meeting, item, **more)
    assert "承包人是他儿子" in page.main
    assert "没有开成" in page.main
    await office.browser.submit(page.form(office.of(meeting, "minutes")))

    stored = await Meeting.get()
    assert (stored.chair_id, stored.recorder_id) == (chair.id, office.actor.person_id)
    assert [(one.entry_id, one.reason) for one in await Recusal.all()] == [
        (first.id, "承包人是他儿子")
    ]
    assert await Observer.all().values_list("name", flat=True) == ["李律师"]
    assert await Teller.all().values_list("person_id", flat=True) == [chair.id]
    assert stored.stage is MeetingStage.FAILED


async def test_in_a_large_meeting_who_steps_out_is_typed_by_name(office):
    home = await make.household(office.village, "777")
    await make.people(office.village, 130)
    twin = await make.person(office.village, "王大娘", household=home)
    await make.person(office.village, "王大娘", household=await make.household(office.village))
    meeting, item = await ready(office, 133, await with_lights(office))
    told = {f"yes-{item.id}": 100, f"no-{item.id}": 0, f"why-{item.id}-1": "承包人是她儿子"}

    both = await fill(office, meeting, item, **told, **{f"recused-{item.id}-1": "王大娘"})
    nobody = await fill(office, meeting, item, **told, **{f"recused-{item.id}-1": "赵钱孙"})
    page = await fill(office, meeting, item, **told, **{f"recused-{item.id}-1": "王大娘777"})

    assert "2 个同名的人" in both.errors[f"recused-{item.id}-1"]
    assert "到会的人里没有这个名字" in nobody.errors[f"recused-{item.id}-1"]
    await office.browser.submit(page.form(office.of(meeting, "minutes")))
    entry = await RollEntry.get(person_id=twin.id)
    assert [one.entry_id for one in await Recusal.all()] == [entry.id]


async def test_too_few_is_recorded_as_not_held_and_says_what_next(office):
    meeting, item = await ready(office, 20)

    page = await fill(office, meeting, item, **{f"yes-{item.id}": 20, f"no-{item.id}": 0})
    assert "没有开成：到会人数不够" in page.boxes[0]
    page = await office.browser.submit(page.form(office.of(meeting, "minutes")))

    assert "没有开成：到会人数不够" in page.main
    assert page.link("改期，重新召集") == office.of(meeting, "reconvene")
    other = await office.get(f"/desk/liuwan/meetings/new?decision={item.decision_id}&step=resolve")
    assert other.link("改期，重新召集") == office.of(meeting, "reconvene")


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"yes-{}": "42"}, 409, "多于参加表决的 21 人"),
        ({"yes-{}": "-1"}, 422, "请填 0 到 1,000,000 之间的数"),
        ({"yes-{}": "十一"}, 422, "请只填数字"),
        ({"yes-{}": ""}, 422, "请填写同意多少票"),
        ({"yes-{}": "11", "uncounted-{}": "yes"}, 422, "请去掉一样"),
        ({"method-{}": None}, 422, "请选择怎样表决的"),
        ({"method-{}": "none"}, 409, "选了“没有表决”，却填了票数"),
        ({"text": "字" * 8001}, 422, "请删去 1 个字"),
    ],
)
async def test_numbers_that_cannot_be_are_sent_back_as_typed(office, changed, status, said):
    meeting, item = await ready(office)
    told = {name.format(item.id): value for name, value in changed.items()}

    page = await fill(office, meeting, item, **told)

    assert page.status == status
    assert said in page.main
    form = page.form(office.of(meeting, "minutes/look"))
    assert form.values[f"resolution-{item.id}"] == ["同意铺路。"]
    assert (await Meeting.get()).stage is MeetingStage.CALLED


async def test_a_vote_nobody_counted_is_recorded_and_carries_nothing(office):
    meeting, item = await ready(office, 31)
    told = {f"yes-{item.id}": "", f"no-{item.id}": "", f"uncounted-{item.id}": "yes"}

    page = await fill(office, meeting, item, **told)
    await office.browser.submit(page.form(office.of(meeting, "minutes")))

    assert (await AgendaItem.get(id=item.id)).verdict == "undecided"


async def test_a_hearing_is_told_its_heads_and_decides_nothing(office):
    decision = await make.matter(office.village)
    meeting = await called(
        office.village, decision, office.actor, CycleStep.HEAR, body=Body.HEARING
    )
    item = await AgendaItem.get(meeting_id=meeting.id)
    told = {f"yes-{item.id}": 19, f"no-{item.id}": 0}

    wrong = await fill(office, meeting, item, **told, entitled=34, present=35)
    page = await fill(office, meeting, item, **told, entitled=34, present=27)
    page = await office.browser.submit(page.form(office.of(meeting, "minutes")))

    assert (wrong.status, "多于应到 34 人" in wrong.main) == (409, True)
    assert "协商通过，尚未决议" in page.main
    assert (await AgendaItem.get(id=item.id)).verdict == "undecided"


async def test_out_of_reach_are_reported_where_the_rules_know_them(db, clock):
    village = await make.village(code="yuxi", profile="chongqing")
    actor = await make.holder(village, Office.VILLAGE_CLERK)
    await make.person(village, residence="unreachable")
    app = doors.site(db, clock)
    browser = await doors.browser(app, await Person.get(id=actor.person_id))
    office = Office_(app, village, actor, browser)
    meeting, item = await ready(office, 1, await reviewed(village))

    page = await fill(
        office, meeting, item, **{f"yes-{item.id}": 1, f"no-{item.id}": 0}, excluded_reported="yes"
    )
    await office.browser.submit(page.form(office.of(meeting, "minutes")))

    stored = await Meeting.get()
    assert (stored.excluded, stored.excluded_reported) == (1, True)
    assert (await AgendaItem.get()).verdict == "passed"


async def test_days_later_the_page_asks_why(office, clock):
    meeting = await met(office)
    await Meeting.filter(id=meeting.id).update(late_reason="")
    await come(meeting, office.actor, 21)
    item = await AgendaItem.get(meeting_id=meeting.id)
    clock.forward(days=2)
    office.browser = await doors.browser(office.app, await Person.get(id=office.actor.person_id))

    wrong = await fill(office, meeting, item)
    page = await fill(office, meeting, item, late_reason="文书住院")
    await office.browser.submit(page.form(office.of(meeting, "minutes")))

    assert (wrong.status, list(wrong.errors)) == (422, ["late_reason"])
    assert (await Meeting.get()).late_reason == "文书住院"


async def test_before_it_began_nothing_is_recorded(office):
    decision = await with_assembly(office)
    at = clocks.at_local(DAY, 14)
    meeting = await called(office.village, decision, office.actor, starts_at=at, late_reason="")
    await come(meeting, office.actor, 21)
    item = await AgendaItem.get(meeting_id=meeting.id)

    page = await fill(office, meeting, item)

    assert page.status == 409
    assert "还没有开，不能登记会议记录" in page.main


async def test_the_same_form_sent_twice_records_once(office):
    meeting, item = await ready(office)
    page = await fill(office, meeting, item)
    form = page.form(office.of(meeting, "minutes"))

    first = await office.browser.post(form.action, form.values)
    second = await office.browser.post(form.action, form.values)

    assert (first.status, second.status) == (303, 303)
    assert len(await lines("meeting.record")) == 1


async def test_after_it_stands_the_form_leads_to_what_was_recorded(office):
    meeting, _ = await ready(office)
    await recorded(meeting, office.actor, 11, 10)

    page = await office.get(office.of(meeting, "minutes"))
    assert page.response.headers["location"] == office.of(meeting)
    assert (await office.get(office.of(meeting, "record"))).h1 == "会议记录"


async def test_the_printed_record_has_every_field_of_the_paper_form(office):
    meeting, _ = await ready(office)
    await recorded(meeting, office.actor, 11, 10, recorder_id=office.actor.person_id)

    page = await office.get(office.of(meeting, "record"))

    for said in (
        "会议类别", "时间", "地点", "召集人", "主持人", "记录人", "列席人员", "应到", "实到",
        "请假", "缺席", "妇女代表应到 11 人，到会 11 人", "讨论要点", "表决方式：举手",
        "同意 11", "反对 10", "弃权 0", "结果：通过", "监票人签名", "计票人签名", "附件",
        "村务监督委员会意见", "法律顾问意见", "第三届", "周文书（村文书）",
    ):  # fmt: skip
        assert said in page.main


async def test_a_correction_is_added_beside_the_record(office):
    meeting, _ = await ready(office)
    await recorded(meeting, office.actor, 11, 10)
    page = await office.get(office.of(meeting, "correct"))

    page = await office.browser.submit(
        page.form(office.of(meeting, "correct")), text="地点写错了，是祠堂。"
    )

    assert "地点写错了，是祠堂。" in page.main
    assert await MinutesCorrection.all().count() == 1


async def test_one_person_in_two_seats_is_shown_as_both(office):
    both = await make.holder(
        office.village, Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR, name="赵一肩"
    )
    decision = await make.matter(office.village, stage=DecisionStage.PROPOSED)
    meeting = await called(
        office.village, decision, office.actor, CycleStep.CONSULT, body=Body.TWO_COMMITTEES
    )

    page = await office.get(office.of(meeting))

    assert "一人两职：赵一肩（村党支部书记、村民委员会主任）" in page.main
    assert both.person_id is not None
