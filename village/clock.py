"""The only place that asks what time it is. Everything else is handed `now`.

Moments are aware and in UTC; days are the calendar days of China.
"""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+8")


class Clock:
    """The real time, shifted for rehearsals (演练) by `offset`."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


class FrozenClock(Clock):
    """Stands still until moved; for tests and the demo's story."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at + self.offset

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def local_date(moment: datetime) -> date:
    """The day in China on which `moment` falls."""
    return moment.astimezone(CHINA).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(CHINA)


def at_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that day in China, as a UTC moment."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA).astimezone(UTC)


def last_day(first: date, days: int) -> date:
    """The last day of a period of `days` days whose first day does not count.

    民法典 counts from the day after; a notice posted on the 10th for 15 days ends on the 25th.
    """
    return first + timedelta(days=days)


def full_days(first: date, today: date) -> int:
    """Whole days passed, the first day not counted."""
    return (today - first).days
