"""演练: a shifted clock, only on a database that the demo made. Every page then says so."""

import re
from datetime import timedelta

from village.errors import Blocked, Blocker
from village.models import Setting

DEMO, CLOCK = "demo", "clock"
BUILDING, BUILT = "building", "built"
SHIFT = re.compile(r"([+-]?)(\d{1,4})([dhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


async def is_demo() -> bool:
    return await Setting.exists(key=DEMO)


async def begin_demo() -> None:
    """From here on this database is the demo's, also when building it breaks off."""
    await Setting.create(key=DEMO, value=BUILDING)


async def finish_demo() -> None:
    await Setting.filter(key=DEMO).update(value=BUILT)


async def is_half_built() -> bool:
    return await Setting.exists(key=DEMO, value=BUILDING)


async def offset() -> timedelta:
    """How far this installation's clock is shifted; nothing unless it is the demo's."""
    rows = {row.key: row.value for row in await Setting.filter(key__in=(DEMO, CLOCK))}
    if DEMO not in rows:
        return timedelta()
    return timedelta(seconds=int(rows.get(CLOCK, "0")))


async def shift(by: timedelta) -> None:
    """Refused on a real village's database: time is part of the law there."""
    if by and not await is_demo():
        text = "这个数据库不是演示用的，不能拨动时间。"
        raise Blocked([Blocker("not-a-demo", text, remedy="演练请用 run.py demo 建的数据库")])
    seconds = str(int(by.total_seconds()))
    row, _ = await Setting.get_or_create(key=CLOCK, defaults={"value": seconds})
    if row.value != seconds:
        await Setting.filter(id=row.id).update(value=seconds)


def read(text: str) -> timedelta:
    """`+16d`, `-3h`, `90m`; ValueError says what it should look like."""
    found = SHIFT.fullmatch(text)
    if found is None:
        raise ValueError("时间要写成 +16d（天）、+3h（小时）或 +90m（分钟）的样子")
    sign, number, unit = found.groups()
    return timedelta(**{UNITS[unit]: int(number)}) * (-1 if sign == "-" else 1)
