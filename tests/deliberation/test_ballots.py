"""A vote from its preparation to its closing: who may, what is refused, and what stays secret."""

import json

import pytest

from deliberation import (
    attendance,
    ballots,
    counting,
    declaring,
    doors,
    meetings,
    roll_changes,
)
from deliberation.attendance import Tick
from deliberation.ballots import Plan
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotKind,
    BallotOption,
    BallotStage,
    Channel,
    CycleStep,
    Decision,
    DecisionStage,
    NamedVote,
    Recusal,
    Tally,
    Teller,
    TellerRole,
    Turnout,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from tests import make
from tests.deliberation.sittings import called, clerk_of, lines, representatives_met
from tests.deliberation.voting import (
    choosing,
    closed,
    fresh,
    households,
    opened,
    prepared,
    sitting,
    supervisor,
    tallies,
    voter,
    votes,
)
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import LedgerEntry, Person, RollEntry
from village.permissions import Office
from village.rules import Body

MOST_OF_A_CAST = 5
"""Statements of one cast: the village's lock, who takes part, the tally, the record's two."""


async def test_a_vote_is_counted_and_the_record_says_only_that_somebody_voted(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)

    cast = await votes(ballot, entries[0], "no")

    assert (cast.first, cast.channel) == (True, Channel.PHONE)
    assert await tallies(ballot) == {"yes": 0, "no": 1, "abstain": 0}
    assert [(one.entry_id, one.channel) for one in await Turnout.all()] == [
        (entries[0].id, Channel.PHONE)
    ]
    assert await lines("ballot.cast") == [{"channel": "phone"}]
    assert await NamedVote.all().count() == 0


async def test_no_row_and_no_line_of_a_secret_vote_holds_both_voter_and_choice(db):
    assert "option" not in Turnout._meta.db_fields
    assert Tally._meta.db_fields == {"id", "ballot_id", "option", "votes"}
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)

    await votes(ballot, entries[0], "abstain")

    line = await LedgerEntry.get(action="ballot.cast")
    assert json.loads(line.line)["data"] == {"channel": "phone"}
    assert "abstain" not in line.line


async def test_repeating_a_vote_is_answered_kindly_and_changes_nothing(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0], "yes")

    again = await votes(ballot, entries[0], "no")

    assert (again.first, again.channel) == (False, Channel.PHONE)
    assert await tallies(ballot) == {"yes": 1, "no": 0, "abstain": 0}
    assert (await Turnout.all().count(), len(await lines("ballot.cast"))) == (1, 1)


async def test_a_vote_repeated_after_the_closing_is_still_answered_kindly(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)

    assert (await votes(ballot, entries[0])).first is False


async def test_one_cast_costs_few_statements(db, queries):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    who = await voter(entries[0])
    paper = await ballots.for_voter(who, ballot.id)

    queries.clear()
    await ballots.cast(paper, ["yes"], who, now=NOW)

    assert len(queries) <= MOST_OF_A_CAST, "\n".join(queries)


async def refused(ballot, entry, *picks, **fields):
    before = await tallies(ballot), await Turnout.all().count()
    with pytest.raises(Blocked) as refusal:
        await votes(ballot, entry, *picks, **fields)
    assert (await tallies(ballot), await Turnout.all().count()) == before
    return refusal.value


async def test_a_vote_before_the_opening(db):
    meeting, clerk, entries = await sitting()
    ballot = await prepared(meeting, clerk)

    refusal = await refused(ballot, entries[0])

    assert refusal.codes == ("ballot-not-open",)
    assert str(refusal) == "表决还没有开始。"


@pytest.mark.parametrize("confirmed", [False, True])
async def test_a_vote_after_closing(db, confirmed):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await ballots.stop(ballot, clerk, now=NOW)
    if confirmed:
        await ballots.confirm_close(ballot, await supervisor(ballot.village), now=NOW)

    refusal = await refused(ballot, entries[0])

    assert refusal.codes == ("ballot-closed",)
    assert str(refusal) == "投票已经截止，没有计入这一票。"


async def test_a_vote_in_a_void_ballot(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await ballots.void(ballot, "票上的议题印错了", clerk, now=NOW)

    assert (await refused(ballot, entries[0])).codes == ("ballot-void",)


async def test_a_person_off_the_roll_cannot_even_see_the_ballot(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    stranger = make.acting(await make.person(ballot.village))

    with pytest.raises(NotFound) as refusal:
        await ballots.for_voter(stranger, ballot.id)
    assert str(refusal.value) == "没有找到这次表决。"
    with pytest.raises(NotFound):
        await ballots.for_voter(stranger, ballot.id + 1)
    paper = await ballots.for_voter(await voter(entries[0]), ballot.id)
    with pytest.raises(NotFound):
        await ballots.cast(paper, ["yes"], stranger, now=NOW)
    assert await Turnout.all().count() == 0


async def test_a_ballot_of_another_village_is_not_there(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)
    next_door = await make.village()
    theirs = await clerk_of(next_door)

    with pytest.raises(NotFound):
        await ballots.for_voter(theirs, ballot.id)
    with pytest.raises(NotFound):
        await ballots.for_officer(theirs, next_door.id, ballot.id)
    with pytest.raises(NotFound):
        await ballots.for_officer(theirs, ballot.village_id, ballot.id)
    with pytest.raises(NotPermitted):
        await ballots.stop(ballot, theirs, now=NOW)
    assert (await ballots.for_officer(clerk, ballot.village_id, ballot.id)).id == ballot.id


async def test_a_choice_that_is_not_on_the_paper(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)

    for picks in (["maybe"], ["write:张三"], ["c1"]):
        with pytest.raises(InvalidInput) as refusal:
            await votes(ballot, entries[0], *picks)
        assert refusal.value.fields == {"choice": "票上没有这一项，请在列出的选项里选。"}
    assert await Turnout.all().count() == 0


async def test_two_choices_where_one_is_allowed(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)

    with pytest.raises(InvalidInput) as refusal:
        await votes(ballot, entries[0], "yes", "no")

    assert refusal.value.fields == {"choice": "最多选 1 项，您选了 2 项，请去掉多选的。"}
    assert await tallies(ballot) == {"yes": 0, "no": 0, "abstain": 0}


async def test_nothing_picked(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    who = await voter(entries[0])
    paper = await ballots.for_voter(who, ballot.id)

    with pytest.raises(InvalidInput) as refusal:
        ballots.picked(paper, [])

    assert refusal.value.fields == {"choice": "请先选一项。"}


async def test_who_has_not_signed_in_cannot_vote(db):
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await opened(meeting, clerk)

    refusal = await refused(ballot, entries[5])

    assert refusal.codes == ("not-signed-in",)
    await attendance.mark(meeting, [Tick(entries[5].id, AttendanceState.PRESENT)], clerk, now=NOW)
    assert (await votes(ballot, entries[5])).first is True


async def test_who_has_left_cannot_vote_until_coming_back(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)

    refusal = await refused(ballot, entries[0])

    assert refusal.codes == ("left-early",)
    await doors.come_back(meeting, entries[0].id, clerk, now=NOW)
    assert (await votes(ballot, entries[0])).first is True


async def test_who_steps_out_of_this_vote_does_not_cast_in_it(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk, recused={entries[0].id: "承包人是他儿子"})

    assert (await refused(ballot, entries[0])).codes == ("recused",)
    assert (await votes(ballot, entries[1])).first is True


async def test_a_vote_by_hands_is_not_cast_on_a_phone(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk, VoteMethod.HANDS)

    assert (await refused(ballot, entries[0])).codes == ("by-hands",)
    assert await tallies(ballot) == {}


async def test_named_votes_stand_beside_the_name(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk, VoteMethod.NAMED)

    await votes(ballot, entries[0], "yes")
    await votes(ballot, entries[1], "no")

    assert await NamedVote.all().order_by("id").values_list("entry_id", "option") == [
        (entries[0].id, "yes"),
        (entries[1].id, "no"),
    ]
    assert await tallies(ballot) == {"yes": 1, "no": 1, "abstain": 0}
    assert await lines("ballot.cast") == [{"channel": "phone"}] * 2


async def test_a_household_votes_once_through_the_one_who_came(db):
    meeting, clerk, entries = await households()
    ballot = await opened(meeting, clerk)
    wife = await make.person(ballot.village, household_id=entries[0].household_id, woman=True)
    other = make.acting(wife)
    paper = await ballots.for_voter(other, ballot.id)

    with pytest.raises(Blocked) as refusal:
        await ballots.cast(paper, ["no"], other, now=NOW)
    head = await Person.get(household_id=entries[0].household_id, is_head=True)
    acting = make.acting(head)
    first = await ballots.cast(paper, ["yes"], acting, now=NOW)
    again = await ballots.cast(paper, ["no"], other, now=NOW)

    assert refusal.value.codes == ("represented",)
    assert str(refusal.value) == f"您家由{head.name}到会，一户只能由到会的这一位投票。"
    assert (first.first, again.first) == (True, False)
    assert await tallies(ballot) == {"yes": 1, "no": 0, "abstain": 0}


async def test_a_struck_name_votes_no_more_and_one_restored_does(db):
    meeting, clerk, entries = await sitting()
    await roll_changes.strike(meeting, entries[0].id, "重复登记", clerk, now=NOW)
    ballot = await opened(meeting, clerk)
    who = await voter(entries[0])
    other = await ballots.for_voter(await voter(entries[1]), ballot.id)

    with pytest.raises(NotFound):
        await ballots.cast(other, ["yes"], who, now=NOW)
    assert await Turnout.all().count() == 0
    await ballots.void(ballot, "名册有错", clerk, now=NOW)
    person = await Person.get(id=entries[0].person_id)
    await roll_changes.add(meeting, person, "核对后不是重复", clerk, now=NOW)
    again = await opened(meeting, clerk)
    assert (await votes(again, entries[0])).first is True


async def test_choosing_k_of_n_with_a_name_written_in(db):
    meeting, clerk, entries = await sitting()
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", "张德明", seats=2, write_in=True)

    await votes(ballot, entries[0], "c1", "c3")
    await votes(ballot, entries[1], "c1", write_in=" 赵  志强 ")
    await votes(ballot, entries[2], "c2", write_in="赵 志强")
    await votes(ballot, entries[3], write_in="李秀兰")
    await votes(ballot, entries[4], "abstain")

    assert await tallies(ballot) == {
        "c1": 2,
        "c2": 2,
        "c3": 1,
        "abstain": 1,
        "write:赵 志强": 2,
    }
    rows = await BallotOption.filter(ballot_id=ballot.id).order_by("position")
    assert [(one.code, one.label) for one in rows] == [
        ("c1", "王建国"),
        ("c2", "李秀兰"),
        ("c3", "张德明"),
        ("abstain", "弃权"),
    ]


@pytest.mark.parametrize(
    ("picks", "write_in", "field", "text"),
    [
        (["c1", "c2", "c3"], "", "choice", "最多选 2 项，您选了 3 项，请去掉多选的。"),
        (["c1", "c2"], "赵志强", "choice", "最多选 2 项，您选了 3 项，请去掉多选的。"),
        (["c1", "c1"], "", "choice", "同一项选了两次，请核对。"),
        (["c1"], "王建国", "choice", "同一项选了两次，请核对。"),
        (["abstain", "c1"], "", "choice", "选了弃权，就不能再选别的。"),
        ([], "13800138000", "write_in", "另写的姓名最多 30 个字，只写姓名，不要写数字和符号。"),
        ([], "赵" * 31, "write_in", "另写的姓名最多 30 个字，只写姓名，不要写数字和符号。"),
    ],
)
async def test_what_a_paper_with_names_does_not_take(db, picks, write_in, field, text):
    meeting, clerk, entries = await sitting()
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", "张德明", seats=2, write_in=True)
    paper = await ballots.for_voter(await voter(entries[0]), ballot.id)

    with pytest.raises(InvalidInput) as refusal:
        ballots.picked(paper, picks, write_in)

    assert refusal.value.fields == {field: text}
    assert ballots.picked(paper, ["c1"], "赵" * 30) == ("c1", "write:" + "赵" * 30)


async def test_no_name_is_written_where_the_paper_has_no_line_for_it(db):
    meeting, clerk, entries = await sitting()
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰")
    paper = await ballots.for_voter(await voter(entries[0]), ballot.id)

    with pytest.raises(InvalidInput) as refusal:
        ballots.picked(paper, [], "赵志强")

    assert refusal.value.fields == {"write_in": "这张票上不能另写姓名。"}


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
