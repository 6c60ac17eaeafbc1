"""Whoever raised it takes it back: the words stay, and nobody else goes along."""

import json
from datetime import timedelta

import pytest

from deliberation import backing, closing, merging, ratings
from deliberation.models import ConcernAudience, ConcernOutcome, ConcernStage, Road
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import ended, mine, rating, unhappy
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput
from village.models import LedgerEntry
from village.permissions import Office

S, END = ConcernStage, ConcernOutcome


@pytest.fixture
async def supervisor(village):
    return await make.holder(village, Office.SUPERVISOR)


@pytest.fixture
async def raiser(village):
    return await saying.villager(village)


async def test_the_record_names_nobody_who_told_the_supervisors(village, raiser, supervisor):
    await make.person(village, "赵铁柱")
    told = [
        await saying.raised(village, raiser, audience=ConcernAudience.SUPERVISORS),
        await saying.raised(village, raiser, "赵铁柱偷拿低保"),
    ]
    await saying.sent(told[0], Road.ON_THE_SPOT, supervisor)
    await ratings.rate(await mine(told[0], raiser), unhappy(), now=NOW)
    for concern in told:
        await closing.withdraw(await mine(concern, raiser), "", now=NOW)
    open_to_all = await saying.raised(village, raiser)

    said = {one.subject: [] for one in await LedgerEntry.all()}
    for one in await LedgerEntry.all().order_by("seq"):
        said[one.subject].append(json.loads(one.line))
    for concern in told:
        lines = said[f"concern:{concern.id}"]
        assert raiser.person_id not in {one["by"] for one in lines}
        assert all(one["data"].get("person") is None for one in lines)
        assert (await saying.again(concern)).raised_by_id == raiser.person_id
    assert said[f"concern:{open_to_all.id}"][0]["by"] == raiser.person_id


async def test_the_raiser_withdraws_and_the_words_stay(village, raiser):
    concern = await saying.raised(village, raiser)
    claim = await mine(concern, raiser)
    with pytest.raises(InvalidInput):
        await closing.withdraw(claim, "字" * 301, now=NOW)

    await closing.withdraw(claim, "", now=NOW)
    for deed in (
        closing.withdraw(claim, "", now=NOW),
        ratings.rate(claim, rating(), now=NOW),
        backing.back(concern, await saying.villager(village), now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("ended",)

    assert await ended(concern) == (S.ARCHIVED, END.WITHDRAWN, True, None)
    assert (await saying.again(concern)).text == saying.LAMP


async def test_who_withdraws_takes_nobody_else_along(village, clerk, raiser):
    target = await saying.raised(village, raiser)
    one = await saying.raised(village, text="灯不亮")
    await merging.merge(one, target, clerk, now=NOW)

    await closing.withdraw(await mine(target, raiser), "搬走了", now=NOW)

    row = await saying.again(one)
    assert (row.stage, row.outcome, row.merged_into_id, row.ended_at) == (
        *(S.RECEIVED, None, None, None),
    )
    assert row.due_on == DAY + timedelta(7)
    assert (await saying.kinds(one, told=True))[-1] == "parted"
    assert (await saying.again(target)).outcome is END.WITHDRAWN
