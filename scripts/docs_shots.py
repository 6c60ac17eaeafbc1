"""The pictures of README and the guides, taken anew: builds the demo in a folder of its own,
serves it, walks it in Chromium and writes docs/pictures/*.png. Nothing else is touched.
"""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pyotp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SITE = "http://cunyi.example"  # what the QR codes say; Chromium is told where it really is
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE, DESK, PAPER, SCREEN = (360, 740), (1120, 780), (794, 1123), (1280, 720)
CHINA = timezone(timedelta(hours=8))
MOST_BYTES = 120 * 1024
COLOURS = (64, 32, 16)
ROSTER = """户号,姓名,性别,出生日期,与户主关系,村民小组,手机号
0301,蒋文达,男,1968-04-12,户主,一组,
0301,沈玉梅,女,1970-09-03,配偶,一组,
0301,蒋小禾,女,1996-13-25,女儿,一组,
0302,魏国良,男,1955-02-08,户主,二组,
"""
Passes = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shot:
    """From `start` along `steps`: a link's words, `/more` of an address, or what a hand does.
    One without a name is only walked, for those that come after it."""

    name: str
    start: str
    steps: tuple[str | Callable[[Page], None], ...] = ()
    who: tuple[str, str] | None = None  # village, office
    size: tuple[int, int] = DESK
    media: str = "screen"
    most: int = field(default=1000)  # height kept of a longer page, CSS pixels


def send_roster(page: Page) -> None:
    sheet = {"name": "名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="下一步").click()


def print_four(page: Page) -> None:
    boxes = page.locator("main input[type=checkbox]:checked")
    for number in reversed(range(4, boxes.count())):
        boxes.nth(number).uncheck(force=True)
    page.get_by_role("button", name="印这些人的卡片").click()


def last_minutes(page: Page) -> None:
    page.locator("main").get_by_role("link", name="的会议记录").last.click()


def say_it(page: Page) -> None:
    page.locator("[name=text]").fill("三组晒谷场边上的路灯坏了快一个月，晚上老人走路看不见。")


def by_voice(page: Page) -> None:
    """The two buttons stand where the script has put them; nothing is recorded."""
    page.wait_for_selector(".able button")


def called_off(page: Page) -> None:
    """What the demo has called again: so that it is to be called anew."""
    page.locator("main").get_by_role("link", name="取消这次会").click()
    page.fill("textarea[name=why]", "村里停电。")
    page.get_by_role("button", name="取消会议").click()
    page.wait_for_load_state()
    page.goto(SITE + HOME + "meetings/new")


def called_for_tonight(page: Page) -> None:
    """The sitting that had failed, again: today, so that its doors can be opened."""
    today = datetime.now(CHINA)
    parts = {"starts_at-year": today.year, "starts_at-month": today.month}
    parts |= {"starts_at-day": today.day, "starts_at-hour": 23, "starts_at-minute": 30}
    for name, value in parts.items():
        page.fill(f"input[name={name}]", str(value))
    page.get_by_role("button", name="固定名单，重新通知").click()


def to_the_chat(page: Page) -> None:
    page.locator("h2", has_text="发到微信群").evaluate("one => one.scrollIntoView()")


def doors_opened(page: Page) -> None:
    page.get_by_role("button", name="开始扫码签到").click()


def most_are_here(page: Page) -> None:
    hall = page.url
    page.goto(page.url.replace("/doors", "/attendance"))
    names = page.locator("input[value=present]")
    for number in range(names.count() - 3):
        names.nth(number).check()
    page.get_by_role("button", name="保存这一页").click()
    page.wait_for_load_state()
    page.goto(hall)


def vote_begun(page: Page) -> None:
    page.check("input[value=secret]")
    page.check("input[value=yes_no]")
    page.get_by_role("button", name="备好这次表决").click()
    page.get_by_role("button", name="开始表决").click()


def vote_stopped(page: Page) -> None:
    page.get_by_role("button", name="停止投票").click()


VOTER = ("shiqiao", "representative")
CLERK, SUPERVISOR = ("shiqiao", "village_clerk"), ("shiqiao", "supervisor")
OFFICER = ("", "township_officer")
VILLAGE, HOME = "/v/shiqiao/", "/desk/shiqiao/"
WAITING, HANGING, WRONG = "自来水管网改造", "三组机耕路硬化工程", "高铁征地补偿费分配"
REVISED = "（第 3 版）"
COUNTED = "/rules?profile=national-2025&body=representative_assembly&entitled=31&present=20&yes=18"

MEETINGS, TONIGHT = HOME + "meetings/", ("（改期）", "会场：")
AGAIN = (HOME + "meetings/new", ("召集村民代表会议", "改期，重新召集"))
HALL = (MEETINGS, (*TONIGHT, doors_opened, most_are_here))

SHOTS = (
    Shot("home-phone", VILLAGE, size=PHONE),
    Shot("decision-phone", VILLAGE + "decisions/", (HANGING,), size=PHONE, most=900),
    Shot("notice-phone", VILLAGE + "board", (HANGING,), size=PHONE, most=1100),
    Shot(
        "poster", VILLAGE + "board", (HANGING, "打印这张公告"), size=PAPER, media="print", most=1123
    ),
    Shot("desk", HOME, who=CLERK),
    Shot("roster", HOME + "people/import", (send_roster,), who=CLERK, most=900),
    Shot("passes", HOME + "passes/", ("一组", print_four), who=CLERK, most=760),
    Shot("blockers", HOME + "decisions/", (WAITING, "#step-4"), who=CLERK, most=760),
    Shot("calling", HOME + "decisions/", (WRONG, "召集集体经济组织成员大会"), who=CLERK),
    Shot("attendance", HOME + "meetings/", ("石桥村村民代表会议", "/attendance"), who=CLERK),
    Shot("result", HOME + "decisions/", (HANGING, last_minutes), who=CLERK, most=900),
    Shot(
        "opinion",
        HOME + "decisions/",
        (HANGING, "照片、异议和监督意见", "出具监督意见"),
        who=SUPERVISOR,
        most=1050,
    ),
    Shot("say-phone", VILLAGE + "concerns/new", (by_voice, say_it), size=PHONE),
    Shot("concerns-phone", VILLAGE + "concerns/", size=PHONE, most=900),
    Shot("concern-phone", VILLAGE + "concerns/", ("晒谷场",), size=PHONE, most=1200),
    Shot("concerns-desk", HOME + "concerns/", who=CLERK, most=1000),
    Shot("concern-desk", HOME + "concerns/", ("黄水汤",), who=CLERK, most=900),
    Shot("window", HOME + "window", who=CLERK, most=900),
    Shot("bylaws-phone", VILLAGE + "bylaws/", size=PHONE, most=900),
    Shot("bylaws-desk", HOME + "bylaws/", who=CLERK, most=700),
    Shot("bylaw-edition", HOME + "bylaws/", (REVISED,), who=CLERK, most=1000),
    Shot("bylaws-township", "/township/bylaws", who=OFFICER, most=800),
    Shot("say-day", HOME + "say-days/", ("说事会",), who=CLERK, most=900),
    Shot("say-day-record", HOME + "say-days/", ("说事会", "/record"), who=CLERK, most=1300),
    Shot("say-figures", VILLAGE + "concerns/figures", most=860),
    Shot("township", "/township/", who=OFFICER, most=900),
    Shot("rules", COUNTED, most=900),
    Shot("reconvene", MEETINGS, ("村民代表会议", called_off, *AGAIN[1]), who=CLERK, most=960),
    Shot(
        "chat",
        AGAIN[0],
        (*AGAIN[1], called_for_tonight, "会议通知", to_the_chat),
        who=CLERK,
        most=640,
    ),
    Shot("hall", *HALL, who=CLERK, most=900),
    Shot("wall", MEETINGS, (*TONIGHT, "打开大屏幕"), who=CLERK, size=SCREEN),
    Shot("ballot", MEETINGS, (*TONIGHT, "准备表决", vote_begun), who=CLERK, most=700),
    Shot("vote-phone", VILLAGE, ("去表决",), who=VOTER, size=PHONE),
    Shot("", MEETINGS, (*TONIGHT, "去这次表决", vote_stopped), who=CLERK),
    Shot("close-phone", VILLAGE, ("去表决", "监票、计票", "确认截止"), who=SUPERVISOR, size=PHONE),
)


@contextmanager
def demo() -> Iterator[tuple[int, Passes]]:
    """The demo on a free port, and its passes; all gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cunyi-shots-") as folder:
        known = Path(folder) / "passes.json"
        told = {**os.environ, "DATA_DIR": f"{folder}/data", "PUBLIC_URL": SITE}
        told.pop("DATABASE_URL", None)
        run = [sys.executable, str(ROOT / "run.py")]
        build = [*run, "demo", "--no-serve", "--passes", str(known)]
        subprocess.run(build, env=told, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        serve = [*run, "serve", "--port", str(port)]
        serving = subprocess.Popen(serve, env=told, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield port, json.loads(known.read_text())
        finally:
            serving.terminate()
            serving.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the demo did not start")


def signed_in(context: BrowserContext, who: tuple[str, str], passes: Passes) -> None:
    village, office = who
    card = next(one for one in passes if one["village"] == village and office in one["offices"])
    page = context.new_page()
    page.goto(card["url"])
    fill(page, "pin", card["pin"])
    page.goto(SITE + "/enter/office")
    fill(page, "password", card["password"])
    if "totp_secret" in card:
        fill(page, "code", pyotp.TOTP(card["totp_secret"]).now())
    page.close()


def fill(page: Page, name: str, value: str) -> None:
    page.fill(f"input[name={name}]", value)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def led(page: Page, step: str | Callable[[Page], None]) -> None:
    if callable(step):
        step(page)
    elif step.startswith("/"):
        page.goto(page.url + step)
    elif step.startswith("#"):
        there = page.locator("ol.steps > li").nth(int(step[-1]) - 1)
        there.evaluate("one => one.scrollIntoView()")
        return
    else:
        page.locator("main").get_by_role("link", name=step).first.click()
    page.wait_for_load_state()


def taken(context: BrowserContext, shot: Shot) -> bytes:
    page = context.new_page()
    page.goto(SITE + shot.start)
    for step in shot.steps:
        led(page, step)
    page.emulate_media(media=shot.media)
    high = page.evaluate("document.documentElement.scrollHeight")
    top = page.evaluate("window.scrollY")
    clip = {"x": 0, "y": top, "width": shot.size[0], "height": min(high - top, shot.most)}
    picture = page.screenshot(full_page=True, clip=clip)
    page.close()
    return picture


def small(picture: bytes) -> bytes:
    """As few colours as it takes to stay within the size a guide may load."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        kept = io.BytesIO()
        drawn.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= MOST_BYTES:
            return kept.getvalue()
    sys.exit("a picture stays too large: show less of the page")


def shoot(browser: Browser, passes: Passes) -> None:
    visitors: dict[object, BrowserContext] = {}
    for shot in SHOTS:
        key = (shot.who, shot.size)
        if key not in visitors:
            visitors[key] = browser.new_context(
                viewport={"width": shot.size[0], "height": shot.size[1]},
                device_scale_factor=1.5 if shot.size == PHONE else 1,
                locale="zh-CN",
            )
            if shot.who is not None:
                signed_in(visitors[key], shot.who, passes)
        whole = taken(visitors[key], shot)
        if not shot.name:
            continue
        picture = small(whole)
        (PICTURES / f"{shot.name}.png").write_bytes(picture)
        print(f"{shot.name}.png", f"{len(picture) / 1024:.0f} KB")


def main() -> None:
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        sys.exit("Chromium is missing")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as (port, passes), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--host-resolver-rules=MAP cunyi.example:80 127.0.0.1:{port}",
            ],
        )
        shoot(browser, passes)
        browser.close()


if __name__ == "__main__":
    main()
