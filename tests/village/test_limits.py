import asyncio
from datetime import timedelta

import pytest

from tests import make
from village import limits, storage
from village.errors import TooOften
from village.limits import ADDRESS, CODE, PASS_PIN
from village.models import Attempt


async def test_the_last_try_is_allowed_and_the_next_is_refused(db, clock):
    left = [await limits.take(PASS_PIN, "7", now=clock.now()) for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    assert await limits.used_up(PASS_PIN, "7", now=clock.now())
    with pytest.raises(TooOften):
        await limits.take(PASS_PIN, "7", now=clock.now())


async def test_each_subject_is_counted_for_itself(db, clock):
    for _ in range(5):
        await limits.take(PASS_PIN, "7", now=clock.now())

    assert await limits.take(PASS_PIN, "8", now=clock.now()) == 4
    assert await limits.take(CODE, "7", now=clock.now()) == 4


async def test_a_window_ends_to_the_second(db, clock):
    for _ in range(5):
        await limits.take(CODE, "7", now=clock.now())
    clock.forward(minutes=14, seconds=59)

    with pytest.raises(TooOften) as refused:
        await limits.take(CODE, "7", now=clock.now())
    clock.forward(seconds=1)

    assert refused.value.seconds == 1
    assert await limits.take(CODE, "7", now=clock.now()) == 4


async def test_a_lock_without_a_window_waits_for_somebody_to_lift_it(db, clock):
    for _ in range(5):
        await limits.take(PASS_PIN, "7", now=clock.now())
    clock.forward(days=400)
    await limits.sweep(now=clock.now())

    assert await limits.used_up(PASS_PIN, "7", now=clock.now())
    await limits.clear(PASS_PIN, "7")
    assert not await limits.used_up(PASS_PIN, "7", now=clock.now())


async def test_a_right_try_does_not_count_against_the_address(db, clock):
    await limits.take(ADDRESS, "203.0.113.9", now=clock.now())
    await limits.give_back(ADDRESS, "203.0.113.9")

    assert await limits.take(ADDRESS, "203.0.113.9", now=clock.now()) == 29


async def test_of_twenty_guesses_at_the_same_moment_five_are_judged(db, clock):
    async def guess():
        try:
            await limits.take(PASS_PIN, "7", now=clock.now())
        except TooOften:
            return False
        return True

    allowed = await asyncio.gather(*(guess() for _ in range(20)))

    assert allowed.count(True) == 5


async def test_a_guess_may_not_be_counted_where_it_would_be_undone(db, clock):
    of = await make.village()

    async with storage.writing(of.id):
        with pytest.raises(RuntimeError, match="forgotten"):
            await limits.take(PASS_PIN, "7", now=clock.now())


async def test_old_counts_are_swept_away_and_addresses_are_never_readable(db, clock):
    await limits.take(ADDRESS, "203.0.113.9", now=clock.now())
    kept = await Attempt.all().values_list("bucket", flat=True)
    clock.forward(days=2, seconds=1)
    await limits.sweep(now=clock.now())

    assert [name.partition(":")[0] for name in kept] == ["address"]
    assert "203.0" not in kept[0]
    assert await Attempt.all().count() == 0


async def test_a_count_that_stands_for_a_minute_is_not_swept(db, clock):
    await limits.take(ADDRESS, "203.0.113.9", now=clock.now())
    await limits.sweep(now=clock.now() + timedelta(minutes=1))

    assert await Attempt.all().count() == 1
