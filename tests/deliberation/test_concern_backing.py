"""Neighbours second a concern, and several that are one matter become one."""

import asyncio
from datetime import timedelta

import pytest

from deliberation import backing, closing, merging, ratings
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernOutcome,
    ConcernRating,
    ConcernStage,
    Road,
)
from tests import make
from tests.deliberation import saying, sittings
from tests.deliberation.saying import mine, rating, unhappy
from tests.make import NOW
from village.errors import Blocked, NotFound, NotPermitted

S, END = ConcernStage, ConcernOutcome


@pytest.fixture
async def raiser(village):
    return await saying.villager(village)


async def test_what_enough_neighbours_second_must_be_discussed(village, clerk, raiser):
    concern = await saying.raised(village, raiser)
    people = [await saying.villager(village) for _ in range(10)]
    for who in people[:9]:
        await backing.back(concern, who, now=NOW)
    below = (await saying.again(concern)).must_discuss

    voices = await backing.back(concern, people[9], now=NOW)

    row = await saying.again(concern)
    assert (below, row.must_discuss, voices, row.voices) == (False, True, 11, 11)
    for deed in (
        saying.sent(concern, Road.ON_THE_SPOT, clerk),
        saying.sent(concern, Road.TOWNSHIP, clerk),
        closing.withdraw(await mine(concern, raiser), "算了", now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes in {("must-be-discussed",), ("backed",)}
    assert (await saying.sent(concern, Road.AGENDA, clerk)).road is Road.AGENDA


async def test_two_who_reach_the_threshold_at_once_are_both_counted(village):
    concern = await saying.raised(village)
    people = [await saying.villager(village) for _ in range(10)]
    for who in people[:8]:
        await backing.back(concern, who, now=NOW)

    told = await asyncio.gather(*(backing.back(concern, who, now=NOW) for who in people[8:]))

    row = await saying.again(concern)
    assert sorted(told) == [10, 11]
    assert (row.voices, row.must_discuss) == (11, True)
    assert len(await sittings.lines("concern.must_discuss")) == 1


async def test_one_seconds_once_not_ones_own_and_only_what_is_public(village, raiser):
    concern = await saying.raised(village, raiser)
    inside = await saying.raised(village, text="账", audience=ConcernAudience.COMMITTEE)
    neighbour = await saying.villager(village)
    told = await asyncio.gather(
        *(backing.back(concern, neighbour, now=NOW) for _ in range(2)), return_exceptions=True
    )
    with pytest.raises(Blocked) as own:
        await backing.back(concern, raiser, now=NOW)
    with pytest.raises(NotFound):
        await backing.back(inside, neighbour, now=NOW)
    with pytest.raises(NotPermitted):
        await backing.back(concern, await saying.villager(await make.village()), now=NOW)

    assert [one.codes for one in told if isinstance(one, Exception)] == [("backed-before",)]
    assert (own.value.codes, (await saying.again(concern)).voices) == (("own",), 2)


async def test_who_seconded_rates_beside_the_raiser_and_moves_nothing(village, clerk, raiser):
    concern = await saying.raised(village, raiser)
    neighbour = await saying.villager(village)
    await backing.back(concern, neighbour, now=NOW)
    with pytest.raises(Blocked) as early:
        await ratings.rate_as_neighbour(concern, rating(), neighbour, now=NOW)
    await saying.sent(concern, Road.ON_THE_SPOT, clerk)

    await ratings.rate_as_neighbour(concern, unhappy(), neighbour, now=NOW)
    with pytest.raises(Blocked) as twice:
        await ratings.rate_as_neighbour(concern, rating(), neighbour, now=NOW)

    assert (early.value.codes, twice.value.codes) == (("not-answered",), ("rated-before",))
    assert (await saying.again(concern)).stage is S.ANSWERED
    assert (await ConcernRating.get()).voice == f"person:{neighbour.person_id}"


async def test_what_is_merged_is_one_matter_with_n_voices_and_all_are_told(village, clerk, raiser):
    target = await saying.raised(village, raiser)
    neighbour = await saying.villager(village)
    await backing.back(target, neighbour, now=NOW)
    one = await saying.raised(village, neighbour, "三组没路灯")
    two = await saying.raised(village, await saying.villager(village), "灯不亮")
    await merging.merge(two, one, clerk, now=NOW)

    await merging.merge(one, target, clerk, now=NOW)
    await saying.sent(target, Road.ON_THE_SPOT, clerk, now=NOW + timedelta(1))

    rows = [await saying.again(row) for row in (target, one, two)]
    assert [row.merged_into_id for row in rows] == [None, target.id, target.id]
    assert [row.outcome for row in rows] == [None, END.MERGED, END.MERGED]
    assert rows[0].voices == 3  # the neighbour seconded it and raised it: one head
    for row in (one, two):
        told = await saying.kinds(row, told=True)
        assert told[-1] == "answered"
        assert told.count("merged") == (2 if row is two else 1)
        assert (await saying.again(row)).unread


@pytest.mark.parametrize("case", ["same", "audience", "answered", "ended", "village"])
async def test_what_cannot_be_one_matter_is_not_merged(village, clerk, raiser, case):
    one = await saying.raised(village, raiser)
    other = {
        "same": lambda: saying.again(one),
        "audience": lambda: saying.raised(village, text="账", audience=ConcernAudience.COMMITTEE),
        "answered": lambda: saying.answered(village, clerk),
        "ended": lambda: saying.raised(village, text="完"),
        "village": make.village,
    }[case]
    into = await other()
    if case == "ended":
        await Concern.filter(id=into.id).update(stage=S.ARCHIVED, outcome=END.SETTLED)
    if case == "village":
        into = await saying.raised(into)
        with pytest.raises(NotPermitted):
            await merging.merge(one, into, clerk, now=NOW)
        return

    with pytest.raises(Blocked) as refused:
        await merging.merge(one, into, clerk, now=NOW)

    expected = {"audience": "other-audience"}.get(case, case)
    assert refused.value.codes == (expected,)
    assert (await saying.again(one)).outcome is None


async def test_merging_loses_nobody_who_seconded_and_no_duty_to_discuss(village, clerk, raiser):
    one, target = await saying.raised(village), await saying.raised(village, raiser, "灯不亮")
    people = [await saying.villager(village) for _ in range(10)]
    for who in people:
        await backing.back(one, who, now=NOW)
    await backing.back(target, people[0], now=NOW)

    await merging.merge(one, target, clerk, now=NOW)

    row = await saying.again(target)
    assert (row.voices, row.must_discuss) == (12, True)  # ten who seconded, two who raised it
    for deed, code in (
        (backing.back(target, people[9], now=NOW), "backed-before"),
        (saying.sent(target, Road.ON_THE_SPOT, clerk), "must-be-discussed"),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == (code,)


async def test_one_whose_concern_was_merged_rates_too_and_may_have_it_taken_up_anew(
    village, clerk, raiser
):
    target = await saying.raised(village, raiser)
    other = await saying.villager(village)
    one = await saying.raised(village, other, "灯不亮")
    await merging.merge(one, target, clerk, now=NOW)
    with pytest.raises(Blocked) as early:
        await ratings.rate(await mine(one, other), rating(), now=NOW)
    await saying.sent(target, Road.ON_THE_SPOT, clerk)

    await ratings.rate(await mine(one, other), unhappy(), now=NOW)

    row = await saying.again(target)
    assert early.value.codes == ("not-answered",)
    assert (row.stage, row.round, row.outcome) == (S.RECEIVED, 2, None)
    assert (await ConcernRating.get()).voice == f"concern:{one.id}"
