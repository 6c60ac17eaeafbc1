"""The doors: codes that change, one entry once, leaving and coming back, the moment of quorum."""

from datetime import timedelta

import pytest

from deliberation import attendance, doors
from deliberation.attendance import Tick
from deliberation.models import Attendance, AttendanceState, Meeting
from tests import make
from tests.deliberation.sittings import assembled, come, lines, recorded
from tests.deliberation.voting import SECRET, arrive, fresh, households, open_hall, ticket, voter
from tests.make import DAY, NOW
from village import clock
from village.errors import Blocked, NotFound, NotPermitted, Stale
from village.models import Person
from village.permissions import Office

HALF_A_MINUTE = timedelta(seconds=30)

QUARTER = timedelta(minutes=15)


def test_a_code_lasts_its_half_minute_and_the_next():
    shown = doors.code(7, secret=SECRET, now=NOW)

    fresh_at = [
        doors.is_fresh(7, shown, secret=SECRET, now=NOW + seconds * timedelta(seconds=1))
        for seconds in (-1, 0, 29, 30, 59, 60)
    ]

    assert fresh_at == [False, True, True, True, True, False]
    assert (len(shown), shown.isalnum()) == (8, True)


def test_a_code_is_of_one_meeting_and_one_installation():
    shown = doors.code(7, secret=SECRET, now=NOW)

    assert doors.is_fresh(7, shown.upper(), secret=SECRET, now=NOW) is True
    assert doors.is_fresh(8, shown, secret=SECRET, now=NOW) is False
    assert doors.is_fresh(7, shown, secret=SECRET + "x", now=NOW) is False
    assert doors.is_fresh(7, "签到", secret=SECRET, now=NOW) is False
    assert doors.code(7, secret=SECRET, now=NOW + HALF_A_MINUTE) != shown


def test_the_wall_knows_how_long_its_code_lasts():
    assert doors.seconds_left(NOW) == 30
    assert doors.seconds_left(NOW + timedelta(seconds=29.5)) == 1


async def test_signing_in_with_the_code_of_the_hall(db):
    meeting, _clerk, entries = await open_hall()

    arrival = await arrive(meeting, entries[0])

    assert (arrival.entry.id, arrival.first, arrival.mine) == (entries[0].id, True, True)
    row = await Attendance.get()
    assert (row.entry_id, row.person_id, row.state, row.signed_in, row.remote) == (
        entries[0].id,
        None,
        AttendanceState.PRESENT,
        True,
        False,
    )
    assert await lines("attendance.arrive") == [{"entry": entries[0].id, "remote": False}]


async def test_signing_in_twice_is_answered_kindly_and_counts_once(db):
    meeting, _clerk, entries = await open_hall()
    await arrive(meeting, entries[0])

    again = await arrive(meeting, entries[0])

    assert (again.first, again.mine) == (False, True)
    assert (await Attendance.all().count(), len(await lines("attendance.arrive"))) == (1, 1)


async def test_a_stale_code_is_refused_and_a_fresh_one_taken(db):
    meeting, _clerk, _entries = await open_hall()
    shown = doors.code(meeting.id, secret=SECRET, now=NOW)

    with pytest.raises(Blocked) as refusal:
        doors.ticket_for(meeting, shown, secret=SECRET, now=NOW + 2 * HALF_A_MINUTE)

    assert refusal.value.codes == ("stale-code",)
    assert str(refusal.value) == "这个签到码已经过时了，签到码每 30 秒换一次。"
    assert doors.ticket_for(meeting, shown, secret=SECRET, now=NOW + HALF_A_MINUTE)


@pytest.mark.parametrize(
    ("after", "taken"),
    [
        (timedelta(), True),
        (QUARTER, True),
        (QUARTER + timedelta(seconds=1), False),
        (-timedelta(seconds=1), False),
    ],
    ids=["at once", "a quarter of an hour", "a second more", "the clock set back"],
)
async def test_a_ticket_holds_a_place_for_a_quarter_of_an_hour(db, after, taken):
    meeting, _clerk, entries = await open_hall()
    who, held = await voter(entries[0]), ticket(meeting)

    if taken:
        arrival = await doors.arrive(meeting, who, held, secret=SECRET, now=NOW + after)
        assert arrival.first is True
        return
    with pytest.raises(Blocked) as refusal:
        await doors.arrive(meeting, who, held, secret=SECRET, now=NOW + after)

    assert refusal.value.codes == ("stale-ticket",)


async def test_a_ticket_is_of_its_meeting_and_cannot_be_made_up(db):
    meeting, _clerk, entries = await open_hall()
    other, _, _ = await open_hall()
    who = await voter(entries[0])
    number, until, seal = ticket(meeting).split(".")
    later = str(int(until) + 60)
    wrong = [
        ticket(other),
        f"{meeting.id}.{until}.{ticket(other).split('.')[2]}",
        f"{number}.{later}.{seal}",
        f"{number}..",
        "签到",
        "",
    ]

    for held in wrong:
        with pytest.raises(Blocked) as refusal:
            await doors.arrive(meeting, who, held, secret=SECRET, now=NOW)
        assert refusal.value.codes == ("stale-ticket",)
    assert await Attendance.all().count() == 0


async def test_the_doors_open_on_the_meetings_own_day_only(db):
    meeting, clerk = await assembled(3)
    before, after = clock.at_local(DAY) - timedelta(seconds=1), clock.at_local(DAY, 24 - 1, 59)

    for wrong in (before, after + timedelta(minutes=1)):
        with pytest.raises(Blocked) as refusal:
            await doors.open_(meeting, clerk, now=wrong)
        assert refusal.value.codes == ("not-its-day",)
    await doors.open_(meeting, clerk, now=after)

    assert (await Meeting.get(id=meeting.id)).doors_opened_at == after
    with pytest.raises(Stale):
        await doors.open_(meeting, clerk, now=after)


async def test_nobody_signs_in_before_the_doors_open_or_after_they_close(db):
    meeting, clerk = await assembled(3)
    entries = await attendance.entries_of(meeting)
    shown = doors.code(meeting.id, secret=SECRET, now=NOW)

    with pytest.raises(Blocked) as early:
        doors.ticket_for(meeting, shown, secret=SECRET, now=NOW)
    await doors.open_(meeting, clerk, now=NOW)
    held = ticket(await fresh(meeting))
    await doors.shut(meeting, clerk, now=NOW)
    who = await voter(entries[0])
    with pytest.raises(Blocked) as late:
        await doors.arrive(meeting, who, held, secret=SECRET, now=NOW)
    with pytest.raises(Stale):
        await doors.shut(meeting, clerk, now=NOW)
    await doors.open_(meeting, clerk, now=NOW)
    arrival = await doors.arrive(meeting, who, held, secret=SECRET, now=NOW)

    assert (early.value.codes, late.value.codes) == (("doors-not-open",), ("doors-closed",))
    assert arrival.first is True
    assert (len(await lines("meeting.open_doors")), len(await lines("meeting.shut_doors"))) == (
        2,
        1,
    )


async def test_only_the_clerk_keeps_the_doors(db):
    meeting, clerk = await assembled(3)
    chair = await make.holder(meeting.village, Office.COMMITTEE_CHAIR)

    with pytest.raises(NotPermitted):
        await doors.open_(meeting, chair, now=NOW)
    await doors.open_(meeting, clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await doors.shut(meeting, chair, now=NOW)


async def test_who_is_not_on_the_roll_is_told_where_to_ask(db):
    meeting, _clerk, _entries = await open_hall()
    stranger = make.acting(await make.person(meeting.village))

    with pytest.raises(Blocked) as refusal:
        await doors.arrive(meeting, stranger, ticket(meeting), secret=SECRET, now=NOW)

    assert refusal.value.codes == ("not-on-roll",)
    assert await Attendance.all().count() == 0


async def test_a_recorded_meeting_lets_nobody_in(db):
    meeting, clerk, entries = await open_hall(3)
    held = ticket(meeting)
    await come(meeting, clerk, 2)
    await recorded(meeting, clerk, 2)

    with pytest.raises(Stale):
        await doors.arrive(meeting, await voter(entries[2]), held, secret=SECRET, now=NOW)
    with pytest.raises(Stale):
        await doors.leave(meeting, entries[0].id, clerk, now=NOW)
    with pytest.raises(Blocked) as refusal:
        ticket(await fresh(meeting))
    assert refusal.value.codes == ("meeting-over",)


async def test_who_was_ticked_absent_and_comes_after_all_is_here(db):
    meeting, clerk, entries = await open_hall()
    await attendance.mark(meeting, [Tick(entries[0].id, AttendanceState.ABSENT)], clerk, now=NOW)

    arrival = await arrive(meeting, entries[0])

    assert arrival.first is True
    assert await attendance.present_ids(meeting.id) == {entries[0].id}


async def test_leaving_early_and_coming_back_are_both_on_record(db):
    meeting, clerk, entries = await open_hall()
    await arrive(meeting, entries[0])
    away = NOW + timedelta(minutes=30)

    await doors.leave(meeting, entries[0].id, clerk, now=away)
    gone = await Attendance.get()
    without = await attendance.present_ids(meeting.id)
    await doors.come_back(meeting, entries[0].id, clerk, now=away)

    assert (gone.left_at, without) == (away, set())
    assert await attendance.came_ids(meeting.id) == {entries[0].id}
    assert await attendance.present_ids(meeting.id) == {entries[0].id}
    assert await lines("attendance.leave") == [{"entry": entries[0].id}]
    assert await lines("attendance.back") == [{"entry": entries[0].id}]


async def test_one_leaves_by_oneself_and_scans_again_to_come_back(db):
    meeting, _clerk, entries = await open_hall()
    await arrive(meeting, entries[0])
    me, neighbour = await voter(entries[0]), await voter(entries[1])

    with pytest.raises(NotPermitted):
        await doors.leave(meeting, entries[0].id, neighbour, now=NOW)
    await doors.leave(meeting, entries[0].id, me, now=NOW)
    with pytest.raises(Stale):
        await doors.leave(meeting, entries[0].id, me, now=NOW)
    back = await arrive(meeting, entries[0])

    assert back.first is True
    assert await attendance.present_ids(meeting.id) == {entries[0].id}


async def test_who_did_not_come_cannot_leave(db):
    meeting, clerk, entries = await open_hall()
    await attendance.mark(meeting, [Tick(entries[1].id, AttendanceState.LEAVE)], clerk, now=NOW)

    for entry_id in (entries[0].id, entries[1].id, 0):
        with pytest.raises(NotFound):
            await doors.leave(meeting, entry_id, clerk, now=NOW)


async def test_ticking_away_who_had_left_forgets_the_leaving(db):
    meeting, clerk, entries = await open_hall()
    await arrive(meeting, entries[0])
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)

    await attendance.mark(meeting, [Tick(entries[0].id, AttendanceState.ABSENT)], clerk, now=NOW)

    row = await Attendance.get()
    assert (row.state, row.left_at, row.signed_in) == (AttendanceState.ABSENT, None, False)


async def test_a_tick_does_not_call_back_who_has_left(db):
    meeting, clerk, entries = await open_hall()
    await arrive(meeting, entries[0])
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)

    await attendance.mark(meeting, [Tick(entries[0].id, AttendanceState.PRESENT)], clerk, now=NOW)

    assert await attendance.present_ids(meeting.id) == set()


async def test_the_first_adult_represents_the_household_and_others_are_told_who(db):
    meeting, clerk, entries = await households(3, 0)
    await doors.open_(meeting, clerk, now=NOW)
    meeting = await fresh(meeting)
    home = entries[0].household_id
    head = await Person.get(household_id=home)
    wife = make.acting(await make.person(meeting.village, household_id=home, woman=True))
    child = await make.person(meeting.village, household_id=home, born_on=DAY - timedelta(4000))
    held = ticket(meeting)

    first = await doors.arrive(meeting, make.acting(head), held, secret=SECRET, now=NOW)
    second = await doors.arrive(meeting, wife, held, secret=SECRET, now=NOW)
    with pytest.raises(Blocked) as refusal:
        await doors.arrive(meeting, make.acting(child), held, secret=SECRET, now=NOW)

    assert (first.first, first.mine, first.who) == (True, True, head.name)
    assert (second.first, second.mine, second.who) == (False, False, head.name)
    assert refusal.value.codes == ("not-on-roll",)
    row = await Attendance.get()
    assert (row.entry_id, row.person_id) == (entries[0].id, head.id)
