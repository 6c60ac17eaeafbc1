"""What a visitor finds first: the front, a village and its home, its matters, short addresses."""

import gzip
from datetime import timedelta

import pytest

from deliberation.models import DecisionStage
from publicity import shortcodes
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from tests.web.stories import cards
from village import storage
from village.models import Village

pytestmark = pytest.mark.both

DAY = make.DAY


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


async def test_the_front_shows_every_village_with_what_is_going_on(visitor):
    village = await make.village(name="石桥村")
    await make.village(name="云岭村")
    elsewhere = await make.township(name="白溪乡")
    await make.village(name="沙湾村", town=elsewhere)
    await make.notice(village)
    await make.matter(village)
    await make.matter(village, stage=DecisionStage.CONCLUDED)

    page = await visitor.get("/")

    assert (page.status, page.h1) == (200, "村议")
    assert [heading.text for heading in page.root.all("h2")] == ["青溪镇", "白溪乡"]
    assert cards(page) == ["云岭村", "石桥村", "沙湾村"]
    assert "公开栏上现在 1 张 · 正在议的事 1 件" in page.main


async def test_the_front_of_one_township_carries_its_name(visitor):
    await make.village()

    page = await visitor.get("/")

    assert page.h1 == "青溪镇"
    assert "现在没有公示，也没有在议的事" in page.main


async def test_an_empty_installation_says_so(visitor):
    page = await visitor.get("/")

    assert page.status == 200
    assert "还没有登记村" in page.main


async def test_a_home_shows_its_name_its_doors_and_what_hangs_by_last_day(visitor):
    village = await make.village("liuwan")
    road = await make.matter(village, "三组机耕路硬化")
    await make.notice(village, f"decision:{road.id}", last_day=DAY + timedelta(9))
    await make.notice(village, title="清明防火公告", last_day=DAY + timedelta(2))

    page = await visitor.get("/v/liuwan/")

    assert page.h1 == "柳湾村"
    doors_there = [href for said, href in page.links if said.startswith(("看公开", "村里议"))]
    assert doors_there == ["/v/liuwan/board", "/v/liuwan/decisions/"]
    assert cards(page) == ["清明防火公告", "三组机耕路硬化", "三组机耕路硬化"]
    assert "走到第一步 提议" in page.main


async def test_a_home_says_how_much_more_there_is(visitor):
    village = await make.village("liuwan")
    await stories.many(village, 12)

    page = await visitor.get("/v/liuwan/")

    assert len(cards(page)) == 20
    assert page.link("还有 2 张，都在公开栏上") == "/v/liuwan/board"
    assert page.link("还有 2 件") == "/v/liuwan/decisions/"


async def test_an_unknown_village_is_not_there(visitor):
    assert (await visitor.get("/v/nowhere/")).status == 404
    assert (await visitor.get("/v/nowhere/board")).status == 404


@pytest.mark.parametrize("path", ["board", "decisions/"])
async def test_forty_rows_ask_no_more_than_one(visitor, queries, path):
    village = await make.village("liuwan")
    await stories.many(village, 1)
    queries.clear()
    await visitor.get(f"/v/liuwan/{path}")
    one = len(queries)
    await stories.many(village, 39)
    async with storage.writing(village.id):  # as the deeds would have done
        await Village.filter(id=village.id).update(data_version=99)
    queries.clear()

    page = await visitor.get(f"/v/liuwan/{path}")

    assert len(cards(page)) == 40
    assert len(queries) == one
    assert one <= 5


@pytest.mark.parametrize("path", ["", "board", "decisions/"])
async def test_a_first_visit_fits_one_opening_window(visitor, path):
    village = await make.village("liuwan")
    await stories.many(village, 40)

    page = await visitor.get(f"/v/liuwan/{path}")
    style = next(link.get("href") for link in page.root.all("link") if "css" in link.get("href"))
    sheet = await visitor.client.get(style)

    weight = sum(len(gzip.compress(one.content)) for one in (page.response, sheet))
    assert weight <= 14 * 1024
    assert sheet.headers["content-encoding"] == "gzip"


async def test_the_list_of_matters_separates_running_from_ended(visitor):
    village = await make.village("liuwan")
    await make.matter(village, "旧的")
    await make.matter(village, "办完的", stage=DecisionStage.CONCLUDED)
    await make.matter(village, "没通过的", stage=DecisionStage.REJECTED)
    await make.matter(village, "实施中的", stage=DecisionStage.DISCLOSED)

    page = await visitor.get("/v/liuwan/decisions/")

    assert cards(page) == ["实施中的", "旧的", "没通过的", "办完的"]
    tags = [found.text for found in page.root.walk() if "tag" in found.get("class").split()]
    assert tags == ["决议已公开，正在实施", "走到第一步 提议", "表决没有通过", "已办结"]


async def test_what_has_ended_is_paged(visitor):
    village = await make.village("liuwan")
    for place in range(41):
        await make.matter(village, f"办过的第{place + 1}件", stage=DecisionStage.CONCLUDED)

    first = await visitor.get("/v/liuwan/decisions/")
    second = await visitor.get(first.link("下一页 ›"))
    beyond = await visitor.get("/v/liuwan/decisions/?page=99")
    nonsense = await visitor.get("/v/liuwan/decisions/?page=-x")

    assert (len(cards(first)), cards(second)) == (40, ["办过的第1件"])
    assert cards(beyond) == cards(second)
    assert cards(nonsense) == cards(first)


async def test_a_short_address_leads_to_what_it_stands_for_in_any_case(visitor):
    village = await make.village("liuwan")
    decision, notice = await stories.disclosed(village)
    clerk = await sittings.clerk_of(village)
    other = await sittings.reviewed(village)
    meeting = await sittings.called(village, other, clerk)
    places = {
        f"notice:{notice.id}": f"/v/liuwan/notices/{notice.id}",
        f"decision:{decision.id}": f"/v/liuwan/decisions/{decision.id}",
        f"meeting:{meeting.id}": f"/v/liuwan/meetings/{meeting.id}",
        f"village:{village.id}": "/v/liuwan/",
    }

    for subject, place in places.items():
        async with storage.writing(village.id):
            code = await shortcodes.code_for(village.id, subject)
        for typed in (code, code.lower()):
            page = await visitor.get(f"/q/{typed}")
            assert (page.status, page.response.headers["location"]) == (303, place)


@pytest.mark.parametrize("code", ["ZZZZZZ", "七三", "%F0%9F%98%80", "x" * 300])
async def test_a_short_address_nobody_made_is_told_so(visitor, code):
    page = await visitor.get(f"/q/{code}")

    assert page.status == 404
    assert "没有找到" in page.main
