"""Lists of concerns for the public, the raiser and the desk: pages by id, never by counting.

The public ones read rows that are SHOWN and nothing else, in a number of statements that does not
grow with the village.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from deliberation.concern_doors import audiences_of
from deliberation.decisions import ENDED
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernEntry,
    ConcernLevel,
    ConcernMedium,
    ConcernSight,
    ConcernStage,
    MediumKind,
    MediumMoment,
)
from village.errors import InvalidInput
from village.models import Appointment, Village
from village.naming import Named
from village.permissions import Actor, Office

S = ConcernStage
MOST, MOST_WORDS = 20, 30
SHOWN_WITH = ("group", "place", "village")
PHOTO = MediumKind.PHOTO


class ConcernState(Named):
    """What the public chooses from: four states in plain words."""

    NEW = "new", "等受理"
    RUNNING = "running", "正在办"
    RATING = "rating", "等评价"
    ENDED = "ended", "已了结"


STAGES = {
    ConcernState.NEW: (S.RAISED,),
    ConcernState.RUNNING: (S.RECEIVED, S.VERIFIED, S.STUDIED, S.ROUTED, S.ASSIGNED, S.HANDLING),
    ConcernState.RATING: (S.ANSWERED, S.CALLED_BACK, S.RATED),
    ConcernState.ENDED: (S.ARCHIVED,),
}


class Reader(StrEnum):
    PUBLIC = "public"
    RAISER = "raiser"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is narrowed to; `words` are looked for as they stand."""

    state: ConcernState | None = None
    category: ConcernCategory | None = None
    group_id: int | None = None
    words: str = ""
    audience: ConcernAudience | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is handed back as `before`; empty on the last page."""

    rows: Sequence[Concern]
    photos: dict[int, list[ConcernMedium]] = field(default_factory=dict)
    next: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    open: int
    late: int


def state_of(concern: Concern) -> ConcernState:
    return next(state for state, stages in STAGES.items() if concern.stage in stages)


async def public_page(village_id: int, sought: Sought, before: str = "", most: int = MOST) -> Page:
    rows = Concern.filter(village_id=village_id, sight=ConcernSight.SHOWN)
    rows = _narrowed(rows, sought, "public_text")
    return await _page(rows, before, most, shown_only=True, state=sought.state)


async def desk_page(
    actor: Actor, village: Village, sought: Sought, before: str = "", most: int = MOST
) -> Page:
    """All that this visitor may read, newest first."""
    audiences = list(audiences_of(actor, village))
    rows = Concern.filter(village_id=village.id, audience__in=audiences)
    rows = _narrowed(rows, sought, "text")
    return await _page(rows, before, most, shown_only=False, state=sought.state)


async def mine(actor: Actor, village_id: int, before: str = "", most: int = MOST) -> Page:
    """Raised by this person or written down by them for somebody else."""
    either = Q(raised_by_id=actor.person_id) | Q(recorded_by_id=actor.person_id)
    rows = Concern.filter(either, village_id=village_id)
    return await _page(rows, before, most, shown_only=False)


async def unread(actor: Actor, village_id: int) -> int:
    """How many of one's own have news."""
    rows = await Concern.filter(village_id=village_id, raised_by_id=actor.person_id)
    return sum(one.unread for one in rows)


def _narrowed(rows: QuerySet[Concern], sought: Sought, column: str) -> QuerySet[Concern]:
    if sought.category is not None:
        rows = rows.filter(category=sought.category)
    if sought.group_id is not None:
        rows = rows.filter(group_id=sought.group_id)
    if sought.audience is not None:
        rows = rows.filter(audience=sought.audience)
    for word in _words(sought.words):
        rows = rows.filter(**{f"{column}__icontains": word})
    return rows


def _words(typed: str) -> list[str]:
    """Two characters and more: one alone finds half the village."""
    parts = unicodedata.normalize("NFKC", typed)[:MOST_WORDS].split()
    if parts and any(len(one) < 2 for one in parts):
        raise InvalidInput({"words": "请至少输入两个字再找。"})
    return parts


def _latest(rows: QuerySet[Concern], most: int) -> Any:
    return rows.order_by("-id").limit(most).values_list("id")


async def _page(
    rows: QuerySet[Concern],
    before: str,
    most: int,
    *,
    shown_only: bool,
    state: ConcernState | None = None,
) -> Page:
    """Each stage by itself: that way an index finds the latest of it, however few there are."""
    parts = [Q()] if state is None else [Q(stage=stage) for stage in STAGES[state]]
    if before.isascii() and before.isdigit() and len(before) < 10:
        rows = rows.filter(id__lt=int(before))
    keys = [key for part in parts for (key,) in await _latest(rows.filter(part), most + 1)]
    wanted = sorted(keys, reverse=True)[: most + 1]
    found = await Concern.filter(id__in=wanted).order_by("-id").select_related(*SHOWN_WITH)
    page = found[:most]
    media = ConcernMedium.filter(concern_id__in=[one.id for one in page], kind=PHOTO)
    if shown_only:
        media = media.filter(shown=True)
    photos: dict[int, list[ConcernMedium]] = {}
    for one in await media.order_by("id"):
        photos.setdefault(one.concern_id, []).append(one)
    return Page(page, photos, str(page[-1].id) if len(found) > most else "")


async def wall(village_id: int, before: str = "", most: int = 12) -> Page:
    """随手拍: concerns with a shown photograph from before and one from after, newest first."""
    after = ConcernMedium.filter(
        concern__village_id=village_id,
        concern__sight=ConcernSight.SHOWN,
        moment=MediumMoment.AFTER,
        shown=True,
        kind=PHOTO,
    )
    if before.isascii() and before.isdigit() and len(before) < 10:
        after = after.filter(concern_id__lt=int(before))
    ids = await after.order_by("-concern_id").distinct().limit(most + 1).values_list("concern_id")
    keys = [int(key) for (key,) in ids]
    earlier = ConcernMedium.filter(concern_id__in=keys[:most], shown=True, kind=PHOTO)
    photos: dict[int, list[ConcernMedium]] = {}
    for one in await earlier.order_by("id"):
        photos.setdefault(one.concern_id, []).append(one)
    pairs = {
        key: found
        for key, found in photos.items()
        if any(one.moment is not MediumMoment.AFTER for one in found)
    }
    rows = await Concern.filter(id__in=list(pairs)).order_by("-id").select_related("group", "place")
    return Page(rows, pairs, str(keys[most - 1]) if len(keys) > most else "")


async def history(concern: Concern, reader: Reader) -> list[ConcernEntry]:
    """The lines this reader may read, from the first to the last."""
    rows = ConcernEntry.filter(concern_id=concern.id)
    if reader is Reader.PUBLIC:
        rows = rows.filter(public=True)
    elif reader is Reader.RAISER:
        rows = rows.filter(told=True)
    return await rows.order_by("id").select_related("by")


async def media_of(concern: Concern, reader: Reader) -> list[ConcernMedium]:
    rows = ConcernMedium.filter(concern_id=concern.id)
    if reader is Reader.PUBLIC:
        rows = rows.filter(kind=PHOTO, shown=True)
    return await rows.order_by("id")


async def questions_on(village_id: int, subject: str) -> list[Concern]:
    """我有疑问: asked about this paper or matter and fit to be read beside it."""
    rows = Concern.filter(village_id=village_id, subject=subject, sight=ConcernSight.SHOWN)
    return await rows.order_by("-id").limit(MOST)


async def due_first(actor: Actor, village: Village, most: int = 50) -> list[Concern]:
    """What this visitor handles, by last day: the late ones, today's, then the next."""
    rows = Concern.filter(
        village_id=village.id,
        outcome=None,
        due_on__not_isnull=True,
        audience__in=list(audiences_of(actor, village)),
    )
    return await rows.order_by("due_on", "id").limit(most).select_related("group", "assignee")


async def after_matters(village_id: int) -> list[Concern]:
    """The matter has ended, and whoever spoke was not yet told what came of it."""
    rows = Concern.filter(
        village_id=village_id,
        outcome=None,
        due_on=None,
        decision__stage__in=ENDED,
    ).exclude(audience=ConcernAudience.SUPERVISORS)
    return await rows.order_by("id").select_related("group", "assignee", "decision")


async def to_look_at(actor: Actor, village: Village, most: int = 50) -> list[Concern]:
    """Held until somebody has looked, and those with photographs nobody has looked at."""
    audiences = list(audiences_of(actor, village))
    unseen = ConcernMedium.filter(
        concern__village_id=village.id,
        concern__sight=ConcernSight.SHOWN,
        kind=PHOTO,
        moment=MediumMoment.RAISED,
        looked_at=None,
    )
    ids = await unseen.order_by("id").limit(most).values_list("concern_id", flat=True)
    held = Concern.filter(village_id=village.id, sight=ConcernSight.HELD).order_by("id")
    keys = {*ids, *await held.limit(most).values_list("id", flat=True)}
    rows = Concern.filter(id__in=list(keys), audience__in=audiences)
    return await rows.order_by("id").limit(most).select_related("group")


async def assigned_to(actor: Actor, village_id: int) -> list[Concern]:
    rows = Concern.filter(village_id=village_id, assignee_id=actor.person_id, outcome=None)
    return await rows.order_by("due_on", "id").select_related("group")


async def of_my_groups(actor: Actor, village_id: int, today: date) -> list[Concern]:
    """At the 小组说事点 of the groups this person leads."""
    leads = Appointment.filter(
        Q(ended_on=None) | Q(ended_on__gt=today),
        village_id=village_id,
        person_id=actor.person_id,
        office=Office.GROUP_LEADER,
    )
    rows = Concern.filter(
        village_id=village_id,
        level=ConcernLevel.GROUP,
        outcome=None,
        group_id__in=[one.group_id for one in await leads if one.group_id is not None],
    ).exclude(audience=ConcernAudience.SUPERVISORS)
    return await rows.order_by("due_on", "id").select_related("group")


async def counts(village_ids: Sequence[int], today: date) -> dict[int, Counts]:
    """Open and late, for each of these villages; numbers only, and none is set above another."""
    rows = Concern.filter(village_id__in=list(village_ids), outcome=None)
    late = Count("id", _filter=Q(due_on__lt=today))
    told = (
        await rows.annotate(n=Count("id"), late=late)
        .group_by("village_id")
        .values("village_id", "n", "late")
    )
    found = {row["village_id"]: Counts(row["n"], row["late"]) for row in told}
    return {key: found.get(key, Counts(0, 0)) for key in village_ids}
