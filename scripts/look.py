"""Pictures of pages, to look at: python scripts/look.py http://127.0.0.1:8000/ … [--out DIR]

Each address is opened in headless Chromium as a phone (360×740) and a desk (1280×800), at 18 px
and in 长辈版; --narrow adds 320 px with 30 px type, --dark the dark scheme, --print an A4 PDF.
"""

import argparse
import re
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWS = [(360, 740, 18), (360, 740, 22), (1280, 800, 18), (1280, 800, 22)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def stem(address: str) -> str:
    return re.sub(r"\W+", "-", address.split("://", 1)[-1].split("/", 1)[-1]).strip("-") or "front"


def shoot(
    browser: Browser, address: str, view: tuple[int, int, int], scheme: str, out: Path
) -> None:
    width, height, size = view
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN"
    )
    context.add_cookies([{"name": "size", "value": str(size), "url": address}])
    page = context.new_page()
    page.goto(address)
    file = out / f"{stem(address)}-{width}-{size}{'-dark' if scheme == 'dark' else ''}.png"
    page.screenshot(path=file, full_page=True)
    wider = page.evaluate(OVERFLOW)
    print(file, f"SCROLLS SIDEWAYS by {wider} px" if wider > 0 else "")
    context.close()


def paper(browser: Browser, address: str, out: Path) -> None:
    page = browser.new_page()
    page.goto(address)
    file = out / f"{stem(address)}.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    print(file)
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="+")
    parser.add_argument("--out", type=Path, default=Path("var/look"))
    parser.add_argument("--narrow", action="store_true")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true", dest="paper")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    views = VIEWS + ([(320, 740, 30)] if asked.narrow else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for address in asked.addresses:
            for view in views:
                shoot(browser, address, view, "light", asked.out)
            if asked.dark:
                shoot(browser, address, (360, 740, 18), "dark", asked.out)
            if asked.paper:
                paper(browser, address, asked.out)
        browser.close()


if __name__ == "__main__":
    main()
