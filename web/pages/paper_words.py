"""Papers of a meeting as lists show them, in the order of its agenda."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation import documents
from deliberation.models import AgendaItem, Meeting, MeetingDocument

KINDS = {".pdf": "PDF", ".docx": "Word", ".jpg": "图片"}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper as lists show it; `about` is the matter it belongs to, empty for all of them."""

    id: int
    name: str
    note: str
    about: str


def sheets(found: Sequence[MeetingDocument], items: Sequence[AgendaItem]) -> list[Sheet]:
    """In the order of the agenda, what is about the whole meeting first."""
    titles = {one.id: one.decision.title for one in items}
    places = {key: place for place, key in enumerate(titles)}
    ordered = sorted(found, key=lambda one: (places.get(one.item_id or 0, -1), one.id))
    return [
        Sheet(one.id, one.name, _note(one), titles.get(one.item_id or 0, "")) for one in ordered
    ]


def _note(one: MeetingDocument) -> str:
    kilo = max(1, round(one.size / 1024))
    size = f"{one.size / MEGABYTE:.1f} MB" if one.size >= MEGABYTE else f"{kilo} KB"
    return f"{KINDS[one.suffix]}，{size}"


async def of_meeting(meeting: Meeting, items: Sequence[AgendaItem]) -> list[Sheet]:
    return sheets(await documents.of_meeting(meeting.id), items)
