"""Opening the database, and the one way to write to it: a deed inside `writing`.

One writer per village: whatever a deed checks inside `writing` still holds when it is stored.
"""

import errno
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext, set_global_context
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.transactions import in_transaction

from village import onetime
from village.errors import NotFound, NotReady
from village.models import Township, Village
from village.postgres_engine import Client as PostgresClient
from village.prepared import A_NUMBER, Prepared

log = logging.getLogger("cunyi.storage")


@dataclass(slots=True)
class Stored:
    """How many deeds this process has stored: whoever keeps copies asks whether it grew."""

    deeds: int = 0


STORED = Stored()


CONNECTION = "default"
LOCKED = Prepared(lambda village_id: Village.filter(id=village_id).select_for_update(), A_NUMBER)
ENGINES = {
    "sqlite": "village.sqlite_engine",
    "asyncpg": "village.postgres_engine",
    "postgres": "village.postgres_engine",
    "postgresql": "village.postgres_engine",
}
FULL_OR_LOCKED = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)
HUNG_UP = "another operation (2) is in progress"  # asyncpg, of a server that has just hung up
UNREACHABLE_OR_LOCKED = (
    ConnectionError,
    TimeoutError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)


def config_for(url: str, models: Sequence[str], migrations: str = "") -> dict[str, Any]:
    """Tortoise's configuration for that address, with our engines."""
    scheme = url.partition("://")[0]
    if scheme not in ENGINES:
        raise ValueError(f"DATABASE_URL must begin with sqlite:// or asyncpg://, not {scheme}://")
    credentials = expand_db_url(url)["credentials"]
    if ":memory:" in url:
        raise ValueError("DATABASE_URL must name a file: reading beside writing needs one")
    if scheme == "sqlite":
        credentials.pop("journal_mode")
        credentials.pop("journal_size_limit")
    app: dict[str, Any] = {"models": list(models), "default_connection": CONNECTION}
    if migrations:
        app["migrations"] = migrations
    return {
        "connections": {CONNECTION: {"engine": ENGINES[scheme], "credentials": credentials}},
        "apps": {"models": app},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def opened(config: dict[str, Any]) -> AsyncIterator[None]:
    """Connected, for every task of this process: `async with storage.opened(...)`."""
    context = TortoiseContext()
    with context:
        await context.init(config=config)
    set_global_context(context)
    try:
        yield
    finally:
        await context.close_connections()


@asynccontextmanager
async def writing(village_id: int) -> AsyncIterator[Village]:
    """One deed of one village. Inside another deed it joins that one as a savepoint."""
    async with _deed(village_id=village_id):
        village = await LOCKED.first(village_id)
        if village is None:
            raise NotFound("这个村")
        yield village


@asynccontextmanager
async def writing_township(township_id: int) -> AsyncIterator[Township]:
    async with _deed():
        township = await Township.filter(id=township_id).select_for_update().first()
        if township is None:
            raise NotFound("这个乡镇")
        yield township


@asynccontextmanager
async def founding() -> AsyncIterator[None]:
    """The deed by which a township comes to be: there is no row yet to lock."""
    async with _deed():
        yield


@asynccontextmanager
async def aside() -> AsyncIterator[None]:
    """Sessions and counted guesses: stored like a deed, but nobody's affair and on no record.

    Does not spend the form's one-time key: a wrong guess is counted, the form may be corrected.
    """
    async with _deed(spends=False):
        yield


@contextmanager
def asking() -> Iterator[None]:
    """Around what is read outside deeds: a database that is away or locked is `NotReady`."""
    try:
        yield
    except Exception as error:
        if _cannot_store(error):
            log.error("the database could not be asked: %s", error)
            raise NotReady("系统现在查不到数据。请稍后再试一次。") from error
        raise


def in_deed() -> bool:
    return isinstance(get_connection(CONNECTION), TransactionalDBClient)


@asynccontextmanager
async def _deed(*, spends: bool = True, village_id: int | None = None) -> AsyncIterator[None]:
    try:
        async with _transaction(village_id) as connection:
            if not spends:
                yield
            else:
                async with onetime.spending(connection):
                    yield
        STORED.deeds += 1
    except Exception as error:
        if _cannot_store(error):
            log.error("a deed could not be stored: %s", error)
            raise NotReady from error
        if isinstance(error, NotReady) and error.__context__ is not None:
            log.error("a deed could not be stored: %s", error.__context__)
        raise


def _transaction(village_id: int | None) -> TransactionContext:
    """On PostgreSQL deeds of one village may share one; on SQLite all deeds of the file do."""
    client = get_connection(CONNECTION)
    if village_id is not None and isinstance(client, PostgresClient):
        return client.deed_of(village_id)
    return in_transaction(CONNECTION)


def _cannot_store(error: BaseException) -> bool:
    """Is the database locked, full or away, rather than the deed wrong?"""
    reason = error.args[0] if isinstance(error, OperationalError) and error.args else error
    if isinstance(reason, sqlite3.Error):
        return getattr(reason, "sqlite_errorcode", 0) & 0xFF in FULL_OR_LOCKED
    if isinstance(reason, asyncpg.InterfaceError):
        return "closed" in str(reason)
    if isinstance(reason, asyncpg.InternalClientError):
        return HUNG_UP in str(reason)
    if isinstance(reason, OSError) and reason.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return isinstance(reason, UNREACHABLE_OR_LOCKED)
