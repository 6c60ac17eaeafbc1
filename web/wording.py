"""How days, sums and numbers are put in words on a page.

Days are China days and sums are integers in 分: nothing here rounds or asks the time.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from publicity import privacy
from village import clock
from village.naming import Named

WEEKDAYS = "一二三四五六日"
HANZI = "零一二三四五六七八九"


def day(of: date) -> str:
    return f"{of.month} 月 {of.day} 日"


def full_day(of: date) -> str:
    return f"{of.year} 年 {day(of)}"


def weekday(of: date) -> str:
    return f"星期{WEEKDAYS[of.weekday()]}"


def moment(at: datetime) -> str:
    there = clock.local(at)
    return f"{day(there)} {there:%H:%M}"


def full_moment(at: datetime) -> str:
    there = clock.local(at)
    return f"{full_day(there)} {there:%H:%M}"


def iso_day(of: date) -> str:
    """For the datetime attribute of <time>."""
    return of.isoformat()


def due(last: date, today: date) -> str:
    """A last day as one who has to act reads it: 逾期 1 天, 今天, 明天, 3 天后, 12 月 2 日."""
    days = (last - today).days
    if days < 0:
        return f"逾期 {-days} 天"
    if days == 0:
        return "今天"
    if days == 1:
        return "明天"
    if days <= 7:
        return f"{days} 天后"
    return day(last) if last.year == today.year else full_day(last)


def urgency(last: date, today: date, soon: int = 7) -> str:
    """The tone of a tag: late after the last day, soon within `soon` days of it."""
    days = (last - today).days
    if days < 0:
        return "late"
    return "soon" if days <= soon else ""


def left(last: date, today: date) -> str:
    """How long something still runs for those who read it."""
    days = (last - today).days
    if days < 0:
        return "已期满"
    return "今天期满" if days == 0 else f"还剩 {days} 天"


def money(cents: int) -> str:
    """Integer 分 to `86,400.00 元`."""
    sign = "-" if cents < 0 else ""
    yuan, rest = divmod(abs(cents), 100)
    return f"{sign}{yuan:,}.{rest:02} 元"


def grouped(number: int) -> str:
    return f"{number:,}"


def hanzi(number: int) -> str:
    """一 to 九十九: the numbers of steps and groups."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    head = {0: "", 1: "十"}.get(tens, f"{HANZI[tens]}十")
    return head + (HANZI[ones] if ones else "")


def sealed(digest: str) -> str:
    """The first sixteen hexadecimal digits in fours: what a poster prints of a digest."""
    return " ".join(digest[at : at + 4] for at in range(0, min(len(digest), 16), 4))


def stopped(sentence: str) -> str:
    """The sentence with its full stop, whether or not it came with one."""
    return sentence if sentence.endswith(("。", "！", "？")) else f"{sentence}。"


def wait(seconds: int) -> str:
    """A waiting time rounded up, so that coming back when told is never too early."""
    if seconds <= 60:
        return f"{max(seconds, 1)} 秒"
    minutes = -(-seconds // 60)
    return f"{minutes} 分钟" if minutes <= 60 else f"{-(-minutes // 60)} 小时"


def as_option(option: Any) -> tuple[str, str, str]:
    """A Named member, or (value, label) or (value, label, note), as (value, label, note)."""
    if isinstance(option, Named):
        return str(option), option.label, ""
    value, label, *note = option
    return str(value), str(label), str(note[0]) if note else ""


def shown(text: str) -> str:
    """Free text on a page for anyone: numbers that point at a person are hidden."""
    return privacy.hidden(text)


FILTERS: dict[str, Callable[..., Any]] = {
    made.__name__: made
    for made in (
        day,
        full_day,
        weekday,
        moment,
        full_moment,
        iso_day,
        due,
        urgency,
        left,
        money,
        grouped,
        hanzi,
        sealed,
        stopped,
        wait,
        as_option,
        shown,
    )
}
