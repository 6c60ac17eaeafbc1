"""Up to the township, with a day, and back with its answer."""

import asyncio
from datetime import timedelta

import pytest

from deliberation import concern_doors, hand_ups, handling
from deliberation.hand_ups import Task
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernHandUp,
    ConcernLevel,
    ConcernResult,
    ConcernStage,
    Road,
)
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import POOR, rating
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office

S, R = ConcernStage, ConcernResult


@pytest.fixture
async def officer(village):
    return await make.holder(await village.township, Office.TOWNSHIP_OFFICER)


@pytest.fixture
async def up(village, clerk, officer):
    concern = await saying.sent(await saying.raised(village), Road.TOWNSHIP, clerk)
    return await hand_ups.for_officer(officer, (await ConcernHandUp.get(concern=concern)).id)


async def row_of(up):
    return await Concern.get(id=up.concern_id)


async def test_the_township_gets_it_with_a_day_and_the_village_waits(village, clerk, up):
    concern = await row_of(up)

    assert (concern.stage, concern.road, concern.level) == (
        *(S.ROUTED, Road.TOWNSHIP, ConcernLevel.TOWNSHIP),
    )
    assert concern.answer_by == up.due_on == DAY + timedelta(20)
    assert [one.id for one in await hand_ups.waiting(await village.township)] == [up.id]
    concern = await saying.again(concern)
    for deed in (
        handling.answer(concern, "好", R.SOLVED, clerk, now=NOW),
        handling.assign(concern, handling.Assignment(clerk.person_id, DAY), clerk, now=NOW),
        saying.sent(concern, Road.VILLAGE, clerk),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("at-township",)


async def test_the_township_receives_assigns_and_replies_in_that_order(village, clerk, officer, up):
    second = await make.holder(await village.township, Office.TOWNSHIP_OFFICER)
    elsewhere = await make.township()
    stranger = await make.holder(elsewhere, Office.TOWNSHIP_OFFICER)
    task = Task(second.person_id, DAY + timedelta(20))
    for deed, code in (
        (hand_ups.assign_up(up, task, officer, now=NOW), "not-received"),
        (hand_ups.reply(up, "已办", R.SOLVED, officer, now=NOW), "not-received"),
        (hand_ups.rate_township(up, rating(), clerk, now=NOW), "not-answered"),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == (code,)
    told = await asyncio.gather(
        *(hand_ups.receive_up(up, who, now=NOW) for who in (officer, second)),
        return_exceptions=True,
    )
    assert [type(one) for one in told if one] == [Stale]
    with pytest.raises(Blocked):
        await hand_ups.reply(up, "已办", R.SOLVED, officer, now=NOW)
    for wrong, error in (
        (Task(second.person_id, DAY + timedelta(21)), InvalidInput),
        (Task(second.person_id, DAY - timedelta(1)), InvalidInput),
        (Task(stranger.person_id, DAY), NotFound),
        (Task(clerk.person_id, DAY), NotFound),
    ):
        with pytest.raises(error):
            await hand_ups.assign_up(up, wrong, officer, now=NOW)
    for who in (stranger, clerk):
        with pytest.raises(NotFound):
            await hand_ups.for_officer(who, up.id)
        with pytest.raises(NotPermitted):
            await hand_ups.receive_up(up, who, now=NOW)

    await hand_ups.assign_up(up, task, officer, now=NOW)
    await hand_ups.reply(up, "已请供电所换线", R.SOLVED, second, now=NOW)

    concern = await row_of(up)
    assert (concern.stage, concern.level, concern.answer) == (
        *(S.ANSWERED, ConcernLevel.VILLAGE, "已请供电所换线"),
    )
    assert await hand_ups.waiting(await village.township) == []
    assert await saying.kinds(concern, told=True) == [
        *("raised", "received", "handed_up", "level", "level", "answered")
    ]
    with pytest.raises(Blocked):
        await hand_ups.reply(up, "再答", R.SOLVED, officer, now=NOW)


async def test_the_village_rates_the_township_once(village, clerk, officer, up):
    await hand_ups.receive_up(up, officer, now=NOW)
    await hand_ups.assign_up(up, Task(officer.person_id, DAY), officer, now=NOW)
    await hand_ups.reply(up, "已办", R.EXPLAINED, officer, now=NOW)
    with pytest.raises(InvalidInput):
        await hand_ups.rate_township(up, rating(POOR), clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await hand_ups.rate_township(up, rating(), officer, now=NOW)

    await hand_ups.rate_township(up, rating(POOR, reason="没有解决"), clerk, now=NOW)
    with pytest.raises(Blocked) as twice:
        await hand_ups.rate_township(up, rating(), clerk, now=NOW)

    row = await ConcernHandUp.get()
    assert (twice.value.codes, row.outcome, row.attitude) == (("rated-before",), "poor", "good")
    assert (row.rated_by_id, row.rating_reason) == (clerk.person_id, "没有解决")


async def test_what_the_committee_only_may_read_the_township_reads_once_it_came_up(
    village, clerk, officer
):
    concern = await saying.raised(village, audience=ConcernAudience.COMMITTEE)
    with pytest.raises(NotFound):
        await concern_doors.on_desk(officer, village.id, concern.number, today=DAY)

    await saying.sent(concern, Road.TOWNSHIP, clerk)

    found = await concern_doors.on_desk(officer, village.id, concern.number, today=DAY)
    assert found.id == concern.id
