import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.make import DAY, NOW
from tests.village.freezing import a_roll, freeze
from village import ages, electors, rolls, rules
from village.errors import Blocked, InvalidInput
from village.models import Departure, PartyStatus, Residence, RollEntry, RollKind
from village.permissions import Office

TOMORROW = DAY + timedelta(1)


async def on_roll(village, kind=RollKind.ADULTS, **more):
    roll = await freeze(village, kind, **more)
    return [entry.person_id for entry in await rolls.effective(roll.id)]


async def homes_on_roll(village, kind=RollKind.HOUSEHOLDS, **more):
    roll = await freeze(village, kind, **more)
    return [entry.household_id for entry in await rolls.effective(roll.id)]


@pytest.mark.parametrize(
    ("born", "day", "adult"),
    [
        pytest.param(date(2008, 11, 22), date(2026, 11, 22), True, id="birthday on the day"),
        pytest.param(date(2008, 11, 23), date(2026, 11, 22), False, id="birthday the day after"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), True, id="29 February, last of month"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 27), False, id="29 February, day before"),
        pytest.param(date(2008, 3, 1), date(2026, 2, 28), False, id="1 March is a day later"),
        pytest.param(date(2010, 2, 28), date(2028, 2, 29), True, id="the meeting on 29 February"),
        pytest.param(date(2010, 3, 1), date(2028, 2, 29), False, id="not yet on 29 February"),
        pytest.param(None, date(2026, 11, 22), False, id="birthday unknown"),
    ],
)
async def test_the_eighteenth_birthday_counts(db, born, day, adult):
    village = await make.village()
    grown = await make.person(village)
    person = await make.person(village, born_on=born)

    assert await on_roll(village, day=day) == [grown.id, *([person.id] if adult else [])]
    assert ages.is_adult(born, day) is adult


@given(st.dates(date(1920, 1, 1), date(2080, 1, 1)), st.integers(-400, 400))
def test_the_latest_birth_is_the_last_day_that_makes_an_adult(day, shift):
    latest = ages.latest_birth(day)
    born = latest + timedelta(shift)

    assert ages.is_adult(born, day) is (born <= latest)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({"left_on": DAY, "left_why": Departure.DIED}, False, id="died that day"),
        pytest.param(
            {"left_on": DAY - timedelta(1), "left_why": Departure.MOVED}, False, id="day before"
        ),
        pytest.param({"left_on": TOMORROW, "left_why": Departure.MOVED}, True, id="leaves later"),
        pytest.param({"joined_on": TOMORROW}, False, id="comes the day after"),
        pytest.param({"joined_on": DAY}, True, id="came that day"),
        pytest.param({"registered": False}, False, id="registered elsewhere"),
        pytest.param({"residence": Residence.AWAY}, True, id="away for work"),
        pytest.param({"residence": Residence.UNREACHABLE}, True, id="out of reach"),
    ],
)
async def test_who_is_a_villager_on_the_day(db, fields, counts):
    village = await make.village()
    grown = await make.person(village)
    person = await make.person(village, **fields)

    assert await on_roll(village) == [grown.id, *([person.id] if counts else [])]


async def test_a_roll_knows_its_size_its_day_and_its_digest(db):
    village = await make.village()
    people = [await make.person(village, woman=n == 1) for n in range(3)]
    await make.person(await make.village())

    roll = await freeze(village, day=TOMORROW)

    told = "\n".join(f"person:{person.id}" for person in people)
    assert (roll.size, roll.day, roll.frozen_at, roll.unreachable) == (3, TOMORROW, NOW, 0)
    assert roll.digest == hashlib.sha256(told.encode()).hexdigest()
    assert [one.woman for one in await rolls.effective(roll.id)] == [False, True, False]


async def test_later_changes_do_not_reach_a_frozen_roll(db):
    village = await make.village()
    person = await make.person(village)
    roll = await freeze(village)

    person.left_on, person.left_why = DAY, Departure.DIED
    await person.save()
    await make.person(village)

    assert [one.person_id for one in await rolls.effective(roll.id)] == [person.id]
    assert (await roll.refresh_from_db(), roll.size)[1] == 1


async def test_only_chongqing_sets_the_unreachable_apart(db):
    village = await make.village()
    await make.person(village)
    away = await make.person(village, residence=Residence.AWAY)
    lost = await make.person(village, residence=Residence.UNREACHABLE)

    apart = await freeze(village, profile=rules.profile("chongqing"))
    national = await freeze(village)

    assert (apart.size, apart.unreachable) == (3, 1)
    assert [one.person_id for one in await rolls.effective(apart.id) if one.unreachable] == [
        lost.id
    ]
    assert away.id != lost.id
    assert (national.size, national.unreachable) == (3, 0)


async def test_a_household_counts_once_and_by_an_adult_who_is_there(db):
    village = await make.village()
    full, childish, emptied = [await make.household(village) for _ in range(3)]
    await make.person(village, household=full)
    await make.person(village, household=full)
    await make.person(village, household=childish, born_on=date(2015, 1, 1))
    await make.person(village, household=emptied, left_on=DAY, left_why=Departure.MOVED)
    await make.person(village)

    assert await homes_on_roll(village) == [full.id]
    assert await homes_on_roll(village, day=DAY - timedelta(1)) == [full.id, emptied.id]


async def test_a_roll_of_households_has_a_digest_of_households(db):
    village = await make.village()
    home = await make.household(village)
    await make.person(village, household=home)

    roll = await freeze(village, RollKind.HOUSEHOLDS)

    assert roll.digest == hashlib.sha256(f"household:{home.id}".encode()).hexdigest()


async def test_a_group_counts_its_own(db):
    village = await make.village()
    first, second = await make.group(village), await make.group(village)
    mine, other = (
        await make.household(village, group=first),
        await make.household(village, group=second),
    )
    person = await make.person(village, household=mine)
    await make.person(village, household=other)
    await make.person(village)

    assert await on_roll(village, RollKind.GROUP_ADULTS, group=first) == [person.id]
    assert await homes_on_roll(village, RollKind.GROUP_HOUSEHOLDS, group=first) == [mine.id]
    with pytest.raises(InvalidInput):
        await freeze(village, RollKind.GROUP_ADULTS)


async def test_the_representative_assembly_is_representatives_and_committee(db):
    village = await make.village()
    both = await make.person(village, woman=True)
    await make.appointment(village, both, Office.REPRESENTATIVE)
    await make.appointment(village, both, Office.COMMITTEE_CHAIR)
    representative = await make.person(village, woman=True)
    await make.appointment(village, representative, Office.REPRESENTATIVE)
    member = await make.person(village, woman=True)
    await make.appointment(village, member, Office.COMMITTEE_MEMBER)
    for office in (Office.SUPERVISOR, Office.PARTY_SECRETARY, Office.VILLAGE_CLERK):
        await make.appointment(village, await make.person(village), office)

    roll = await freeze(village, RollKind.REPRESENTATIVE_ASSEMBLY)
    entries = await rolls.effective(roll.id)

    assert [(one.person_id, rolls.capacity_of(one)) for one in entries] == [
        (both.id, (Office.COMMITTEE_CHAIR, Office.REPRESENTATIVE)),
        (representative.id, (Office.REPRESENTATIVE,)),
        (member.id, (Office.COMMITTEE_MEMBER,)),
    ]
    assert rolls.women_representatives(entries) == 2


async def test_an_office_that_ended_or_has_not_begun_brings_nobody(db):
    village = await make.village()
    stays, ended, coming = [await make.person(village) for _ in range(3)]
    await make.appointment(village, stays, Office.REPRESENTATIVE, ended_on=TOMORROW)
    await make.appointment(village, ended, Office.REPRESENTATIVE, ended_on=DAY)
    await make.appointment(village, coming, Office.REPRESENTATIVE, began_on=TOMORROW)

    assert await on_roll(village, RollKind.REPRESENTATIVE_ASSEMBLY) == [stays.id]


async def test_an_office_registered_twice_is_told_once(db):
    village = await make.village()
    person = await make.person(village)
    for _ in range(2):
        await make.appointment(village, person, Office.REPRESENTATIVE)

    roll = await freeze(village, RollKind.REPRESENTATIVE_ASSEMBLY)

    assert [one.capacity for one in await rolls.effective(roll.id)] == ["representative"]


async def test_only_full_party_members_vote(db):
    village = await make.village()
    member = await make.person(village, party=PartyStatus.FULL)
    await make.person(village, party=PartyStatus.PROBATIONARY)
    await make.person(village)
    await make.person(village, party=PartyStatus.FULL, left_on=DAY, left_why=Departure.MOVED)

    assert await on_roll(village, RollKind.PARTY_MEMBERS) == [member.id]


async def test_the_branch_and_the_two_committees(db):
    village = await make.village()
    both, deputy, member, supervisor = [await make.person(village) for _ in range(4)]
    await make.appointment(village, both, Office.PARTY_SECRETARY)
    await make.appointment(village, both, Office.COMMITTEE_CHAIR)
    await make.appointment(village, deputy, Office.PARTY_DEPUTY)
    await make.appointment(village, member, Office.COMMITTEE_MEMBER)
    await make.appointment(village, supervisor, Office.SUPERVISOR)

    assert await on_roll(village, RollKind.PARTY_BRANCH) == [both.id, deputy.id]
    roll = await freeze(village, RollKind.TWO_COMMITTEES)
    entries = await rolls.effective(roll.id)
    assert [(one.person_id, one.capacity) for one in entries] == [
        (both.id, "party_secretary,committee_chair"),
        (deputy.id, "party_deputy"),
        (member.id, "committee_member"),
    ]


async def test_members_of_the_collective_are_its_adults_wherever_they_moved(db):
    village = await make.village()
    member = await make.person(village, collective_member=True, registered=False)
    moved = await make.person(
        village, collective_member=True, left_on=DAY, left_why=Departure.MOVED
    )
    await make.person(village, collective_member=True, left_on=DAY, left_why=Departure.DIED)
    await make.person(village, collective_member=True, born_on=date(2015, 1, 1))
    await make.person(village)
    speaker = await make.person(village)
    await make.appointment(village, speaker, Office.COLLECTIVE_REPRESENTATIVE)

    assert await on_roll(village, RollKind.COLLECTIVE_MEMBERS) == [member.id, moved.id]
    assert await on_roll(village, RollKind.COLLECTIVE_REPRESENTATIVES) == [speaker.id]


async def test_an_empty_roll_calls_no_meeting(db):
    village = await make.village(name="空村")

    with pytest.raises(Blocked) as found:
        await freeze(village, RollKind.PARTY_MEMBERS)

    (blocker,) = found.value.blockers
    assert (blocker.code, blocker.text) == (
        "empty-roll",
        "空村现在没有“有表决权的党员”，名册是空的，会议开不成。",
    )


async def test_sixteen_hundred_freeze_in_few_statements(db, queries):
    village = await make.village()
    await make.people(village, 1600)
    queries.clear()

    roll = await freeze(village)

    assert roll.size == 1600
    assert len(queries) <= 10
    assert await RollEntry.filter(roll_id=roll.id).count() == 1600


async def test_in_household_mode_any_adult_of_the_household_is_entitled(db):
    village, _clerk, person, roll = await a_roll(RollKind.HOUSEHOLDS)
    home = person.household_id
    wife = await make.person(village, household_id=home, woman=True)
    child = await make.person(village, household_id=home, born_on=date(2010, 1, 1))
    gone = await make.person(village, household_id=home, left_on=DAY, left_why=Departure.MOVED)
    lodger = await make.person(village, household_id=home, registered=False)
    other = await make.person(village)

    entry = await rolls.entry_of(roll, person)

    assert entry.household_id == home
    assert await rolls.entry_of(roll, wife) == entry
    for nobody in (child, gone, lodger, other):
        assert await rolls.entry_of(roll, nobody) is None


async def test_a_complete_register_leaves_no_doubts(db):
    village = await make.village()
    await make.people(village, 3)

    assert await electors.doubts(village, RollKind.HOUSEHOLDS, DAY) == ()


async def test_the_register_says_whom_a_roll_would_miss(db):
    village = await make.village()
    await make.person(village, "无日", born_on=None)
    await make.person(village, "无户")

    adults = await electors.doubts(village, RollKind.ADULTS, DAY)
    homes = await electors.doubts(village, RollKind.HOUSEHOLDS, DAY)
    party = await electors.doubts(village, RollKind.PARTY_MEMBERS, DAY)

    assert [one.text for one in adults] == ["有 1 人没有登记出生日期，没有列入名册：无日。"]
    assert [one.code for one in homes] == ["birth-unknown", "no-household"]
    assert party == ()
