"""Everything on the board on a day, in order of last day. Reads only."""

from datetime import date, timedelta

from tortoise.expressions import Q

from publicity.models import Notice
from village import clock


async def on_day(village_id: int, day: date) -> list[Notice]:
    """What hung on `day`: posted by then, not past its last day, not yet withdrawn."""
    after = clock.at_local(day + timedelta(days=1))
    return (
        await Notice.filter(village_id=village_id, first_day__lte=day, last_day__gte=day)
        .filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=after))
        .order_by("last_day", "id")
    )


async def recently_over(village_id: int, day: date, limit: int) -> list[Notice]:
    """What came down lately, so that a scanned old poster still finds its way."""
    return (
        await Notice.filter(village_id=village_id, last_day__lt=day, withdrawn_at__isnull=True)
        .order_by("-last_day", "-id")
        .limit(limit)
    )


def days_left(notice: Notice, today: date) -> int:
    """Whole days until the last day; nought on the last day itself, negative when over."""
    return (notice.last_day - today).days
