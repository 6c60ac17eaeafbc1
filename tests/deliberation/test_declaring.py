"""The result of a vote: merged, weighed, frozen, sealed."""

import json

import pytest

from deliberation import attendance, ballots, declaring, doors, slips, tallying
from deliberation.attendance import Tick
from deliberation.choosing import Choice, chosen
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotStage,
    Meeting,
    MeetingStage,
    NamedVote,
    Observer,
    ObserverSide,
    Tally,
    VoteMethod,
)
from tests import make
from tests.deliberation.sittings import lines, recorded
from tests.deliberation.voting import (
    SECRET,
    agree,
    choosing,
    closed,
    declared,
    households,
    opened,
    sitting,
    votes,
)
from tests.make import NOW
from village import ledger
from village.errors import Blocked, NotPermitted, Stale
from village.models import LedgerEntry, RollCorrection


async def test_phone_and_paper_are_one_result(db):
    meeting, clerk, entries = await sitting(8, 7)
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, 5, clerk, secret=SECRET, now=NOW)
    for entry, pick in zip(entries[:4], ("yes", "yes", "no", "abstain"), strict=True):
        await votes(ballot, entry, pick)
    for entry in entries[4:7]:
        await slips.issue(ballot, entry.id, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    await agree(ballot, clerk, watching, yes=2, spoiled=1, unused=2)

    item = await declared(ballot, clerk)

    assert (item.method, item.present) == (VoteMethod.SECRET, 7)
    assert (item.yes, item.no, item.abstain, item.spoiled) == (4, 1, 1, 1)
    assert (item.verdict, json.loads(item.ruling)["needed_yes"]) == ("passed", 4)
    stored = await Ballot.get(id=ballot.id)
    assert (stored.stage, stored.declared_at) == (BallotStage.DECLARED, NOW)
    assert await lines("ballot.declare") == [
        {
            "item": item.id,
            "roll": ballot.roll_digest,
            "entitled": 8,
            "present": 7,
            "counts": [4, 1, 1, 1],
            "verdict": "passed",
            "counted": stored.digest,
        }
    ]


async def test_anyone_recomputes_the_digest_from_what_is_published(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    await declared(ballot, clerk)
    stored = (await ballots.of_meeting(meeting.id))[0]

    published = json.loads(json.dumps(await tallying.published(stored)))

    assert tallying.digest_of(published["document"]) == published["digest"] == stored.digest
    assert published["document"]["totals"] == {"yes": 1, "no": 0, "abstain": 0}
    assert published["channels"]["phone"] == {"abstain": 0, "no": 0, "yes": 1}
    other = {**published["document"], "totals": {"yes": 2, "no": 0, "abstain": 0}}
    assert tallying.digest_of(other) != stored.digest


async def both_channels(by_phone, by_slip):
    meeting, clerk, entries = await sitting(by_phone + by_slip, by_phone + by_slip)
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, by_slip, clerk, secret=SECRET, now=NOW)
    for entry in entries[:by_phone]:
        await votes(ballot, entry)
    for entry in entries[by_phone:]:
        await slips.issue(ballot, entry.id, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    await agree(ballot, clerk, watching, yes=by_slip)
    await declared(ballot, clerk)
    return await tallying.published((await ballots.of_meeting(meeting.id))[0])


@pytest.mark.parametrize(("by_phone", "by_slip", "told"), [(10, 10, True), (10, 9, False)])
async def test_the_figures_of_a_small_channel_are_not_told(db, by_phone, by_slip, told):
    published = await both_channels(by_phone, by_slip)

    assert ("channels" in published) is told
    assert published["document"]["totals"]["yes"] == by_phone + by_slip
    assert tallying.digest_of(published["document"]) == published["digest"]


async def test_what_is_withheld_is_sealed_so_that_small_numbers_cannot_be_guessed(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    await declared(ballot, clerk)
    stored = (await ballots.of_meeting(meeting.id))[0]
    told = await tallying.counted(stored)

    sealed = tallying.document(told)["channels"]

    assert sealed == tallying.salted(stored, tallying.channels(told))
    stored.salt = ""
    assert sealed != tallying.salted(stored, tallying.channels(told))


async def test_a_result_needs_the_closing_and_is_declared_once(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])

    with pytest.raises(Stale):
        await declaring.declare(ballot, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    with pytest.raises(NotPermitted):
        await declaring.declare(ballot, watching, now=NOW)
    await declaring.declare(ballot, clerk, now=NOW)
    with pytest.raises(Stale):
        await declaring.declare(ballot, clerk, now=NOW)
    with pytest.raises(Stale):
        await ballots.void(ballot, "不喜欢这个结果", watching, now=NOW)

    assert len(await lines("ballot.declare")) == 1


async def test_a_roll_that_changed_after_freezing_stops_the_result(db):
    """The deeds refuse it; somebody in the database could still do it."""
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    slipped_in = await RollCorrection.create(
        roll_id=meeting.roll_id,
        kind="strike",
        struck_id=entries[5].id,
        reason="搬走了",
        made_by_id=clerk.person_id,
        made_at=NOW,
    )

    with pytest.raises(Blocked) as refusal:
        await declaring.declare(ballot, clerk, now=NOW)
    await slipped_in.delete()
    item = await declared(ballot, clerk)

    assert refusal.value.codes == ("roll-changed",)
    assert str(refusal.value).startswith("投票开始以后应到名册变了")
    assert item.yes == 1


async def test_a_tally_that_was_tampered_with_stops_the_result(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    await Tally.filter(ballot_id=ballot.id, option="no").update(votes=3)

    with pytest.raises(Blocked) as refusal:
        await declaring.declare(ballot, clerk, now=NOW)

    assert refusal.value.codes == ("tally-broken",)


async def test_names_beside_choices_must_say_the_same_as_the_figures(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk, VoteMethod.NAMED)
    await votes(ballot, entries[0], "yes")
    await votes(ballot, entries[1], "no")
    await closed(ballot, clerk)
    await NamedVote.filter(option="no").update(option="yes")

    with pytest.raises(Blocked) as refusal:
        await declaring.declare(ballot, clerk, now=NOW)
    await NamedVote.filter(entry_id=entries[1].id).update(option="no")

    assert refusal.value.codes == ("tally-broken",)
    assert ((await declared(ballot, clerk)).yes, (await AgendaItem.get()).no) == (1, 1)


async def test_those_present_at_the_vote_are_the_base_whoever_left_later(db):
    """Eight on the roll, six here: four in favour are needed; three are not enough later either."""
    meeting, clerk, entries = await sitting(8, 6)
    ballot = await opened(meeting, clerk)
    for entry in entries[:3]:
        await votes(ballot, entry)
    await closed(ballot, clerk)
    for entry in entries[3:6]:
        await doors.leave(meeting, entry.id, clerk, now=NOW)

    item = await declared(ballot, clerk)

    assert (item.present, item.yes, item.verdict) == (6, 3, "rejected")


async def test_a_vote_by_household_counts_households(db):
    meeting, clerk, entries = await households(6, 4)
    ballot = await opened(meeting, clerk)
    for entry in entries[:3]:
        await votes(ballot, entry)
    await closed(ballot, clerk)

    item = await declared(ballot, clerk)

    assert (item.present, item.yes, item.verdict) == (4, 3, "passed")


@pytest.mark.parametrize(
    ("counts", "seats", "needed", "expected"),
    [
        ({"a": 30, "b": 20, "c": 5}, 2, 16, Choice(("a", "b"), (), 20)),
        ({"a": 30, "b": 15, "c": 5}, 2, 16, Choice(("a",), (), 15)),
        ({"a": 30, "b": 20, "c": 20}, 2, 16, Choice(("a",), ("b", "c"), 20)),
        ({"a": 20, "b": 20, "c": 20}, 2, 16, Choice((), ("a", "b", "c"), 20)),
        ({"a": 20, "b": 20, "c": 5}, 2, 16, Choice(("a", "b"), (), 20)),
        ({"a": 30, "b": 15, "c": 15}, 2, 16, Choice(("a",), (), 15)),
        ({"a": 30}, 2, 16, Choice(("a",), (), 0)),
        ({"a": 0, "b": 0}, 1, 0, Choice((), (), 0)),
    ],
)
def test_who_is_chosen(counts, seats, needed, expected):
    assert chosen(counts, seats, needed) == expected


async def test_a_tie_for_the_last_place_leaves_the_choice_undecided(db):
    """Five here, three needed: two stand level for the second place."""
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", "张德明", seats=2)
    for entry, picks in zip(
        entries[:5], ("c1 c2", "c1 c2", "c2 c3", "c1 c3", "c1 c3"), strict=True
    ):
        await votes(ballot, entry, *picks.split())
    await closed(ballot, clerk)

    item = await declared(ballot, clerk)

    assert item.verdict == "undecided"
    assert "选出 1 项：王建国" in item.ruling
    assert "李秀兰、张德明的票数一样多" in item.ruling


async def test_names_over_the_bar_are_chosen_in_the_order_of_their_votes(db):
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", "张德明", seats=2)
    for entry, picks in zip(
        entries[:5], ("c1 c2", "c1 c2", "c1 c2", "c1 c3", "abstain"), strict=True
    ):
        await votes(ballot, entry, *picks.split())
    await closed(ballot, clerk)

    item = await declared(ballot, clerk)

    assert (item.yes, item.abstain, item.verdict) == (3, 2, "passed")
    assert "选出 2 项：王建国、李秀兰" in item.ruling


async def test_the_record_of_a_whole_vote_verifies(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    for entry in entries[:5]:
        await votes(ballot, entry)
    await closed(ballot, clerk)
    await declared(ballot, clerk)

    lines_sealed, fault = await ledger.verify()

    assert (lines_sealed, fault) == (await LedgerEntry.all().count(), None)


async def test_a_tick_after_the_vote_does_not_move_its_result(db):
    meeting, clerk, entries = await sitting(8, 6)
    ballot = await opened(meeting, clerk)
    for entry in entries[:3]:
        await votes(ballot, entry)
    await ballots.stop(ballot, clerk, now=NOW)
    late = [Tick(entries[6].id, AttendanceState.PRESENT)]
    await attendance.mark(meeting, late, clerk, now=NOW)
    gone = [Tick(entries[5].id, AttendanceState.ABSENT)]
    await attendance.mark(meeting, gone, clerk, now=NOW)
    watching = await make.holder(meeting.village, "supervisor")
    await ballots.confirm_close(ballot, watching, now=NOW)

    item = await declared(ballot, clerk)

    assert (item.present, item.verdict) == (6, "rejected")


async def test_observers_are_named_and_never_counted(db):
    """Three of six here are too few, however many sit beside them."""
    meeting, clerk, _ = await sitting(6, 3)
    beside = [("刘工", ObserverSide.UNIT, "施工单位"), ("周主任", ObserverSide.SUPERVISOR, "")]

    item = await recorded(meeting, clerk, 3, observers=[*beside, *beside])

    stored = await Meeting.get(id=meeting.id)
    assert (stored.present, stored.stage, item.verdict) == (3, MeetingStage.FAILED, "no_quorum")
    assert await Observer.filter(meeting_id=meeting.id).count() == 4
