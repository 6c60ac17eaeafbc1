"""People before real screens: Chromium's pages with what every one of them must keep to.

with Screens(chromium, live.address) as screens:
    phone = screens.phone()
    phone.goto("/v/shiqiao/")
"""

from tests import doors
from village.models import Person, SessionLevel

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PASSWORD = "青石板 过雨 3"


class Screens:
    """Every screen of one story; at its end no page may have broken or asked elsewhere."""

    def __init__(self, chromium, address):
        self._chromium, self._address = chromium, address
        self._contexts, self.faults = [], []

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for context in self._contexts:
            context.close()
        if kind is None:
            assert self.faults == []

    def phone(self, **options):
        return self._page(viewport=PHONE, has_touch=True, is_mobile=True, **options)

    def desk(self, **options):
        return self._page(viewport=DESK, **options)

    def _page(self, **options):
        context = self._chromium.new_context(base_url=self._address, locale="zh-CN", **options)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", self._seen)
        page.on("request", self._asked)
        return page

    def _seen(self, response):
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def _asked(self, request):
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")


def h1(page):
    return page.locator("h1").inner_text()


def said(page):
    return page.locator("main").inner_text()


def fill(page, **values):
    """By the names of the fields; True ticks, a list ticks several, others are typed or chosen."""
    for name, value in values.items():
        field = page.locator(f'main [name="{name}"]')
        kind = field.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif field.first.evaluate("found => found.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def press(page, text, within="main"):
    """The button that says so; goes on when the page it leads to is there."""
    _go(page, page.locator(f"{within} button", has_text=text).first)


def follow(page, text):
    _go(page, page.locator("main a", has_text=text).first)


def _go(page, found):
    """Only a page that was asked for counts: on a slow machine the old one is still there."""
    with page.expect_navigation():
        found.click()


def first_use(page, card, born=(1980, 5, 1)):
    """The pass of a printed card, and what only its holder knows."""
    page.goto(f"/enter/{card.token}")
    year, month, day = born
    fill(page, **{"proof-year": year, "proof-month": month, "proof-day": day})
    fill(page, pin=doors.PIN, pin_again=doors.PIN)
    press(page, "定好了，进来")


def set_password(page):
    fill(page, password=PASSWORD, password_again=PASSWORD)
    press(page, "定好了")


def come_in(page, card):
    """By the pass, whether it is the first time or not; office holders through both doors."""
    page.goto(f"/enter/{card.token}")
    if h1(page).startswith("第一次用"):
        first_use(page, card)
    else:
        fill(page, pin=doors.PIN)
        press(page, "进来")
    if h1(page).startswith("第一次办公"):
        set_password(page)
    elif "/enter/office" in page.url:
        fill(page, password=PASSWORD)
        press(page, "进办公台")


async def token_of(name, level, now):
    return await doors.session(await Person.get(name=name), now=now, level=level)


def come(live, page, name, level=SessionLevel.PASS):
    """Signed in already, on the live site. The page, for whoever makes it in the same line."""
    token = live.do(token_of(name, level, live.clock.now()))
    page.context.add_cookies([{"name": "cunyi", "value": token, "url": live.address}])
    return page


def explain_at_once(desk, words):
    """From the page of a concern nobody has received yet to its answer, on the spot."""
    press(desk, "受理")
    follow(desk, "答复或者分流")
    fill(desk, road="on_the_spot")
    press(desk, "下一步")
    fill(desk, result="explained", words=words)
    press(desk, "答复说事人")


def day(name, on):
    return {f"{name}-year": on.year, f"{name}-month": on.month, f"{name}-day": on.day}


def moment(name, on, hour, minute=0):
    return {**day(name, on), f"{name}-hour": hour, f"{name}-minute": minute}
