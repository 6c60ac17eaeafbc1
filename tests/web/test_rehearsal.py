from datetime import timedelta

import pytest

from village.errors import Blocked
from village.models import Setting
from web import rehearsal


async def test_a_real_villages_clock_is_not_moved(db):
    with pytest.raises(Blocked) as refused:
        await rehearsal.shift(timedelta(days=1))

    assert refused.value.codes == ("not-a-demo",)
    assert (await rehearsal.offset(), await Setting.all().count()) == (timedelta(), 0)


async def test_a_clock_set_by_hand_moves_nothing_without_the_demo(db):
    await Setting.create(key=rehearsal.CLOCK, value="86400")

    assert await rehearsal.offset() == timedelta()


async def test_the_demos_clock_is_moved_and_moved_back(db):
    await rehearsal.begin_demo()
    found = []
    for by in (timedelta(days=16), timedelta(hours=-3), timedelta()):
        await rehearsal.shift(by)
        found.append(await rehearsal.offset())

    assert found == [timedelta(days=16), timedelta(hours=-3), timedelta()]


async def test_a_demo_is_half_built_until_it_is_finished(db):
    assert (await rehearsal.is_demo(), await rehearsal.is_half_built()) == (False, False)
    await rehearsal.begin_demo()
    assert (await rehearsal.is_demo(), await rehearsal.is_half_built()) == (True, True)
    await rehearsal.finish_demo()
    assert (await rehearsal.is_demo(), await rehearsal.is_half_built()) == (True, False)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("+16d", timedelta(days=16)),
        ("-3h", timedelta(hours=-3)),
        ("90m", timedelta(minutes=90)),
        ("0d", timedelta()),
        ("9999d", timedelta(days=9999)),
    ],
)
def test_a_shift_is_read(text, by):
    assert rehearsal.read(text) == by


@pytest.mark.parametrize("text", ["", "16", "d", "+16w", "1.5d", "10000d", "++1d", "+1d ", "１d x"])
def test_what_is_no_shift_is_told_how_to_write_one(text):
    with pytest.raises(ValueError, match="时间要写成"):
        rehearsal.read(text)
