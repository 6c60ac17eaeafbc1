"""What hangs on a day: posted by then, not over, not taken down before that day's end."""

from datetime import timedelta

import pytest

from publicity import board
from publicity.models import Notice
from tests import make
from tests.make import DAY
from village import clock


def day(number):
    return DAY + timedelta(number)


async def on(village, number):
    return [one.id for one in await board.on_day(village.id, day(number))]


@pytest.mark.parametrize(("number", "hangs"), [(-1, False), (0, True), (15, True), (16, False)])
async def test_a_paper_hangs_from_its_first_day_to_its_last(db, number, hangs):
    village = await make.village()
    notice = await make.notice(village)

    assert await on(village, number) == ([notice.id] if hangs else [])


@pytest.mark.parametrize(("number", "hangs"), [(2, True), (3, False), (4, False)])
async def test_taken_down_it_is_gone_from_that_day_on(db, number, hangs):
    village = await make.village()
    down = clock.at_local(day(3), 23, 59)
    notice = await make.notice(village, withdrawn_at=down)

    assert await on(village, number) == ([notice.id] if hangs else [])


async def test_the_first_to_end_hangs_first_and_other_villages_hang_elsewhere(db):
    village = await make.village()
    late = await make.notice(village, last_day=day(20))
    soon = await make.notice(village, last_day=day(10))
    await make.notice(await make.village(name="石桥村"))

    assert await on(village, 1) == [soon.id, late.id]


async def test_what_is_over_is_found_for_a_while_the_latest_first(db):
    village = await make.village()
    oldest = await make.notice(village, last_day=day(-3))
    older = await make.notice(village, last_day=day(-2))
    newest = await make.notice(village, last_day=day(-1))
    await make.notice(village, last_day=day(0))
    await make.notice(village, last_day=day(-1), withdrawn_at=clock.at_local(day(-2)))

    found = await board.recently_over(village.id, DAY, 2)

    assert [one.id for one in found] == [newest.id, older.id]
    assert oldest.id not in [one.id for one in found]


@pytest.mark.parametrize(("last", "left"), [(1, 1), (0, 0), (-1, -1)])
def test_days_left_are_counted_to_the_last_day(last, left):
    assert board.days_left(Notice(last_day=day(last)), DAY) == left
