"""Attendance ticked by name on the frozen roll. Observers are not here: they never count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deliberation.models import Attendance, AttendanceState, Meeting, MeetingStage
from village import ages, clock, ledger, rolls, rules, storage
from village.errors import Blocked, Blocker, NotFound, Stale
from village.models import Person, RollEntry, Village
from village.permissions import Actor, Permission
from village.rules import Profile


@dataclass(frozen=True, slots=True)
class Tick:
    """`person_id` is who came: for a household one of its adults; else the entitled person."""

    entry_id: int
    state: AttendanceState
    person_id: int | None = None


async def mark(meeting: Meeting, ticks: Sequence[Tick], actor: Actor, *, now: datetime) -> None:
    """Tick a page of names; a later tick replaces an earlier one until the minutes stand."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Meeting.get(id=meeting.id)
        if fresh.stage is not MeetingStage.CALLED:
            raise Stale("这次会议的到会名单")
        if clock.local_date(fresh.starts_at) > clock.local_date(now):
            raise Blocked([_not_yet(fresh)])
        await _check(village, fresh, ticks)
        await _store(meeting.id, ticks, now)
        present = await Attendance.filter(
            meeting_id=meeting.id, state=AttendanceState.PRESENT
        ).count()
        subject = f"meeting:{meeting.id}"
        await ledger.record(
            village.id,
            seat,
            "attendance.mark",
            subject,
            now=now,
            ticked=len(ticks),
            present=present,
        )


def _not_yet(meeting: Meeting) -> Blocker:
    day = clock.local_date(meeting.starts_at)
    return Blocker(
        "not-yet-held",
        f"会议定在 {day.month} 月 {day.day} 日，还没有到。",
        remedy="开会当天再登记到会",
    )


async def _check(village: Village, meeting: Meeting, ticks: Sequence[Tick]) -> None:
    """Every tick is on the roll, and nobody stands in for another where the law has no proxy."""
    profile = rules.profile(village.profile_code)
    entries = {one.id: one for one in await entries_of(meeting)}
    found: list[Blocker] = []
    for tick in ticks:
        entry = entries.get(tick.entry_id)
        if entry is None:
            raise NotFound("名册上的这个人")
        if tick.person_id not in (None, entry.person_id):
            found.extend(await _stand_in_blockers(profile, meeting, entry, tick))
    if found:
        raise Blocked(found)


async def _stand_in_blockers(
    profile: Profile, meeting: Meeting, entry: RollEntry, tick: Tick
) -> list[Blocker]:
    came = await Person.get_or_none(id=tick.person_id, village_id=meeting.village_id)
    home = await _home_of(entry)
    at_home = came is not None and home is not None and came.household_id == home
    adult = came is not None and ages.is_adult(came.born_on, clock.local_date(meeting.starts_at))
    if entry.household_id is not None:
        if at_home and adult:
            return []
        text = "到会的人不是这一户的成年人。"
        return [Blocker("not-of-the-household", text, remedy="从这一户的成年人里选一位")]
    proxy = profile.bodies[meeting.body].proxy
    if proxy.value == "same_household" and at_home and adult:
        return []
    text = (
        f"{meeting.body.label}不能由别人代为到会和表决。"
        if proxy.value == "none"
        else "只能书面委托同一户内的成年家庭成员代为参加。"
    )
    remedy = "把这个人改为请假或缺席；来旁听的人登记为列席"
    return [Blocker("no-proxy", text, basis=proxy.basis, remedy=remedy)]


async def _home_of(entry: RollEntry) -> int | None:
    if entry.household_id is not None:
        return entry.household_id
    person = await Person.get(id=entry.person_id)
    return person.household_id


async def _store(meeting_id: int, ticks: Sequence[Tick], now: datetime) -> None:
    ids = [tick.entry_id for tick in ticks]
    known = {
        row.entry_id: row
        for row in await Attendance.filter(meeting_id=meeting_id, entry_id__in=ids)
    }
    fresh, changed = [], []
    for tick in ticks:
        person_id = tick.person_id if tick.state is AttendanceState.PRESENT else None
        row = known.get(tick.entry_id)
        if row is None:
            fresh.append(
                Attendance(
                    meeting_id=meeting_id,
                    entry_id=tick.entry_id,
                    person_id=person_id,
                    state=tick.state,
                    marked_at=now,
                )
            )
        else:
            row.state, row.person_id, row.marked_at = tick.state, person_id, now
            changed.append(row)
    await Attendance.bulk_create(fresh, batch_size=200)
    if changed:
        await Attendance.bulk_update(changed, ["state", "person_id", "marked_at"], batch_size=200)


async def entries_of(meeting: Meeting) -> list[RollEntry]:
    """Who is entitled, corrections counted in; empty for a hearing, which has no roll."""
    if meeting.roll_id is None:
        return []
    return await rolls.effective(meeting.roll_id)


async def present_ids(meeting_id: int) -> set[int]:
    """Ids of the roll entries that are here."""
    here = Attendance.filter(meeting_id=meeting_id, state=AttendanceState.PRESENT)
    return {int(str(one)) for one in await here.values_list("entry_id", flat=True)}
