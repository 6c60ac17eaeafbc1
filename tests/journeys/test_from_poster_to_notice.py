"""From the paper at the village hall to the words on an old phone, without signing in.

The poster is drawn at print scale, its code read as a scanner reads it, the address opened.
"""

import io

import pytest
import zxingcpp
from PIL import Image

from tests import make
from tests.journeys.screens import Screens, h1, press, said
from tests.web import stories
from village.models import LedgerEntry, Session, ShortCode, UsedKey

pytestmark = pytest.mark.browser

A4 = {"width": 703, "height": 1032}  # what lies between margins of 12 mm, in CSS pixels
SCALE = 2
PIXELS_PER_MM = 96 * SCALE / 25.4


async def posted():
    """A resolution on the board since this morning."""
    village = await make.village("shiqiao", "石桥村", duty_phone="0570-0000001")
    _, notice = await stories.disclosed(village, title="自来水管网改造")
    return notice.id


async def rows():
    return [await table.all().count() for table in (LedgerEntry, Session, UsedKey, ShortCode)]


def printed(screens, notice):
    """The poster as the printer would draw it."""
    page = screens.desk(device_scale_factor=SCALE)
    page.set_viewport_size(A4)
    page.goto(f"/v/shiqiao/notices/{notice}/poster")
    page.emulate_media(media="print")
    return Image.open(io.BytesIO(page.screenshot(full_page=True))), said(page)


def test_whoever_scans_the_poster_reads_the_notice(chromium, live):
    notice = live.do(posted())
    before = live.do(rows())

    with Screens(chromium, live.address) as screens:
        paper, words = printed(screens, notice)
        (code,) = zxingcpp.read_barcodes(paper)
        side = (code.position.top_right.x - code.position.top_left.x) / PIXELS_PER_MM
        phone = screens.phone()
        phone.goto(code.text)
        landed, title, told = phone.url, h1(phone), said(phone)
        wide = phone.evaluate("document.documentElement.scrollWidth")
        cookies = phone.context.cookies()

    assert side >= 40
    assert code.text.removeprefix("http://") in words
    assert landed == f"{live.address}/v/shiqiao/notices/{notice}"
    assert "自来水管网改造" in title
    for figure in ("应到 34 人", "实到 23 人", "同意 18 票", "反对 3 票", "弃权 2 票"):
        assert figure in told
        assert figure in words
    assert (wide, cookies) == (360, [])
    assert live.do(rows()) == before


def test_the_large_letters_are_remembered_on_the_phone(chromium, live):
    notice = live.do(posted())

    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        phone.goto(f"/v/shiqiao/notices/{notice}")
        small = size_of(phone)
        press(phone, "大字版", within="header")
        large, where = size_of(phone), phone.url
        phone.goto("/v/shiqiao/board")
        elsewhere = size_of(phone)
        wide = phone.evaluate("document.documentElement.scrollWidth")
        phone.goto("/text-size?back=/v/shiqiao/")
        press(phone, "最大的字")
        largest, widest = size_of(phone), phone.evaluate("document.documentElement.scrollWidth")

    assert (small, large, elsewhere, largest) == (18, 22, 22, 30)
    assert where == f"{live.address}/v/shiqiao/notices/{notice}"
    assert (wide, widest) == (360, 360)


def size_of(page):
    return round(float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")))


def test_it_reads_the_same_without_script(chromium, live):
    notice = live.do(posted())

    with Screens(chromium, live.address) as screens:
        pages = [screens.phone(java_script_enabled=script) for script in (True, False)]
        for page in pages:
            page.goto(f"/v/shiqiao/notices/{notice}")
        words = [said(page).replace("念给我听", "").split() for page in pages]

    assert words[0] == words[1]
