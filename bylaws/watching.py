"""Who looks after which articles, and what was done: persuading, mediating, rewarding.

The line of what was done names nobody, so that no list of people can ever be made of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bylaws.models import (
    Article,
    BylawKind,
    Carrying,
    CarryingKind,
    EditionArticle,
    Watch,
    WatchedArticle,
)
from publicity import privacy
from village import clock, ledger, storage
from village.errors import InvalidInput, NotFound, Stale
from village.models import Person, Village
from village.permissions import Actor, Permission

LONGEST_NAME = 60
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Duty:
    """红白理事会, 村规监督队: `article_ids` are identities of articles."""

    kind: BylawKind
    name: str
    duty: str
    lead: Person | None
    article_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    article_id: int
    kind: CarryingKind
    day: date
    text: str
    watch: Watch | None = None


async def set_up(village: Village, asked: Duty, actor: Actor, *, now: datetime) -> Watch:
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    _check_duty(village, asked)
    today = clock.local_date(now)
    async with storage.writing(village.id) as held:
        known = await _articles(village.id, asked.article_ids)
        if await Watch.exists(village_id=village.id, name=asked.name.strip(), ended_on=None):
            raise InvalidInput({"name": f"“{asked.name.strip()}”已经登记了。"})
        watch = await Watch.create(
            village_id=village.id,
            kind=asked.kind,
            name=asked.name.strip(),
            duty=asked.duty.strip(),
            lead_id=None if asked.lead is None else asked.lead.id,
            began_on=today,
        )
        await WatchedArticle.bulk_create(
            WatchedArticle(watch_id=watch.id, article_id=one) for one in sorted(known)
        )
        await ledger.record(
            *(held, seat, "watch.set_up", f"watch:{watch.id}"),
            now=now,
            articles=sorted(known),
            words=ledger.text_digest(asked.name, asked.duty),
        )
        return watch


def _check_duty(village: Village, asked: Duty) -> None:
    wrong: dict[str, str] = {}
    if not asked.name.strip() or len(asked.name) > LONGEST_NAME:
        wrong["name"] = f"请写名称，例如“红白理事会”，最多 {LONGEST_NAME} 字。"
    if len(asked.duty) > LONGEST:
        wrong["duty"] = f"职责最多 {LONGEST} 字。"
    if not asked.article_ids:
        wrong["articles"] = "请选择负责哪几条。"
    if wrong:
        raise InvalidInput(wrong)
    if asked.lead is not None and asked.lead.village_id != village.id:
        raise NotFound("这位村民")


async def _articles(village_id: int, wanted: Collection[int]) -> set[int]:
    ids = await Article.filter(id__in=list(wanted), village_id=village_id).values_list(
        "id", flat=True
    )
    known = {int(str(one)) for one in ids}
    if known != set(wanted):
        raise NotFound("这一条")
    return known


async def in_village(village_id: int, watch_id: int) -> Watch:
    watch = await Watch.get_or_none(id=watch_id, village_id=village_id).select_related(
        "village", "lead"
    )
    if watch is None:
        raise NotFound("这个组织")
    return watch


async def end(watch: Watch, actor: Actor, *, now: datetime) -> None:
    village = watch.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        hit = await Watch.filter(id=watch.id, ended_on=None).update(ended_on=clock.local_date(now))
        if not hit:
            raise Stale(f"“{watch.name}”")
        await ledger.record(held, seat, "watch.end", f"watch:{watch.id}", now=now)


async def of_village(village_id: int) -> list[Watch]:
    """Those at work now, each with the identities it looks after in `articles`."""
    found = Watch.filter(village_id=village_id, ended_on=None).order_by("id")
    return await found.select_related("lead").prefetch_related("articles")


async def carried_out(village: Village, asked: Carried, actor: Actor, *, now: datetime) -> Carrying:
    """What was done, in words that point at nobody: numbers of people are refused."""
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    _check_carried(village, asked, clock.local_date(now))
    async with storage.writing(village.id) as held:
        await _articles(village.id, [asked.article_id])
        carrying = await Carrying.create(
            village_id=village.id,
            article_id=asked.article_id,
            watch_id=None if asked.watch is None else asked.watch.id,
            kind=asked.kind,
            day=asked.day,
            text=asked.text.strip(),
            recorded_at=now,
            recorded_by_id=seat.person_id,
        )
        await ledger.record(
            *(held, seat, "bylaw.carry_out", f"article:{asked.article_id}"),
            now=now,
            kind=str(asked.kind),
            day=asked.day,
            words=ledger.text_digest(asked.text),
        )
        return carrying


def _check_carried(village: Village, asked: Carried, today: date) -> None:
    wrong: dict[str, str] = {}
    if not asked.text.strip() or len(asked.text) > LONGEST:
        wrong["text"] = f"请写明做了什么，最多 {LONGEST} 字，不写是谁。"
    elif found := privacy.first_number(asked.text):
        wrong["text"] = f"“{found}”像身份证号、手机号或卡号，请删去。"
    if asked.day > today:
        wrong["day"] = "日期还没有到。"
    if wrong:
        raise InvalidInput(wrong)
    if asked.watch is not None and asked.watch.village_id != village.id:
        raise NotFound("这个组织")


async def record_of(village_id: int, since: date) -> list[Carrying]:
    """What was done since that day, the latest first."""
    found = Carrying.filter(village_id=village_id, day__gte=since).order_by("-day", "-id")
    return await found.select_related("article", "watch")


async def labels_in(edition_id: int, articles: Collection[int]) -> dict[int, str]:
    """What these articles are called in one edition."""
    rows = EditionArticle.filter(edition_id=edition_id, article_id__in=list(articles), struck=False)
    return {row.article_id: row.label for row in await rows}
