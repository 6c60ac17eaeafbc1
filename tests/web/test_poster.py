import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from publicity import notices
from tests import doors, make
from tests.deliberation import sittings
from tests.web import stories
from village import storage
from web import tables

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
STATIC = Path("web/static")
MILLIMETRE = 96 / 25.4  # CSS pixels
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


def drawn(svg):
    """The code as a scanner sees it."""
    side = int(svg.get("viewbox", svg.get("viewBox")).split()[2])
    image = Image.new("L", (side * 8, side * 8), 255)
    pen = ImageDraw.Draw(image)
    for x, y, length in RUN.findall(svg.all("path")[1].get("d")):
        left, top = int(x) * 8, int(y) * 8
        pen.rectangle((left, top, left + int(length) * 8 - 1, top + 7), fill=0)
    return image


async def test_the_code_on_the_poster_leads_to_the_notice(visitor):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}/poster")
    [found] = zxingcpp.read_barcodes(drawn(page.root.all("main")[0].all("svg")[0]))
    scanned = await visitor.follow(await visitor.get(found.text))

    assert found.text.startswith("http://cunyi.test/q/")
    assert found.text.removeprefix("http://") in page.main
    assert (scanned.status, scanned.path) == (200, f"/v/liuwan/notices/{notice.id}")
    assert scanned.h1 == page.h1 == notice.title


async def test_the_poster_says_from_when_to_when_and_who(visitor):
    village = await make.village("liuwan")
    _, notice = await stories.disclosed(village)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}/poster")

    period = "公示期：2026 年 11 月 22 日贴出，2026 年 12 月 7 日期满，共 15 天。"
    assert period in page.main
    assert "柳湾村村民委员会2026 年 11 月 22 日" in page.main.replace(" 2026", "2026")
    assert "记录封存第" in page.main


async def test_a_poster_of_a_paper_taken_down_says_so(visitor):
    village = await make.village("liuwan")
    clerk = await sittings.clerk_of(village)
    _, notice = await stories.disclosed(village, clerk)
    fresh = await notices.shown_in(village.id, notice.id)
    await notices.withdraw(fresh, "贴错了", clerk, now=make.NOW)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}/poster")

    assert "（已撤下，不再有效）" in page.main


async def test_a_paper_without_a_code_is_printed_without_one(visitor):
    village = await make.village("liuwan")
    notice = await make.notice(village)

    page = await visitor.get(f"/v/liuwan/notices/{notice.id}/poster")

    assert page.status == 200
    assert page.root.all("main")[0].all("svg") == []


async def poster_of(db_url, clock):
    async with storage.opened(tables.config_for(db_url)):
        village = await make.village("liuwan")
        _, notice = await stories.disclosed(village)
        browser = await doors.browser(doors.site(db_url, clock))
        page = await browser.get(f"/v/liuwan/notices/{notice.id}/poster")
        await browser.close()
        return page.response.text


@pytest.mark.browser
def test_on_paper_it_is_one_sheet_with_a_code_of_four_centimetres(db_url, clock):
    with ThreadPoolExecutor(1) as thread:
        html = thread.submit(asyncio.run, poster_of(db_url, clock)).result()

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = chromium.new_page(viewport={"width": 794, "height": 1123})
        page.route("**/*", lambda route: served(route, html))
        page.goto("http://cunyi.test/")
        page.emulate_media(media="print")
        paper = page.pdf(format="A4")
        box = page.locator(".qr svg").bounding_box()
        quiet = page.eval_on_selector(".qr svg", "svg => svg.viewBox.baseVal.width")
        seen = page.locator(".qr").screenshot()
        chromium.close()

    modules = quiet - 8  # four light ones on each side
    assert box["width"] / MILLIMETRE * modules / quiet >= 40
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
    assert len(zxingcpp.read_barcodes(image_of(seen))) == 1


def served(route, html):
    path = route.request.url.removeprefix("http://cunyi.test").partition("?")[0]
    if path == "/":
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(path=STATIC / Path(path).name)


def image_of(png):
    file = Path("build") / "poster-code.png"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(png)
    with Image.open(file) as opened:
        return opened.convert("L")
