"""What hangs on the board on a day, in order of last day. Reads only, one statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count

from publicity.models import Notice, NoticeKind
from village import clock, selects

MOST_OVER = 10
COLUMNS = "id, subject, kind, title, body, first_day, last_day, posted_at, withdrawn_at"
HUNG = (
    f"SELECT {COLUMNS}, 0 AS is_over FROM notice"  # noqa: S608 - no value is written into it
    " WHERE village_id = ? AND first_day <= ? AND last_day >= ?"
)
OVER = (
    f"SELECT {COLUMNS}, 1 AS is_over FROM notice"  # noqa: S608
    " WHERE village_id = ? AND last_day < ? AND withdrawn_at IS NULL"
    " ORDER BY last_day DESC, id DESC LIMIT ?"
)
BOTH = f"{HUNG} UNION ALL SELECT * FROM ({OVER}) AS lately"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice as a list shows it. `subject` is what it is about, such as "decision:12"."""

    id: int
    subject: str
    kind: NoticeKind
    title: str
    body: str
    first_day: date
    last_day: date
    posted_at: datetime

    @property
    def paragraphs(self) -> list[str]:
        return [one for one in self.body.split("\n\n") if one.strip()]


async def on_day(village_id: int, day: date) -> list[Hanging]:
    """What hung on `day`: posted by then, not past its last day, not yet withdrawn."""
    return (await _asked(HUNG, day, village_id, day, day))[0]


async def on_day_and_before(village_id: int, day: date) -> tuple[list[Hanging], list[Hanging]]:
    """The same, and what came down lately, so that a scanned old poster still finds its way."""
    return await _asked(BOTH, day, village_id, day, day, village_id, day, MOST_OVER)


async def recently_over(village_id: int, day: date, limit: int) -> list[Hanging]:
    return (await _asked(OVER, day, village_id, day, limit))[1]


async def _asked(statement: str, day: date, *values: object) -> tuple[list[Hanging], list[Hanging]]:
    found = await selects.rows(statement, *values)
    hung = [_hanging(row) for row in found if not row["is_over"] and _hung_then(row, day)]
    over = [_hanging(row) for row in found if row["is_over"]]
    return (
        sorted(hung, key=lambda one: (one.last_day, one.id)),
        sorted(over, key=lambda one: (one.last_day, one.id), reverse=True),
    )


def _hung_then(row: Any, day: date) -> bool:
    gone = row["withdrawn_at"]
    return gone is None or clock.local_date(selects.moment(gone)) > day


def _hanging(row: Any) -> Hanging:
    return Hanging(
        id=row["id"],
        subject=row["subject"],
        kind=NoticeKind(row["kind"]),
        title=row["title"],
        body=row["body"],
        first_day=selects.day(row["first_day"]),
        last_day=selects.day(row["last_day"]),
        posted_at=selects.moment(row["posted_at"]),
    )


async def counted_on(village_ids: Iterable[int], day: date) -> dict[int, int]:
    """How many hang on `day` in each of these villages; none is left out as nought."""
    after = clock.at_local(day + timedelta(days=1))
    rows = (
        await Notice.filter(village_id__in=list(village_ids), first_day__lte=day, last_day__gte=day)
        .filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=after))
        .annotate(hanging=Count("id"))
        .group_by("village_id")
        .values("village_id", "hanging")
    )
    return {row["village_id"]: row["hanging"] for row in rows}


def days_left(notice: Notice, today: date) -> int:
    """Whole days until the last day; nought on the last day itself, negative when over."""
    return (notice.last_day - today).days
