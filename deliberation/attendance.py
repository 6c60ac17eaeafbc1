"""Attendance ticked by name on the frozen roll. Observers are not here: they never count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tortoise.queryset import QuerySet

from deliberation import floor
from deliberation.floor import PRESENT, SAME_HOUSEHOLD, came_ids, entries_of, present_ids
from deliberation.models import (
    Attendance,
    AttendanceState,
    BallotStage,
    Meeting,
    MeetingStage,
    Turnout,
)
from village import ages, clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Person, RollEntry, Village
from village.permissions import Actor, Permission
from village.rules import BodyRules

__all__ = [
    "SAME_HOUSEHOLD",
    "Tick",
    "adults_of",
    "came_ids",
    "entries_of",
    "mark",
    "present_ids",
]

CHANGED = ("state", "person_id", "marked_at", "signed_in", "remote", "left_at")


@dataclass(frozen=True, slots=True)
class Tick:
    """`person_id` is who came: for a household one of its adults; else the entitled person.
    `remote` None leaves it as it was: a page of names does not know who joined by phone."""

    entry_id: int
    state: AttendanceState
    person_id: int | None = None
    remote: bool | None = None


async def mark(meeting: Meeting, ticks: Sequence[Tick], actor: Actor, *, now: datetime) -> None:
    """Tick a page of names; a later tick replaces an earlier one until the minutes stand."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    if not ticks:
        raise InvalidInput({"": "还没有勾选任何人，没有可以保存的。"})
    async with storage.writing(village.id):
        fresh = await Meeting.get(id=meeting.id)
        if fresh.stage is not MeetingStage.CALLED:
            raise Stale("这次会议的到会名单")
        if clock.local_date(fresh.starts_at) > clock.local_date(now):
            raise Blocked([_not_yet(fresh)])
        entries = {one.id: one for one in await entries_of(fresh)}
        checked = await _checked(village, fresh, ticks, entries)
        await _refuse_to_unseat(meeting.id, checked)
        await _store(meeting.id, checked, now)
        await floor.note_quorum(fresh, now=now)
        await ledger.record(
            village.id,
            seat,
            "attendance.mark",
            f"meeting:{meeting.id}",
            now=now,
            ticked=len(checked),
            present=len(await present_ids(meeting.id) & set(entries)),
        )


def _not_yet(meeting: Meeting) -> Blocker:
    day = clock.local_date(meeting.starts_at)
    return Blocker(
        "not-yet-held",
        f"会议定在 {day.month} 月 {day.day} 日，还没有到。",
        remedy="开会当天再登记到会",
    )


async def _checked(
    village: Village, meeting: Meeting, ticks: Sequence[Tick], entries: Mapping[int, RollEntry]
) -> list[Tick]:
    """Every tick is on the roll, and nobody stands in or takes part from afar where the rules that
    the meeting was called under do not know it."""
    if any(tick.entry_id not in entries for tick in ticks):
        raise NotFound("名册上的这个人")
    last = {tick.entry_id: tick for tick in ticks}
    checked = [_plain(tick, entries[tick.entry_id]) for tick in last.values()]
    profile = await floor.profile_of(meeting)
    body = profile.bodies[meeting.body]
    day = clock.local_date(meeting.starts_at)
    people = await _people(village, checked, entries.values())
    found = [
        blocker
        for tick in checked
        if (blocker := _stand_in(body, entries[tick.entry_id], tick, people, day))
    ]
    if any(tick.remote for tick in checked) and not body.online.value:
        found.append(floor.not_online(body))
    if found:
        raise Blocked(list(dict.fromkeys(found)))
    return checked


def _plain(tick: Tick, entry: RollEntry) -> Tick:
    """Nobody came in place of one who is not there; who comes for oneself needs no name."""
    if tick.state is not PRESENT:
        return replace(tick, person_id=None, remote=None)
    return replace(tick, person_id=None) if tick.person_id == entry.person_id else tick


async def _refuse_to_unseat(meeting_id: int, ticks: Iterable[Tick]) -> None:
    """Who has taken part in a vote was here; the count is measured by it."""
    gone = [tick.entry_id for tick in ticks if tick.state is not PRESENT]
    took_part = Turnout.filter(ballot__meeting_id=meeting_id, entry_id__in=gone)
    count = len(set(await _ids(took_part.exclude(ballot__stage=BallotStage.VOID)))) if gone else 0
    if count:
        text = f"有 {count} 人已经在这次会上投过票或者领过纸票，不能改成没有到会。"
        remedy = "提前离开的，点“提前离会”"
        raise Blocked([Blocker("took-part", text, remedy=remedy)])


async def _ids(turnouts: QuerySet[Turnout]) -> list[int]:
    return [int(str(one)) for one in await turnouts.values_list("entry_id", flat=True)]


async def _people(
    village: Village, ticks: Iterable[Tick], entries: Iterable[RollEntry]
) -> dict[int, Person]:
    """Those who came in place of somebody, and those they came for."""
    instead = {tick.entry_id for tick in ticks if tick.person_id is not None}
    wanted = {tick.person_id for tick in ticks if tick.person_id is not None}
    wanted |= {one.person_id for one in entries if one.id in instead and one.person_id is not None}
    if not wanted:
        return {}
    rows = await Person.filter(village_id=village.id, id__in=list(wanted))
    return {one.id: one for one in rows}


def _stand_in(
    body: BodyRules, entry: RollEntry, tick: Tick, people: Mapping[int, Person], day: date
) -> Blocker | None:
    if tick.state is not PRESENT:
        return None
    came = None if tick.person_id is None else people.get(tick.person_id)
    if entry.household_id is not None:
        return _for_household(entry, tick, came, day)
    if tick.person_id is None:
        return None
    entitled = people.get(entry.person_id or 0)
    at_home = entitled is not None and entitled.household_id is not None
    if body.proxy.value == SAME_HOUSEHOLD and at_home and entitled is not None:
        if came is not None and _adult_of(came, entitled.household_id, day):
            return None
        text = "只能书面委托同一户内的成年家庭成员代为参加。"
    else:
        text = f"{body.body.label}要本人到会，不能由别人代为到会和表决，有书面委托也不行。"
    remedy = "把这个人改为请假或缺席；来旁听的人登记为列席"
    return Blocker("no-proxy", text, basis=body.proxy.basis, remedy=remedy)


def _for_household(entry: RollEntry, tick: Tick, came: Person | None, day: date) -> Blocker | None:
    if tick.person_id is None:
        text = "按户到会的，要写明每一户来的是谁。"
        return Blocker("who-came", text, remedy="从这一户的成年人里选一位")
    if came is not None and came.registered and _adult_of(came, entry.household_id, day):
        return None
    text = "到会的人不是这一户的成年人。"
    return Blocker("not-of-the-household", text, remedy="从这一户的成年人里选一位")


def _adult_of(person: Person, household_id: int | None, day: date) -> bool:
    """An adult of that household on the meeting's day, still there."""
    left = person.left_on is not None and person.left_on <= day
    return person.household_id == household_id and not left and ages.is_adult(person.born_on, day)


async def adults_of(household_ids: Iterable[int], day: date) -> dict[int, list[Person]]:
    """Who may come for each household, the head first: for the page that asks who came."""
    rows = await Person.filter(household_id__in=list(household_ids)).order_by("-is_head", "id")
    homes: dict[int, list[Person]] = {}
    for one in rows:
        if one.household_id is not None and _adult_of(one, one.household_id, day):
            homes.setdefault(one.household_id, []).append(one)
    return homes


async def _store(meeting_id: int, ticks: Sequence[Tick], now: datetime) -> None:
    ids = [tick.entry_id for tick in ticks]
    known = {
        row.entry_id: row
        for row in await Attendance.filter(meeting_id=meeting_id, entry_id__in=ids)
    }
    fresh, changed = [], []
    for tick in ticks:
        row = known.get(tick.entry_id)
        if row is None:
            row = Attendance(meeting_id=meeting_id, entry_id=tick.entry_id)
            fresh.append(row)
        else:
            changed.append(row)
        if tick.state is not PRESENT:
            row.signed_in, row.remote, row.left_at = False, False, None
        if tick.remote is not None:
            row.remote = tick.remote
        row.state, row.person_id, row.marked_at = tick.state, tick.person_id, now
    await Attendance.bulk_create(fresh, batch_size=200)
    if changed:
        await Attendance.bulk_update(changed, CHANGED, batch_size=200)
