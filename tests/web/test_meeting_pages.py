"""A clerk calls a meeting, ticks names, looks at the verdict and records it, all on pages."""

from datetime import timedelta

import pytest

from deliberation import attendance
from deliberation.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
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
from tests.make import DAY, NOW
from village import clock as clocks
from village.models import Person, RollEntry
from village.permissions import Office
from village.rules import Body, Unit


class Office_:
    """A village with a clerk at the desk."""

    def __init__(self, app, village, actor, browser):
        self.app, self.village, self.actor, self.browser = app, village, actor, browser

    @property
    def desk(self):
        return f"/desk/{self.village.code}"

    def of(self, meeting, page=""):
        return f"{self.desk}/meetings/{meeting.id}{page and '/'}{page}"

    async def get(self, path):
        return await self.browser.get(path)


@pytest.fixture
async def office(db, clock):
    village = await make.village(code="liuwan", term="第三届")
    actor = await make.holder(village, Office.VILLAGE_CLERK, name="周文书")
    app = doors.site(db, clock)
    who = await Person.get(id=actor.person_id)
    return Office_(app, village, actor, await doors.browser(app, who))


async def colleague(office, holds, **fields):
    actor = await make.holder(office.village, holds, **fields)
    who = await Person.get(id=actor.person_id)
    return await doors.browser(office.app, who)


async def stranger(office):
    other = await make.village(name="石桥村")
    actor = await make.holder(other, Office.VILLAGE_CLERK)
    return await doors.browser(office.app, await Person.get(id=actor.person_id))


async def with_assembly(office, **fields):
    await make.assembly(office.village, 30, chair="陈国强")
    await make.delegation(office.village)
    return await reviewed(office.village, body=Body.REPRESENTATIVE_ASSEMBLY, **fields)


async def met(office, decision=None):
    decision = decision or await with_assembly(office)
    return await called(office.village, decision, office.actor)


DATE = {"starts_at-year": 2026, "starts_at-month": 12, "starts_at-day": 4}
AT = {**DATE, "starts_at-hour": 9, "starts_at-minute": ""}
HELD = {"starts_at-year": 2026, "starts_at-month": 11, "starts_at-day": 20}


# calling


async def test_the_clerk_sees_what_waits_and_who_counts_before_sending(office):
    decision = await with_assembly(office)

    choose = await office.get(f"{office.desk}/meetings/new")
    page = await office.get(choose.link("召集村民代表会议：三组机耕路硬化").replace("&amp;", "&"))

    assert page.h1 == "召集村民代表会议"
    assert "应到31 至少要到21" in page.main
    assert "村民代表 30 人，村民委员会成员 1 人" in page.main
    form = page.form(f"{office.desk}/meetings/")
    assert form.values["title"] == ["柳湾村第三届村民代表会议 2026 年第 1 次会议"]
    assert form.values["agenda"] == [f"{decision.id}-resolve"]


async def test_calling_leads_to_the_meeting_and_its_three_things(office):
    decision = await with_assembly(office)
    page = await office.get(f"{office.desk}/meetings/new?decision={decision.id}&step=resolve")

    page = await office.browser.submit(
        page.form(f"{office.desk}/meetings/"), place="文化礼堂", **AT
    )

    meeting = await Meeting.get()
    assert page.path == office.of(meeting)
    assert (meeting.starts_at, meeting.notified_on) == (
        clocks.at_local(DAY + timedelta(12), 9),
        DAY,
    )
    assert "这次会要做的三件事" in page.main
    assert "开会当天起可以登记" in page.main
    assert [text for text, _ in page.links if text == "登记表决和记录"] == []


async def test_what_stands_against_it_is_listed_and_what_was_typed_is_kept(office):
    decision = await reviewed(office.village)
    page = await office.get(f"{office.desk}/meetings/new?decision={decision.id}&step=resolve")
    soon = {**AT, "starts_at-month": 11, "starts_at-day": 25}

    page = await office.browser.submit(
        page.form(f"{office.desk}/meetings/"), place="晒谷场", **soon
    )

    assert page.status == 409
    assert "最迟 11 月 15 日就要通知到" in page.boxes[0]
    form = page.form(f"{office.desk}/meetings/")
    assert (form.values["place"], form.values["starts_at-day"]) == (["晒谷场"], ["25"])
    page = await office.browser.submit(form, ad_hoc_reason="河堤决口，马上抢修")
    assert (page.status, (await Meeting.get()).ad_hoc_reason) == (200, "河堤决口，马上抢修")


async def test_several_matters_that_fit_share_one_agenda(office):
    first = await with_assembly(office)
    second = await reviewed(office.village, title="村口装路灯", body=Body.REPRESENTATIVE_ASSEMBLY)
    await reviewed(office.village, title="修订村规民约")
    page = await office.get(f"{office.desk}/meetings/new?decision={first.id}&step=resolve")
    form = page.form(f"{office.desk}/meetings/")

    assert form.offered["agenda"] == [f"{first.id}-resolve", f"{second.id}-resolve"]
    await office.browser.submit(form, agenda=form.offered["agenda"], place="礼堂", **AT)

    assert await AgendaItem.all().order_by("position").values_list("decision_id", flat=True) == [
        first.id,
        second.id,
    ]


async def test_a_meeting_held_before_is_entered_with_its_reason(office):
    decision = await with_assembly(office)
    page = await office.get(f"{office.desk}/meetings/new?decision={decision.id}&step=resolve")
    told = {"notified_on-month": 11, "notified_on-day": 15, "place": "礼堂"}
    form = page.form(f"{office.desk}/meetings/")

    page = await office.browser.submit(form, **{**AT, **HELD}, **told)
    assert (page.status, list(page.errors)) == (422, ["late_reason"])
    page = await office.browser.submit(
        page.form(f"{office.desk}/meetings/"), late_reason="村里停电"
    )

    assert page.status == 200
    assert "补录" in page.main
    assert (await Meeting.get()).late_reason == "村里停电"


async def test_a_vote_the_wrong_body_took_is_entered_as_it_was(office):
    await with_assembly(office)
    decision = await reviewed(office.village, title="修订村规民约", kind="bylaws")
    page = await office.get(f"{office.desk}/meetings/new?decision={decision.id}&step=resolve")
    told = {"notified_on-month": 11, "notified_on-day": 5, "place": "礼堂"}

    await office.browser.submit(
        page.form(f"{office.desk}/meetings/"),
        body="representative_assembly",
        late_reason="村里停电",
        **{**AT, **HELD},
        **told,
    )

    assert (await Meeting.get()).body is Body.REPRESENTATIVE_ASSEMBLY


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"starts_at-month": "13"}, "starts_at"),
        ({"starts_at-year": "2062"}, "starts_at"),
        ({"notified_on-day": "23"}, "notified_on"),
        ({"title": "🎉" * 200}, "title"),
    ],
)
async def test_each_mistake_stands_beside_its_field(office, changed, field):
    decision = await with_assembly(office)
    page = await office.get(f"{office.desk}/meetings/new?decision={decision.id}&step=resolve")

    page = await office.browser.submit(
        page.form(f"{office.desk}/meetings/"), **{**AT, "place": "礼堂", **changed}
    )

    assert (page.status, list(page.errors)) == (422, [field])
    assert await Meeting.all().count() == 0


@pytest.mark.parametrize(
    "address", ["decision=99&step=resolve", "decision=x&step=resolve", "decision={}&step=dance"]
)
async def test_a_matter_or_step_that_is_not_there(office, address):
    decision = await with_assembly(office)

    page = await office.get(f"{office.desk}/meetings/new?{address.format(decision.id)}")

    assert page.status == 404


async def test_the_paper_notice_reads_whole_and_leads_to_the_matter(office):
    meeting = await met(office)

    page = await office.get(office.of(meeting, "notice"))

    assert "2026 年 11 月 22 日（星期日）08:00" in page.main
    assert "三组机耕路硬化（决议）" in page.main
    assert "请本人按时到会，不能由别人代替" in page.main
    shown = page.main.partition("cunyi.test/q/")[2][:6]
    code = await office.get(f"/q/{shown}")
    item = await AgendaItem.get()
    assert code.response.headers["location"] == f"/v/liuwan/meetings/{meeting.id}"
    public = await (await doors.browser(office.app)).follow(code)
    assert public.link("三组机耕路硬化") == f"/v/liuwan/decisions/{item.decision_id}"


async def test_calling_off_says_why(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "cancel"))

    wrong = await office.browser.submit(page.form(office.of(meeting, "cancel")), why="")
    page = await office.browser.submit(wrong.form(office.of(meeting, "cancel")), why="下大雨")

    assert (wrong.status, list(wrong.errors)) == (422, ["why"])
    assert "已经取消：下大雨" in page.main


# ticking


def ticking(page):
    """The form with the names; beside it stands the search."""
    (form,) = (
        one for one in page.forms if one.action.endswith("/attendance") and one.method == "post"
    )
    return form


async def test_names_are_ticked_and_the_counts_stand_on_top(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))
    entries = await attendance.entries_of(meeting)
    form = ticking(page)
    assert form.values.get(f"s{entries[0].id}") == []

    here = {f"s{one.id}": "present" for one in entries[:20]}
    page = await office.browser.submit(form, **here)

    assert "应到 31 人，实到 20 人，需要 21 人，还差 1 人。" in page.main
    assert "还有 11 个名字没有登记" in page.main
    form = ticking(page)
    assert form.values[f"s{entries[0].id}"] == ["present"]
    more = {f"s{entries[20].id}": "present", f"s{entries[21].id}": "leave"}
    page = await office.browser.submit(form, **more, rest="yes")
    assert "应到 31 人，实到 21 人，需要 21 人，够了。" in page.main
    states = await Attendance.all().values_list("state", flat=True)
    assert [states.count(one) for one in AttendanceState] == [21, 1, 9]


async def with_lights(office):
    return await reviewed(office.village, title="村口装路灯")


async def test_a_long_roll_is_ticked_page_by_page_and_found_by_initials(office):
    groups = [await make.group(office.village, f"第{n}组") for n in "一二"]
    await make.people(office.village, 150, group=groups[0])
    await make.people(office.village, 30, group=groups[1])
    meeting = await met(office, await with_lights(office))

    page = await office.get(office.of(meeting, "attendance"))
    assert "第 1 页，共 2 页" in page.main
    second = await office.get(office.of(meeting, "attendance?group=第二组"))
    assert len(second.root.all("li")) == 30
    page = await office.browser.submit(ticking(second), rest="yes")
    assert await Attendance.all().count() == 30
    assert "第二组（齐了）" in page.main
    found = await office.get(office.of(meeting, "attendance?q=zws"))
    assert [one.text.split()[0] for one in found.root.all("li")] == ["周文书"]
    last = await office.get(office.of(meeting, "attendance?page=99"))
    assert "第 2 页，共 2 页" in last.main


async def test_nothing_ticked_is_nothing_saved(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))

    page = await office.browser.submit(ticking(page))

    assert page.status == 422
    assert await Attendance.all().count() == 0


async def test_nobody_stands_in_at_a_representative_assembly_and_the_page_says_so(office):
    meeting = await met(office)
    page = await office.get(office.of(meeting, "attendance"))
    entry = (await attendance.entries_of(meeting))[0]
    neighbour = await make.person(office.village)
    form = ticking(page)

    assert "别人代签、代投都不算，有书面委托也不行" in page.main
    forged = {name: value for name, value in form.values.items() if value}
    forged |= {f"s{entry.id}": ["present"], f"w{entry.id}": [str(neighbour.id)]}
    page = await office.browser.post(form.action, forged)

    assert page.status == 409
    assert "要本人到会，不能由别人代为到会和表决" in page.boxes[0]
    assert "第十八条" in page.boxes[0]
    assert await Attendance.all().count() == 0


async def test_by_household_it_is_chosen_which_adult_came(office):
    home = await make.household(office.village, "012")
    await make.person(office.village, "王大娘", household=home, is_head=True)
    son = await make.person(office.village, "王小明", household=home)
    decision = await reviewed(office.village, unit=Unit.HOUSEHOLDS)
    meeting = await met(office, decision)
    (entry,) = await attendance.entries_of(meeting)
    page = await office.get(office.of(meeting, "attendance"))

    form = ticking(page)
    page = await office.browser.submit(form, **{f"s{entry.id}": "present", f"w{entry.id}": son.id})

    assert "王大娘家" in page.main
    assert (await Attendance.get()).person_id == son.id


async def test_a_member_of_the_collective_is_represented_by_written_proxy(office):
    home = await make.household(office.village)
    member = await make.person(office.village, household=home, collective_member=True)
    wife = await make.person(office.village, household=home)
    decision = await reviewed(
        office.village, body=Body.COLLECTIVE_ASSEMBLY, kind="collective_project"
    )
    meeting = await met(office, decision)
    entry = await RollEntry.get(person_id=member.id)
    page = await office.get(office.of(meeting, "attendance"))

    assert "可以书面委托同一户内的成年家人" in page.main
    form = ticking(page)
    await office.browser.submit(form, **{f"s{entry.id}": "present", f"w{entry.id}": wife.id})

    assert (await Attendance.get()).person_id == wife.id


async def test_the_sign_in_sheet_has_a_line_for_everybody(office):
    meeting = await met(office)

    page = await office.get(office.of(meeting, "sheet"))

    assert page.h1 == "签到表"
    assert "应到 31 人" in page.main
    rows = page.root.all("tbody")[0].all("tr")
    assert len(rows) == 31
    assert "陈国强村民委员会主任" in rows[-1].text


# recording


async def ready(office, present=21, decision=None):
    meeting = await met(office, decision)
    await come(meeting, office.actor, present)
    return meeting, await AgendaItem.get(meeting_id=meeting.id)


async def fill(office, meeting, item, **changed):
    page = await office.get(office.of(meeting, "minutes"))
    form = page.form(office.of(meeting, "minutes/look"))
    told = {
        f"method-{item.id}": "hands",
        f"yes-{item.id}": 11,
        f"no-{item.id}": 10,
        f"resolution-{item.id}": "同意铺路。",
        "chair": office.actor.person_id,
    }
    return await office.browser.submit(form, **{**told, **changed})


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


# the roll


async def test_the_roll_is_corrected_with_a_reason_until_the_minutes_stand(office):
    meeting = await met(office)
    entry = (await attendance.entries_of(meeting))[0]
    forgotten = await make.person(office.village, "钱遗漏")
    await make.appointment(office.village, forgotten, Office.REPRESENTATIVE)

    page = await office.get(office.of(meeting, f"roll/{entry.id}"))
    page = await office.browser.submit(
        page.form(office.of(meeting, f"roll/{entry.id}")), reason="已经去世"
    )
    assert "更正以后现在 30 人" in page.main
    page = await office.get(office.of(meeting, "roll?q=qyl"))
    page = await office.browser.submit(
        page.form(office.of(meeting, "roll/add")), person=forgotten.id, reason="漏登"
    )

    assert "更正以后现在 31 人" in page.main
    assert "补入钱遗漏漏登周文书" in page.main
    await come(meeting, office.actor, 21)
    await recorded(meeting, office.actor, 11, 10)
    page = await office.get(office.of(meeting, "roll"))
    assert "名单不能再更正" in page.main
    assert [text for text, _ in page.links if text.startswith("划去")] == []


async def test_who_is_not_entitled_cannot_be_added(office):
    meeting = await met(office)
    other = await make.person(office.village, "钱村民")
    page = await office.get(office.of(meeting, "roll?q=qcm"))

    page = await office.browser.submit(
        page.form(office.of(meeting, "roll/add")), person=other.id, reason="他想来"
    )

    assert page.status == 409
    assert "不属于“村民代表会议组成人员”" in page.main


# doors and offices

PAGES = ["", "/notice", "/sheet", "/roll", "/attendance", "/minutes", "/record", "/cancel",
         "/correct", "/photos"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_another_villages_meeting_is_not_there(office, path):
    meeting = await met(office)
    other = await stranger(office)

    assert (await other.get(f"{office.of(meeting)}{path}")).status == 404
    assert (await office.get(f"{office.of(meeting)}{path}")).status == 200
    assert (await office.get(f"{office.desk}/meetings/{meeting.id + 1}{path}")).status == 404


CLERKS = ["/attendance", "/minutes", "/cancel", "/correct", "/photos"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_supervisor_reads_but_does_not_record(office, path):
    meeting = await met(office)
    supervisor = await colleague(office, Office.SUPERVISOR)

    found = await supervisor.get(f"{office.of(meeting)}{path}")

    assert found.status == (403 if path in CLERKS else 200)


async def test_every_list_asks_the_same_however_long_it_is(office, queries):
    decision = await with_assembly(office)
    meeting = await met(office, decision)
    sizes = []
    for more in (0, 30):
        await make.people(office.village, more)
        for number in range(more):
            await called(
                office.village,
                await reviewed(office.village, title=f"议题{number}"),
                office.actor,
            )
        counts = []
        for path in (f"{office.desk}/meetings/", office.of(meeting, "attendance")):
            queries.clear()
            await office.get(path)
            counts.append(len(queries))
        sizes.append(counts)

    assert sizes[0] == sizes[1]


async def test_long_ago_and_strange_addresses_are_no_fault_of_ours(office):
    meeting = await met(office)

    for path in ("attendance?page=999999999999", "attendance?page=-1", "attendance?q=%E2%80%AE"):
        assert (await office.get(office.of(meeting, path))).status == 200
    huge = await office.get(f"{office.desk}/meetings/99999999999")
    assert huge.status == 404
    assert NOW.tzinfo is not None
