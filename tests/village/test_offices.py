from datetime import date, timedelta

import pytest

from tests import make
from tests.make import DAY, NOW
from tests.village.seats import a_village, appoint, refused
from village import offices
from village.eligibility import Mandate
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import Appointment, Departure, LedgerEntry, PartyStatus
from village.permissions import Office
from village.rules import Body


async def test_an_appointment_is_stored_and_recorded_without_a_name(db):
    village, clerk = await a_village()
    person = await make.person(village, "王秀英", woman=True)

    row = await appointment_of(village, person, clerk)

    assert (row.person_id, row.office, row.began_on, row.term_ends_on, row.how) == (
        person.id,
        Office.COMMITTEE_CHAIR,
        date(2026, 11, 1),
        date(2031, 11, 1),
        "换届选举",
    )
    entry = await LedgerEntry.get()
    assert (entry.action, entry.subject) == ("office.appoint", f"appointment:{row.id}")
    assert "王" not in entry.line


async def appointment_of(village, person, clerk):
    asked = Mandate(Office.COMMITTEE_CHAIR, date(2026, 11, 1), how="换届选举")
    return await offices.appoint(village, person, asked, clerk, now=NOW)


async def test_a_villager_may_not_appoint(db):
    village, _ = await a_village()
    villager = await make.holder(village, Office.VILLAGER)
    person = await make.person(village)

    with pytest.raises(NotPermitted):
        await appoint(village, person, Office.COMMITTEE_MEMBER, villager)

    assert await Appointment.filter(person_id=person.id).count() == 0


async def test_a_villager_may_not_appoint_a_first_clerk_either(db):
    village = await make.village()
    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await appoint(village, await make.person(village), Office.VILLAGE_CLERK, villager)


async def test_the_clerk_of_another_village_may_not_appoint(db):
    village, _ = await a_village()
    other = await make.village()
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    person = await make.person(village)

    with pytest.raises(NotPermitted):
        await appoint(village, person, Office.COMMITTEE_MEMBER, stranger)


async def test_a_person_of_another_village_looks_as_if_not_there(db):
    village, clerk = await a_village()
    other = await make.village()
    person = await make.person(other)

    with pytest.raises(NotFound) as found:
        await appoint(village, person, Office.COMMITTEE_MEMBER, clerk)

    assert str(found.value) == "没有找到这个人。"


async def test_one_person_may_be_secretary_and_chair(db):
    village, clerk = await a_village()
    person = await make.person(village, party=PartyStatus.FULL)

    await appoint(village, person, Office.PARTY_SECRETARY, clerk)
    await appoint(village, person, Office.COMMITTEE_CHAIR, clerk)

    assert await offices.capacities(village, person, Body.TWO_COMMITTEES, DAY) == (
        Office.PARTY_SECRETARY,
        Office.COMMITTEE_CHAIR,
    )
    assert await offices.capacities(village, person, Body.PARTY_BRANCH, DAY) == (
        Office.PARTY_SECRETARY,
    )
    assert await offices.capacities(village, person, Body.VILLAGERS_ASSEMBLY, DAY) == ()


@pytest.mark.parametrize(
    "office",
    [Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR, Office.SUPERVISION_CHAIR],
)
async def test_the_first_seats_are_held_by_one_person_at_a_time(db, office):
    village, clerk = await a_village()
    first = await make.person(village, "张三")
    second = await make.person(village, "李四")
    await appoint(village, first, office, clerk)

    (blocker,) = await refused(village, second, office, clerk)

    assert (blocker.code, blocker.remedy) == ("seat-taken", "先登记张三离任")
    assert blocker.text == f"{office.label}现在由张三担任，只能有一人。"


async def test_a_seat_is_free_from_the_day_it_ended(db):
    village, clerk = await a_village()
    first = await make.person(village)
    second = await make.person(village)
    row = await appoint(village, first, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(30))
    await offices.end(row, "辞职", clerk, ended_on=DAY - timedelta(1), now=NOW)

    early = await refused(
        village, second, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(2)
    )
    await appoint(village, second, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(1))

    assert [one.code for one in early] == ["seat-taken"]
    holders = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY - timedelta(1))
    assert [one.person_id for one in holders] == [second.id]
    before = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY - timedelta(2))
    assert [one.person_id for one in before] == [first.id]


async def test_nobody_holds_two_seats_in_one_organ(db):
    village, clerk = await a_village()
    person = await make.person(village)
    await appoint(village, person, Office.COMMITTEE_MEMBER, clerk)

    (blocker,) = await refused(village, person, Office.COMMITTEE_CHAIR, clerk)

    assert blocker.code == "same-organ"


async def test_the_same_office_twice_is_refused(db):
    village, clerk = await a_village()
    person = await make.person(village)
    await appoint(village, person, Office.REPRESENTATIVE, clerk)

    (blocker,) = await refused(village, person, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "already-holds"


@pytest.mark.parametrize(
    ("born", "codes"),
    [
        pytest.param(date(2008, 11, 22), (), id="eighteen that day"),
        pytest.param(date(2008, 11, 23), ("not-adult",), id="eighteen the day after"),
        pytest.param(None, ("birth-unknown",), id="nobody knows"),
    ],
)
async def test_only_adults_take_office(db, born, codes):
    village, clerk = await a_village()
    person = await make.person(village, born_on=born)

    try:
        await appoint(village, person, Office.REPRESENTATIVE, clerk)
        found = ()
    except Blocked as refusal:
        found = refusal.codes

    assert found == codes


async def test_somebody_who_has_left_takes_no_office(db):
    village, clerk = await a_village()
    person = await make.person(village, left_on=DAY, left_why=Departure.MOVED)

    (blocker,) = await refused(village, person, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "left"


async def test_an_outsider_may_be_secretary_but_no_representative(db):
    village, clerk = await a_village()
    sent = await make.outsider(await village.township)

    await appoint(village, sent, Office.PARTY_SECRETARY, clerk)
    (blocker,) = await refused(village, sent, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "not-a-villager"
    assert await offices.capacities(village, sent, Body.PARTY_BRANCH, DAY) == (
        Office.PARTY_SECRETARY,
    )


@pytest.mark.parametrize("office", [Office.VILLAGER, Office.OPERATOR, Office.TOWNSHIP_OFFICER])
async def test_some_offices_are_not_given_in_a_village(db, office):
    village, clerk = await a_village()
    person = await make.person(village)

    (blocker,) = await refused(village, person, office, clerk)

    assert blocker.code == "office-not-here"


async def test_each_group_has_one_leader(db):
    village, clerk = await a_village()
    first, second = await make.group(village), await make.group(village)
    one, other = await make.person(village), await make.person(village)
    await appoint(village, one, Office.GROUP_LEADER, clerk, group_id=first.id)

    taken = await refused(village, other, Office.GROUP_LEADER, clerk, group_id=first.id)
    nowhere = await refused(village, other, Office.GROUP_LEADER, clerk)
    await appoint(village, other, Office.GROUP_LEADER, clerk, group_id=second.id)

    assert [one.code for one in taken] == ["seat-taken"]
    assert [one.code for one in nowhere] == ["group-missing"]


async def test_the_group_of_another_village_is_not_there(db):
    village, clerk = await a_village()
    other = await make.village()
    group = await make.group(other)
    person = await make.person(village)

    with pytest.raises(NotFound):
        await appoint(village, person, Office.GROUP_LEADER, clerk, group_id=group.id)


async def test_only_group_offices_name_a_group(db):
    village, clerk = await a_village()
    group = await make.group(village)
    person = await make.person(village)

    with pytest.raises(InvalidInput) as wrong:
        await appoint(village, person, Office.COMMITTEE_MEMBER, clerk, group_id=group.id)

    assert list(wrong.value.fields) == ["group"]


async def test_wrong_days_and_long_words_are_named_together(db):
    village, clerk = await a_village()
    person = await make.person(village)
    tomorrow = DAY + timedelta(1)

    with pytest.raises(InvalidInput) as wrong:
        await appoint(
            *(village, person, Office.COMMITTEE_MEMBER, clerk),
            began_on=tomorrow,
            term_ends_on=tomorrow,
            how="字" * 201,
        )

    assert list(wrong.value.fields) == ["began_on", "term_ends_on", "how"]


async def test_the_township_registers_a_first_clerk_but_no_second(db):
    village = await make.village()
    officer = await make.officer(await village.township)
    first, second = await make.person(village), await make.person(village)

    await appoint(village, first, Office.VILLAGE_CLERK, officer)
    with pytest.raises(NotPermitted):
        await appoint(village, second, Office.VILLAGE_CLERK, officer)
    with pytest.raises(NotPermitted):
        await appoint(village, second, Office.COMMITTEE_CHAIR, officer)

    holders = await offices.holders(village, Office.VILLAGE_CLERK, DAY)
    assert [row.person_id for row in holders] == [first.id]
