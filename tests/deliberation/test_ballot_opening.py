"""Drawing up a vote and opening it: the paper, the quorum, the order, the roll it stands on."""

import pytest

from deliberation import attendance, ballots, doors, roll_changes
from deliberation.attendance import Tick
from deliberation.ballots import Plan
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotKind,
    BallotStage,
    CycleStep,
    Decision,
    DecisionStage,
    VoteMethod,
)
from tests import make
from tests.deliberation.sittings import called, clerk_of, lines, representatives_met
from tests.deliberation.voting import opened, prepared, sitting, voter
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import RollEntry
from village.permissions import Office
from village.rules import Body


@pytest.mark.parametrize(
    ("here", "codes"), [(3, ("no-quorum",)), (4, ())], ids=["one short", "just enough"]
)
async def test_a_vote_opens_only_before_a_quorum(db, here, codes):
    """Six on the roll: more than half are four."""
    meeting, clerk, _ = await sitting(6, here)
    ballot = await prepared(meeting, clerk)

    if not codes:
        await ballots.open_(ballot, clerk, now=NOW)
        assert (await Ballot.get(id=ballot.id)).stage is BallotStage.OPEN
        return
    with pytest.raises(Blocked) as refusal:
        await ballots.open_(ballot, clerk, now=NOW)

    assert refusal.value.codes == codes
    assert "还差 1 人" in str(refusal.value)
    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.READY


async def test_who_left_does_not_make_up_the_quorum(db):
    meeting, clerk, entries = await sitting(6, 4)
    ballot = await prepared(meeting, clerk)
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)

    with pytest.raises(Blocked) as refusal:
        await ballots.open_(ballot, clerk, now=NOW)
    await doors.come_back(meeting, entries[0].id, clerk, now=NOW)
    await ballots.open_(ballot, clerk, now=NOW)

    assert refusal.value.codes == ("no-quorum",)


async def test_a_matter_out_of_its_order_or_at_its_end_is_not_voted_on(db):
    meeting, clerk, _ = await sitting()
    ballot = await prepared(meeting, clerk)

    await Decision.all().update(stage=DecisionStage.CONSULTED)
    with pytest.raises(Blocked) as early:
        await ballots.open_(ballot, clerk, now=NOW)
    await Decision.all().update(stage=DecisionStage.WITHDRAWN)
    with pytest.raises(Blocked) as ended:
        await ballots.open_(ballot, clerk, now=NOW)
    await Decision.all().update(stage=DecisionStage.REVIEWED)
    await ballots.open_(ballot, clerk, now=NOW)

    assert (early.value.codes, ended.value.codes) == (("out-of-order",), ("matter-ended",))


async def test_opening_seals_the_roll_it_stands_on(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)

    assert [line["entitled"] for line in await lines("ballot.open")] == [6]
    assert [line["roll"] for line in await lines("ballot.open")] == [ballot.roll_digest]
    assert ballot.roll_digest == meeting.roll.digest


async def test_the_roll_cannot_be_corrected_once_a_vote_has_opened(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    forgotten = await make.person(ballot.village)

    with pytest.raises(Blocked) as adding:
        await roll_changes.add(meeting, forgotten, "漏登了", clerk, now=NOW)
    with pytest.raises(Blocked) as striking:
        await roll_changes.strike(meeting, entries[5].id, "搬走了", clerk, now=NOW)
    await ballots.void(ballot, "名册漏了人", clerk, now=NOW)
    await roll_changes.add(meeting, forgotten, "漏登了", clerk, now=NOW)

    assert (adding.value.codes, striking.value.codes) == (("roll-closed",), ("roll-closed",))
    assert str(adding.value) == "这次会议已经开始表决，应到名册封存了，不能再改。"
    assert await RollEntry.all().count() == 7


async def test_an_entry_of_another_roll_is_not_found(db):
    meeting, clerk, _ = await sitting()
    other, _ = (await sitting())[:2]
    theirs = (await attendance.entries_of(other))[0]

    with pytest.raises(NotFound):
        await roll_changes.strike(meeting, theirs.id, "搬走了", clerk, now=NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"method": VoteMethod.NONE}, "method"),
        ({"question": " "}, "question"),
        ({"question": "问" * 121}, "question"),
        ({"kind": BallotKind.CHOOSE}, "options"),
        ({"kind": BallotKind.CHOOSE, "options": ["王建国", " 王建国 "]}, "options"),
        ({"kind": BallotKind.CHOOSE, "options": ["王建国", "弃权"]}, "options"),
        ({"kind": BallotKind.CHOOSE, "options": ["王" * 61]}, "options"),
        ({"kind": BallotKind.CHOOSE, "options": ["王建国"], "seats": 2}, "seats"),
        ({"kind": BallotKind.CHOOSE, "options": ["王建国"], "seats": 0}, "seats"),
        (
            {
                "kind": BallotKind.CHOOSE,
                "options": ["王建国"],
                "method": VoteMethod.HANDS,
                "write_in": True,
            },
            "write_in",
        ),
    ],
)
async def test_papers_that_cannot_be_drawn_up(db, changed, field):
    meeting, clerk, _ = await sitting()
    item = await AgendaItem.get(meeting_id=meeting.id)
    ordinary = {"method": VoteMethod.SECRET, "question": "同意吗？"}

    with pytest.raises(InvalidInput) as refusal:
        await ballots.prepare(item, Plan(**{**ordinary, **changed}), clerk, now=NOW)
    await ballots.prepare(item, Plan(**ordinary), clerk, now=NOW)

    assert list(refusal.value.fields) == [field]


async def test_who_steps_out_is_on_the_roll_and_has_a_reason(db):
    meeting, clerk, entries = await sitting()

    with pytest.raises(NotFound):
        await prepared(meeting, clerk, recused={entries[-1].id + 1: "亲属"})
    with pytest.raises(InvalidInput):
        await prepared(meeting, clerk, recused={entries[0].id: " "})
    await prepared(meeting, clerk, recused={entries[0].id: "亲属"})

    assert [line["recused"] for line in await lines("ballot.prepare")] == [[entries[0].id]]


async def test_only_who_runs_the_vote_prepares_and_opens_it(db):
    meeting, clerk, entries = await sitting()
    chair = await make.holder(meeting.village, Office.COMMITTEE_CHAIR)

    with pytest.raises(NotPermitted):
        await prepared(meeting, chair)
    ballot = await prepared(meeting, clerk)
    with pytest.raises(NotPermitted):
        await ballots.open_(ballot, chair, now=NOW)
    with pytest.raises(NotPermitted):
        await ballots.open_(ballot, await voter(entries[0]), now=NOW)


async def test_a_villager_does_not_come_to_a_vote_by_the_officers_door(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)

    with pytest.raises(NotFound):
        await ballots.for_officer(await voter(entries[0]), ballot.village_id, ballot.id)


async def test_a_hearing_does_not_vote(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village)
    from_hearing = await _hearing(village, decision, clerk)

    with pytest.raises(Blocked) as refusal:
        await prepared(from_hearing, clerk)

    assert refusal.value.codes == ("no-roll",)


async def _hearing(village, decision, clerk):
    return await called(village, decision, clerk, CycleStep.HEAR, body=Body.HEARING)


async def test_representatives_wait_for_the_women_where_the_place_asks_for_them(db):
    meeting, clerk = await representatives_met(31, profile="shandong")
    entries = await attendance.entries_of(meeting)
    women = [one for one in entries if one.woman]
    others = [one for one in entries if not one.woman]
    seen = [*women[:7], *others]
    ticks = [Tick(one.id, AttendanceState.PRESENT) for one in seen]
    await attendance.mark(meeting, ticks, clerk, now=NOW)
    ballot = await prepared(meeting, clerk)

    with pytest.raises(Blocked) as refusal:
        await ballots.open_(ballot, clerk, now=NOW)
    await attendance.mark(meeting, [Tick(women[7].id, AttendanceState.PRESENT)], clerk, now=NOW)
    await ballots.open_(ballot, clerk, now=NOW)

    assert refusal.value.codes == ("too-few-women",)
