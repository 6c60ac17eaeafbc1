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


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """`recused` names, by agenda item, who stepped out and why."""

    items: tuple[AgendaItem, ...]
    observers: tuple[Observer, ...]
    tellers: tuple[Teller, ...]
    corrections: tuple[MinutesCorrection, ...]
    recused: dict[int, list[str]]


async def file_of(meeting: Meeting) -> MeetingFile:
    items = (
        await AgendaItem.filter(meeting_id=meeting.id)
        .order_by("position")
        .select_related("decision__village", "decision__group")
    )
    tellers = Teller.filter(meeting_id=meeting.id).order_by("role", "id")
    corrections = MinutesCorrection.filter(meeting_id=meeting.id).order_by("id")
    return MeetingFile(
        items=tuple(items),
        observers=tuple(await Observer.filter(meeting_id=meeting.id).order_by("id")),
        tellers=tuple(await tellers.select_related("person")),
        corrections=tuple(await corrections.select_related("made_by")),
        recused=await _recused(meeting),
    )


async def _recused(meeting: Meeting) -> dict[int, list[str]]:
    rows = (
        await Recusal.filter(item__meeting_id=meeting.id)
        .order_by("id")
        .select_related("entry__person", "entry__household")
    )
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
