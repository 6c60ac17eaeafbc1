"""Figures of one village and quarter: counts only, and never a ranking of villages or people."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tortoise.functions import Count

from deliberation.models import (
    Concern,
    ConcernOutcome,
    ConcernRating,
    ConcernResult,
    Satisfaction,
)
from village import clock

QUARTERS = 4
MONTHS = 3
ASPECTS = ("attitude", "process", "result")


@dataclass(slots=True)
class Quarter:
    """Of what was raised in the quarter; ratings are those given in it, each aspect apart."""

    first: date
    last: date
    raised: int = 0
    answered: int = 0
    in_time: int = 0
    solved: int = 0
    reopened: int = 0
    outcomes: dict[ConcernOutcome, int] = field(default_factory=dict)
    ratings: dict[str, dict[Satisfaction, int]] = field(default_factory=dict)


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // MONTHS + 1


async def quarter(village_id: int, year: int, number: int) -> Quarter:
    """In two statements, however many were raised."""
    first = date(year, MONTHS * (number - 1) + 1, 1)
    after = date(year + number // QUARTERS, (MONTHS * number) % 12 + 1, 1)
    found = Quarter(first, date.fromordinal(after.toordinal() - 1))
    since, until = clock.at_local(first), clock.at_local(after)
    await _count_concerns(found, village_id, since, until)
    await _count_ratings(found, village_id, since, until)
    return found


async def _count_concerns(
    found: Quarter, village_id: int, since: datetime, until: datetime
) -> None:
    columns = ("outcome", "in_time", "result", "round")
    raised = Concern.filter(village_id=village_id, raised_at__gte=since, raised_at__lt=until)
    for row in await raised.annotate(n=Count("id")).group_by(*columns).values(*columns, "n"):
        n, outcome, result = row["n"], row["outcome"], row["result"]
        found.raised += n
        found.answered += n if result is not None else 0
        found.in_time += n if row["in_time"] and result is not None else 0
        found.solved += n if result == ConcernResult.SOLVED else 0
        found.reopened += n if row["round"] > 1 else 0
        if outcome is not None:
            ended = ConcernOutcome(outcome)
            found.outcomes[ended] = found.outcomes.get(ended, 0) + n


async def _count_ratings(found: Quarter, village_id: int, since: datetime, until: datetime) -> None:
    found.ratings = {one: dict.fromkeys(Satisfaction, 0) for one in ASPECTS}
    given = ConcernRating.filter(
        concern__village_id=village_id, rated_at__gte=since, rated_at__lt=until
    )
    for row in await given.annotate(n=Count("id")).group_by(*ASPECTS).values(*ASPECTS, "n"):
        for aspect in ASPECTS:
            found.ratings[aspect][Satisfaction(row[aspect])] += row["n"]
