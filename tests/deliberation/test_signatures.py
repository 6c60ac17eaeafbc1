"""Signing the minutes: by who must, once, over what was frozen."""

import pytest

from deliberation import counting, minutes, signatures
from deliberation.models import Meeting, MinutesSignature, TellerRole
from tests.deliberation.sittings import come, counted, lines, representatives_met
from tests.deliberation.voting import fresh, voter
from tests.make import NOW
from village.errors import Blocked, NotPermitted, Stale
from village.permissions import Actor


async def minuted():
    """A recorded meeting with chair, recorder and one who scrutinised and counted."""
    meeting, clerk = await representatives_met(31)
    entries = await come(meeting, clerk, 21)
    chair, teller = await voter(entries[0]), await voter(entries[1])
    roles = [(teller.person_id, TellerRole.SCRUTINEER), (teller.person_id, TellerRole.COUNTER)]
    await counting.appoint(meeting, roles, clerk, now=NOW)
    told = await counted(
        meeting, 21, chair_id=chair.person_id, recorder_id=clerk.person_id, text="记录"
    )
    await minutes.record(meeting, told, clerk, now=NOW)
    return await fresh(meeting), clerk, chair, teller, await voter(entries[2])


async def test_chair_recorder_and_tellers_must_sign_each_once(db):
    meeting, clerk, chair, teller, _ = await minuted()

    await signatures.sign(meeting, teller, now=NOW)

    told = [(one.person.id, one.roles, one.signed_at) for one in await signatures.signers(meeting)]
    assert told == [
        (chair.person_id, ("主持人",), None),
        (clerk.person_id, ("记录人",), None),
        (teller.person_id, ("监票人", "计票人"), NOW),
    ]


async def test_a_signature_is_over_what_was_frozen_and_stands_in_the_record(db):
    meeting, clerk, *_ = await minuted()
    digest = await signatures.digest_of(meeting)

    assert await signatures.sign(meeting, clerk, now=NOW) is True
    await minutes.correct(meeting, "第三行的“三组”应为“四组”。", clerk, now=NOW)

    assert (await MinutesSignature.get()).digest == digest
    assert await lines("minutes.sign") == [{"digest": digest}]
    assert await signatures.digest_of(await Meeting.get(id=meeting.id)) == digest
    meeting.minutes = "别的话"
    assert await signatures.digest_of(meeting) != digest


async def test_signing_twice_is_answered_kindly(db):
    meeting, clerk, *_ = await minuted()
    await signatures.sign(meeting, clerk, now=NOW)

    assert await signatures.sign(meeting, clerk, now=NOW) is False
    assert (await MinutesSignature.all().count(), len(await lines("minutes.sign"))) == (1, 1)


async def test_others_do_not_sign(db):
    meeting, _, _, _, other = await minuted()

    with pytest.raises(Blocked) as refusal:
        await signatures.sign(meeting, other, now=NOW)
    with pytest.raises(NotPermitted):
        await signatures.sign(meeting, Actor(None, "", "", ()), now=NOW)

    assert refusal.value.codes == ("not-a-signer",)
    assert await MinutesSignature.all().count() == 0


async def test_minutes_that_do_not_stand_yet_are_not_signed(db):
    meeting, clerk = await representatives_met(31)

    with pytest.raises(Stale):
        await signatures.sign(meeting, clerk, now=NOW)
