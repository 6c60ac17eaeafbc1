"""The frame and the parts, on one page with every macro on it."""

import gzip
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from tests.browser import Browser
from tests.web.style_page import app
from web import render

TEMPLATES = Path(render.HERE, "templates")
KB = 1024


def request(path="/v/a/", method="GET", cookie="", referer="", query=""):
    headers = [(b"host", b"cunyi.test"), (b"cookie", cookie.encode())]
    headers.append((b"referer", referer.encode()))
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "server": ("cunyi.test", 80),
        }
    )


@pytest.fixture
async def browser():
    browser = Browser(app)
    yield browser
    await browser.close()


@pytest.mark.parametrize("path", ["/", "/wrong", "/wide", "/size", "/nowhere", "/poster"])
async def test_every_part_makes_a_clean_page(browser, path):
    page = await browser.get(path)

    assert page.title.startswith(page.h1)


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (403, "现在的身份办不了这件事"),
        (404, "没有找到这一页"),
        (409, "这一步现在还不能办"),
        (413, "传上来的内容太大了"),
        (422, "有几处要改一下"),
        (429, "请过一会儿再试"),
        (500, "系统出了毛病"),
        (503, "系统正忙，这一步没有办成"),
    ],
)
async def test_refusals_say_what_to_do_next(browser, status, heading):
    page = await browser.get(f"/error/{status}")

    assert (page.status, page.h1) == (status, heading)


async def test_an_error_page_needs_to_know_nothing(browser):
    page = await browser.get("/nowhere")

    assert page.status == 404
    assert page.link("首页") == "/"


async def test_mistakes_are_listed_above_and_told_beside_their_field(browser):
    page = await browser.get("/wrong")

    assert page.errors == {
        "title": "至少写 4 个字，现在只有 1 个字。",
        "present": "请只填数字，例如 28。",
        "held_on": "年份请写四位数，例如 2026。",
        "kind": "请选择这是什么事。",
        "photo": "“表.exe”不是可以收的文件。",
    }
    assert [href for _, href in page.links if href.startswith("#")] == [
        "#main",
        "#title",
        "#present",
        "#held_on",
        "#kind",
        "#photo",
    ]
    assert page.boxes[0].startswith("还不能交，有 6 处要改")


async def test_what_was_typed_is_shown_again(browser):
    page = await browser.get("/wrong")

    form = page.form()
    kept = [form.values[name] for name in ("title", "present", "held_on-year", "kind")]
    assert kept == [["<b>路</b>"], ["二十八"], ["26"], ["works"]]


async def test_a_form_begins_with_what_is_known(browser):
    page = await browser.get("/")

    values = page.form().values
    assert values.pop("_key") == ["one-time"]
    assert values == {
        "title": ["三组机耕路硬化工程"],
        "present": ["28"],
        "budget": [""],
        "held_on-year": ["2026"],
        "held_on-month": ["11"],
        "held_on-day": ["9"],
        "starts-year": ["2026"],
        "starts-month": ["11"],
        "starts-day": ["9"],
        "starts-hour": ["14"],
        "starts-minute": ["30"],
        "minutes": [""],
        "kind": ["works"],
        "present_names": ["1", "3"],
        "late": ["yes"],
        "group": [""],
    }


async def test_the_steps_say_their_state_in_words(browser):
    page = await browser.get("/")

    steps = [found for found in page.root.all("ol") if found.get("class") == "steps"]
    assert [heading.text for heading in steps[0].all("h3")] == [
        "第一步，已完成：党组织提议",
        "第二步，已完成：“两委”商议",
        "第三步，已完成：党员大会审议",
        "第四步，已完成：村民代表会议决议",
        "第五步，正在进行：决议公开",
        "第六步，还没到：实施结果公开",
    ]


async def test_blockers_say_what_next_and_fold_the_basis(browser):
    page = await browser.get("/error/409")

    assert page.boxes == [
        "还差： 公示还没满 15 天，11 月 26 日起可以进入实施。下一步：等公示期满。"
        " 依据《中华人民共和国村民委员会组织法》的规定"
    ]
    assert [found.get("open", "folded") for found in page.root.all("details")] == ["folded"]


async def test_one_acts_in_a_name_that_is_shown(browser):
    page = await browser.get("/wrong")

    assert "正在以 王大娘（二组） 的身份办理" in page.root.text
    assert page.form("/leave").values == {"_key": ["one-time"]}


async def test_a_page_for_anyone_carries_no_key_but_its_own_forms(browser):
    page = await browser.get("/nowhere")

    assert [form.action for form in page.forms] == ["/text-size"]
    assert page.forms[0].values == {"back": ["/nowhere"]}


@pytest.mark.parametrize(
    ("cookie", "size", "marks"),
    [
        ("", 18, "size-18"),
        ("size=18", 18, "size-18"),
        ("size=22", 22, "size-22 elder"),
        ("size=26", 26, "size-26 elder big"),
        ("size=30", 30, "size-30 elder big"),
        ("size=300", 18, "size-18"),
        ("size=<b>", 18, "size-18"),
    ],
)
async def test_the_type_size_is_remembered_in_a_cookie(browser, cookie, size, marks):
    page = await browser.get("/", headers={"cookie": cookie})

    assert page.root.all("html")[0].get("class") == marks
    assert render.text_size(request(cookie=cookie)) == size


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/v/a/board?on=2026-11-22", "/v/a/board?on=2026-11-22"),
        ("//evil.cn/", "/"),
        ("https://evil.cn/", "/"),
        ("/\\evil.cn", "/"),
        ("/a\r\nset-cookie: x", "/"),
        ("", "/"),
    ],
)
def test_one_is_only_ever_sent_back_to_this_site(address, kept):
    assert render.own_path(address) == kept


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        (request("/v/a/board", query="on=2026-11-22"), "/v/a/board?on=2026-11-22"),
        (request("/x", "POST", referer="http://cunyi.test/desk/a/?p=2"), "/desk/a/?p=2"),
        (request("/x", "POST", referer="http://evil.cn/desk/a/"), "/"),
        (request("/x", "POST"), "/"),
    ],
)
def test_after_a_post_the_way_back_is_the_page_with_the_form(asked, path):
    assert render.path_of(asked) == path


def test_a_misspelt_name_is_an_error_not_a_blank():
    with pytest.raises(UndefinedError):
        render.render(request(), "errors/404.html", {"mesage": "x"})


def test_words_from_outside_are_escaped():
    page = render.render(request(), "errors/404.html", {"message": "<script>1</script>"})

    assert b"<p>&lt;script&gt;1&lt;/script&gt;</p>" in page.body


def test_templates_stay_short_and_whole():
    lengths = {
        str(file.relative_to(TEMPLATES)): len(file.read_text().splitlines())
        for file in TEMPLATES.rglob("*.html")
    }

    assert {name: lines for name, lines in lengths.items() if lines > 80} == {}


async def test_a_first_visit_fits_into_one_opening_window(browser):
    page = await browser.get("/")
    sheet = (render.STATIC / "site.css").read_bytes()

    compressed = len(gzip.compress(page.response.content, 9)) + len(gzip.compress(sheet, 9))
    assert len(sheet) <= 14 * KB
    assert compressed <= 14 * KB


async def test_a_form_is_sent_as_a_person_would(browser):
    page = await browser.get("/")

    answer = await browser.submit(
        page.form(),
        title="修路",
        present_names=["2"],
        late=None,
        files=[("photo", ("a.png", b"1"))],
    )

    assert answer.response.text.split("\n") == [
        "_key=one-time",
        "title=修路",
        "present=28",
        "budget=",
        "held_on-year=2026",
        "held_on-month=11",
        "held_on-day=9",
        "starts-year=2026",
        "starts-month=11",
        "starts-day=9",
        "starts-hour=14",
        "starts-minute=30",
        "minutes=",
        "kind=works",
        "present_names=2",
        "group=",
        "photo=('a.png', 1)",
    ]


def test_the_sheet_knows_only_what_old_chromium_knows():
    sheet = re.sub(r"/\*.*?\*/", "", (render.STATIC / "site.css").read_text(), flags=re.DOTALL)
    newer = (
        r":has\(|:is\(|:where\(|\bmin\(|\bmax\(|clamp\(|aspect-ratio|inset[-:]|(?<!grid-)\bgap:|&"
    )

    assert re.findall(newer, sheet) == []
    assert sheet.count("{") == sheet.count("}")
