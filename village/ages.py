"""Years on the calendar: who is of age on a day, and when a term of years is over.

A period of years ends on the corresponding day; born on 29 February means 28 February in a
year that lacks it.
"""

import calendar
from datetime import date

ADULT = 18  # the age of the law's 村民会议; the one number of the law that is a word of the product


def years_later(day: date, years: int) -> date:
    """The corresponding day, or the last day of that month where there is none."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def is_adult(born: date | None, day: date) -> bool:
    """Somebody whose birthday nobody knows is on no roll until it is registered."""
    return born is not None and years_later(born, ADULT) <= day


def latest_birth(day: date) -> date:
    """Born on that day or earlier means adult on `day`."""
    born = years_later(day, -ADULT)
    following = date.fromordinal(born.toordinal() + 1)
    return following if is_adult(following, day) else born
