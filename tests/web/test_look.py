"""The page with every part on it, in a real Chromium: widths, contrast, targets, scripts.

Its tests are plain functions: Playwright's own event loop suffers no other beside it.
"""

import io
import threading
import time

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.web.style_page import app

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]


@pytest.fixture(scope="module")
def address():
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def opened(chromium, address, width, size, scheme="light", **options):
    context = chromium.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, **options
    )
    context.add_cookies([{"name": "size", "value": str(size), "url": address}])
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/wrong", "/wide", "/size", "/error/409"])
@pytest.mark.parametrize(
    ("width", "size"), [(320, 30), (320, 18), (360, 26), (620, 30), (1280, 22)]
)
def test_no_page_scrolls_sideways(chromium, address, path, width, size):
    page = opened(chromium, address + path, width, size)

    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    page.context.close()
    assert widths == [width, width]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "size"), [(360, 18), (1280, 22)])
def test_nobody_is_kept_out(chromium, address, scheme, width, size):
    page = opened(chromium, address + "/wrong", width, size, scheme)

    found = Axe().run(page).response["violations"]
    page.context.close()
    assert {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found} == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("size", "what", "least"),
    [
        (18, ".btn, .tool, .doors a, .choice, summary, main input:not([type=hidden]), select", 48),
        (22, ".btn, .doors a, .choice, select", 60),
    ],
)
def test_fingers_find_their_targets(chromium, address, size, what, least):
    page = opened(chromium, address, 360, size)

    small = page.evaluate(
        """([what, least]) => Array.from(document.querySelectorAll(what))
            .filter(found => !found.closest(".choice") || found.matches(".choice"))
            .filter(found => found.getBoundingClientRect().height < least)
            .map(found => found.tagName + " " + found.textContent.trim())""",
        [what, least],
    )
    page.context.close()
    assert small == []


@pytest.fixture(scope="module")
def photograph():
    """A picture as large as a phone's, too noisy to be small."""
    noise = Image.effect_noise((3000, 2250), 60).convert("RGB")
    kept = io.BytesIO()
    noise.save(kept, "JPEG", quality=92)
    return kept.getvalue()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_photo_is_sent_small_with_script_and_whole_without(chromium, address, photograph, script):
    page = opened(chromium, address, 360, 18, java_script_enabled=script)
    page.set_input_files(
        "#photo",
        [
            {"name": "签到表.jpeg", "mimeType": "image/jpeg", "buffer": photograph},
            {"name": "坏的.png", "mimeType": "image/png", "buffer": b"no picture" * 60_000},
        ],
    )
    page.click(".btn.main")
    page.wait_for_selector("pre")
    sent = page.inner_text("pre").split("\n")[-2:]
    page.context.close()

    names = [line.split("'")[1] for line in sent]
    sizes = [int(line.split(", ")[1].rstrip(")")) for line in sent]
    assert names == ["签到表.jpg" if script else "签到表.jpeg", "坏的.png"]
    assert (sizes[0] < len(photograph)) is script
    assert sizes[1] == 600_000


@pytest.mark.browser
def test_listening_is_offered_only_where_the_browser_can_speak(chromium, address):
    page = opened(chromium, address, 360, 18)
    context = page.context
    offered = page.locator("button.tool", has_text="听一听").count()
    context.add_init_script(
        "delete window.speechSynthesis; delete Window.prototype.speechSynthesis"
    )
    page.reload()
    silent = page.locator("button.tool", has_text="听一听").count()
    context.close()

    assert (offered, silent) == (1, 0)
