"""What hangs on the board on a day, in order of last day. Reads only, one statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q
from tortoise.functions import Count

from publicity.models import Notice, NoticeKind
from village import clock

COLUMNS = ("id", "subject", "kind", "title", "body", "first_day", "last_day", "posted_at")


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


def _hung_on(day: date) -> Q:
    after = clock.at_local(day + timedelta(days=1))
    taken_down_later = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=after)
    return Q(first_day__lte=day, last_day__gte=day) & taken_down_later


async def on_day(village_id: int, day: date) -> list[Hanging]:
    """What hung on `day`: posted by then, not past its last day, not yet withdrawn."""
    found = Notice.filter(_hung_on(day), village_id=village_id).order_by("last_day", "id")
    return [Hanging(**row) for row in await found.values(*COLUMNS)]


async def recently_over(village_id: int, day: date, limit: int) -> list[Hanging]:
    """What came down lately, so that a scanned old poster still finds its way."""
    over = Notice.filter(village_id=village_id, last_day__lt=day, withdrawn_at__isnull=True)
    rows = await over.order_by("-last_day", "-id").limit(limit).values(*COLUMNS)
    return [Hanging(**row) for row in rows]


async def counted_on(village_ids: Iterable[int], day: date) -> dict[int, int]:
    """How many hang on `day` in each of these villages; none is left out as nought."""
    rows = (
        await Notice.filter(_hung_on(day), village_id__in=list(village_ids))
        .annotate(hanging=Count("id"))
        .group_by("village_id")
        .values("village_id", "hanging")
    )
    return {row["village_id"]: row["hanging"] for row in rows}


def days_left(notice: Notice, today: date) -> int:
    """Whole days until the last day; nought on the last day itself, negative when over."""
    return (notice.last_day - today).days
