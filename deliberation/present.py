"""The roll of one meeting by name, with who came: for ticking, for counting, for the papers.

Reads only, in a fixed number of statements however long the roll is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deliberation.models import AgendaItem, Attendance, AttendanceState, Meeting
from village import names, profiles, rolls
from village.models import Group, Person, RollEntry
from village.permissions import Office
from village.prepared import A_NUMBER, Prepared
from village.rules import Bar, Profile

UNGROUPED = "没有分组的"
MARKS = Prepared(lambda key: Attendance.filter(meeting_id=key).select_related("person"), A_NUMBER)
GROUPS = Prepared(lambda key: Group.filter(village_id=key).order_by("position", "id"), A_NUMBER)
AGENDA = Prepared(
    lambda key: AgendaItem.filter(meeting_id=key).order_by("position").select_related("decision"),
    A_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One who counts. `came` is who stands there for a household or a member of the collective."""

    entry: RollEntry
    name: str
    group: str
    household: str
    household_id: int | None
    sounds: str
    state: AttendanceState | None
    came_id: int | None
    came: str
    remote: bool = False

    @property
    def offices(self) -> tuple[Office, ...]:
        return rolls.capacity_of(self.entry)

    @property
    def place(self) -> str:
        home = f"户号 {self.household}" if self.household else ""
        return " · ".join(part for part in (self.group, home) if part)

    def answers(self, wanted: str) -> bool:
        return names.rank(wanted, self.name, self.sounds) is not None


@dataclass(frozen=True, slots=True)
class Heads:
    """`needed` None: no text sets a number for this body."""

    entitled: int
    present: int
    leave: int
    absent: int
    needed: int | None

    @property
    def open(self) -> int:
        """Not ticked yet."""
        return self.entitled - self.present - self.leave - self.absent

    @property
    def missing(self) -> int:
        return max(0, (self.needed or 0) - self.present)


async def lines_of(meeting: Meeting) -> list[Line]:
    """In order of group, household and name, as people sit and as lists are read."""
    if meeting.roll_id is None:
        return []
    entries = await rolls.effective(meeting.roll_id)
    people = await _people(entries)
    heads = await _heads_of_households(entries)
    marks = {one.entry_id: one for one in await _marks(meeting)}
    lines = [_line(one, people, heads, marks.get(one.id)) for one in entries]
    order = {name: place for place, name in enumerate(await _group_order(meeting))}
    return sorted(
        lines, key=lambda one: (order.get(one.group, len(order)), one.household, one.entry.id)
    )


async def _people(entries: Iterable[RollEntry]) -> dict[int, Person]:
    ids = [one.person_id for one in entries if one.person_id is not None]
    if not ids:
        return {}
    rows = await Person.filter(id__in=ids).select_related("household__group")
    return {one.id: one for one in rows}


async def _heads_of_households(entries: Iterable[RollEntry]) -> dict[int, Person]:
    """By whom each household is called: its head, else who was registered first."""
    ids = [one.household_id for one in entries if one.household_id is not None]
    if not ids:
        return {}
    rows = (
        await Person.filter(household_id__in=ids, left_on=None)
        .order_by("is_head", "-id")
        .select_related("household__group")
    )
    return {one.household_id: one for one in rows if one.household_id is not None}


async def _marks(meeting: Meeting) -> Sequence[Attendance]:
    return await MARKS(meeting.id)


async def _group_order(meeting: Meeting) -> list[str]:
    return [one.name for one in await GROUPS(meeting.village_id)]


def _line(
    entry: RollEntry,
    people: dict[int, Person],
    heads: dict[int, Person],
    mark: Attendance | None,
) -> Line:
    who = people.get(entry.person_id or 0) or heads.get(entry.household_id or 0)
    home = None if who is None else who.household
    name = "（已不在名册）" if who is None else who.name
    if entry.household_id is not None:
        name = f"{name}家"
    return Line(
        entry=entry,
        name=name,
        group=home.group.name if home is not None and home.group is not None else "",
        household="" if home is None else home.number,
        household_id=None if who is None else who.household_id,
        sounds="" if who is None else who.pinyin,
        state=None if mark is None else mark.state,
        came_id=None if mark is None else mark.person_id,
        came="" if mark is None or mark.person is None else mark.person.name,
        remote=mark is not None and mark.remote,
    )


def heads_of(lines: Sequence[Line], bar: Bar | None) -> Heads:
    states = [one.state for one in lines]
    return Heads(
        entitled=len(lines),
        present=states.count(AttendanceState.PRESENT),
        leave=states.count(AttendanceState.LEAVE),
        absent=states.count(AttendanceState.ABSENT),
        needed=None if bar is None else bar.needed(len(lines)),
    )


async def rules_of(meeting: Meeting) -> Profile:
    """The rules its matters began with; of several the first on the agenda speaks."""
    item = await AGENDA.first(meeting.id)
    if item is None:
        raise LookupError(f"meeting {meeting.id} has no agenda")
    return await profiles.kept(item.decision.profile_code, item.decision.profile_digest)


def bar_of(profile: Profile, meeting: Meeting) -> Bar | None:
    body = profile.bodies[meeting.body]
    return body.quorum[body.unit(meeting.unit)].value
