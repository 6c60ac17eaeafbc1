"""The database engine for SQLite: one writing connection in turns, one reading connection.

Reads outside a deed never wait for writers; every write, also a plain one, is a deed in the
convoy; a finished deed's transaction refuses further use. stack: Tortoise's own engine hangs
or loses writes when a transaction is cancelled, fails to begin or is used by a stray task.
"""

import asyncio
import contextvars
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

from tortoise.backends.base.client import ConnectionWrapper, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from village.convoy import Convoy, Place, Savepoint, Turn
from village.sqlite_connection import Connection, patiently

PRAGMAS = {
    "busy_timeout": 15_000,  # ms of patience with other processes; first, so that WAL waits too
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "journal_size_limit": 64 * 1024 * 1024,
    "cache_size": -16_000,
    "temp_store": "MEMORY",
}
READING = ("SELECT", "PRAGMA", "EXPLAIN")
WRITERS_ONLY = ("journal_mode", "synchronous", "journal_size_limit")
BREATH = 8  # reads; then others have a turn, for a read by itself gives none
NUL = "'||CHAR(0)||'"
ASK_FOR = 5  # ms: how long the writing connection waits by itself; the convoy asks again

log = logging.getLogger("cunyi.storage")


class Deed(SqliteTransactionWrapper):
    """The transaction one deed sees, from its turn in the convoy until its end."""

    _connection: Connection

    def __init__(self, client: "Client", place: Place) -> None:
        super().__init__(client)
        self._place = place
        self._owner = asyncio.current_task()

    def _at_hand(self) -> Connection:
        self._place.refuse_if_ended()
        if not self._connection.in_transaction:
            raise TransactionManagementError("the database has given up this transaction")
        return self._connection

    def acquire_connection(self) -> ConnectionWrapper[Connection]:
        self._at_hand()
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        self._place.refuse_if_ended()
        return Savepoint(self)

    async def savepoint_statement(self, statement: str) -> None:
        if asyncio.current_task() is not self._owner:
            raise TransactionManagementError("savepoints of one deed belong to one task")
        await self._at_hand().rows(statement)

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        connection = self._at_hand()
        self.log.debug("%s: %s", query, values)
        before = connection.total_changes
        with _told_by_tortoise():
            rows = await connection.rows(query.replace("\x00", NUL), values)
        return (connection.total_changes - before) or len(rows), rows

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self.execute_query(query, values))[1]]

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        connection = self._at_hand()
        self.log.debug("%s: %s", query, values)
        with _told_by_tortoise():
            await connection.write_many(query, values)

    async def execute_script(self, query: str) -> None:
        """Statement by statement: `executescript` would commit the shared transaction first."""
        for statement in _statements(query):
            await self.execute_query(statement)

    async def begin(self) -> None:
        raise TransactionManagementError("the convoy begins and ends transactions")

    commit = rollback = begin


class _Writer:
    """The one writing connection as the convoy's carrier."""

    failures: tuple[type[Exception], ...] = (sqlite3.Error, OSError)
    spoiled: tuple[type[Exception], ...] = ()

    def __init__(self, client: "Client") -> None:
        self._client = client

    async def begin(self, since: float) -> None:
        """Asked often, or we would starve beside a process that writes all the time."""
        self._connection = await self._client.writer()
        until = since + self._client.patience
        await patiently(until, self._connection.slowly, "BEGIN IMMEDIATE", pause=0)
        await self._connection.rows("SAVEPOINT deed")

    async def release(self, *, keep: bool, again: bool) -> None:
        if not keep:
            await self._connection.rows("ROLLBACK TO deed")
        await self._connection.rows("RELEASE deed")
        if again:
            await self._connection.rows("SAVEPOINT deed")

    async def end(self, *, keep: bool) -> None:
        await self._connection.slowly("COMMIT" if keep else "ROLLBACK")

    async def give_up(self) -> None:
        try:
            await (await self._client.writer()).slowly("ROLLBACK")
        except (sqlite3.OperationalError, OSError):
            log.debug("nothing to roll back")


class Client(SqliteClient):
    """What Tortoise holds as the connection outside deeds."""

    _connection: Connection | None

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **options})
        self.patience = int(self.pragmas["busy_timeout"]) / 1000
        self.convoy = Convoy(_Writer(self))
        self._reader: Connection | None = None
        self._reads = count(1)
        self._opening: asyncio.Task[None] | None = None

    async def create_connection(self, with_db: bool) -> None:
        try:
            self._connection = await self._connected(self.pragmas)
            await self._connection.rows(f"PRAGMA busy_timeout={ASK_FOR}")
            plain = {name: to for name, to in self.pragmas.items() if name not in WRITERS_ONLY}
            self._reader = await self._connected({**plain, "busy_timeout": 0, "query_only": "ON"})
            await self._post_connect()
        except BaseException:
            await self._close_both()
            raise

    async def _connected(self, pragmas: Mapping[str, object]) -> Connection:
        connection = Connection(self.filename)
        await connection
        connection.row_factory = sqlite3.Row
        try:
            for pragma, value in pragmas.items():
                await connection.slowly(f"PRAGMA {pragma}={value}")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        await self.convoy.rest()
        await self._close_both()

    async def _close_both(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()
        await super().close()

    async def _open(self) -> None:
        """Open once, in a task that a cancelled request cannot stop half-way."""
        if self._reader is not None:
            return
        if self._opening is None or self._opening.done():
            opening = self.create_connection(with_db=True)
            self._opening = asyncio.create_task(opening, context=contextvars.Context())
        await asyncio.shield(self._opening)

    async def writer(self) -> Connection:
        await self._open()
        assert self._connection is not None  # noqa: S101 - for the type checker; _open saw to it
        return self._connection

    def acquire_connection(self) -> ConnectionWrapper[Connection]:
        raise TransactionManagementError("the writing connection is had by a deed only")

    def _in_transaction(self) -> TransactionContext:
        return Turn(self.convoy, self.connection_name, partial(Deed, self))

    async def _read(self, query: str, values: list[Any] | None) -> list[sqlite3.Row]:
        await self._open()
        assert self._reader is not None  # noqa: S101 - for the type checker; _open saw to it
        self.log.debug("%s: %s", query, values)
        if next(self._reads) % BREATH == 0:
            await asyncio.sleep(0)
        with _told_by_tortoise():
            until = asyncio.get_running_loop().time() + self.patience
            return await patiently(until, self._reader.rows, query, values)

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[Any]]:
        if _reads(query):
            rows = await self._read(query, values)
            return len(rows), rows
        async with self._in_transaction() as deed:
            return await deed.execute_query(query, values)

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        if _reads(query):
            return [dict(row) for row in await self._read(query, values)]
        async with self._in_transaction() as deed:
            return await deed.execute_query_dict(query, values)

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        async with self._in_transaction() as deed:
            return await deed.execute_insert(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as deed:
            await deed.execute_many(query, values)

    async def execute_script(self, query: str) -> None:
        async with self._in_transaction() as deed:
            await deed.execute_script(query)


@contextmanager
def _told_by_tortoise() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error


def _reads(query: str) -> bool:
    return query.lstrip()[:7].upper().startswith(READING)


def _statements(script: str) -> list[str]:
    """The script cut where SQLite itself sees a statement end."""
    found, begun = [], ""
    for piece in script.split(";"):
        begun += piece + ";"
        if sqlite3.complete_statement(begun):
            found.append(begun)
            begun = ""
    return [statement for statement in found if statement.strip(" \t\r\n;")]


client_class = Client
