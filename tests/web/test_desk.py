from datetime import timedelta

import pytest

from deliberation.models import CycleStep, DecisionStage
from tests import doors, make
from tests.deliberation import roads
from tests.make import DAY
from tests.web.desks import opened
from village.models import Person
from village.permissions import Office

S, C = DecisionStage, CycleStep


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


def cells(page):
    """The rows of what is due, as they are read."""
    return [[cell.text for cell in row.all("td")] for row in page.root.all("tr")[1:]]


async def test_the_desk_is_a_list_of_what_is_due(desk):
    ready = await make.matter(desk.village, "三组机耕路硬化")
    await roads.held(ready, C.PROPOSE)
    await roads.called(await make.matter(desk.village), C.PROPOSE, day=DAY - timedelta(1))

    page = await desk.clerk.get(desk.here)

    assert (page.status, page.h1) == (200, "今天要办的")
    assert cells(page) == [
        ["逾期 1 天", "柳湾村会议", "登记到会和表决", "登记：柳湾村会议"],
        ["今天", "三组机耕路硬化", "可以走下一步了", "往下走：三组机耕路硬化"],
        ["12 月 31 日", "村民会议", "今年开过 0 次，至少要开 1 次", "召集：村民会议"],
    ]
    assert page.link("往下走：三组机耕路硬化") == desk.of(ready)


async def test_every_entry_of_the_desk_leads_to_a_page_that_is_there(desk):
    for stage in list(S)[:7]:
        decision = await roads.at(desk.village, stage)
        await roads.posted(decision)
    await roads.called(await make.matter(desk.village), C.PROPOSE)
    who = await make.person(desk.village)
    ends = DAY + timedelta(30)
    await make.appointment(desk.village, who, Office.REPRESENTATIVE, term_ends_on=ends)

    page = await desk.clerk.get(desk.here)
    table = page.root.all("table")[0]
    places = {link.get("href") for link in table.all("a")}

    assert len(places) > 8
    for place in sorted(places):
        assert (await desk.clerk.get(place)).status == 200, place


async def test_each_office_is_offered_what_it_may_begin(desk):
    def offered(page):
        return [link.text for link in page.root.all("a") if "btn" in link.get("class").split()]

    adviser = await desk.sit(Office.LEGAL_ADVISER)

    assert offered(await desk.clerk.get(desk.here))[:3] == [
        "新立一个议题",
        "召集会议",
        "村民名册",
    ]
    assert "新立一个议题" not in offered(await adviser.get(desk.here))


async def test_a_matter_on_the_desk_shows_how_far_it_is(desk):
    decision = await roads.at(desk.village, S.CONSULTED)
    await make.matter(desk.village, "旧事", stage=S.CONCLUDED)

    page = await desk.clerk.get(desk.here)

    (strip,) = [one for one in page.root.all("ol") if "across" in one.get("class")]
    assert [step.get("class") for step in strip.all("li")] == [
        "done",
        "done",
        "now",
        "later",
        "later",
        "later",
    ]
    assert page.link(decision.title) == desk.of(decision)
    assert "旧事" not in page.main


async def test_who_has_no_desk_does_not_come_to_it_and_other_offices_see_what_is_theirs(desk):
    villager = await desk.sit(Office.VILLAGER)
    representative = await desk.sit(Office.REPRESENTATIVE)

    assert (await villager.get(desk.here)).status == 403
    theirs = await representative.follow(await representative.get(desk.here))
    assert (theirs.path, "没有等着您办的说事。" in theirs.main) == (f"{desk.here}concerns/", True)


async def test_a_neighbours_clerk_and_a_visitor_do_not_come_to_it(desk):
    neighbour = await desk.sit(Office.VILLAGE_CLERK, village=await make.village())
    visitor = await doors.browser(desk.app)

    assert (await neighbour.get(desk.here)).status == 403
    assert (await visitor.get(desk.here)).response.headers["location"].startswith("/enter?back=")


async def test_one_village_is_gone_to_and_several_are_chosen_from(desk):
    other = await make.village("shiqiao", "石桥村")
    adviser = await make.outsider(await desk.village.township, "李律师")
    await make.appointment(desk.village, adviser, Office.LEGAL_ADVISER)
    one = await doors.browser(desk.app, adviser)
    straight = await one.get("/desk/")
    await make.appointment(other, adviser, Office.LEGAL_ADVISER)

    several = await one.get("/desk/")

    assert straight.response.headers["location"] == "/desk/liuwan/"
    assert (several.h1, several.link("石桥村")) == ("选一个村", "/desk/shiqiao/")


async def test_an_officer_of_the_township_goes_to_the_township(desk):
    officer = await make.officer(await desk.village.township)
    who = await Person.get(id=officer.person_id)
    browser = await doors.browser(desk.app, who, level=doors.SessionLevel.CODE)

    page = await browser.get("/desk/")

    assert page.response.headers["location"] == "/township/"


async def test_thirty_matters_ask_no_more_than_one(desk, queries):
    async def crowd(count):
        for _ in range(count):
            decision = await roads.at(desk.village, S.RESOLVED)
            await roads.posted(decision)

    await crowd(1)
    queries.clear()
    await desk.clerk.get(desk.here)
    one = len(queries)
    await crowd(29)

    queries.clear()
    page = await desk.clerk.get(desk.here)

    assert (len(queries), page.status) == (one, 200)
