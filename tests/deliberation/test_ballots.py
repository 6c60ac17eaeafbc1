"""Casting: who may, what is refused, what a repeated vote is told, and what stays secret."""

import json

import pytest

from deliberation import attendance, ballots, doors, roll_changes
from deliberation.attendance import Tick
from deliberation.models import (
    AttendanceState,
    BallotOption,
    Channel,
    NamedVote,
    Tally,
    Turnout,
    VoteMethod,
)
from tests import make
from tests.deliberation.sittings import clerk_of, lines
from tests.deliberation.voting import (
    choosing,
    closed,
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
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import LedgerEntry, Person

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
