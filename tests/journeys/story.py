"""What people do with a matter, page by page, in this process: every act is a form that was shown.

story = Story(app, clock)
await story.begin(assembly=31)
matter = await story.open_matter("河道驳岸")
meeting = await story.call(matter, "propose")
await story.tick(meeting, 3)
await story.record(meeting, yes=3)
await story.advance(matter)
"""

import io
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from PIL import Image, ImageDraw

from deliberation.models import AgendaItem, AttendanceState
from tests import doors, make
from tests.journeys import town
from village import clock as clocks
from village.models import SessionLevel
from village.permissions import Office

CLERK, SECRETARY = Office.VILLAGE_CLERK, Office.PARTY_SECRETARY
WITH_CODE = (Office.TOWNSHIP_OFFICER,)
THREE = (("propose", 3), ("consult", 5), ("review", 9))
CONTENT = "河道两岸各做 300 米驳岸，石料就近采购，不向村民筹资。"


@dataclass(frozen=True)
class Called:
    """A meeting that was called, and the ids of its agenda in order."""

    id: int
    path: str
    items: tuple[int, ...]


class Story:
    def __init__(self, app, clock):
        self.app, self.clock = app, clock
        self._browsers = []

    async def begin(self, *, profile="national-2025", delegated=True, **fields):
        self.of = await make.village("dongyang", "东阳村", profile=profile)
        self.cast = await town.settled(self.of, **fields)
        if delegated:
            ends = {"given_on": self.today - timedelta(90), "ends_on": self.today + timedelta(900)}
            await make.delegation(self.of, **ends)
        self.desk = f"/desk/{self.of.code}"

    @property
    def today(self):
        return clocks.local_date(self.clock.now())

    def move_to(self, day, hour=9):
        self.clock.at = clocks.at_local(day, hour)

    async def browser(self, who):
        """Signed in now: with a password, the township also with a code, a villager with a pass."""
        level = SessionLevel.CODE if who in WITH_CODE else SessionLevel.PASSWORD
        level = SessionLevel.PASS if who is Office.VILLAGER else level
        person = None if who is None else self.cast[who]
        made = await doors.browser(self.app, person, level=level)
        self._browsers.append(made)
        return made

    async def look(self, path, who=CLERK):
        return await (await self.browser(who)).get(path)

    async def send(self, path, who=CLERK, action=None, files=None, **typed):
        """Open the page, fill in its form, send it; the page one comes to."""
        browser = await self.browser(who)
        form = (await browser.get(path)).form(action)
        return await browser.submit(form, files=files, **typed)

    async def open_matter(self, title="东阳河道驳岸", kind="public_works", **typed):
        """The address of the matter on the desk; the page itself where it was refused."""
        collective = "no" if kind == "public_works" else "yes"
        path = f"{self.desk}/decisions/new?collective={collective}&kind={kind}"
        usual = "collective_assembly" if collective == "yes" else "representative_assembly"
        ordinary = {"title": title, "summary": CONTENT, "source": "people", "body": usual}
        page = await self.send(path, **{**ordinary, **typed})
        return page.path if page.status == 200 else page

    async def call(self, matter, step, at=None, **typed):
        """Called for that moment (now when none is given) and notified in time."""
        at = at or (self.today, 9)
        path = f"{self.desk}/meetings/new?decision={number(matter)}&step={step}"
        ordinary = {"place": "文化礼堂", "notified_how": "广播、入户", **moment("starts_at", *at)}
        ordinary |= day_of("notified_on", at[0] - timedelta(12))
        if clocks.at_local(*at) <= self.clock.now():
            ordinary["late_reason"] = "开会那天停电"
        page = await self.send(path, **{**ordinary, **typed})
        return await called(page) if page.status == 200 else page

    async def tick(self, meeting, present, **typed):
        """The first so many of the roll are here, the rest are absent."""
        page = None
        browser, path = await self.browser(CLERK), f"{meeting.path}/attendance"
        while path:
            shown = await browser.get(path)
            form = tick_form(shown)
            here = dict.fromkeys(marks(form)[:present], str(AttendanceState.PRESENT))
            present -= len(here)
            page = await browser.submit(form, rest="yes", **here, **typed)
            path = next((href for text, href in shown.links if text.startswith("下一页")), "")
            path = f"{meeting.path}/attendance{path}" if path else ""
        return page

    async def fill_minutes(self, meeting, *counts, **typed):
        """再看一眼: the verdicts before anything is stored. A count is (yes, no, …) or None."""
        values = {}
        for item, count in zip(meeting.items, counts, strict=True):
            values |= count_of(item, count)
        return await self.send(f"{meeting.path}/minutes", **values, **typed)

    async def record(self, meeting, *counts, **typed):
        """Minutes sent and confirmed: the meeting's own page, or the refused form."""
        browser = await self.browser(CLERK)
        form = (await browser.get(f"{meeting.path}/minutes")).form()
        values = dict(typed)
        for item, count in zip(meeting.items, counts, strict=True):
            values |= count_of(item, count)
        looked = await browser.submit(form, **values)
        return looked if looked.status != 200 else await browser.submit(looked.form())

    async def held(self, matter, step, present, count, at=None, **typed):
        """Called, ticked and recorded in one go."""
        meeting = await self.call(matter, step, at, **typed)
        await self.tick(meeting, present)
        await self.record(meeting, count)
        return meeting

    async def photograph(self, meeting, picture, name="签到表.jpg"):
        return await self.send(f"{meeting.path}/photos", files=[("photo", (name, picture))])

    async def advance(self, matter, who=SECRETARY):
        return await self.send(matter, who, f"{matter}/advance")

    async def post(self, matter, who=CLERK, **typed):
        """The notice of what was resolved, hung up."""
        return await self.send(f"{matter}/post", who, **typed)

    async def through_three(self, *matters, days=None):
        """提议、商议、审议, each with every vote, and on to the vote of the villagers."""
        days = days or ((self.today, 6), (self.today, 7), (self.today, 8))
        for (step, present), at in zip(THREE, days, strict=True):
            agenda = [f"{number(one)}-{step}" for one in matters]
            meeting = await self.call(matters[0], step, at, agenda=agenda)
            await self.tick(meeting, present)
            await self.record(meeting, *[(present,)] * len(matters))
            for one in matters:
                page = await self.advance(one)
                assert page.status == 200, page.main

    async def close(self):
        for browser in self._browsers:
            await browser.close()


def number(path):
    return int(path.rstrip("/").rpartition("/")[2])


async def called(page):
    key = number(page.path)
    items = AgendaItem.filter(meeting_id=key).order_by("position")
    return Called(key, page.path, tuple(await items.values_list("id", flat=True)))


def day_of(name, day):
    return {f"{name}-year": day.year, f"{name}-month": day.month, f"{name}-day": day.day}


def moment(name, day, hour=9, minute=0):
    return {**day_of(name, day), f"{name}-hour": hour, f"{name}-minute": minute}


def tick_form(page):
    (form,) = [one for one in page.forms if "shown" in one.values]
    return form


def marks(form):
    return [name for name in form.values if name[0] == "s" and name[1:].isdigit()]


def count_of(item, count):
    """None: nobody counted, hands were only shown."""
    if count is None:
        return {f"method-{item}": "hands", f"uncounted-{item}": "yes"}
    names = [f"{what}-{item}" for what in ("yes", "no", "abstain", "spoiled")]
    return {f"method-{item}": "hands", **dict(zip(names, (*count, 0, 0, 0)[:4], strict=True))}


def signatures(seed, size=(1200, 1600)):
    """A drawn sign-in sheet: lines, and in each a scribble of its own."""
    chance = Random(seed)
    sheet = Image.new("RGB", size, (232, 228, 216))
    draw = ImageDraw.Draw(sheet)
    for row in range(24):
        y = 120 + row * 60
        draw.line((80, y, 1120, y), fill=(90, 90, 90), width=2)
        points = [(chance.randint(120, 1080), y - chance.randint(6, 52)) for _ in range(9)]
        draw.line(points, fill=(30, 34, 70), width=5)
    return sheet


def jpeg(picture, quality=88):
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return kept.getvalue()
