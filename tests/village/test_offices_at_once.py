"""Offices by roster, and those of the township."""

from datetime import date

import pytest

from tests import make
from tests.make import DAY, NOW
from tests.village.seats import a_village, mandate
from village import offices, roster_offices, storage, township_offices
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import Appointment, LedgerEntry
from village.permissions import Office, Permission, Seat
from village.roster_offices import Wish


async def import_of(village, actor, *wishes):
    async with storage.writing(village.id):
        return await roster_offices.appoint_from_roster(village, wishes, actor, now=NOW)


async def test_a_roster_appoints_the_lawful_and_names_the_others(db):
    village, clerk = await a_village()
    chair, rival, member = [await make.person(village) for _ in range(3)]

    done, refusals = await import_of(
        village,
        clerk,
        Wish(chair.id, Office.COMMITTEE_CHAIR),
        Wish(rival.id, Office.COMMITTEE_CHAIR),
        Wish(member.id, Office.SUPERVISOR),
        Wish(chair.id, Office.SUPERVISOR),
    )

    assert done == 2
    assert [(one.wish.person_id, [b.code for b in one.blockers]) for one in refusals] == [
        (rival.id, ["seat-taken"]),
        (chair.id, ["supervisor-in-committee"]),
    ]
    held = await offices.standing(village, DAY)
    assert [(row.person_id, row.office, row.term_ends_on) for row in held] == [
        (chair.id, Office.COMMITTEE_CHAIR, None),
        (member.id, Office.SUPERVISOR, None),
        (clerk.person_id, Office.VILLAGE_CLERK, date(2029, 3, 1)),
    ]
    assert await LedgerEntry.all().values_list("action", flat=True) == ["office.import"]


async def test_the_same_roster_again_changes_nothing(db):
    village, clerk = await a_village()
    person = await make.person(village)
    wish = Wish(person.id, Office.REPRESENTATIVE)
    await import_of(village, clerk, wish)

    again = await import_of(village, clerk, wish)

    assert again == (0, ())
    assert await LedgerEntry.all().count() == 1


async def test_sixty_offices_take_few_statements(db, queries):
    village, clerk = await a_village()
    people = await make.people(village, 60)
    wishes = [Wish(person.id, Office.REPRESENTATIVE) for person in people]
    queries.clear()

    await import_of(village, clerk, *wishes)

    assert len(queries) <= 16


async def test_who_may_not_appoint_may_not_do_it_by_roster(db):
    village, _ = await a_village()
    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await import_of(village, villager, Wish(villager.person_id, Office.COMMITTEE_CHAIR))


async def test_the_township_appoints_its_officers_in_its_own_record(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(town)

    row = await township_offices.appoint(
        town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
    )

    assert await offices.seats_of(person, DAY) == (
        Seat(person.id, Office.TOWNSHIP_OFFICER, None, town.id),
    )
    entry = await LedgerEntry.get()
    assert (entry.log, entry.subject) == (f"township:{town.id}", f"appointment:{row.id}")


async def test_township_officers_are_not_made_twice_or_of_village_offices(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(town)
    await township_offices.appoint(town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW)

    with pytest.raises(Blocked) as twice:
        await township_offices.appoint(
            town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
        )
    with pytest.raises(InvalidInput):
        await township_offices.appoint(
            town, person, mandate(Office.COMMITTEE_CHAIR), officer, now=NOW
        )

    assert twice.value.codes == ("already-holds",)


async def test_neither_a_clerk_nor_another_township_makes_township_officers(db):
    village, clerk = await a_village()
    town = await village.township
    stranger = await make.officer(await make.township("other"))
    person = await make.outsider(town)

    for actor in (clerk, stranger):
        with pytest.raises(NotPermitted):
            await township_offices.appoint(
                town, person, mandate(Office.TOWNSHIP_OFFICER), actor, now=NOW
            )


async def test_somebody_of_another_township_is_not_there(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(await make.township("other"))

    with pytest.raises(NotFound):
        await township_offices.appoint(
            town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
        )


async def test_an_office_of_the_township_ends_there(db):
    village, clerk = await a_village()
    town = await village.township
    officer = await make.officer(town)
    row = await Appointment.get(person_id=officer.person_id)

    with pytest.raises(NotFound):
        await offices.end(row, "调离", clerk, ended_on=DAY, now=NOW)
    with pytest.raises(NotFound):
        await offices.set_term(row, DAY, None, clerk, now=NOW)
    await township_offices.end(row, "调离", officer, ended_on=DAY, now=NOW)

    assert (await Appointment.get(id=row.id)).ended_on == DAY
    assert officer.may(Permission.TOWNSHIP_VIEW, None, town.id)
