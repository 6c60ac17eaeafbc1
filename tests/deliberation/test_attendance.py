"""Ticking who came: on the roll, on the day, in person unless the law knows a proxy."""

import asyncio
from datetime import date, timedelta

import pytest

from deliberation import attendance, meetings
from deliberation.attendance import Tick
from deliberation.models import Attendance, AttendanceState, CycleStep, Meeting, MeetingStage
from tests import make
from tests.deliberation.sittings import assembled, called, clerk_of, come, lines, reviewed
from tests.make import DAY, NOW
from village import clock, rolls, rules
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import Departure, Household, Person
from village.permissions import Office
from village.rules import Body, Unit

HERE, LEAVE, AWAY = AttendanceState.PRESENT, AttendanceState.LEAVE, AttendanceState.ABSENT


async def refused(meeting, tick, clerk):
    with pytest.raises(Blocked) as refusal:
        await attendance.mark(meeting, [tick], clerk, now=NOW)
    assert await Attendance.all().count() == 0
    return refusal.value


async def by_household():
    """Two homes: of the first a couple, a daughter under age, and a son who moved away."""
    village = await make.village()
    clerk = await clerk_of(village)
    home, next_door = await make.household(village), await make.household(village)
    head = await make.person(village, household=home, is_head=True)
    wife = await make.person(village, household=home, woman=True)
    await make.person(village, "王小妹", household=home, born_on=date(2012, 1, 1))
    gone = {"left_on": DAY, "left_why": Departure.MOVED}
    await make.person(village, "王大勇", household=home, **gone)
    await make.person(village, "亲戚", household=home, registered=False)
    await make.person(village, "邻居", household=next_door)
    meeting = await called(village, await reviewed(village, unit=Unit.HOUSEHOLDS), clerk)
    entry = (await attendance.entries_of(meeting))[0]
    return meeting, clerk, entry, (head, wife)


async def test_ticks_are_kept_and_sealed_by_number_only(db):
    meeting, clerk = await assembled(4)
    entries = await attendance.entries_of(meeting)
    ticks = [Tick(entries[0].id, HERE), Tick(entries[1].id, LEAVE), Tick(entries[2].id, AWAY)]

    await attendance.mark(meeting, ticks, clerk, now=NOW)

    rows = await Attendance.all().order_by("id")
    assert [(one.entry_id, one.state, one.marked_at) for one in rows] == [
        (entries[0].id, HERE, NOW),
        (entries[1].id, LEAVE, NOW),
        (entries[2].id, AWAY, NOW),
    ]
    assert await attendance.present_ids(meeting.id) == {entries[0].id}
    assert await lines("attendance.mark") == [{"ticked": 3, "present": 1}]


async def test_a_later_tick_replaces_an_earlier_one(db):
    meeting, clerk = await assembled(3)
    entries = await attendance.entries_of(meeting)

    await attendance.mark(meeting, [Tick(entries[0].id, HERE)], clerk, now=NOW)
    await attendance.mark(meeting, [Tick(entries[0].id, AWAY)], clerk, now=NOW)

    assert [(one.entry_id, one.state) for one in await Attendance.all()] == [(entries[0].id, AWAY)]


async def test_the_same_name_twice_on_a_page_counts_as_last_ticked(db):
    meeting, clerk = await assembled(3)
    entries = await attendance.entries_of(meeting)

    ticks = [Tick(entries[0].id, AWAY), Tick(entries[0].id, HERE)]
    await attendance.mark(meeting, ticks, clerk, now=NOW)

    assert [one.state for one in await Attendance.all()] == [HERE]


async def test_nobody_ticked_is_nothing_to_keep(db):
    meeting, clerk = await assembled(3)

    with pytest.raises(InvalidInput):
        await attendance.mark(meeting, [], clerk, now=NOW)

    assert await lines("attendance.mark") == []


async def test_somebody_off_the_roll_or_on_another_roll_is_not_there(db):
    meeting, clerk = await assembled(3)
    other = await called(meeting.village, await reviewed(meeting.village, title="装路灯"), clerk)
    theirs = (await attendance.entries_of(other))[0]

    for entry_id in (theirs.id, 99999):
        with pytest.raises(NotFound):
            await attendance.mark(meeting, [Tick(entry_id, HERE)], clerk, now=NOW)


async def test_who_was_struck_from_the_roll_can_no_longer_be_ticked(db):
    meeting, clerk = await assembled(3)
    entries = await come(meeting, clerk, 2)
    await rolls.strike(meeting.roll, entries[0], "重复登记", clerk, minutes_recorded=False, now=NOW)

    with pytest.raises(NotFound):
        await attendance.mark(meeting, [Tick(entries[0].id, HERE)], clerk, now=NOW)
    await attendance.mark(meeting, [Tick(entries[2].id, AWAY)], clerk, now=NOW)

    assert (await lines("attendance.mark"))[-1] == {"ticked": 1, "present": 1}


@pytest.mark.parametrize(("days", "ticked"), [(0, True), (1, False)])
async def test_names_are_ticked_from_the_day_of_the_meeting_on(db, days, ticked):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    at = clock.at_local(DAY + timedelta(days), 20)
    meeting = await called(village, decision, clerk, starts_at=at, ad_hoc_reason="抢险")
    tick = Tick((await attendance.entries_of(meeting))[0].id, HERE)

    if ticked:
        await attendance.mark(meeting, [tick], clerk, now=NOW)
        assert await Attendance.all().count() == 1
    else:
        assert (await refused(meeting, tick, clerk)).codes == ("not-yet-held",)


@pytest.mark.parametrize("stage", [MeetingStage.HELD, MeetingStage.FAILED, MeetingStage.CANCELLED])
async def test_after_the_minutes_stand_nothing_is_ticked(db, stage):
    meeting, clerk = await assembled(3)
    tick = Tick((await attendance.entries_of(meeting))[0].id, HERE)
    await Meeting.filter(id=meeting.id).update(stage=stage)

    with pytest.raises(Stale):
        await attendance.mark(meeting, [tick], clerk, now=NOW)


@pytest.mark.parametrize(
    ("body", "roll"),
    [
        (Body.REPRESENTATIVE_ASSEMBLY, "代表"),
        (Body.VILLAGERS_ASSEMBLY, "村民"),
        (Body.PARTY_MEETING, "党员"),
    ],
)
async def test_nobody_stands_in_for_a_person(db, body, roll):
    village = await make.village()
    clerk = await clerk_of(village)
    home = await make.household(village)
    who = await make.person(village, household=home, party=True)
    wife = await make.person(village, household=home, woman=True)
    await make.appointment(village, who, Office.REPRESENTATIVE)
    step = CycleStep.REVIEW if body is Body.PARTY_MEETING else CycleStep.RESOLVE
    decision = await reviewed(
        village, body=body if body is not Body.PARTY_MEETING else "villagers_assembly"
    )
    if body is Body.PARTY_MEETING:
        decision = await make.matter(village, "装路灯", stage="consulted")
    meeting = await called(village, decision, clerk, step, body=body)
    entry = next(one for one in await attendance.entries_of(meeting) if one.person_id == who.id)

    refusal = await refused(meeting, Tick(entry.id, HERE, wife.id), clerk)

    assert refusal.codes == ("no-proxy",)
    assert "要本人到会，不能由别人代为到会和表决，有书面委托也不行" in str(refusal)
    if body is not Body.PARTY_MEETING:
        proxy = rules.profile("national-2025").bodies[body].proxy
        assert refusal.blockers[0].basis == proxy.basis != ""
    await attendance.mark(meeting, [Tick(entry.id, HERE, who.id)], clerk, now=NOW)
    assert [(one.entry_id, one.person_id) for one in await Attendance.all()] == [(entry.id, None)]


async def test_a_member_of_the_collective_may_send_an_adult_of_the_same_household(db):
    village = await make.village()
    clerk = await clerk_of(village)
    home = await make.household(village)
    member = await make.person(village, household=home, collective_member=True)
    alone = await make.person(village, collective_member=True)
    wife = await make.person(village, household=home, woman=True, registered=False)
    child = await make.person(village, household=home, born_on=date(2010, 1, 1))
    neighbour = await make.person(village, household=await make.household(village))
    decision = await reviewed(village, body=Body.COLLECTIVE_ASSEMBLY, kind="collective_project")
    meeting = await called(village, decision, clerk)
    entries = {one.person_id: one.id for one in await attendance.entries_of(meeting)}

    for came in (child, neighbour):
        refusal = await refused(meeting, Tick(entries[member.id], HERE, came.id), clerk)
        assert refusal.codes == ("no-proxy",)
        assert "只能书面委托同一户内的成年家庭成员" in str(refusal)
    refusal = await refused(meeting, Tick(entries[alone.id], HERE, wife.id), clerk)
    assert refusal.codes == ("no-proxy",)
    await attendance.mark(meeting, [Tick(entries[member.id], HERE, wife.id)], clerk, now=NOW)

    assert [(one.entry_id, one.person_id) for one in await Attendance.all()] == [
        (entries[member.id], wife.id)
    ]


async def test_for_a_household_any_of_its_adults_may_come(db):
    meeting, clerk, entry, (_, wife) = await by_household()

    await attendance.mark(meeting, [Tick(entry.id, HERE, wife.id)], clerk, now=NOW)

    assert [(one.entry_id, one.person_id) for one in await Attendance.all()] == [
        (entry.id, wife.id)
    ]


@pytest.mark.parametrize("name", ["王小妹", "王大勇", "亲戚", "邻居"])
async def test_for_a_household_nobody_else_may_come(db, name):
    meeting, clerk, entry, _ = await by_household()
    came = await Person.get(name=name)

    refusal = await refused(meeting, Tick(entry.id, HERE, came.id), clerk)

    assert refusal.codes == ("not-of-the-household",)


async def test_for_a_household_it_must_be_said_who_came(db):
    meeting, clerk, entry, (head, _) = await by_household()

    refusal = await refused(meeting, Tick(entry.id, HERE), clerk)

    assert refusal.codes == ("who-came",)
    await attendance.mark(meeting, [Tick(entry.id, AWAY, head.id)], clerk, now=NOW)
    assert [(one.state, one.person_id) for one in await Attendance.all()] == [(AWAY, None)]


async def test_who_may_come_for_a_household_is_listed_with_the_head_first(db):
    _, _, entry, (head, wife) = await by_household()
    home = await Household.get(id=entry.household_id)

    found = await attendance.adults_of([home.id], DAY)

    relative = await Person.get(name="亲戚")
    assert {key: [one.id for one in people] for key, people in found.items()} == {
        home.id: [head.id, wife.id, relative.id]
    }


@pytest.mark.parametrize("office", [Office.COMMITTEE_CHAIR, Office.SUPERVISOR])
async def test_only_who_records_meetings_ticks(db, office):
    meeting, _ = await assembled(3)
    entry = (await attendance.entries_of(meeting))[0]
    actor = await make.holder(meeting.village, office)

    with pytest.raises(NotPermitted, match="登记会议"):
        await attendance.mark(meeting, [Tick(entry.id, HERE)], actor, now=NOW)


async def test_another_villages_clerk_ticks_nobody(db):
    meeting, _ = await assembled(3)
    entry = (await attendance.entries_of(meeting))[0]
    stranger = await clerk_of(await make.village(name="石桥村"))

    with pytest.raises(NotPermitted):
        await attendance.mark(meeting, [Tick(entry.id, HERE)], stranger, now=NOW)


async def test_the_same_page_twice_at_once_is_kept_once(db):
    meeting, clerk = await assembled(3)
    entries = await attendance.entries_of(meeting)
    ticks = [Tick(one.id, HERE) for one in entries]

    await asyncio.gather(*(attendance.mark(meeting, ticks, clerk, now=NOW) for _ in range(2)))

    assert await Attendance.all().count() == 3


async def test_a_hearing_has_nobody_to_tick(db):
    village = await make.village()
    clerk = await clerk_of(village)
    meeting = await called(
        village, await make.matter(village), clerk, CycleStep.HEAR, body=Body.HEARING
    )

    assert await attendance.entries_of(meeting) == []
    assert await meetings.visible_to(clerk, village.id, meeting.id) == meeting
    with pytest.raises(NotFound):
        await attendance.mark(meeting, [Tick(1, HERE)], clerk, now=NOW)
