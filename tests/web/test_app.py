import json
import logging

import pytest

from tests import doors, make
from tests.browser import Browser
from village.clock import FrozenClock
from village.errors import NotReady, TooLarge
from village.models import SessionLevel
from village.permissions import Office
from web import bodies, logs
from web.guards import action, page
from web.metrics import Figures
from web.render import render

INLINE = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


async def visitor(db, clock, **settings):
    return await doors.browser(doors.site(db, clock, **settings))


# what every answer carries


@pytest.mark.parametrize("path", ["/text-size", "/nothing", "/static/site.css", "/v/none/"])
async def test_every_answer_forbids_what_is_inline_foreign_or_framed(db, clock, path):
    headers = (await (await visitor(db, clock)).get(path)).response.headers

    policy = headers["content-security-policy"]
    assert [word for word in INLINE if word in policy] == []
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


async def test_a_secure_public_address_asks_browsers_to_stay_secure(db, clock):
    found = await (await visitor(db, clock, public_url="https://cun.example")).get("/text-size")

    assert found.response.headers["strict-transport-security"] == "max-age=15552000"


async def test_a_page_of_somebody_signed_in_is_never_kept_by_the_browser(db, clock):
    app = doors.site(db, clock)
    who = await make.person(await make.village())

    mine = await (await doors.browser(app, who)).get("/account/")
    public = await (await doors.browser(app)).get("/text-size")

    assert mine.response.headers["cache-control"] == "no-store"
    assert public.response.headers["cache-control"] == "no-cache"


async def test_a_fault_of_ours_is_a_page_with_a_reference_and_all_headers(db, clock, caplog):
    async def faulty(request):
        raise KeyError("the name of a villager")

    app = doors.site(db, clock)
    app.router.routes.insert(0, page("/faulty", faulty, "anyone"))
    client = Browser(app)
    client.client._transport.raise_app_exceptions = False

    found = await client.get("/faulty")

    assert (found.status, found.h1) == (500, "系统出了毛病")
    assert found.response.headers["x-frame-options"] == "DENY"
    (line,) = [one.getMessage() for one in caplog.records if one.name == "cunyi.web"]
    assert line.split()[1].rstrip(":") in found.main
    assert "villager" not in line


# strange requests


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/v/nothing/", 404),
        ("/v/%00/", 404),
        ("/v/%ff%fe/", 404),
        ("/v/%/", 404),
        ("/v/%E6%9D%91/", 404),
        ("/" + "a" * 5000, 404),
        ("/enter/%00", 404),
        ("/enter/" + "A" * 24, 404),
        ("/enter/" + "%F0%9F%98%80" * 50, 404),
        ("/%E2%80%AEtxt", 404),
        ("/text-size?x=" + "a" * 5000, 413),
        ("/text-size?back=%00%ff", 200),
        ("/text-size?" + "&" * 2000, 200),
        ("/static/", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
    ],
)
async def test_no_address_is_a_fault(db, clock, path, status):
    found = await (await visitor(db, clock)).get(path)

    assert found.status == status


@pytest.mark.parametrize(
    "host", ["[::1", "a b", "evil.example/..", "x" * 300, "村.example".encode(), "", "a:99999999"]
)
async def test_no_host_is_a_fault(db, clock, host):
    found = await (await visitor(db, clock)).get("/text-size?a=1", headers={"host": host})

    assert found.status == 200


async def raw(app, path, query=b"", *headers):
    """As a client sends it that is no browser."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(b"host", b"cunyi.test"), *headers],
        "client": None,
        "http_version": "1.1",
        "scheme": "http",
        "server": ("cunyi.test", 80),
    }
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"location")


async def test_bytes_outside_ascii_are_no_fault(db, clock):
    app = doors.site(db, clock)
    cookie = (b"cookie", b"cunyi=\xff; size=\xff")

    assert await raw(app, "/text-size", b"back=\xff\xe6\x9d", cookie) == (200, None)


@pytest.mark.parametrize(
    ("word", "status"), [("a%00b", 404), ("a%0Ab", 404), ("%FF", 404), ("村", 422)]
)
async def test_no_page_is_handed_signs_that_a_database_refuses(db, clock, word, status):
    async def echo(request):
        return render(request, "errors/422.html", {"mistakes": [request.path_params["word"]]}, 422)

    app = doors.site(db, clock)
    app.router.routes.insert(0, page("/echo/{word}", echo, "anyone"))

    assert (await Browser(app).get(f"/echo/{word}")).status == status


async def test_a_number_too_large_for_any_row_is_not_there(db, clock):
    who = await make.person(await make.village())
    browser = await doors.browser(doors.site(db, clock), who)
    key = (await browser.get("/account/")).form("/leave").values["_key"]

    ended = [
        (await browser.post(f"/account/sessions/{number}/end", {"_key": key})).status
        for number in (2**31 - 1, 2**31, 10**30)
    ]

    assert ended == [404, 404, 404]


@pytest.mark.parametrize(("method", "path"), [("POST", "/account/"), ("DELETE", "/text-size")])
async def test_a_wrong_method_is_answered_with_a_page(db, clock, method, path):
    browser = await visitor(db, clock)

    answer = await browser.client.request(method, path)

    assert answer.status_code == 405
    assert "这个地址不能这样打开" in answer.text
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/account", (307, b"/account/")),
        ("/text-size/", (307, b"/text-size")),
        ("//evil.example/account", (404, None)),
        ("//evil.example/text-size/", (404, None)),
        ("/\\evil.example/", (404, None)),
        ("/static", (404, None)),
    ],
)
async def test_a_missing_slash_leads_on_and_never_to_another_host(db, clock, path, answer):
    app = doors.site(db, clock)

    assert await raw(app, path, b"", (b"host", b"evil.example")) == answer


# how much may be sent


async def test_a_form_may_have_256_kb_and_not_a_byte_more(db, clock):
    browser = await visitor(db, clock)
    room = bodies.FORM - len("size=22&x=")

    fits = await browser.post("/text-size", {"size": "22", "x": "a" * room})
    over = await browser.post("/text-size", {"size": "22", "x": "a" * (room + 1)})

    assert fits.status == 303
    assert (over.status, over.h1) == (413, "传上来的内容太大了")
    assert "一次最多收 256 KB" in over.main


async def test_a_body_of_unknown_length_is_stopped_on_the_way(db, clock):
    browser, taken = await visitor(db, clock), []

    async def endless():
        for number in range(1000):
            taken.append(number)
            yield b"x=" + b"a" * 8190

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await browser.client.post("/text-size", content=endless(), headers=headers)

    assert answer.status_code == 413


async def test_where_photographs_are_taken_the_limit_says_so(db, clock):
    async def upload(request):
        form = await request.form()
        return render(request, "errors/422.html", {"mistakes": [str(len(form))]}, status=422)

    app = doors.site(db, clock)
    upload_route = action("/upload", upload, "anyone", max_body=bodies.PHOTO, keyed=False)
    app.router.routes.insert(0, upload_route)
    browser = Browser(app)

    fits = await browser.post("/upload", files=[("photo", ("a.jpg", b"a" * 2**20))])
    over = await browser.post("/upload", files=[("photo", ("a.jpg", b"a" * bodies.PHOTO))])

    assert (fits.status, over.status) == (422, 413)
    assert "一次最多收 12 MB" in over.main


async def test_a_broken_upload_is_a_wrong_form(db, clock):
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": "http://cunyi.test"}
    browser = await visitor(db, clock)

    answer = await browser.client.post("/text-size", content=b"--y\r\nnonsense", headers=headers)

    assert answer.status_code == 422


async def test_refusals_that_rise_become_pages_with_their_status(db, clock):
    async def busy(request):
        raise NotReady

    async def large(request):
        raise TooLarge("太多了。")

    app = doors.site(db, clock)
    app.router.routes[:0] = [page("/busy", busy, "anyone"), page("/large", large, "anyone")]
    browser = Browser(app)

    busy_page, large_page = await browser.get("/busy"), await browser.get("/large")

    assert (busy_page.status, busy_page.response.headers["retry-after"]) == (503, "30")
    assert large_page.status == 413


# who may come


async def guarded(db, clock):
    async def here(request):
        return render(request, "errors/422.html", {"mistakes": []})

    app = doors.site(db, clock)
    app.router.routes[:0] = [
        page("/any", here, "anyone"),
        page("/mine", here, "signed_in"),
        page("/office", here, "office"),
        page("/town", here, "township"),
        action("/office", here, "office"),
    ]
    return app


async def answers(browser):
    found = []
    for path in ("/any", "/mine", "/office", "/town"):
        seen = await browser.get(path)
        found.append(seen.response.headers.get("location") or seen.status)
    return found


async def test_a_visitor_is_asked_for_the_pass(db, clock):
    app = await guarded(db, clock)

    found = await answers(await doors.browser(app))

    back = "/enter?back="
    assert found == [200, f"{back}/mine", f"{back}/office", f"{back}/town"]


async def test_a_villager_has_no_office_to_enter(db, clock):
    app, of = await guarded(db, clock), await make.village()

    found = await answers(await doors.browser(app, await make.person(of)))

    assert found == [200, 200, 403, 403]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (SessionLevel.PASS, [200, 200, "/enter/office?back=/office", 403]),
        (SessionLevel.PASSWORD, [200, 200, 200, 403]),
    ],
)
async def test_the_clerk_enters_the_office_with_the_password(db, clock, level, expected):
    app, of = await guarded(db, clock), await make.village()
    clerk = await make.holder(of, Office.VILLAGE_CLERK)
    who = await make.Person.get(id=clerk.person_id)

    assert await answers(await doors.browser(app, who, level=level)) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (SessionLevel.PASS, "/enter/office?back=/town"),
        (SessionLevel.PASSWORD, "/enter/office?back=/town"),
        (SessionLevel.CODE, 200),
    ],
)
async def test_the_township_enters_with_the_code(db, clock, level, expected):
    app, of = await guarded(db, clock), await make.village()
    officer = await make.officer(of.township)
    who = await make.Person.get(id=officer.person_id)

    assert (await answers(await doors.browser(app, who, level=level)))[3] == expected


async def test_who_sends_a_form_without_a_session_is_told_to_scan(db, clock):
    browser = await doors.browser(await guarded(db, clock))

    sent = await browser.post("/office", {"text": "x"})

    assert (sent.status, sent.h1) == (403, "请先扫通行码")


# our own machines


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("::ffff:127.0.0.1", None, 200),
        ("10.0.0.5", None, 200),
        ("203.0.113.9", None, 404),
        ("203.0.113.9", "127.0.0.1", 404),
        ("10.0.0.5", "203.0.113.9", 404),
        ("10.0.0.5", "127.0.0.1, 203.0.113.9", 404),
        ("127.0.0.1", "nonsense", 404),
    ],
)
async def test_figures_are_for_our_own_machines(db, clock, peer, forwarded, status):
    app = doors.site(db, clock, trusted_proxies=("10.0.0.0/8",))
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    browser = await doors.browser(app, address=peer)
    found = [await browser.get(path, headers=headers) for path in ("/healthz", "/metrics")]

    assert [one.status for one in found] == [status, status]


async def test_the_figures_count_answers_and_name_nobody(db, clock):
    app = doors.site(db, clock)
    browser = await doors.browser(app, address="127.0.0.1")
    for path in ("/text-size", "/nothing"):
        await browser.get(path)

    text = (await browser.get("/metrics")).response.text

    assert 'cunyi_answers_total{status="2xx"} 1\n' in text
    assert 'cunyi_answers_total{status="4xx"} 1\n' in text


# the log


async def test_the_log_shows_no_pass_no_query_and_no_visitor(db, clock, caplog):
    caplog.set_level(logging.INFO, "cunyi.access")
    browser = await visitor(db, clock)
    token = "S" * 24
    await browser.get(f"/enter/{token}?name=王大娘")
    await browser.post(f"/enter/{token}", {"pin": "295038"})

    lines = [one.getMessage() for one in caplog.records if one.name == "cunyi.access"]
    assert [line.split(" ")[:3] for line in lines] == [
        ["GET", "/enter/\\u2026", "404"],
        ["POST", "/enter/\\u2026", "422"],
    ]
    assert [word for word in (token, "王", "295038", "203.0") if word in "".join(lines)] == []


def test_an_address_cannot_write_its_own_log_line():
    assert logs.masked("/a\nERROR all is lost") == "/a\\nERROR all is lost"


def test_json_lines_are_json():
    record = logging.LogRecord("cunyi.web", logging.INFO, "", 0, "好 %d", (1,), None)

    assert json.loads(logs.JsonLines().format(record))["text"] == "好 1"


async def test_statements_are_never_printed(db, clock):
    logging.getLogger("tortoise.db_client").setLevel(logging.DEBUG)

    doors.site(db, clock)

    assert logging.getLogger("tortoise.db_client").level == logging.WARNING


# lifespan


async def test_it_opens_and_closes_its_own_storage(db_url, clock):
    app = doors.site(db_url, clock)

    async with app.router.lifespan_context(app):
        found = await (await doors.browser(app, address="127.0.0.1")).get("/healthz")

    assert found.status == 200


async def test_a_rehearsal_says_so_on_every_page(db, clock):
    rehearsing = FrozenClock(clock.at)
    rehearsing.offset = clock.at - clock.at.replace(day=6)

    found = await (await visitor(db, rehearsing)).get("/text-size")

    assert "演练：系统的日期拨到了 2026 年 12 月 8 日" in found.response.text
    assert Figures().text().startswith("# TYPE cunyi_answers_total counter")


async def test_a_page_of_one_who_signed_in_travels_packed(db, clock):
    place = await make.village()
    clerk = await make.person(place)
    await make.appointment(place, clerk, Office.VILLAGE_CLERK)
    browser = await doors.browser(doors.site(db, clock), clerk)

    headers = (await browser.get(f"/desk/{place.code}/")).response.headers

    assert headers["content-encoding"] == "gzip"
