"""The paper count: two people enter it apart, it must add up, and the two must agree."""

import pytest

from deliberation import counting, declaring, slips
from deliberation.models import (
    AgendaItem,
    Ballot,
    BallotStage,
    PaperSheet,
    Teller,
    TellerRole,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from tests import make
from tests.deliberation.sittings import lines
from tests.deliberation.voting import (
    SECRET,
    agree,
    choosing,
    closed,
    declared,
    fresh,
    opened,
    sheet_for,
    sitting,
    voter,
    votes,
)
from tests.make import NOW
from village import ledger
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.models import Person
from village.permissions import Office


async def boxed(taken=4, printed=6, *, adults=6, here=5, **fields):
    """A vote that is closed, with so many slips handed out, nobody on the phone."""
    meeting, clerk, entries = await sitting(adults, here)
    ballot = await opened(meeting, clerk, **fields)
    await slips.print_(ballot, printed, clerk, secret=SECRET, now=NOW)
    for entry in entries[:taken]:
        await slips.issue(ballot, entry.id, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    return ballot, clerk, watching, entries


async def test_two_people_count_apart_and_agree(db):
    ballot, clerk, watching, _ = await boxed()
    sheet = sheet_for(3, 1, unused=2)

    first = await counting.enter(ballot, sheet, clerk, now=NOW)
    second = await counting.enter(ballot, sheet, watching, now=NOW)

    assert (first.number, first.agreed, second.agreed) == (1, None, True)
    assert [one.counter_id for one in second.sheets] == [clerk.person_id, watching.person_id]
    assert (await counting.agreed(ballot)).id == second.sheets[0].id
    told = await lines("ballot.count")
    assert [one["round"] for one in told] == [1, 1]
    assert told[0]["sheet"] == told[1]["sheet"]


async def test_neither_sees_the_others_sheet_before_both_are_in(db):
    ballot, clerk, watching, _ = await boxed()
    await counting.enter(ballot, sheet_for(3, 1, unused=2), clerk, now=NOW)

    mine = await counting.visible_to(clerk, ballot)
    theirs = await counting.visible_to(watching, ballot)
    await counting.enter(ballot, sheet_for(3, 1, unused=2), watching, now=NOW)
    both = await counting.visible_to(watching, ballot)

    assert [len(one.sheets) for one in (*mine, *theirs, *both)] == [1, 0, 2]


async def test_the_record_keeps_a_digest_from_which_nobody_guesses_the_count(db):
    ballot, clerk, _, _ = await boxed()
    await counting.enter(ballot, sheet_for(3, 1, unused=2), clerk, now=NOW)

    row = await PaperSheet.get()
    unsalted = ledger.text_digest(row.votes, "4", "0", "2", "0")
    salted = ledger.text_digest(ballot.salt, row.votes, "4", "0", "2", "0")
    assert len(ballot.salt) == 32
    assert [one["sheet"] for one in await lines("ballot.count")] == [salted]
    assert salted != unsalted


async def test_a_difference_begins_another_round_and_both_sheets_stay(db):
    ballot, clerk, watching, _ = await boxed()
    await counting.enter(ballot, sheet_for(3, 1, unused=2), clerk, now=NOW)

    other = await counting.enter(ballot, sheet_for(2, 2, unused=2), watching, now=NOW)
    with pytest.raises(Blocked) as refusal:
        await declaring.declare(ballot, clerk, now=NOW)
    again = await agree(ballot, clerk, watching, yes=3, no=1, unused=2)

    assert (other.agreed, again.number, again.agreed) == (False, 2, True)
    assert refusal.value.codes == ("count-not-agreed",)
    assert await PaperSheet.all().count() == 4
    assert (await declared(ballot, clerk)).yes == 3


async def test_nobody_counts_twice_in_a_round_and_nobody_after_agreement(db):
    ballot, clerk, watching, _ = await boxed()
    sheet = sheet_for(3, 1, unused=2)
    third = await make.holder(ballot.village, Office.COMMITTEE_CHAIR)
    await counting.enter(ballot, sheet, clerk, now=NOW)

    with pytest.raises(Blocked) as twice:
        await counting.enter(ballot, sheet, clerk, now=NOW)
    await counting.enter(ballot, sheet, watching, now=NOW)
    with pytest.raises(Blocked) as late:
        await counting.enter(ballot, sheet, third, now=NOW)

    assert (twice.value.codes, late.value.codes) == (("same-counter",), ("already-agreed",))
    assert await PaperSheet.all().count() == 2


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ({"yes": 5, "unused": 2}, ("more-returned-than-issued",)),
        ({"yes": 3, "unused": 2}, ("slips-missing",)),
        ({"yes": 3, "missing": 2, "unused": 2}, ("slips-missing",)),
        ({"yes": 4, "unused": 1}, ("unused-do-not-add-up",)),
        ({"yes": 4, "unused": 3}, ("unused-do-not-add-up",)),
        ({"yes": 5, "returned": 4, "unused": 2}, ("more-votes-than-slips",)),
        ({"yes": 4, "spoiled": 1, "returned": 4, "unused": 2}, ("more-votes-than-slips",)),
        ({"yes": 3, "returned": 4, "unused": 2}, ("votes-do-not-add-up",)),
        ({"yes": -1, "no": 5, "returned": 4, "unused": 2}, ("negative-number",)),
        ({"yes": 4, "missing": -1, "returned": 5, "unused": 2}, ("negative-number",)),
        (
            {"spoiled": 5, "returned": 4, "unused": 2},
            ("more-spoiled-than-slips", "more-votes-than-slips"),
        ),
    ],
)
async def test_a_paper_count_that_does_not_add_up_is_not_taken(db, numbers, codes):
    """Six printed, four handed out, none spoilt in printing."""
    ballot, clerk, _, _ = await boxed()

    with pytest.raises(Blocked) as refusal:
        await counting.enter(ballot, sheet_for(**numbers), clerk, now=NOW)

    assert refusal.value.codes == codes
    assert await PaperSheet.all().count() == 0
    await counting.enter(ballot, sheet_for(4, unused=2), clerk, now=NOW)


async def test_a_paper_count_larger_than_the_slips_says_both_numbers(db):
    ballot, clerk, _, _ = await boxed()

    with pytest.raises(Blocked) as refusal:
        await counting.enter(ballot, sheet_for(5, returned=4, unused=2), clerk, now=NOW)

    assert str(refusal.value) == "各项共 5 票，加上废票 0 张，多于收回的 4 张。"


async def test_spoilt_and_missing_slips_have_their_place(db):
    ballot, clerk, watching, _ = await boxed()

    await agree(ballot, clerk, watching, yes=2, spoiled=1, missing=1, unused=2)

    item = await declared(ballot, clerk)
    assert (item.yes, item.no, item.abstain, item.spoiled) == (2, 0, 0, 1)
    assert item.verdict == "rejected"


async def test_an_option_that_is_not_on_the_paper_is_not_counted(db):
    ballot, clerk, _, _ = await boxed()

    for code in ("maybe", "write:张三"):
        sheet = Sheet({"yes": 3, code: 1}, returned=4, unused=2)
        with pytest.raises(InvalidInput) as refusal:
            await counting.enter(ballot, sheet, clerk, now=NOW)
        assert list(refusal.value.fields) == ["votes"]


async def test_who_may_count(db):
    ballot, clerk, _, entries = await boxed()
    sheet = sheet_for(4, unused=2)
    villager = await voter(entries[4])
    secretary = await make.holder(ballot.village, Office.PARTY_SECRETARY)

    for who in (villager, secretary):
        with pytest.raises(NotPermitted):
            await counting.enter(ballot, sheet, who, now=NOW)
    meeting = await fresh(await ballot.meeting)
    chosen = [(villager.person_id, TellerRole.COUNTER)]
    await counting.appoint(meeting, chosen, clerk, now=NOW)
    await counting.enter(ballot, sheet, villager, now=NOW)

    assert (await counting.rounds(ballot))[0].sheets[0].counter_id == villager.person_id


async def test_who_stepped_out_does_not_count_either(db):
    meeting, clerk, entries = await sitting(6, 5)
    member = await Person.get(id=entries[0].person_id)
    await make.appointment(meeting.village, member, Office.COMMITTEE_MEMBER)
    ballot = await opened(
        meeting, clerk, VoteMethod.HANDS, recused={entries[0].id: "承包人是他儿子"}
    )
    await closed(ballot, clerk)
    interested = make.acting(member, Office.COMMITTEE_MEMBER)

    with pytest.raises(Blocked) as refusal:
        await counting.enter(ballot, sheet_for(4, returned=0), interested, now=NOW)

    assert refusal.value.codes == ("recused",)


async def test_tellers_are_chosen_once_from_this_village(db):
    meeting, clerk, entries = await sitting()
    who = entries[0].person_id
    elsewhere = await make.person(await make.village())
    told = [(who, TellerRole.SCRUTINEER), (who, TellerRole.SCRUTINEER), (who, TellerRole.COUNTER)]

    await counting.appoint(meeting, told, clerk, now=NOW)
    await counting.appoint(meeting, told, clerk, now=NOW)
    with pytest.raises(NotFound):
        await counting.appoint(meeting, [(elsewhere.id, TellerRole.COUNTER)], clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await counting.appoint(meeting, [], clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await counting.appoint(meeting, told, await voter(entries[0]), now=NOW)

    assert [(one.person_id, one.role) for one in await Teller.all().order_by("id")] == [
        (who, TellerRole.SCRUTINEER),
        (who, TellerRole.COUNTER),
    ]
    assert (await lines("teller.appoint"))[0] == {
        "chosen": [f"person:{who}/scrutineer", f"person:{who}/counter"]
    }


async def test_nothing_is_counted_before_the_closing_or_after_the_result(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, 4, clerk, secret=SECRET, now=NOW)
    await slips.issue(ballot, entries[0].id, clerk, now=NOW)
    sheet = sheet_for(1, unused=3)

    with pytest.raises(Stale):
        await counting.enter(ballot, sheet, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    await agree(ballot, clerk, watching, yes=1, unused=3)
    await declaring.declare(ballot, clerk, now=NOW)
    with pytest.raises(Stale):
        await counting.enter(ballot, sheet, clerk, now=NOW)

    assert (await Ballot.get(id=ballot.id)).stage is BallotStage.DECLARED


async def by_hands(**fields):
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await opened(meeting, clerk, VoteMethod.HANDS, **fields)
    return ballot, clerk, await closed(ballot, clerk), entries


async def test_hands_are_counted_by_two_and_never_more_than_were_here(db):
    ballot, clerk, watching, _ = await by_hands()

    with pytest.raises(Blocked) as refusal:
        await counting.enter(ballot, sheet_for(5, 1), clerk, now=NOW)
    await agree(ballot, clerk, watching, yes=3, no=2)

    assert refusal.value.codes == ("too-many-votes",)
    assert str(refusal.value) == "举手共 6 票，多于参加表决的 5 人。"
    item = await declared(ballot, clerk)
    assert (item.method, item.present, item.yes, item.no) == (VoteMethod.HANDS, 5, 3, 2)
    assert item.verdict == "passed"
    assert (await PaperSheet.all())[0].returned == 0


async def test_the_hands_of_who_stepped_out_are_not_counted(db):
    meeting, clerk, entries = await sitting(6, 5)
    away = {entries[1].id: "承包人是他儿子"}
    ballot = await opened(meeting, clerk, VoteMethod.HANDS, recused=away)
    watching = await closed(ballot, clerk)

    with pytest.raises(Blocked) as refusal:
        await counting.enter(ballot, sheet_for(5), clerk, now=NOW)
    await agree(ballot, clerk, watching, yes=4)

    assert refusal.value.codes == ("too-many-votes",)
    assert (await declared(ballot, clerk)).yes == 4


async def test_without_paper_or_hands_there_is_nothing_to_count(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, 4, clerk, secret=SECRET, now=NOW)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)

    assert await counting.is_needed(ballot) is False
    assert (await declared(ballot, clerk)).yes == 1


async def test_names_on_paper_slips_are_counted_with_those_written_in(db):
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await choosing(meeting, clerk, "王建国", "李秀兰", seats=2, write_in=True)
    await slips.print_(ballot, 4, clerk, secret=SECRET, now=NOW)
    for entry in entries[:4]:
        await slips.issue(ballot, entry.id, clerk, now=NOW)
    await votes(ballot, entries[4], "c1", write_in="赵志强")
    watching = await closed(ballot, clerk)
    paper = {"c1": 3, "c2": 2, "write:赵志强": 2}

    for wrong, code in (
        ({"c1": 4, "c2": 3}, "more-votes-than-slips"),  # three good slips, c1 on four of them
        ({"c1": 3, "c2": 3, "abstain": 1}, "more-votes-than-slips"),
        ({"c1": 2}, "votes-do-not-add-up"),
    ):
        sheet = Sheet(wrong, returned=4, spoiled=1)
        with pytest.raises(Blocked) as refusal:
            await counting.enter(ballot, sheet, clerk, now=NOW)
        assert refusal.value.codes == (code,)
    for who in (clerk, watching):
        await counting.enter(ballot, Sheet(paper, returned=4), who, now=NOW)

    item = await declared(ballot, clerk)
    assert "选出 2 项：王建国、赵志强" in item.ruling
    assert (item.yes, item.abstain, item.verdict) == (3, 2, "passed")
    assert await AgendaItem.all().count() == 1
