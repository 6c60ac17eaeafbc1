import json
from datetime import timedelta
from xml.etree import ElementTree as Tree

import pytest

from publicity import notices
from tests import doors, make
from tests.deliberation import sittings

pytestmark = pytest.mark.both

DAY, NOW = make.DAY, make.NOW
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


@pytest.fixture
async def village(db):
    return await make.village("liuwan")


def cards(page):
    return [found.text for found in page.root.all("h3")]


async def test_papers_hang_in_order_of_their_last_day(visitor, village):
    for title, days in (("后期满", 9), ("先期满", 2), ("今天期满", 0), ("昨天期满", -1)):
        await make.notice(village, title=title, last_day=DAY + timedelta(days))

    page = await visitor.get("/v/liuwan/board")

    assert cards(page) == ["今天期满", "先期满", "后期满", "昨天期满"]
    tags = [found.text for found in page.root.walk() if "tag" in found.get("class").split()]
    assert tags[1::2] == ["今天期满", "还剩 2 天", "还剩 9 天", "已期满"]


async def test_another_day_shows_what_hung_then(visitor, village, clock):
    clerk = await sittings.clerk_of(village)
    paper = await make.notice(village, title="贴错的", first_day=DAY - timedelta(5))
    await make.notice(village, title="今天贴的")
    await notices.withdraw(paper, "日期写错", clerk, now=NOW)

    today = await visitor.get("/v/liuwan/board")
    yesterday = await visitor.get("/v/liuwan/board?on=2026-11-21")
    early = await visitor.get("/v/liuwan/board?on=2026-11-01")

    assert cards(today) == ["今天贴的"]
    assert cards(yesterday) == ["贴错的"]
    assert "2026 年 11 月 21 日（星期六）" in yesterday.main
    assert "没有公示" in early.main


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2026-02-31", "2026 年没有 2 月 31 日，请对一下日历。"),
        ("昨天", "日期请写成年、月、日，例如 2026-11-09。"),
        ("2026-11-23", "这一天还没有到，公开栏上挂什么要到那天才知道。"),
        ("9" * 400, "日期请写成年、月、日，例如 2026-11-09。"),
        ("<script>", "日期请写成年、月、日，例如 2026-11-09。"),
    ],
)
async def test_a_day_that_cannot_be_is_answered_with_a_sentence(visitor, village, asked, sentence):
    await make.notice(village, title="今天贴的")

    page = await visitor.get("/v/liuwan/board", params={"on": asked})

    assert page.status == 422
    assert sentence in page.boxes[0]
    assert cards(page) == ["今天贴的"]


@pytest.mark.parametrize("asked", ["2026-11-22", "2026年11月22日", " 2026.11.22 ", ""])
async def test_a_day_may_be_written_as_people_write_it(visitor, village, asked):
    page = await visitor.get("/v/liuwan/board", params={"on": asked})

    assert (page.status, page.boxes) == (200, [])


async def test_the_json_feed_carries_the_papers_on_the_board(visitor, village):
    road = await make.matter(village, "三组机耕路硬化")
    paper = await make.notice(village, f"decision:{road.id}", body="同意 24 票。")
    await make.notice(village, title="期满的", last_day=DAY - timedelta(1))

    answer = await visitor.client.get("/v/liuwan/board.json")

    here = "http://cunyi.test/v/liuwan"
    assert answer.headers["content-type"] == "application/feed+json"
    assert answer.json() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "柳湾村公开栏",
        "home_page_url": f"{here}/board",
        "feed_url": f"{here}/board.json",
        "language": "zh-CN",
        "authors": [{"name": "柳湾村村民委员会"}],
        "items": [
            {
                "id": f"{here}/notices/{paper.id}",
                "url": f"{here}/notices/{paper.id}",
                "title": "三组机耕路硬化",
                "content_text": "同意 24 票。",
                "summary": "决议公开：2026 年 11 月 22 日贴出，2026 年 12 月 7 日期满。",
                "date_published": "2026-11-22T01:00:00Z",
                "tags": ["决议公开"],
                "_cunyi": {
                    "kind": "resolution",
                    "paper_title": paper.title,
                    "first_day": "2026-11-22",
                    "last_day": "2026-12-07",
                },
            }
        ],
    }


async def test_the_atom_feed_has_all_that_atom_demands(visitor, village):
    await make.notice(village, title="甲 & 乙 <丙>", body="同意\n\n\ufffe反对", posted_at=NOW)
    await make.notice(village, title="早的", posted_at=NOW - timedelta(days=3))

    answer = await visitor.client.get("/v/liuwan/board.atom")

    feed = Tree.fromstring(answer.content)  # noqa: S314 - our own
    assert answer.headers["content-type"] == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "http://cunyi.test/v/liuwan/board"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T01:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "柳湾村村民委员会"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://cunyi.test/v/liuwan/board",
        "self": "http://cunyi.test/v/liuwan/board.atom",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["甲 & 乙 <丙>", "早的"]
    assert entries[0].findtext(f"{ATOM}content") == "同意\n\n反对"
    for entry in entries:
        for needed in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{needed}")


@pytest.mark.parametrize("kind", ["json", "atom"])
async def test_an_empty_board_is_a_valid_feed(visitor, village, kind):
    answer = await visitor.client.get(f"/v/liuwan/board.{kind}")

    if kind == "json":
        assert json.loads(answer.text)["items"] == []
    else:
        feed = Tree.fromstring(answer.content)  # noqa: S314 - our own
        assert feed.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00Z"
        assert feed.findall(f"{ATOM}entry") == []
