"""What of the village bylaws waits for the township: drafts for advice, filings for a number.

Silence stops nothing; the list only says which village needs somebody today.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from bylaws.models import Edition, EditionStage


@dataclass(frozen=True, slots=True)
class TextWaiting:
    """A draft has `advice_id` and a last day, a filing `filing_id` and the day it came."""

    village_id: int
    village: str
    code: str
    title: str
    number: int
    advice_id: int | None
    due_on: date | None
    filing_id: int | None
    submitted_on: date | None


COLUMNS = {
    "village_id": "village_id",
    "village": "village__name",
    "code": "village__code",
    "title": "title",
    "number": "number",
    "advice_id": "advice__id",
    "due_on": "advice__due_on",
    "filing_id": "filing__id",
    "submitted_on": "filing__submitted_on",
}


async def waiting(village_ids: Collection[int]) -> list[TextWaiting]:
    """In one statement for all villages: drafts by last day, then filings by the day they came."""
    draft = Q(stage=EditionStage.REVIEWING, advice__id__isnull=False, advice__given_at__isnull=True)
    filed = Q(filing__id__isnull=False, filing__registered_on__isnull=True)
    rows = await Edition.filter(Q(draft | filed), village_id__in=list(village_ids)).values(
        **COLUMNS
    )
    return sorted(map(_told, rows), key=urgency)


def _told(row: dict[str, object]) -> TextWaiting:
    """A filing carries the advice it once had: it is told as a filing alone."""
    if row["filing_id"] is not None:
        row = {**row, "advice_id": None, "due_on": None}
    return TextWaiting(**row)  # type: ignore[arg-type]


def urgency(one: TextWaiting) -> tuple[date, int]:
    return (one.due_on or date.max, (one.submitted_on or date.max).toordinal())
