"""Who is entitled, frozen when a meeting is called. The denominator of everything that follows.

A frozen entry is never edited and never deleted: what was wrong is struck or added with a reason.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from village import ages, electors, ledger, storage
from village.electors import Elector
from village.errors import Blocked, Blocker, InvalidInput
from village.models import (
    CorrectionKind,
    Group,
    Household,
    Person,
    Roll,
    RollCorrection,
    RollEntry,
    RollKind,
    Village,
)
from village.permissions import Actor, Office, Permission, Seat
from village.prepared import A_NUMBER, Prepared
from village.rules import Profile
from village.statement import Statement

MOST_WORDS = 300
AT_ONCE = 400
OF_PERSON = Prepared(
    lambda roll_id, person_id: RollEntry.filter(roll_id=roll_id, person_id=person_id),
    A_NUMBER,
    A_NUMBER - 1,
)
CORRECTED = Statement(
    "SELECT struck_id, kind FROM roll_correction"
    " WHERE roll_id = ?1 AND struck_id IS NOT NULL ORDER BY id"
)
LAST_CORRECTION = Prepared(
    lambda roll_id, entry_id: (
        RollCorrection.filter(roll_id=roll_id, struck_id=entry_id).order_by("-id").limit(1)
    ),
    A_NUMBER,
    A_NUMBER - 1,
)
ENTRIES = Prepared(lambda roll_id: RollEntry.filter(roll_id=roll_id).order_by("id"), A_NUMBER)


async def freeze(
    village: Village,
    kind: RollKind,
    *,
    group: Group | None = None,
    day: date,
    now: datetime,
    profile: Profile,
) -> Roll:
    """Write down who counts on `day`. Inside the deed that calls the meeting, which records it."""
    who = await electors.of(village, kind, group=group, day=day, profile=profile)
    if not who:
        text = f"{village.name}现在没有“{kind.label}”，名册是空的，会议开不成。"
        raise Blocked([Blocker("empty-roll", text, remedy="先在村民名册或任职里登记")])
    roll = await Roll.create(
        village_id=village.id,
        kind=kind,
        group_id=None if group is None else group.id,
        day=day,
        frozen_at=now,
        size=len(who),
        digest=digest_of(who),
        unreachable=sum(one.unreachable for one in who),
    )
    await RollEntry.bulk_create((_entry(roll.id, one) for one in who), batch_size=AT_ONCE)
    return roll


def digest_of(who: Iterable[Elector]) -> str:
    """Over the ordered subjects, "person:7" or "household:7", one to a line."""
    return hashlib.sha256("\n".join(one.subject for one in who).encode()).hexdigest()


def digest_of_entries(entries: Iterable[RollEntry]) -> str:
    """The same over a roll as it was corrected: whom a vote stands on."""
    subjects = (
        f"person:{one.person_id}" if one.household_id is None else f"household:{one.household_id}"
        for one in entries
    )
    return hashlib.sha256("\n".join(subjects).encode()).hexdigest()


def _entry(roll_id: int, one: Elector, correction_id: int | None = None) -> RollEntry:
    return RollEntry(
        roll_id=roll_id,
        person_id=one.person_id,
        household_id=one.household_id,
        capacity=",".join(one.offices),
        woman=one.woman,
        unreachable=one.unreachable,
        correction_id=correction_id,
    )


def capacity_of(entry: RollEntry) -> tuple[Office, ...]:
    """The offices that brought the person here; empty where one counts as oneself."""
    return tuple(Office(code) for code in entry.capacity.split(",") if code)


def women_representatives(entries: Iterable[RollEntry]) -> int:
    return sum(one.woman and Office.REPRESENTATIVE in capacity_of(one) for one in entries)


async def effective(roll_id: int) -> list[RollEntry]:
    """The roll as corrected: frozen entries and additions, without those struck."""
    struck = await struck_in(roll_id)
    return [row for row in await ENTRIES(roll_id) if row.id not in struck]


async def struck_in(roll_id: int) -> set[int]:
    """Entries whose latest correction struck them: one that was restored is on again."""
    latest = {row["struck_id"]: row["kind"] for row in await CORRECTED(roll_id)}
    return {entry_id for entry_id, kind in latest.items() if kind == CorrectionKind.STRIKE}


async def entry_of(roll: Roll, person: Person) -> RollEntry | None:
    """The entry through which this person may speak for a vote; one's household's, if it counts."""
    if electors.by_household(roll.kind):
        if person.household_id is None or not _speaks(person, roll.day):
            return None
        entry = await RollEntry.get_or_none(roll_id=roll.id, household_id=person.household_id)
    else:
        entry = await RollEntry.get_or_none(roll_id=roll.id, person_id=person.id)
    if entry is None or entry.id in await struck_in(roll.id):
        return None
    return entry


async def entry_of_person(roll_id: int | None, person_id: int | None) -> RollEntry | None:
    """The same on a roll that counts persons, for whom every statement costs: a hall that votes."""
    if roll_id is None or person_id is None:
        return None
    entry = await OF_PERSON.first(roll_id, person_id)
    if entry is None:
        return None
    found = await LAST_CORRECTION.first(roll_id, entry.id)
    struck = found is not None and found.kind is CorrectionKind.STRIKE
    return None if struck else entry


def _speaks(person: Person, day: date) -> bool:
    """An adult of the household on the meeting's day, still there."""
    left = person.left_on is not None and person.left_on <= day
    return not left and person.registered and ages.is_adult(person.born_on, day)


async def add(
    roll: Roll,
    who: Person | Household,
    reason: str,
    actor: Actor,
    *,
    minutes_recorded: bool,
    profile: Profile,
    now: datetime,
) -> RollEntry:
    """Somebody was forgotten. Only who by today's register was entitled on the roll's day.

    The caller looks up `minutes_recorded` inside its own deed: a roll knows no meetings.
    """
    village = await Village.get(id=roll.village_id)
    seat = actor.require(Permission.ROLL_CORRECT, village.id, village.township_id)
    async with storage.writing(village.id):
        _check(reason, minutes_recorded=minutes_recorded)
        one = await _entitled(village, roll, who, profile)
        entry = await _entry_on(roll.id, one)
        if entry is not None and entry.id not in await struck_in(roll.id):
            raise Blocked([Blocker("already-on-roll", f"{_name(who)}已经在名册上。")])
        correction = await _keep(roll, CorrectionKind.ADD, entry, reason, seat=seat, now=now)
        if entry is None:
            entry = _entry(roll.id, one, correction.id)
            await entry.save()
        await _record(roll, "roll.add", entry, reason, seat=seat, now=now)
    return entry


async def strike(
    roll: Roll,
    entry: RollEntry,
    reason: str,
    actor: Actor,
    *,
    minutes_recorded: bool,
    now: datetime,
) -> RollCorrection:
    """Somebody does not belong here. The entry stays, crossed out, with the reason beside it."""
    village = await Village.get(id=roll.village_id)
    seat = actor.require(Permission.ROLL_CORRECT, village.id, village.township_id)
    async with storage.writing(village.id):
        _check(reason, minutes_recorded=minutes_recorded)
        if entry.roll_id != roll.id:
            raise Blocked([Blocker("not-on-roll", "这一条不在这份名册上。")])
        if entry.id in await struck_in(roll.id):
            raise Blocked([Blocker("already-struck", "这一条已经划去了。")])
        correction = await _keep(roll, CorrectionKind.STRIKE, entry, reason, seat=seat, now=now)
        await _record(roll, "roll.strike", entry, reason, seat=seat, now=now)
    return correction


def _check(reason: str, *, minutes_recorded: bool) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": "请写明更正的理由，理由会和名册一起保存。"})
    if len(reason) > MOST_WORDS:
        text = f"更正理由有 {len(reason)} 个字，最多写 {MOST_WORDS} 个字。"
        raise InvalidInput({"reason": text})
    if minutes_recorded:
        raise Blocked(
            [
                Blocker(
                    "minutes-recorded",
                    "会议记录已经登记，应到名册不能再更正。",
                    remedy="人数确有错误的，重新召集会议",
                )
            ]
        )


async def _entitled(
    village: Village, roll: Roll, who: Person | Household, profile: Profile
) -> Elector:
    group = None if roll.group_id is None else await Group.get(id=roll.group_id)
    today = await electors.of(village, roll.kind, group=group, day=roll.day, profile=profile)
    subject = electors.subject_of(who)
    for one in today:
        if one.subject == subject:
            return one
    text = f"按现在的登记，{_name(who)}在 {roll.day:%Y-%m-%d} 不属于“{roll.kind.label}”。"
    remedy = "先更正村民名册或任职登记，再补入"
    raise Blocked([Blocker("not-entitled", text, remedy=remedy)])


def _name(who: Person | Household) -> str:
    return who.name if isinstance(who, Person) else f"户号 {who.number} 的这一户"


async def _entry_on(roll_id: int, one: Elector) -> RollEntry | None:
    return await RollEntry.get_or_none(
        roll_id=roll_id, person_id=one.person_id, household_id=one.household_id
    )


async def _keep(
    roll: Roll,
    kind: CorrectionKind,
    entry: RollEntry | None,
    reason: str,
    *,
    seat: Seat,
    now: datetime,
) -> RollCorrection:
    return await RollCorrection.create(
        roll_id=roll.id,
        kind=kind,
        struck_id=None if entry is None else entry.id,
        reason=reason.strip(),
        made_by_id=seat.person_id,
        made_at=now,
    )


async def _record(
    roll: Roll, action: str, entry: RollEntry, reason: str, *, seat: Seat, now: datetime
) -> None:
    await ledger.record(
        *(roll.village_id, seat, action, f"roll:{roll.id}"),
        now=now,
        entry=entry.id,
        person=entry.person_id,
        household=entry.household_id,
        reason=ledger.text_digest(reason.strip()),
    )


async def corrections(roll: Roll) -> Sequence[RollCorrection]:
    """What changed since the freezing, in order, for the page and the minutes."""
    return await RollCorrection.filter(roll_id=roll.id).order_by("id").select_related("made_by")
