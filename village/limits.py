"""How often something may be tried, counted in the database so that all processes share it.

A try is counted before it is judged: guesses sent at the same moment all count.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import F, Q

from village import storage
from village.errors import TooOften
from village.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries in a `window`; without a window the count stands until it is cleared."""

    name: str
    most: int
    window: timedelta | None
    refusal: str


PASS_PIN = Limit("pass-pin", 5, None, "这张通行码连续输错，已经锁上了。")
ADDRESS = Limit("address", 30, timedelta(hours=1), "这个网络上输错的次数太多了。")
PASSWORD = Limit("password", 10, timedelta(hours=1), "口令输错的次数太多了。")
CODE = Limit("code", 5, timedelta(minutes=15), "动态码输错的次数太多了。")
FOREVER = timedelta(days=36500)


async def take(limit: Limit, subject: str, *, now: datetime) -> int:
    """Count one try and say how many are left; `TooOften` when there was none left.

    Call it outside a deed: what is counted must stay when the deed is refused.
    """
    if storage.in_deed():
        raise RuntimeError("a guess counted inside a deed would be forgotten with it")
    bucket = _bucket(limit, subject)
    async with storage.aside():
        await Attempt.bulk_create(
            [Attempt(bucket=bucket, count=0, began_at=now)], ignore_conflicts=True
        )
        if limit.window:
            old = Attempt.filter(_is_over(limit.window, now), bucket=bucket)
            await old.update(count=0, began_at=now)
        counted = Attempt.filter(bucket=bucket, count__lt=limit.most)
        allowed = await counted.update(count=F("count") + 1)
        row = await Attempt.get(bucket=bucket)
    if not allowed:
        raise TooOften(_wait(limit, row, now), limit.refusal)
    return limit.most - row.count


def _is_over(window: timedelta, now: datetime) -> Q:
    """Its time is up, or it began so far ahead that the clock must have been set back since."""
    return Q(began_at__lte=now - window) | Q(began_at__gt=now + window)


async def used_up(limit: Limit, subject: str, *, now: datetime) -> bool:
    """Whether the next try would be refused; counts nothing."""
    return subject in await used_up_among(limit, [subject], now=now)


async def used_up_among(limit: Limit, subjects: Sequence[str], *, now: datetime) -> set[str]:
    buckets = {_bucket(limit, subject): subject for subject in subjects}
    counted = Attempt.filter(bucket__in=list(buckets), count__gte=limit.most)
    if limit.window:
        counted = counted.exclude(_is_over(limit.window, now))
    full = await counted.values_list("bucket", flat=True)
    return {buckets[str(bucket)] for bucket in full}


async def give_back(limit: Limit, subject: str) -> None:
    """The try was a right one: it does not count against the address it came from."""
    async with storage.aside():
        counted = Attempt.filter(bucket=_bucket(limit, subject), count__gt=0)
        await counted.update(count=F("count") - 1)


async def sweep(*, now: datetime) -> None:
    """Forget counts whose window is over. Locks of passes stay until somebody lifts them."""
    async with storage.aside():
        old = Attempt.filter(began_at__lt=now - timedelta(days=2))
        await old.exclude(bucket__startswith=f"{PASS_PIN.name}:").delete()


async def clear(limit: Limit, subject: str) -> None:
    async with storage.aside():
        await Attempt.filter(bucket=_bucket(limit, subject)).delete()


def _bucket(limit: Limit, subject: str) -> str:
    return f"{limit.name}:{hashlib.sha256(subject.encode()).hexdigest()}"


def _wait(limit: Limit, row: Attempt, now: datetime) -> int:
    end = row.began_at + (limit.window or FOREVER)
    return max(1, int((end - now).total_seconds()))
