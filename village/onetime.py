"""A form's one-time key, spent in the deed's own transaction.

A phone that sends twice on a bad line does the deed once; a refused deed leaves the key unspent.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from village.errors import Repeated


@dataclass(slots=True)
class FormKey:
    """`digest` is what the database keeps; `spent` is whether a deed of this request has it."""

    digest: str
    now: datetime
    spent: bool = False


_presented: ContextVar[FormKey | None] = ContextVar("presented_form_key", default=None)


@contextmanager
def presented(key: FormKey) -> Iterator[FormKey]:
    """The first deed inside the block spends `key`, or is refused as `Repeated`."""
    token = _presented.set(key)
    try:
        yield key
    finally:
        _presented.reset(token)


@asynccontextmanager
async def spending(connection: BaseDBAsyncClient) -> AsyncIterator[None]:
    """For storage alone, inside the outermost transaction."""
    key = _presented.get()
    if key is None or key.spent:
        yield
        return
    await _spend(key, connection)
    key.spent = True
    try:
        yield
    except BaseException:
        key.spent = False
        raise


async def _spend(key: FormKey, connection: BaseDBAsyncClient) -> None:
    # Two that arrive at once: the second waits here for the first one's commit, then sees it.
    marks = "$1, $2" if connection.capabilities.dialect == "postgres" else "?, ?"
    stored = await connection.execute_query_dict(
        f"INSERT INTO used_key (digest, used_at) VALUES ({marks})"  # noqa: S608 - marks only
        " ON CONFLICT DO NOTHING RETURNING digest",
        [key.digest, key.now],
    )
    if not stored:
        raise Repeated
