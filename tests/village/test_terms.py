"""Terms: how offices end, which are over, and whose seats a day sees."""

from datetime import date, timedelta

import pytest

from tests import make
from tests.make import DAY, NOW
from tests.village.seats import a_village
from village import offices
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import Appointment, Departure, LedgerEntry
from village.permissions import Office, Seat


@pytest.mark.parametrize(
    ("ended_on", "why", "fields"),
    [
        (DAY, " ", ["why"]),
        (DAY, "字" * 201, ["why"]),
        (DAY + timedelta(1), "辞职", ["ended_on"]),
        (make.BEGAN - timedelta(1), "辞职", ["ended_on"]),
    ],
)
async def test_an_end_needs_a_reason_and_a_day_that_can_be(db, ended_on, why, fields):
    village, clerk = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    with pytest.raises(InvalidInput) as wrong:
        await offices.end(row, why, clerk, ended_on=ended_on, now=NOW)

    assert list(wrong.value.fields) == fields
    assert (await Appointment.get(id=row.id)).ended_on is None


async def test_an_office_ends_once(db):
    village, clerk = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)
    await offices.end(row, "辞职", clerk, ended_on=DAY, now=NOW)

    with pytest.raises(Blocked) as again:
        await offices.end(row, "辞职", clerk, ended_on=DAY, now=NOW)

    assert again.value.codes == ("already-ended",)
    entry = await LedgerEntry.get()
    assert (entry.action, "辞职" in entry.line) == ("office.end", False)


async def test_a_villager_may_end_nothing(db):
    village, _ = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await offices.end(row, "辞职", villager, ended_on=DAY, now=NOW)


async def test_a_term_is_completed_after_an_import(db):
    village, clerk = await a_village()
    row = await make.appointment(
        village, await make.person(village), Office.SUPERVISOR, term_ends_on=None
    )

    await offices.set_term(row, date(2024, 1, 5), date(2029, 1, 5), clerk, now=NOW)

    stored = await Appointment.get(id=row.id)
    assert (stored.began_on, stored.term_ends_on) == (date(2024, 1, 5), date(2029, 1, 5))
    assert (await LedgerEntry.get()).action == "office.term"


async def test_a_term_may_not_be_moved_over_a_predecessor(db):
    village, clerk = await a_village()
    first, second = await make.person(village), await make.person(village)
    await make.appointment(
        village, first, Office.COMMITTEE_CHAIR, ended_on=DAY - timedelta(5), ended_why="辞职"
    )
    row = await make.appointment(village, second, Office.COMMITTEE_CHAIR, began_on=DAY)

    with pytest.raises(Blocked) as early:
        await offices.set_term(row, DAY - timedelta(6), None, clerk, now=NOW)
    await offices.set_term(row, DAY - timedelta(5), None, clerk, now=NOW)

    assert early.value.codes == ("seat-taken",)


async def test_the_term_of_an_ended_office_stays(db):
    village, clerk = await a_village()
    row = await make.appointment(
        village, await make.person(village), Office.SUPERVISOR, ended_on=DAY
    )

    with pytest.raises(Blocked) as found:
        await offices.set_term(row, make.BEGAN, None, clerk, now=NOW)

    assert found.value.codes == ("already-ended",)


async def test_terms_that_are_over_or_nearly_so_are_listed(db):
    village, _ = await a_village()
    last_days = [DAY + timedelta(31), DAY - timedelta(1), DAY + timedelta(30), None]
    rows = [
        await make.appointment(
            village, await make.person(village), Office.SUPERVISOR, term_ends_on=day
        )
        for day in last_days
    ]

    due = await offices.ending_soon(village, DAY, 30)

    assert [row.id for row in due] == [rows[1].id, rows[2].id]


async def test_who_was_not_succeeded_stays_in_office(db):
    village, _ = await a_village()
    person = await make.person(village)
    row = await make.appointment(
        village, person, Office.COMMITTEE_CHAIR, term_ends_on=DAY - timedelta(100)
    )

    holders = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY)

    assert [one.id for one in holders] == [row.id]


async def test_seats_are_those_of_the_day(db):
    village, _ = await a_village()
    person = await make.person(village)
    await make.appointment(village, person, Office.COMMITTEE_CHAIR)
    await make.appointment(village, person, Office.PARTY_SECRETARY)
    await make.appointment(village, person, Office.SUPERVISOR, ended_on=DAY)

    seats = await offices.seats_of(person, DAY)

    town = village.township_id
    assert seats == (
        Seat(person.id, Office.VILLAGER, village.id, town),
        Seat(person.id, Office.PARTY_SECRETARY, village.id, town),
        Seat(person.id, Office.COMMITTEE_CHAIR, village.id, town),
    )
    assert len(await offices.seats_of(person, DAY - timedelta(1))) == 4


async def test_who_left_has_no_seat_from_that_day(db):
    village, _ = await a_village()
    person = await make.person(village, left_on=DAY, left_why=Departure.DIED)
    await make.appointment(village, person, Office.COMMITTEE_CHAIR)

    assert await offices.seats_of(person, DAY) == ()
    assert len(await offices.seats_of(person, DAY - timedelta(1))) == 2
    assert await offices.holders(village, Office.COMMITTEE_CHAIR, DAY) == []


async def test_who_is_not_registered_here_has_no_villagers_seat(db):
    village, _ = await a_village()
    person = await make.person(village, registered=False)

    assert await offices.seats_of(person, DAY) == ()


async def test_only_who_sees_the_register_finds_an_appointment(db):
    village, clerk = await a_village()
    other = await make.village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    found = await offices.for_office(clerk, village, row.id)

    assert found == row
    villager = await make.holder(village, Office.VILLAGER)
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    for actor, place, number in (
        (villager, village, row.id),
        (stranger, village, row.id),
        (stranger, other, row.id),
        (clerk, village, row.id + 1),
    ):
        with pytest.raises(NotFound):
            await offices.for_office(actor, place, number)
