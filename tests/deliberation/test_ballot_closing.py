"""Stopping and closing a vote: by whom, what is frozen, and when it may still be void."""

import pytest

from deliberation import attendance, ballots, counting, declaring, doors, meetings
from deliberation.attendance import Tick
from deliberation.models import AttendanceState, Ballot, BallotStage, Recusal, Teller, TellerRole
from deliberation.reconciling import Sheet
from tests import make
from tests.deliberation.sittings import lines
from tests.deliberation.voting import (
    closed,
    fresh,
    opened,
    prepared,
    sitting,
    supervisor,
    voter,
    votes,
)
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale


async def test_stopping_freezes_whom_the_result_is_measured_by(db):
    """Who voted and left was there; who left without voting was not."""
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)
    await doors.leave(meeting, entries[1].id, clerk, now=NOW)

    await ballots.stop(ballot, clerk, now=NOW)

    stored = await Ballot.get(id=ballot.id)
    here = [entries[place].id for place in (0, 2, 3, 4)]
    assert (stored.stage, stored.present_at_close) == (BallotStage.CLOSING, 4)
    assert stored.here == ",".join(str(one) for one in here)
    assert await lines("ballot.stop") == [{"present": 4, "turnout": 1}]


async def test_closing_needs_a_supervisor_who_did_not_stop_it(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    watching = await supervisor(ballot.village)

    with pytest.raises(NotPermitted):
        await ballots.stop(ballot, watching, now=NOW)
    with pytest.raises(Stale):
        await ballots.confirm_close(ballot, watching, now=NOW)
    await ballots.stop(ballot, clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await ballots.confirm_close(ballot, clerk, now=NOW)
    await ballots.confirm_close(ballot, watching, now=NOW)

    stored = await Ballot.get(id=ballot.id)
    assert (stored.stage, stored.closed_by_id) == (BallotStage.CLOSED, watching.person_id)
    with pytest.raises(Stale):
        await ballots.confirm_close(ballot, watching, now=NOW)


async def test_who_stopped_the_vote_does_not_confirm_it_in_another_capacity(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    await Teller.create(
        meeting_id=meeting.id, person_id=clerk.person_id, role=TellerRole.SCRUTINEER
    )
    await ballots.stop(ballot, clerk, now=NOW)

    with pytest.raises(Blocked) as refusal:
        await ballots.confirm_close(ballot, clerk, now=NOW)

    assert refusal.value.codes == ("same-person",)


async def test_a_scrutineer_of_the_meeting_may_confirm_and_a_counter_may_not(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await ballots.stop(ballot, clerk, now=NOW)
    who = await voter(entries[1])
    chosen = await Teller.create(
        meeting_id=meeting.id, person_id=who.person_id, role=TellerRole.COUNTER
    )

    with pytest.raises(NotPermitted):
        await ballots.confirm_close(ballot, who, now=NOW)
    await Teller.filter(id=chosen.id).update(role=TellerRole.SCRUTINEER)
    await ballots.confirm_close(ballot, who, now=NOW)

    assert (await Ballot.get(id=ballot.id)).closed_by_id == who.person_id
    assert (await ballots.for_officer(who, ballot.village_id, ballot.id)).id == ballot.id


async def test_after_the_closing_only_a_supervisor_voids_a_vote(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    watching = await closed(ballot, clerk)

    with pytest.raises(NotPermitted):
        await ballots.void(ballot, "再来一次", clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await ballots.void(ballot, " ", watching, now=NOW)
    await ballots.void(ballot, "票箱里多出三张", watching, now=NOW)

    stored = await Ballot.get(id=ballot.id)
    assert (stored.stage, stored.voided_why) == (BallotStage.VOID, "票箱里多出三张")
    assert [line["source"] for line in await lines("ballot.void")] == ["closed"]
    with pytest.raises(Stale):
        await ballots.void(ballot, "再作废", watching, now=NOW)


async def test_one_vote_on_one_matter_until_it_is_void(db):
    meeting, clerk, entries = await sitting()
    ballot = await prepared(meeting, clerk, recused={entries[0].id: "承包人是他儿子"})

    with pytest.raises(Blocked) as refusal:
        await prepared(meeting, clerk)
    await ballots.void(ballot, "问题写错了", clerk, now=NOW)
    again = await prepared(meeting, clerk, recused={entries[0].id: "承包人是他儿子"})

    assert refusal.value.codes == ("already-prepared",)
    assert [one.id for one in await ballots.of_meeting(meeting.id)] == [ballot.id, again.id]
    assert await Recusal.all().count() == 1


async def test_a_meeting_where_a_vote_has_begun_is_not_called_off(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    meeting = await fresh(meeting)

    with pytest.raises(Blocked) as refusal:
        await meetings.cancel(meeting, "下雨", clerk, now=NOW)
    await ballots.void(ballot, "下雨", clerk, now=NOW)
    await meetings.cancel(meeting, "下雨", clerk, now=NOW)

    assert refusal.value.codes == ("already-voting",)
    with pytest.raises(Stale):
        await prepared(meeting, clerk)


async def test_who_took_part_is_not_ticked_away_afterwards(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    gone = [Tick(entries[0].id, AttendanceState.ABSENT)]

    with pytest.raises(Blocked) as refusal:
        await attendance.mark(meeting, gone, clerk, now=NOW)
    await attendance.mark(meeting, [Tick(entries[1].id, AttendanceState.ABSENT)], clerk, now=NOW)
    await ballots.void(ballot, "重投", clerk, now=NOW)
    await attendance.mark(meeting, gone, clerk, now=NOW)

    assert refusal.value.codes == ("took-part",)
    assert await attendance.present_ids(meeting.id) == {one.id for one in entries[2:5]}


async def test_the_township_neither_runs_casts_closes_nor_counts_a_vote(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    officer = await make.officer(await meeting.village.township)
    paper = await ballots.for_voter(await voter(entries[0]), ballot.id)

    with pytest.raises(NotFound):
        await ballots.for_officer(officer, ballot.village_id, ballot.id)
    with pytest.raises(NotFound):
        await ballots.for_voter(officer, ballot.id)
    with pytest.raises(NotFound):
        await ballots.cast(paper, ["yes"], officer, now=NOW)
    for deed in (
        ballots.stop(ballot, officer, now=NOW),
        ballots.void(ballot, "不合适", officer, now=NOW),
        ballots.confirm_close(ballot, officer, now=NOW),
        counting.enter(ballot, Sheet({"yes": 1}), officer, now=NOW),
        declaring.declare(ballot, officer, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            await deed
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.OPEN
