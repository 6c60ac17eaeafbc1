"""Appointments and terms: who holds which office on a day, and what the law keeps apart.

An appointment is never edited away: it begins on a day and ends on a day with a reason.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from village import clock, eligibility, kinship, ledger, rules, storage
from village.eligibility import Candidate, Held, Mandate
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Appointment, Group, Person, Village
from village.permissions import (
    COMMITTEE,
    PARTY_BRANCH,
    SUPERVISION,
    Actor,
    Office,
    Permission,
    Seat,
)
from village.prepared import A_DAY, A_NUMBER, Prepared
from village.rules import Body
from village.statement import Among

MOST_WORDS = 200
ENDED = Blocker("already-ended", "这项任职已经登记过离任。")
ORDER = {office: place for place, office in enumerate(Office)}
KIN_MATTERS = (*COMMITTEE, *SUPERVISION)
CAPACITIES = {
    Body.PARTY_BRANCH: PARTY_BRANCH,
    Body.TWO_COMMITTEES: (*PARTY_BRANCH, *COMMITTEE),
    Body.REPRESENTATIVE_ASSEMBLY: (Office.REPRESENTATIVE, *COMMITTEE),
    Body.COLLECTIVE_REPRESENTATIVES: (Office.COLLECTIVE_REPRESENTATIVE,),
}
"""Which offices bring a person to a body; to the other bodies one comes as who one is."""


EVERY = tuple(Office)


def running(on: date) -> Q:
    """Appointments that hold on that day. `ended_on` is the first day no longer in office."""
    return Q(began_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


def _serving(village_id: int, on: date) -> QuerySet[Appointment]:
    """Of people who have not left."""
    there = Q(person__left_on=None) | Q(person__left_on__gt=on)
    found = Appointment.filter(running(on), village_id=village_id)
    return found.filter(there).select_related("person", "group")


IN_VILLAGE = Prepared(_serving, A_NUMBER, A_DAY)
IN_OFFICE = Among(
    "SELECT DISTINCT a.person_id FROM appointment a JOIN person p ON p.id = a.person_id"
    " WHERE a.village_id = ?1 AND a.began_on <= ?2 AND (a.ended_on IS NULL OR a.ended_on > ?2)"
    " AND (p.left_on IS NULL OR p.left_on > ?2) AND a.person_id IN (?*)"
)
OF_PERSON = Prepared(
    lambda person_id, on: Appointment.filter(running(on), person_id=person_id), A_NUMBER, A_DAY
)


async def for_office(actor: Actor, village: Village, appointment_id: int) -> Appointment:
    """The one way in for an appointment's id from outside."""
    found = await Appointment.get_or_none(id=appointment_id, village_id=village.id).select_related(
        "village", "person", "group"
    )
    if found is None:
        raise NotFound("这条任职记录")
    if not actor.may(Permission.REGISTER_VIEW, village.id, village.township_id):
        raise NotFound("这条任职记录")
    return found


async def holders(village: Village, office: Office, on: date) -> list[Appointment]:
    return await standing(village, on, (office,))


async def standing(
    village: Village, on: date, offices: Collection[Office] = EVERY
) -> list[Appointment]:
    """Who holds these offices on that day, in the order of the offices."""
    if offices == EVERY:
        rows = await IN_VILLAGE(village.id, on)
    else:
        rows = await _serving(village.id, on).filter(office__in=list(offices))
    return sorted(rows, key=lambda row: (ORDER[row.office], row.id))


async def ending_soon(village: Village, today: date, days: int) -> list[Appointment]:
    """Terms that are over, or will be within so many days, the oldest first.

    Who was not yet succeeded stays in office: this reminds of the election that is due.
    """
    rows = await standing(village, today)
    due = [row for row in rows if row.term_ends_on and row.term_ends_on <= today + timedelta(days)]
    return sorted(due, key=lambda row: (row.term_ends_on or today, row.id))


async def seats_of(person: Person, on: date) -> tuple[Seat, ...]:
    """Every seat the person may act in on that day; none for one who has left."""
    if person.left_on is not None and person.left_on <= on:
        return ()
    rows = await OF_PERSON(person.id, on)
    seats = [
        Seat(person.id, row.office, row.village_id, row.township_id)
        for row in sorted(rows, key=lambda row: (ORDER[row.office], row.id))
    ]
    if person.village_id is not None and person.registered:
        seats.insert(0, Seat(person.id, Office.VILLAGER, person.village_id, person.township_id))
    return tuple(seats)


async def capacities(village: Village, person: Person, body: Body, on: date) -> tuple[Office, ...]:
    """The offices that bring this person to that body: with 一肩挑 there are two."""
    offices = CAPACITIES.get(body, ())
    rows = await Appointment.filter(
        running(on), person_id=person.id, village_id=village.id, office__in=offices
    ).values_list("office", flat=True)
    return tuple(sorted({Office(str(row)) for row in rows}, key=ORDER.__getitem__))


async def all_hold_office(village_id: int, person_ids: Collection[int], on: date) -> bool:
    """Whether each of them is among those `standing` on that day, without reading all of these."""
    rows = await IN_OFFICE.among(person_ids, village_id, on) if person_ids else []
    return len(rows) == len(set(person_ids))


async def conflicts(village: Village, on: date) -> tuple[Blocker, ...]:
    """What stands in the register against the law, to be shown where offices are shown."""
    rows = await standing(village, on)
    kin = await kinship.relatives_of(row.person_id for row in rows if row.office in KIN_MATTERS)
    profile = rules.profile(village.profile_code)
    return eligibility.conflicts([held_of(row) for row in rows], kin, profile)


async def appoint(
    village: Village, person: Person, mandate: Mandate, actor: Actor, *, now: datetime
) -> Appointment:
    """Register that somebody took office. All that stands against it is listed at once."""
    profile = rules.profile(village.profile_code)
    async with storage.writing(village.id):
        seat = await _seat_for(mandate.office, village, actor, clock.local_date(now))
        check_words(mandate, clock.local_date(now))
        await _check_group(village, mandate)
        held = await held_in(village)
        candidate = await _candidate(village, person.id, mandate.office)
        if found := eligibility.blockers(candidate, mandate, held, profile):
            raise Blocked(found)
        row = new_row(village, candidate, mandate, eligibility.term_end(mandate, profile))
        await row.save()
        await ledger.record(
            *(village.id, seat, "office.appoint", f"appointment:{row.id}"),
            now=now,
            person=person.id,
            office=mandate.office,
            began=row.began_on,
            term_ends=row.term_ends_on,
            group=row.group_id,
        )
    return row


async def _seat_for(office: Office, village: Village, actor: Actor, today: date) -> Seat:
    """The township may register a village's clerk where there is none to do it."""
    if office is Office.VILLAGE_CLERK and not await holders(village, office, today):
        seat = actor.seat_for(Permission.TOWNSHIP_FOUND, village.id, village.township_id)
        if seat is not None:
            return seat
    return actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)


def check_words(mandate: Mandate, today: date) -> None:
    wrong: dict[str, str] = {}
    if mandate.began_on > today:
        wrong["began_on"] = "任职日期还没有到。请在任职当天或以后登记。"
    if mandate.term_ends_on is not None and mandate.term_ends_on <= mandate.began_on:
        wrong["term_ends_on"] = "任期届满的日期要晚于任职日期，请核对。"
    if len(mandate.how) > MOST_WORDS:
        wrong["how"] = f"产生方式有 {len(mandate.how)} 个字，最多写 {MOST_WORDS} 个字。"
    if wrong:
        raise InvalidInput(wrong)


async def _check_group(village: Village, mandate: Mandate) -> None:
    if mandate.group_id is None:
        return
    if mandate.office not in eligibility.OF_GROUPS:
        raise InvalidInput({"group": f"{mandate.office.label}不属于某个村民小组，请不要选小组。"})
    if not await Group.exists(id=mandate.group_id, village_id=village.id):
        raise NotFound("这个村民小组")


async def held_in(village: Village, *, but: int = 0) -> list[Held]:
    rows = await Appointment.filter(village_id=village.id).select_related("person")
    return [held_of(row) for row in rows if row.id != but]


def held_of(row: Appointment) -> Held:
    return Held(
        row.person_id, row.person.name, row.office, row.group_id, row.began_on, row.ended_on
    )


async def _candidate(village: Village, person_id: int, office: Office) -> Candidate:
    person = await Person.get_or_none(id=person_id, township_id=village.township_id)
    if person is None or person.village_id not in (None, village.id):
        raise NotFound("这个人")
    kin = await kinship.near_relatives(person) if office in KIN_MATTERS else ()
    return as_candidate(person, kin)


def as_candidate(person: Person, kin: Sequence[kinship.Relative]) -> Candidate:
    inside = person.village_id is not None
    return Candidate(person.id, person.name, inside, person.born_on, person.left_on, tuple(kin))


def new_row(
    village: Village, candidate: Candidate, mandate: Mandate, term_ends_on: date | None
) -> Appointment:
    return Appointment(
        township_id=village.township_id,
        village_id=village.id,
        person_id=candidate.person_id,
        office=mandate.office,
        group_id=mandate.group_id,
        began_on=mandate.began_on,
        term_ends_on=term_ends_on,
        how=mandate.how,
    )


async def set_term(
    appointment: Appointment,
    began_on: date,
    term_ends_on: date | None,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """Complete what a roster could not say: since when, and until when."""
    village = await Village.get_or_none(id=appointment.village_id)
    if village is None:
        raise NotFound("这条任职记录")
    seat = actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    mandate = Mandate(appointment.office, began_on, term_ends_on, appointment.group_id)
    async with storage.writing(village.id):
        check_words(mandate, clock.local_date(now))
        held = await held_in(village, but=appointment.id)
        candidate = await _candidate(village, appointment.person_id, appointment.office)
        profile = rules.profile(village.profile_code)
        if found := eligibility.blockers(candidate, mandate, held, profile):
            raise Blocked(found)
        set_to = {"began_on": began_on, "term_ends_on": term_ends_on}
        if not await Appointment.filter(id=appointment.id, ended_on=None).update(**set_to):
            raise Blocked([ENDED])
        appointment.began_on, appointment.term_ends_on = began_on, term_ends_on
        await ledger.record(
            *(village.id, seat, "office.term", f"appointment:{appointment.id}"),
            now=now,
            began=began_on,
            term_ends=term_ends_on,
        )


async def end(
    appointment: Appointment, why: str, actor: Actor, *, ended_on: date, now: datetime
) -> None:
    """From `ended_on` the office is no longer held. Who held it, and when, stays readable."""
    township_id, village_id = appointment.township_id, appointment.village_id
    if village_id is None:
        raise NotFound("这条任职记录")
    seat = actor.require(Permission.OFFICE_APPOINT, village_id, township_id)
    async with storage.writing(village_id):
        await close(appointment, why.strip(), ended_on, clock.local_date(now))
        subject = f"appointment:{appointment.id}"
        await ledger.record(
            *(village_id, seat, "office.end", subject),
            now=now,
            ended=ended_on,
            why=ledger.text_digest(why.strip()),
        )


async def close(appointment: Appointment, why: str, ended_on: date, today: date) -> None:
    """End the row, inside a deed; for `end` and its twin of the township."""
    wrong: dict[str, str] = {}
    if not why:
        wrong["why"] = "请写明离任原因，例如任期届满、辞职、罢免。"
    if len(why) > MOST_WORDS:
        wrong["why"] = f"离任原因有 {len(why)} 个字，最多写 {MOST_WORDS} 个字。"
    if ended_on > today:
        wrong["ended_on"] = "离任日期还没有到。请在离任当天或以后登记。"
    if ended_on < appointment.began_on:
        wrong["ended_on"] = f"离任日期早于任职日期（{appointment.began_on}），请核对。"
    if wrong:
        raise InvalidInput(wrong)
    closed = await Appointment.filter(id=appointment.id, ended_on=None).update(
        ended_on=ended_on, ended_why=why
    )
    if not closed:
        raise Blocked([ENDED])
    appointment.ended_on, appointment.ended_why = ended_on, why
