"""Who is on the floor: the moment of quorum, what is still missing, those who come from afar."""

from datetime import timedelta

import pytest

from deliberation import attendance, doors, meetings
from deliberation.attendance import Tick
from deliberation.models import Attendance, AttendanceState, CycleStep
from tests import make
from tests.deliberation.sittings import (
    assembled,
    call_for,
    called,
    clerk_of,
    come,
    lines,
    representatives_met,
    reviewed,
)
from tests.deliberation.voting import arrive, fresh, open_hall, voter
from tests.make import NOW
from village.errors import Blocked
from village.models import Person
from village.rules import Body, MatterKind, Unit


async def test_the_floor_tells_what_is_needed_and_still_missing(db):
    meeting, clerk = await representatives_met(31)

    await come(meeting, clerk, 20)
    short = await doors.floor_of(await fresh(meeting))
    await come(meeting, clerk, 21, now=NOW + timedelta(minutes=1))
    enough = await doors.floor_of(await fresh(meeting))

    assert (short.entitled, short.present, short.needed, short.missing) == (31, 20, 21, 1)
    assert (short.stands, short.quorum_at) == (False, None)
    assert (enough.present, enough.missing, enough.stands) == (21, 0, True)
    assert (enough.women_entitled, enough.women_present, enough.women_needed) == (11, 11, None)
    assert enough.quorum_at == NOW + timedelta(minutes=1)


async def test_the_floor_is_told_in_the_same_statements_however_many_came(db, queries):
    counts = []
    for adults in (2, 12):
        meeting, clerk = await assembled(adults)
        await come(meeting, clerk, adults)
        queries.clear()
        await doors.floor_of(await fresh(meeting))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


async def test_the_moment_of_the_quorum_stays_when_people_leave(db):
    meeting, clerk, entries = await open_hall(3)
    for entry in entries[:2]:
        await arrive(meeting, entry)
    reached = (await fresh(meeting)).quorum_at

    await doors.leave(meeting, entries[0].id, clerk, now=NOW + timedelta(minutes=5))
    await arrive(meeting, entries[2], now=NOW + timedelta(minutes=9))

    assert reached == NOW
    assert (await fresh(meeting)).quorum_at == NOW


async def test_a_place_that_counts_women_shows_how_many_are_missing(db):
    meeting, clerk = await representatives_met(31, profile="shandong")
    entries = await attendance.entries_of(meeting)
    seen = [one for one in entries if one.woman][:7] + [one for one in entries if not one.woman]
    ticks = [Tick(one.id, AttendanceState.PRESENT) for one in seen]

    await attendance.mark(meeting, ticks, clerk, now=NOW)

    heads = await doors.floor_of(await fresh(meeting))
    assert (heads.women_present, heads.women_needed, heads.women_missing) == (7, 8, 1)
    assert (heads.missing, heads.stands) == (0, False)


@pytest.mark.parametrize(("reported", "needed"), [(True, 4), (False, 6)])
async def test_the_unreachable_leave_the_base_only_when_the_meeting_was_told(db, reported, needed):
    village = await make.village(profile="chongqing")
    clerk = await clerk_of(village)
    await make.people(village, 5)
    await make.people(village, 4, residence="unreachable")
    meeting = await called(village, await reviewed(village), clerk)
    await doors.open_(meeting, clerk, now=NOW, excluded_reported=reported)

    heads = await doors.floor_of(await fresh(meeting))

    assert (heads.entitled, heads.needed) == (10, needed)


async def collective(members=6):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.people(village, members, collective_member=True)
    decision = await reviewed(
        village, kind=MatterKind.LAND_COMPENSATION, body=Body.COLLECTIVE_ASSEMBLY
    )
    meeting = await called(village, decision, clerk)
    await doors.open_(meeting, clerk, now=NOW)
    return await fresh(meeting), clerk, await attendance.entries_of(meeting)


async def test_members_of_the_collective_take_part_from_afar(db):
    meeting, _clerk, entries = await collective()

    arrival = await doors.join(meeting, await voter(entries[0]), now=NOW)

    assert (arrival.first, (await Attendance.get()).remote) == (True, True)
    assert await lines("attendance.arrive") == [{"entry": entries[0].id, "remote": True}]


async def test_a_villagers_assembly_is_not_joined_from_afar(db):
    meeting, _clerk, entries = await open_hall()

    with pytest.raises(Blocked) as refusal:
        await doors.join(meeting, await voter(entries[0]), now=NOW)

    assert refusal.value.codes == ("not-online",)
    assert refusal.value.blockers[0].basis != ""
    assert await Attendance.all().count() == 0


async def test_who_had_given_a_proxy_and_comes_in_person_is_here_in_person(db):
    meeting, clerk, entries = await collective()
    member = await Person.get(id=entries[0].person_id)
    wife = await make.person(meeting.village, household_id=member.household_id, woman=True)
    proxy = Tick(entries[0].id, AttendanceState.PRESENT, wife.id)
    await attendance.mark(meeting, [proxy], clerk, now=NOW)

    arrival = await arrive(meeting, entries[0])

    assert (arrival.first, arrival.who) == (True, member.name)
    assert (await Attendance.get()).person_id is None


async def test_a_call_can_be_for_a_step_of_every_body(db):
    """The floor of a hearing knows no roll."""
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village)
    asked = call_for(decision, CycleStep.HEAR, body=Body.HEARING, unit=Unit.ADULTS)
    meeting = await meetings.call(village, asked, clerk, now=NOW)

    heads = await doors.floor_of(await fresh(meeting))

    assert (heads.entitled, heads.present, heads.needed, heads.missing) == (0, 0, None, 0)
