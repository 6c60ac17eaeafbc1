"""What lies in the file of one meeting: its matters, who sat where, what was added since.

Reads only.
"""

from dataclasses import dataclass

from deliberation.models import (
    AgendaItem,
    Meeting,
    MinutesCorrection,
    Observer,
    Recusal,
    Teller,
)
from village.prepared import A_NUMBER, Prepared

ITEMS = Prepared(
    lambda meeting_id: (
        AgendaItem.filter(meeting_id=meeting_id)
        .order_by("position")
        .select_related("decision__village", "decision__group")
    ),
    A_NUMBER,
)
OBSERVERS = Prepared(lambda key: Observer.filter(meeting_id=key).order_by("id"), A_NUMBER)
TELLERS = Prepared(
    lambda key: Teller.filter(meeting_id=key).order_by("role", "id").select_related("person"),
    A_NUMBER,
)
CORRECTIONS = Prepared(
    lambda key: MinutesCorrection.filter(meeting_id=key).order_by("id").select_related("made_by"),
    A_NUMBER,
)
RECUSALS = Prepared(
    lambda key: (
        Recusal.filter(item__meeting_id=key)
        .order_by("id")
        .select_related("entry__person", "entry__household")
    ),
    A_NUMBER,
)


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """`recused` names, by agenda item, who stepped out and why."""

    items: tuple[AgendaItem, ...]
    observers: tuple[Observer, ...]
    tellers: tuple[Teller, ...]
    corrections: tuple[MinutesCorrection, ...]
    recused: dict[int, list[str]]


async def file_of(meeting: Meeting) -> MeetingFile:
    return MeetingFile(
        items=tuple(await ITEMS(meeting.id)),
        observers=tuple(await OBSERVERS(meeting.id)),
        tellers=tuple(await TELLERS(meeting.id)),
        corrections=tuple(await CORRECTIONS(meeting.id)),
        recused=await _recused(meeting),
    )


async def _recused(meeting: Meeting) -> dict[int, list[str]]:
    rows = await RECUSALS(meeting.id)
    found: dict[int, list[str]] = {}
    for row in rows:
        who = row.entry.person.name if row.entry.person else _home(row)
        found.setdefault(row.item_id, []).append(f"{who}：{row.reason}")
    return found


def _home(row: Recusal) -> str:
    household = row.entry.household
    return "" if household is None else f"户号 {household.number}"


async def listed(village_id: int, *, skip: int, most: int) -> list[Meeting]:
    """All meetings of a village, the latest first."""
    found = Meeting.filter(village_id=village_id).order_by("-starts_at", "-id")
    return await found.offset(skip).limit(most).select_related("group")


async def how_many(village_id: int) -> int:
    return await Meeting.filter(village_id=village_id).count()
