"""Who on the roll of a meeting has no phone on record, and must be told face to face.

A number on record says nothing of a phone that can scan: the whole roll can be had as well.
"""

from collections.abc import Sequence

from deliberation import present
from deliberation.models import Meeting
from deliberation.present import Line
from village.models import Person


async def to_tell(meeting: Meeting, *, everybody: bool = False) -> list[Line]:
    """In the order of the sign-in sheet. A household is reached by any phone of its people."""
    lines = await present.lines_of(meeting)
    if everybody:
        return lines
    reached = await _with_phone(lines)
    return [one for one in lines if _key(one) not in reached]


def _key(line: Line) -> tuple[int, int]:
    return line.entry.person_id or 0, line.entry.household_id or 0


async def _with_phone(lines: Sequence[Line]) -> set[tuple[int, int]]:
    people = [one.entry.person_id for one in lines if one.entry.person_id]
    homes = [one.entry.household_id for one in lines if one.entry.household_id]
    here = Person.filter(phone_cipher__isnull=False, left_on=None)
    found: set[tuple[int, int]] = set()
    if people:
        own = await here.filter(id__in=people).values_list("id", flat=True)
        found |= {(int(str(one)), 0) for one in own}
    if homes:
        shared = await here.filter(household_id__in=homes).values_list("household_id", flat=True)
        found |= {(0, int(str(one))) for one in shared}
    return found
