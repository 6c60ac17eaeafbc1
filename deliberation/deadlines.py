"""By when a concern must be received, answered, called back: days of the profile, in China days.

Working days follow the holidays announced for the year. A year not announced yet counts Monday to
Friday, and whoever shows the day says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants, is_workday

from village.rules import Profile

KNOWN_YEARS = frozenset(day.year for day in constants.holidays)
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """What the receipt says. `known` is False when holidays of that year are not announced."""

    accept_by: date
    answer_by: date
    known: bool


def is_working_day(day: date) -> bool:
    return bool(is_workday(day)) if day.year in KNOWN_YEARS else day.weekday() < WEEKEND


def working_day_after(day: date, count: int) -> tuple[date, bool]:
    """The `count`-th working day after `day`, and whether the holidays up to it are known."""
    found = day
    for _ in range(count):
        found += timedelta(days=1)
        while not is_working_day(found):
            found += timedelta(days=1)
    return found, found.year in KNOWN_YEARS


def promised(profile: Profile, today: date) -> Promise:
    accept_by, known = working_day_after(today, profile.whole("issue.accept_days") or 0)
    return Promise(accept_by, max(after(profile, "general_days", today), accept_by), known)


def after(profile: Profile, rule: str, day: date) -> date:
    """`day` plus the whole days of `issue.<rule>`."""
    return day + timedelta(days=profile.whole(f"issue.{rule}") or 0)
