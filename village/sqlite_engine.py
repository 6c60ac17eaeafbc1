"""The database engine for SQLite: one writing connection in turns, one reading connection.

Reads outside a deed never wait for writers; every write, also a plain one, is a deed in the
convoy; a finished deed's transaction refuses further use. stack: Tortoise's own engine hangs
or loses writes when a transaction is cancelled, fails to begin or is used by a stray task.
"""

import asyncio
import contextvars
import sqlite3
from collections.abc import Sequence
from itertools import count
from types import TracebackType
from typing import Any

import aiosqlite
from tortoise.backends.base.client import ConnectionWrapper, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.connection import ConnectionToken, get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from village.convoy import Convoy, Place

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
ASK_FOR = 5  # ms: how long the writing connection waits by itself; the convoy asks again

_savepoints = count(1)


class Deed(SqliteTransactionWrapper):
    """The transaction one deed sees, from its turn in the convoy until its end."""

    def __init__(self, client: "Client", place: Place) -> None:
        super().__init__(client)
        self._place = place
        self._owner = asyncio.current_task()

    def acquire_connection(self) -> ConnectionWrapper[aiosqlite.Connection]:
        self._refuse_if_ended()
        if not self._connection.in_transaction:
            raise TransactionManagementError("the database has given up this transaction")
        return super().acquire_connection()

    def _refuse_if_ended(self) -> None:
        if self._place.ended.done():
            raise TransactionManagementError(
                "this deed has ended: was a task started inside its transaction?"
            )

    def _in_transaction(self) -> TransactionContext:
        self._refuse_if_ended()
        return _Savepoint(self)

    async def savepoint_statement(self, statement: str) -> None:
        if asyncio.current_task() is not self._owner:
            raise TransactionManagementError("savepoints of one deed belong to one task")
        async with self.acquire_connection() as connection:
            await connection.execute_fetchall(statement)

    async def execute_script(self, query: str) -> None:
        """Statement by statement: `executescript` would commit the shared transaction first."""
        for statement in _statements(query):
            await self.execute_query(statement)

    async def begin(self) -> None:
        raise TransactionManagementError("the convoy begins and ends transactions")

    commit = rollback = begin


class _DeedContext(TransactionContext):
    """`async with in_transaction()`: wait for the turn, do the deed, wait for COMMIT."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self.connection_name = client.connection_name

    async def __aenter__(self) -> Deed:
        self._place = self._client.convoy.join()
        try:
            await self._place.turn
            deed = Deed(self._client, self._place)
            self._token: ConnectionToken = get_connections().set(self.connection_name, deed)
        except BaseException:
            self._place.end(keep=False)
            raise
        return deed

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._place.end(keep=kind is None)
        get_connections().reset(self._token)
        # A refusal waits as well: it may rest on what a deed before it in the same
        # transaction wrote, and is void if that was not stored. A cancelled one leaves now.
        if kind is None or issubclass(kind, Exception):
            await self._place.stored


class _Savepoint(TransactionContext):
    """A deed inside a deed: undone alone, stored with the outer one."""

    def __init__(self, deed: Deed) -> None:
        self._deed = deed
        self.connection_name = deed.connection_name

    async def __aenter__(self) -> Deed:
        self._name = f"inner_{next(_savepoints)}"
        await self._deed.savepoint_statement(f"SAVEPOINT {self._name}")
        return self._deed

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            await self._deed.savepoint_statement(f"ROLLBACK TO {self._name}")
        await self._deed.savepoint_statement(f"RELEASE {self._name}")


class Client(SqliteClient):
    """What Tortoise holds as the connection outside deeds."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **{**PRAGMAS, **options})
        self.convoy = Convoy(self._writer, int(self.pragmas["busy_timeout"]) / 1000)
        self._reader: aiosqlite.Connection | None = None
        self._opening: asyncio.Task[None] | None = None

    async def create_connection(self, with_db: bool) -> None:
        try:
            await super().create_connection(with_db)
            assert self._connection is not None  # noqa: S101 - for the type checker
            await self._connection.execute_fetchall(f"PRAGMA busy_timeout={ASK_FOR}")
            reader = await aiosqlite.connect(self.filename, isolation_level=None)
            self._reader = reader
            reader.row_factory = sqlite3.Row
            for pragma, value in self.pragmas.items():
                if pragma not in WRITERS_ONLY:
                    await reader.execute_fetchall(f"PRAGMA {pragma}={value}")
            await reader.execute_fetchall("PRAGMA query_only=ON")
        except BaseException:
            await self._close_both()
            raise

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

    async def _writer(self) -> aiosqlite.Connection:
        await self._open()
        assert self._connection is not None  # noqa: S101 - for the type checker; _open saw to it
        return self._connection

    def acquire_connection(self) -> ConnectionWrapper[aiosqlite.Connection]:
        raise TransactionManagementError("the writing connection is had by a deed only")

    def _in_transaction(self) -> TransactionContext:
        return _DeedContext(self)

    async def _read(self, query: str, values: list[Any] | None) -> list[sqlite3.Row]:
        await self._open()
        assert self._reader is not None  # noqa: S101 - for the type checker; _open saw to it
        self.log.debug("%s: %s", query, values)
        try:
            return list(await self._reader.execute_fetchall(query, values))
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

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
