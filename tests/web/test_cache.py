import asyncio
import gzip
import re
import sqlite3
from datetime import date

import pytest

from publicity import notices
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from village import storage
from village.clock import FrozenClock, at_local
from village.models import SessionLevel, Village
from web import cache, freshness, tables
from web.cache import KEPT, PublicCache
from web.metrics import Figures
from web.render import asset
from web.routes import ROUTES

pytestmark = pytest.mark.both

NOW = make.NOW
SAFE = ("content-security-policy", "x-frame-options", "referrer-policy", "x-content-type-options")


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


@pytest.fixture
async def village(db):
    return await make.village("liuwan")


def beside_the_version(queries):
    """On PostgreSQL the version itself is asked with a statement."""
    return [asked for asked in queries if " AS version" not in asked]


async def post_one(village, clerk):
    """A deed that changes the board."""
    return (await stories.disclosed(village, clerk))[1]


async def test_a_page_seen_before_asks_the_database_nothing(visitor, village, queries):
    await stories.many(village, 3)
    first = await visitor.get("/v/liuwan/board")
    queries.clear()

    second = await visitor.get("/v/liuwan/board")

    assert second.response.content == first.response.content
    assert beside_the_version(queries) == []


async def test_a_kept_page_carries_every_header_of_a_fresh_one(visitor, village):
    first = (await visitor.get("/v/liuwan/")).response
    second = (await visitor.get("/v/liuwan/")).response

    assert dict(second.headers) == dict(first.headers)
    assert all(name in second.headers for name in SAFE)
    assert second.headers["vary"] == "Cookie, Accept-Encoding"
    assert second.headers["cache-control"] == "no-cache"


async def test_a_deed_is_seen_by_the_very_next_request(visitor, village):
    clerk = await sittings.clerk_of(village)
    empty = await visitor.get("/v/liuwan/board")
    front = await visitor.get("/")
    notice = await post_one(village, clerk)

    hanging = await visitor.get("/v/liuwan/board")
    front_then = await visitor.get("/")
    fresh = await notices.shown_in(village.id, notice.id)
    await notices.withdraw(fresh, "贴错了", clerk, now=NOW)
    after = await visitor.get("/v/liuwan/board")

    assert "没有公示" in empty.main
    assert "挂着 1 张" in hanging.main
    assert "没有公示" in after.main
    assert ("公开栏上现在 1 张" in front.main, "公开栏上现在 1 张" in front_then.main) == (
        False,
        True,
    )


async def test_a_deed_elsewhere_leaves_a_village_as_it_was(visitor, village, queries):
    other = await make.village("shiqiao", name="石桥村")
    await visitor.get("/v/liuwan/board")
    await post_one(other, await sittings.clerk_of(other))
    queries.clear()

    await visitor.get("/v/liuwan/board")

    assert beside_the_version(queries) == []


@pytest.mark.sqlite
async def test_another_process_is_noticed_at_once(visitor, village, db):
    before = await visitor.get("/v/liuwan/")
    other = sqlite3.connect(db.removeprefix("sqlite://").partition("?")[0])
    other.execute("UPDATE village SET duty_phone = '0570-7', data_version = data_version + 1")
    other.commit()
    other.close()

    after = await visitor.get("/v/liuwan/")

    assert ("0570-7" in before.response.text, "0570-7" in after.response.text) == (False, True)


@pytest.mark.postgres
async def test_another_process_is_noticed_after_a_fifth_of_a_second(visitor, village):
    before = await visitor.get("/v/liuwan/")
    # Written past this server's door, as another process would.
    await Village.filter(id=village.id).update(duty_phone="0570-7", data_version=7)
    await asyncio.sleep(freshness.HOLDS)

    after = await visitor.get("/v/liuwan/")

    assert ("0570-7" in before.response.text, "0570-7" in after.response.text) == (False, True)


async def test_a_deed_through_this_server_is_noticed_at_once(db, clock, village):
    app = doors.site(db, clock)
    visitor = await doors.browser(app)
    _, notice = await stories.disclosed(village)
    who = await make.person(village)
    villager = await doors.browser(app, who, level=SessionLevel.PASS)
    place = f"/v/liuwan/notices/{notice.id}"
    before = await visitor.get(place)
    form = (await villager.get(place)).form(f"{place}/objections")
    await villager.submit(form, text="预算没有写清楚。")

    after = await visitor.get(place)

    assert ("收到一条异议" in before.main, "收到一条异议" in after.main) == (False, True)


async def test_who_is_signed_in_never_sees_a_kept_page_nor_leaves_one(db, clock, village):
    app = doors.site(db, clock)
    visitor = await doors.browser(app)
    who = await make.person(village, "欧阳桂兰")
    villager = await doors.browser(app, who, level=SessionLevel.PASS)
    await visitor.get("/v/liuwan/")

    own = await villager.get("/v/liuwan/")
    after = await visitor.get("/v/liuwan/")

    assert "欧阳桂兰" in own.response.text
    assert own.response.headers["cache-control"] == "no-store"
    assert "欧阳桂兰" not in after.response.text


async def test_each_size_of_letters_is_kept_for_itself(visitor, village):
    for size in (30, 18, 22, 30):
        page = await visitor.get("/v/liuwan/", headers={"cookie": f"a=b; size={size}"})
        assert page.root.all("html")[0].get("class").split()[0] == f"size-{size}"


@pytest.mark.parametrize("cookie", ['size="22"', "size=99", "size=2 2", "xsize=22", "size=22x"])
async def test_an_odd_cookie_does_not_spoil_the_ordinary_page(visitor, village, cookie):
    await visitor.get("/v/liuwan/", headers={"cookie": cookie})

    page = await visitor.get("/v/liuwan/")

    assert page.root.all("html")[0].get("class") == "size-18"


async def test_what_others_append_to_an_address_changes_nothing(visitor, village):
    first = await visitor.get("/v/liuwan/board?from=singlemessage&isappinstalled=0")
    second = await visitor.get("/v/liuwan/board")

    assert first.response.content == second.response.content
    assert "singlemessage" not in first.response.text


async def test_a_day_asked_for_is_a_page_of_its_own(visitor, village):
    today = await visitor.get("/v/liuwan/board")
    then = await visitor.get("/v/liuwan/board?on=2026-11-09")
    again = await visitor.get("/v/liuwan/board?x=1&on=2026-11-09")

    assert "2026 年 11 月 22 日" in today.main
    assert "2026 年 11 月 9 日" in then.main
    assert again.response.content == then.response.content


async def test_nothing_but_a_good_page_is_kept(visitor, village, queries):
    for path in ("/v/nowhere/", "/v/liuwan/notices/99", "/v/liuwan/board?on=2026-02-31"):
        first = await visitor.get(path)
        queries.clear()
        second = await visitor.get(path)
        assert first.status == second.status
        assert first.status in {404, 422}
        assert beside_the_version(queries) != []


async def test_a_new_day_makes_a_new_page(visitor, village, clock):
    await make.notice(village, last_day=make.DAY)
    today = await visitor.get("/v/liuwan/board")
    clock.forward(days=1)

    tomorrow = await visitor.get("/v/liuwan/board")

    assert "今天期满" in today.main
    assert "已期满" in tomorrow.main


async def test_who_knows_the_page_already_gets_no_body(visitor, village):
    first = (await visitor.get("/v/liuwan/")).response

    same = await visitor.client.get("/v/liuwan/", headers={"if-none-match": first.headers["etag"]})
    other = await visitor.client.get("/v/liuwan/", headers={"if-none-match": 'W/"0"'})

    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == first.headers["etag"]
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("accepts", ["gzip, deflate", "identity", "", "gzip;q=0"])
async def test_the_same_page_packed_and_plain(visitor, village, accepts):
    page = (await visitor.get("/v/liuwan/", headers={"accept-encoding": accepts})).response

    assert page.headers.get("content-encoding") == ("gzip" if accepts[:6] == "gzip, " else None)
    assert int(page.headers["content-length"]) == (
        len(gzip.compress(page.content, 9, mtime=0))
        if "content-encoding" in page.headers
        else len(page.content)
    )


async def test_asking_for_the_head_alone_gives_no_body(visitor, village):
    page = (await visitor.get("/v/liuwan/")).response

    head = await visitor.client.head("/v/liuwan/")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]


async def test_a_file_asked_for_by_its_digest_is_kept_by_browsers_for_ever(visitor):
    right = await visitor.client.get(asset("site.css"))
    wrong = await visitor.client.get("/static/site.css?v=0000000000")
    none = await visitor.client.get("/static/site.css")

    assert right.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert wrong.headers["cache-control"] == none.headers["cache-control"] == "no-cache"
    assert right.headers["content-encoding"] == "gzip"


async def test_every_kept_address_is_open_to_anyone():
    shown = [route for route in ROUTES if route.audience == "anyone" and "GET" in route.methods]
    examples = {
        route.path: route.path.replace("{village}", "liuwan")
        .replace("{profile}", "zhejiang")
        .replace("{notice_id:int}", "7")
        .replace("{decision_id:int}", "7")
        .replace("{concern}", "2026-017")
        .replace("{edition_id:int}", "7")
        .replace("{first_id:int}", "6")
        .replace("{second_id:int}", "7")
        .replace("{article_id:int}", "7")
        .replace("{form}", "txt")
        .replace("{say_id:int}", "7")
        for route in shown
    }
    kept = {
        path
        for path, example in examples.items()
        for pattern, _ in KEPT
        if re.fullmatch(pattern, example)
    }

    assert kept == {
        "/",
        "/v/{village}/",
        "/v/{village}/board",
        "/v/{village}/board.json",
        "/v/{village}/board.atom",
        "/v/{village}/concerns/",
        "/v/{village}/concerns/wall",
        "/v/{village}/concerns/figures",
        "/v/{village}/concerns/{concern}",
        "/v/{village}/say-days/",
        "/v/{village}/say-days/{say_id:int}",
        "/v/{village}/notices/{notice_id:int}",
        "/v/{village}/notices/{notice_id:int}/poster",
        "/v/{village}/decisions/",
        "/v/{village}/decisions/{decision_id:int}.json",
        "/v/{village}/bylaws/",
        "/v/{village}/bylaws/charter",
        "/v/{village}/bylaws/keeping",
        "/v/{village}/bylaws/articles/{article_id:int}",
        "/v/{village}/bylaws/{first_id:int}..{second_id:int}",
        "/v/{village}/bylaws/{edition_id:int}",
        "/v/{village}/bylaws/{edition_id:int}.{form}",
        "/v/{village}/bylaws/{edition_id:int}/booklet",
        "/v/{village}/bylaws/{edition_id:int}/poster",
        "/v/{village}/decisions/{decision_id:int}",
        "/rules",
        "/rules/{profile}",
    }
    guarded = [re.sub(r"\{[^}]*\}", "7", one.path) for one in ROUTES if one.audience != "anyone"]
    assert [
        path for path in guarded if any(re.fullmatch(pattern, path) for pattern, _ in KEPT)
    ] == []


async def test_what_weighs_too_much_gives_way_to_what_was_asked_last(db, village):
    async def page(scope, _receive, send):
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 150})

    kept = PublicCache(page, FrozenClock(at_local(date(2026, 11, 22), 9)), Figures(), most=1000)
    for day in range(1, 10):
        await ask(kept, f"on=2026-11-0{day}")

    assert kept.weight == 900
    assert [key[1] for key in kept._kept] == [f"on=2026-11-0{day}".encode() for day in (7, 8, 9)]


async def test_an_answer_with_a_cookie_is_nobody_elses(db, village):
    async def page(scope, _receive, send):
        headers = [(b"content-type", b"text/html"), (b"set-cookie", b"a=1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    kept = PublicCache(page, FrozenClock(at_local(date(2026, 11, 22), 9)), Figures())
    await ask(kept, "")

    assert kept.weight == 0


async def test_without_a_database_pages_are_passed_through():
    async def page(scope, _receive, send):
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    kept = PublicCache(page, FrozenClock(at_local(date(2026, 11, 22), 9)), Figures())

    assert await ask(kept, "") == [200, b"x"]
    assert kept.weight == 0


async def test_a_page_made_before_a_deed_is_not_kept_as_if_made_after(db, village):
    """The version is taken before the page is made."""
    made = []

    async def page(scope, _receive, send):
        made.append(len(made))
        headers = [(b"content-type", b"text/html")]
        if len(made) == 1:
            await Village.filter(id=village.id).update(data_version=village.data_version + 1)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"%d" % len(made)})

    kept = PublicCache(page, FrozenClock(at_local(date(2026, 11, 22), 9)), Figures())
    await ask(kept, "")
    storage.STORED.deeds += 1  # as if that had been a deed

    assert await ask(kept, "") == [200, b"2"]


async def test_closing_lets_go_of_the_file(db_url, clock):
    app = doors.site(db_url, clock)
    async with storage.opened(tables.config_for(db_url)):
        versions = freshness.Versions()
        await make.village("liuwan")
        first = await versions.of("liuwan")
        versions.close()
        second = await versions.of("liuwan")
        versions.close()

    assert (first, second, await versions.of(freshness.FIXED)) == (0, 0, 0)
    assert app.state.figures.answers == {}


async def ask(app, query):
    sent = []

    async def send(message):
        sent.append(message.get("status", message.get("body")))

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/v/liuwan/board",
        "query_string": query.encode(),
        "headers": [],
    }
    await app(scope, None, send)
    return sent


def test_kinds_that_may_be_kept_are_words():
    assert cache.KINDS.match(b"text/html; charset=utf-8")
    assert cache.KINDS.match(b"image/svg+xml")
    assert not cache.KINDS.match(b"image/jpeg")
