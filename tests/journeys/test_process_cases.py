"""P-S1 to P-S6 of cases.md: how villages cut corners, and what the product says to it."""

from datetime import date

import pytest

from deliberation.models import AgendaItem, Attendance, Decision, DecisionStage, Meeting
from publicity.models import Notice
from tests import make
from tests.journeys.profiles import PACED, REVIEWED
from tests.journeys.story import jpeg, number, signatures
from village.models import Evidence, Person
from village.permissions import Office

pytestmark = pytest.mark.both


@pytest.fixture
def rulebook():
    return {"paced.toml": PACED, "reviewed.toml": REVIEWED}


async def test_p_s1_one_sign_in_sheet_for_two_meetings_is_found(story):
    await story.begin()
    road, hall = [await story.open_matter(title) for title in ("村道硬化工程", "文化礼堂封顶")]
    await story.through_three(road, hall)
    sheet = signatures("the same people")
    meetings = [await story.held(one, "resolve", 31, (31,)) for one in (road, hall)]
    copied = sheet.rotate(1.5, fillcolor=(232, 228, 216)).resize((1000, 1333))

    first = await story.photograph(meetings[0], jpeg(sheet))
    second = await story.photograph(meetings[1], jpeg(copied, quality=55))
    earlier = await story.look(meetings[0].path)

    assert "照片用了两次" not in first.main
    assert ["照片用了两次" in page.main for page in (second, earlier)] == [True, True]
    kept = await Evidence.all().order_by("id")
    assert [one.same_as_id for one in kept] == [None, kept[0].id]


async def test_p_s1_another_sheet_of_the_same_people_is_none_of_that(story):
    await story.begin()
    road, hall = [await story.open_matter(title) for title in ("村道硬化工程", "文化礼堂封顶")]
    await story.through_three(road, hall)
    meetings = [await story.held(one, "resolve", 31, (31,)) for one in (road, hall)]

    pages = [
        await story.photograph(meeting, jpeg(signatures(seed)))
        for meeting, seed in zip(meetings, ("in March", "in June"), strict=True)
    ]

    assert ["照片用了两次" in page.main for page in pages] == [False, False]


async def test_p_s2_representatives_cannot_let_what_belongs_to_all_members(story):
    story.move_to(date(2026, 3, 26))
    await story.begin()

    page = await story.open_matter(
        "170 亩水面出租", kind="collective_assets", body="representative_assembly"
    )

    assert page.status in (409, 422)
    assert await Decision.all().count() == 0


async def test_p_s2_the_vote_they_took_is_entered_as_it_was_and_is_not_lawful(story):
    story.move_to(date(2026, 3, 26), 18)
    await story.begin()
    matter = await story.open_matter("170 亩水面出租", kind="collective_assets")
    await story.through_three(matter)
    voted = await story.call(matter, "resolve", (story.today, 10), body="representative_assembly")
    await story.tick(voted, 31)

    look = await story.fill_minutes(voted, (31,))
    await story.record(voted, (31,))
    desk = await story.look(matter, Office.PARTY_SECRETARY)

    assert "程序不合法" in look.main
    assert [one.verdict for one in await AgendaItem.filter(meeting_id=voted.id)] == ["unlawful"]
    assert f"{matter}/advance" not in [form.action for form in desk.forms]
    assert (await Decision.get(id=number(matter))).stage is DecisionStage.REVIEWED


async def test_p_s2_the_dates_of_resolution_report_and_answer_stand_in_a_row(story):
    story.move_to(date(2026, 3, 26), 18)
    await story.begin(profile="reviewed")
    matter = await story.open_matter()
    await story.through_three(matter)
    await story.held(matter, "resolve", 31, (31,))
    await story.advance(matter)
    story.move_to(date(2026, 3, 28))
    await story.send(f"{matter}/township", action=f"{matter}/township")
    story.cast[Office.TOWNSHIP_OFFICER] = await officer(story)
    story.move_to(date(2026, 5, 9))
    (asked,) = [
        href
        for _, href in (await story.look("/township/", Office.TOWNSHIP_OFFICER)).links
        if "/advice/" in href
    ]

    await story.send(asked, Office.TOWNSHIP_OFFICER, view="none")
    desk = await story.look(matter)

    for day in ("3 月 26 日", "3 月 28 日", "5 月 9 日"):
        assert day in desk.main


async def officer(story):
    acting = await make.officer(await story.of.township, name="沈卫东")
    return await Person.get(id=acting.person_id)


async def hurried(story):
    """支部和两委 on the first, 党员大会 on the second, 代表会议 and notice on the third."""
    story.move_to(date(2026, 3, 3), 18)
    await story.begin(profile="paced")
    matter = await story.open_matter()
    days = ((date(2026, 3, 1), 8), (date(2026, 3, 1), 15), (date(2026, 3, 2), 9))
    await story.through_three(matter, days=days)
    await story.held(matter, "resolve", 31, (31,), (date(2026, 3, 3), 9))
    await story.advance(matter)
    return matter


async def test_p_s3_three_steps_in_three_days_are_three_warnings(story):
    desk = await story.look(await hurried(story))

    assert desk.main.count("规则要求 7 天") == 3
    for said in ("“提议”到“商议”只隔 0 天", "“商议”到“审议”只隔 1 天", "“审议”到“决议”只隔 1 天"):
        assert said in desk.main


async def test_p_s3_seven_days_of_notice_are_not_fifteen(story):
    matter = await hurried(story)

    short = await story.post(matter, places="村口", days=7)
    posted = await story.post(matter, places="村口")
    told, stages = {}, {}
    for day in (date(2026, 3, 10), date(2026, 3, 18), date(2026, 3, 19)):
        story.move_to(day)
        desk = await story.look(matter, Office.PARTY_SECRETARY)
        told[day.day] = "公示还没有满 15 天" in desk.main
        stages[day.day] = f"{matter}/advance" in [form.action for form in desk.forms]

    assert (short.status, posted.status) == (409, 200)
    assert "公示期填的是 7 天，至少要 15 天。" in short.main
    assert told == {10: True, 18: True, 19: False}
    assert stages == {10: False, 18: False, 19: True}
    assert await Notice.all().values_list("first_day", "last_day") == [
        (date(2026, 3, 3), date(2026, 3, 18))
    ]


async def test_p_s3_a_meeting_to_come_is_not_called_before_its_seven_days(story):
    await story.begin(profile="paced")
    matter = await story.open_matter()
    await story.held(matter, "propose", 3, (3,), (story.today, 8))
    await story.advance(matter)

    early = await story.call(matter, "consult", (date(2026, 11, 28), 9), **today(story))
    late = await story.call(matter, "consult", (date(2026, 11, 29), 9), **today(story))

    assert early.status == 409
    assert "只隔 6 天，本村规则要求至少 7 天" in early.main
    assert late.path.startswith(f"{story.desk}/meetings/")


def today(story):
    return {f"notified_on-{part}": getattr(story.today, part) for part in ("year", "month", "day")}


async def test_p_s4_one_person_in_two_seats_is_named_in_both(story):
    await story.begin(profile="reviewed", one_shoulder=True)
    matter = await story.open_matter(merge="yes")
    meeting = await story.held(matter, "consult", 4, (4,), (story.today, 8))

    page = await story.look(f"{meeting.path}/record")
    first = await story.advance(matter)
    second = await story.advance(matter)

    assert "周志刚" in page.main
    assert "一人两职" in page.main
    assert "村党支部书记、村民委员会主任" in page.main
    assert [first.status, second.status] == [200, 200]
    assert (await Decision.get(id=number(matter))).stage is DecisionStage.CONSULTED


async def test_p_s4_two_people_in_two_seats_may_not_merge(story):
    await story.begin(profile="reviewed")

    form = (await story.look(f"{story.desk}/decisions/new?collective=no&kind=public_works")).form()

    assert "merge" not in form.offered


async def at_the_vote(story):
    await story.begin()
    matter = await story.open_matter()
    await story.through_three(matter)
    return matter, await story.call(matter, "resolve", (story.today, 8))


async def test_p_s5_a_neighbour_with_a_written_proxy_is_not_the_representative(story):
    _, meeting = await at_the_vote(story)
    browser = await story.browser(Office.VILLAGE_CLERK)
    page = await browser.get(f"{meeting.path}/attendance")
    (form,) = [one for one in page.forms if "shown" in one.values]
    entry = form.values["shown"][0].split(",")[0]
    neighbour = story.cast[Office.VILLAGER].id

    stood_in = await browser.post(
        form.action,
        {**form.values, f"s{entry}": ["present"], f"w{entry}": [str(neighbour)]},
    )

    assert f"w{entry}" not in form.values
    assert "有书面委托也不行" in page.main
    assert stood_in.status == 409
    assert "要本人到会" in stood_in.main
    assert "《村民委员会组织法》第十八条" in stood_in.main
    assert await Attendance.filter(meeting_id=meeting.id).count() == 0


async def test_p_s6_the_township_cannot_touch_a_count(story, caplog):
    matter, meeting = await at_the_vote(story)
    await story.tick(meeting, 31)
    await story.record(meeting, (16, 15))
    story.cast[Office.TOWNSHIP_OFFICER] = await officer(story)
    browser = await story.browser(Office.TOWNSHIP_OFFICER)
    key = (await browser.get("/account/")).forms[0].values.get("_key", [""])
    (item,) = meeting.items
    before = await everything()
    caplog.set_level("INFO", logger="cunyi.access")

    tried = [
        await browser.post(path, {"_key": key, f"yes-{item}": ["31"], f"method-{item}": ["hands"]})
        for path in (
            f"{meeting.path}/minutes",
            f"{meeting.path}/minutes/look",
            f"{meeting.path}/correct",
            f"{meeting.path}/attendance",
            f"{matter}/advance",
            meeting.path.replace("/desk/", "/township/"),
        )
    ]
    page = await browser.get(f"/township/{story.of.code}/")

    assert [one.status for one in tried] == [403, 403, 403, 403, 403, 404]
    assert await everything() == before
    refused = [line for line in caplog.messages if line.startswith(f"POST {meeting.path}")]
    assert [line.split(" ")[2] for line in refused] == ["403"] * 4
    acts = [form.action for form in page.forms if form.method == "post"]
    assert [one for one in acts if one not in ("/leave", "/text-size")] == []


async def everything():
    counts = await AgendaItem.all().order_by("id").values("yes", "no", "verdict")
    return counts, await Meeting.all().count(), await Attendance.all().count()
