"""Paper slips: printed by lot, handed out once, one channel for one voter."""

import pytest

from deliberation import ballots, slips
from deliberation.casting import Cast
from deliberation.models import Ballot, Channel, Slip, SlipState, Turnout, VoteMethod
from tests import make
from tests.deliberation.sittings import lines
from tests.deliberation.voting import (
    SECRET,
    closed,
    opened,
    prepared,
    sitting,
    tallies,
    voter,
    votes,
)
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office


async def with_slips(count=5, **fields):
    meeting, clerk, entries = await sitting(**fields)
    ballot = await opened(meeting, clerk)
    printed = await slips.print_(ballot, count, clerk, secret=SECRET, now=NOW)
    return ballot, clerk, entries, printed


async def issued(ballot, entry, clerk):
    return await slips.issue(ballot, entry.id, clerk, now=NOW)


async def test_slips_are_printed_with_serials_that_follow_no_order(db):
    ballot, clerk, _, printed = await with_slips(200)

    serials = [one.serial for one in printed]
    assert (len(set(serials)), {len(one) for one in serials}) == (200, {6})
    assert (await Ballot.get(id=ballot.id)).slips_printed == 200
    assert await lines("slip.print") == [{"printed": 200, "together": 200}]
    await slips.print_(ballot, 3, clerk, secret=SECRET, now=NOW)
    assert (await slips.piles(ballot)).printed == 203


async def test_the_code_of_a_slip_is_known_again_and_is_not_in_the_database(db):
    ballot, clerk, _, printed = await with_slips()
    token = slips.token_of(ballot.id, printed[0].serial, SECRET)

    assert (await slips.check(ballot.village_id, token.upper() + " ")).serial == printed[0].serial
    assert token not in [one.digest for one in await Slip.all()]
    assert [one.serial for one in await slips.to_print(ballot, clerk)] == [
        one.serial for one in printed
    ]


async def test_a_slip_that_is_not_ours_is_told(db):
    ballot, _, _, printed = await with_slips()
    elsewhere = await make.village()
    token = slips.token_of(ballot.id, printed[0].serial, SECRET)

    with pytest.raises(NotFound):
        await slips.check(ballot.village_id, "abcdefgh")
    with pytest.raises(NotFound):
        await slips.check(elsewhere.id, token)
    assert slips.token_of(ballot.id, printed[0].serial, SECRET + "x") != token


async def test_taking_a_slip_closes_the_phone(db):
    ballot, clerk, entries, _ = await with_slips()

    given = await issued(ballot, entries[0], clerk)
    by_phone = await votes(ballot, entries[0], "yes")

    assert (given, by_phone) == (Cast(True, Channel.SLIP), Cast(False, Channel.SLIP))
    assert await tallies(ballot) == {"yes": 0, "no": 0, "abstain": 0}
    assert [one.channel for one in await Turnout.all()] == [Channel.SLIP]
    assert await lines("slip.issue") == [{"entry": entries[0].id}]


async def test_voting_by_phone_closes_the_slip(db):
    ballot, clerk, entries, _ = await with_slips()
    await votes(ballot, entries[0], "yes")

    given = await issued(ballot, entries[0], clerk)

    assert given == Cast(False, Channel.PHONE)
    assert (await slips.piles(ballot)).issued == 0


async def test_a_second_slip_is_not_handed_out(db):
    ballot, clerk, entries, _ = await with_slips()
    await issued(ballot, entries[0], clerk)

    assert await issued(ballot, entries[0], clerk) == Cast(False, Channel.SLIP)
    assert (await slips.piles(ballot)).issued == 1


async def test_no_row_ties_a_slip_to_a_voter(db):
    assert "entry_id" not in Slip._meta.db_fields
    assert "slip_id" not in Turnout._meta.db_fields
    assert "serial" not in Turnout._meta.db_fields


@pytest.mark.parametrize(
    ("place", "codes"), [(5, ("not-signed-in",)), (0, ("recused",)), (1, None)]
)
async def test_a_slip_is_for_who_may_vote(db, place, codes):
    meeting, clerk, entries = await sitting(6, 5)
    ballot = await opened(meeting, clerk, recused={entries[0].id: "承包人是他儿子"})
    await slips.print_(ballot, 3, clerk, secret=SECRET, now=NOW)

    if codes is None:
        assert (await issued(ballot, entries[place], clerk)).first is True
        return
    with pytest.raises(Blocked) as refusal:
        await issued(ballot, entries[place], clerk)

    assert refusal.value.codes == codes


async def test_no_slip_for_an_entry_of_another_roll(db):
    ballot, clerk, entries, _ = await with_slips()
    _, _, theirs = await sitting()

    for entry_id in (theirs[0].id, 0):
        with pytest.raises(NotFound):
            await slips.issue(ballot, entry_id, clerk, now=NOW)
    assert (await issued(ballot, entries[0], clerk)).first is True


async def test_no_more_slips_than_were_printed(db):
    ballot, clerk, entries, printed = await with_slips(2)
    await slips.spoil(ballot, printed[0].serial, clerk, now=NOW)
    await issued(ballot, entries[0], clerk)

    with pytest.raises(Blocked) as refusal:
        await issued(ballot, entries[1], clerk)
    with pytest.raises(Blocked) as spoiling:
        await slips.spoil(ballot, printed[1].serial, clerk, now=NOW)
    await slips.print_(ballot, 1, clerk, secret=SECRET, now=NOW)

    assert (refusal.value.codes, spoiling.value.codes) == (("no-slips-left",), ("no-slips-left",))
    assert (await issued(ballot, entries[1], clerk)).first is True
    piles = await slips.piles(ballot)
    assert (piles.printed, piles.void, piles.issued, piles.left) == (3, 1, 2, 0)


async def test_a_spoilt_slip_is_void_once(db):
    ballot, clerk, _, printed = await with_slips()

    await slips.spoil(ballot, printed[0].serial.lower(), clerk, now=NOW)
    with pytest.raises(Stale):
        await slips.spoil(ballot, printed[0].serial, clerk, now=NOW)
    with pytest.raises(NotFound):
        await slips.spoil(ballot, "000000", clerk, now=NOW)

    assert (await Slip.get(id=printed[0].id)).state is SlipState.VOID
    assert await lines("slip.void") == [{"serial": printed[0].serial}]
    assert len(await slips.to_print(ballot, clerk)) == 4


@pytest.mark.parametrize("count", [0, -1, 3001])
async def test_how_many_slips_are_printed_at_once(db, count):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)

    with pytest.raises(InvalidInput) as refusal:
        await slips.print_(ballot, count, clerk, secret=SECRET, now=NOW)

    assert list(refusal.value.fields) == ["count"]


async def test_after_the_closing_no_slip_is_printed_spoilt_or_handed_out(db):
    ballot, clerk, entries, printed = await with_slips()
    await closed(ballot, clerk)

    for deed in (
        slips.print_(ballot, 1, clerk, secret=SECRET, now=NOW),
        slips.spoil(ballot, printed[0].serial, clerk, now=NOW),
        slips.issue(ballot, entries[0].id, clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as refusal:
            await deed
        assert refusal.value.codes == ("ballot-closed",)


async def test_slips_are_printed_before_the_opening_and_handed_out_after(db):
    meeting, clerk, entries = await sitting()
    ballot = await prepared(meeting, clerk)
    await slips.print_(ballot, 2, clerk, secret=SECRET, now=NOW)

    with pytest.raises(Blocked) as refusal:
        await issued(ballot, entries[0], clerk)
    await ballots.open_(ballot, clerk, now=NOW)

    assert refusal.value.codes == ("ballot-not-open",)
    assert (await issued(ballot, entries[0], clerk)).first is True


async def test_hands_need_no_slips(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk, VoteMethod.HANDS)

    with pytest.raises(Blocked) as refusal:
        await slips.print_(ballot, 5, clerk, secret=SECRET, now=NOW)

    assert refusal.value.codes == ("by-hands",)


async def test_only_who_runs_the_vote_handles_slips(db):
    ballot, _, entries, _ = await with_slips()
    chair = await make.holder(ballot.village, Office.COMMITTEE_CHAIR)

    with pytest.raises(NotPermitted):
        await issued(ballot, entries[0], chair)
    with pytest.raises(NotPermitted):
        await slips.to_print(ballot, await voter(entries[0]))
