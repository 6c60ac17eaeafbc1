"""Lists of concerns: 10,000 in one village beside 100 in another, through the whole application.

The page cache is left out; both villages hold rows of the same shape, copied in one go.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import quote

from starlette.applications import Starlette

from deliberation import raising
from deliberation.models import Concern, ConcernCategory, ConcernSight, ConcernStage
from deliberation.raising import Said
from village import storage
from village.clock import Clock
from village.models import Person, Village
from village.permissions import Actor, Office, Seat
from web import cookies, tables
from web.app import create_app
from web.bench import running, statements, town
from web.bench.figures import Figure
from web.bench.server import without_cache
from web.settings import Settings

FEW, MANY = 100, 10_000
TURNS = 8  # requests of each page in one round
AIM = 1.3
SEARCHED, NOWHERE = "路灯", "凤凰涅槃"
LIST = "/v/{}/concerns/"
PAGES: Mapping[str, tuple[str, float | None, str]] = {
    "大家说的事": (LIST, AIM, "public list"),
    "大家说的事，正在办的": (f"{LIST}?state=running", AIM, "by state"),
    f"大家说的事，找“{SEARCHED}”": (f"{LIST}?words={quote(SEARCHED)}", AIM, "words found"),
    "大家说的事，找一个没有的词": (f"{LIST}?words={quote(NOWHERE)}", None, "words nobody said"),
    "村首页": ("/v/{}/", AIM, "the village's home"),
    "随手拍": (f"{LIST}wall", AIM, "wall"),
    "办公台的说事": ("/desk/{}/concerns/", AIM, "the desk's list"),
}
"""Name, address, aim and English; a search without a hit reads every text and has no aim."""

OPEN = (ConcernStage.RAISED, ConcernStage.ROUTED, ConcernStage.ANSWERED)
STAGES = (*OPEN, *[ConcernStage.ARCHIVED] * 7)  # three of ten are still open
WORDS = ("三组路灯不亮", "水管漏了", "垃圾没有人收", "路边的树挡了线", "晒谷场要平一平")


def measured(settings: Settings, codes: Sequence[str], rounds: int) -> list[Figure]:
    return asyncio.run(_measured(settings, codes, rounds))


async def _measured(settings: Settings, codes: Sequence[str], rounds: int) -> list[Figure]:
    now = Clock().now()
    async with storage.opened(tables.config_for(settings.database_url)):
        tokens = [
            await _filled(code, count, now) for code, count in zip(codes, (FEW, MANY), strict=True)
        ]
    app = without_cache(create_app(settings, Clock()))
    times: dict[str, list[list[float]]] = {name: [] for name in PAGES}
    async with app.router.lifespan_context(app):
        for _ in range(rounds):
            for name, (path, *_) in PAGES.items():
                pair = [
                    _request(path.format(code), token)
                    for code, token in zip(codes, tokens, strict=True)
                ]
                times[name].append(await _turn_about(app, pair))
    return [_figure(name, times[name]) for name in PAGES]


def _figure(name: str, rounds: Sequence[Sequence[float]]) -> Figure:
    _, aim, english = PAGES[name]
    few, many = (median(one[at] for one in rounds) * 1000 for at in (0, 1))
    title = f"{name}，{MANY:,} 件 / {FEW} 件"
    told = f"{many:.1f} 毫秒 / {few:.1f} 毫秒，没有缓存"
    told_in_english = f"concerns, {MANY:,} / {FEW} in a village: {english}"
    ratios = [one[1] / one[0] for one in rounds]
    return Figure(title, "", ratios, aim, told=told, english=told_in_english)


async def _turn_about(app: Starlette, pair: Sequence[str]) -> list[float]:
    """Seconds of the middle request to each village, asked by turns after one to warm up."""
    taken: list[list[float]] = [[] for _ in pair]
    for request in pair:
        await statements.answered(app, request)
    for _ in range(TURNS):
        for at, request in enumerate(pair):
            began = time.perf_counter()
            await statements.answered(app, request)
            taken[at].append(time.perf_counter() - began)
    return [median(one) for one in taken]


def _request(path: str, token: str) -> str:
    """The public pages are asked for as a visitor, the desk's as the clerk."""
    headers = [f"Cookie: {cookies.NAME}={token}"] if path.startswith("/desk/") else []
    return running.get(path, 80, *headers)


async def _filled(code: str, count: int, now: datetime) -> str:
    """So many concerns in this village altogether, and the clerk's session."""
    village = await Village.get(code=code).select_related("township")
    first = await _raised(village, now)
    there = await Concern.filter(village_id=village.id).count()

    def changes(n: int) -> dict[str, object]:
        words = f"{WORDS[n % len(WORDS)]}，第 {n} 件"
        stage = STAGES[n % len(STAGES)]
        return {
            "serial": first.serial + n + 1,
            "text": words,
            "public_text": words,
            "stage": stage,
            "outcome": "settled" if stage is ConcernStage.ARCHIVED else None,
            "sight": ConcernSight.SHOWN,
            "raised_at": now - timedelta(minutes=count - n),
        }

    await town.copied(first, count - there, changes)
    return await town.clerk_token(village, now)


async def _raised(village: Village, now: datetime) -> Concern:
    who = await Person.filter(village_id=village.id, left_on=None).order_by("-id").first()
    if who is None:
        raise LookupError("a village without people")
    seat = Seat(who.id, Office.VILLAGER, village.id, village.township_id)
    said = Said("测速用的说事", ConcernCategory.WORKS)
    actor = Actor(who.id, who.name, "", (seat,))
    receipt = await raising.raise_own(village, said, actor, now=now)
    return await Concern.get(id=receipt.concern.id)
