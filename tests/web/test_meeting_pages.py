"""A clerk calls a meeting on pages; who may read it, and who may work on it."""

from datetime import timedelta

import pytest

from deliberation.models import AgendaItem, Meeting
from tests import doors, make
from tests.deliberation.sittings import called, reviewed
from tests.make import DAY, NOW
from tests.web.meeting_office import colleague, met, opened, stranger, with_assembly
from village import clock as clocks
from village.permissions import Office
from village.rules import Body


@pytest.fixture
async def office(db, clock):
    return await opened(db, clock)


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
