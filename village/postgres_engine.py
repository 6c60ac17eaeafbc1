"""The database engine for PostgreSQL: a transaction cancelled at any moment gives its
connection back to the pool, a finished one refuses further use, and whoever loses the server
during COMMIT is not told that nothing was stored.

Deeds of one village that wait together share one transaction, which begins with the village's
lock; other deeds have a transaction each.
"""

import asyncio
import contextvars
from types import TracebackType
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from village.convoy import Convoy, Place, Savepoint, Turn
from village.errors import NotReady
from village.postgres_lines import Borrowed, Line, Lines

UNSURE = "系统和数据库断开了一下，不能确定这一步存上没有。请再交一次，存上了的不会重复。"
CUT_OFF = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
LEAST = 0.05  # seconds, for the lock: who has waited long already asks once more
PATIENCE = 15  # seconds, for a free connection or another's lock; `?patience=` in the URL


class Deed(TransactionWrapper):
    """The transaction one deed sees."""

    def acquire_connection(self) -> ConnectionWrapper[asyncpg.Connection]:
        self.refuse_if_ended()
        return super().acquire_connection()

    def refuse_if_ended(self) -> None:
        if self._finalized:
            raise TransactionManagementError(
                "this deed has ended: was a task started inside its transaction?"
            )

    def _in_transaction(self) -> TransactionContext:
        self.refuse_if_ended()
        return NestedTransactionContext(_Inner(self))


class _Inner(Deed):
    """A deed inside a deed: a savepoint, undone alone and stored with the outer one."""

    _parent: Deed

    def refuse_if_ended(self) -> None:
        super().refuse_if_ended()
        self._parent.refuse_if_ended()


class _Shared(Deed):
    """A deed that shares its transaction with others of its village."""

    def __init__(self, client: "Client", place: Place, line: Any) -> None:
        super().__init__(client)
        self._connection, self._place = line, place
        self._owner = asyncio.current_task()

    def refuse_if_ended(self) -> None:
        self._place.refuse_if_ended()

    def _in_transaction(self) -> TransactionContext:
        self.refuse_if_ended()
        return Savepoint(self)

    async def savepoint_statement(self, statement: str) -> None:
        if asyncio.current_task() is not self._owner:
            raise TransactionManagementError("savepoints of one deed belong to one task")
        async with self.acquire_connection() as line:
            await line.execute(statement)

    async def begin(self) -> None:
        raise TransactionManagementError("the convoy begins and ends transactions")

    commit = rollback = begin


class _Village:
    """A connection of the pool as the carrier of one village's deeds."""

    failures: tuple[type[Exception], ...] = (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        OSError,
        TimeoutError,
        NotReady,
    )
    spoiled: tuple[type[Exception], ...] = (asyncpg.InFailedSQLTransactionError,)

    def __init__(self, client: "Client", village_id: int) -> None:
        self._client, self._village_id = client, village_id
        self.line: Any = None

    async def begin(self, since: float) -> None:
        """The lock comes first, before any key or row: two processes never wait crosswise."""
        patience = self._client.patience
        self.line = await self._client.lines.borrow()
        left = max(LEAST, since + patience - asyncio.get_running_loop().time())
        await self.line.execute(
            f"BEGIN; SET LOCAL lock_timeout = {left * 1000:.0f};"  # noqa: S608 - numbers alone
            f" SELECT 1 FROM village WHERE id = {self._village_id:d} FOR UPDATE;"
            f" SET LOCAL lock_timeout = {patience * 1000:.0f}; SAVEPOINT deed"
        )

    async def release(self, *, keep: bool, again: bool) -> None:
        words = ["RELEASE deed"] if keep else ["ROLLBACK TO deed", "RELEASE deed"]
        await self.line.execute(";".join([*words, *(["SAVEPOINT deed"] if again else [])]))

    async def end(self, *, keep: bool) -> None:
        try:
            await self.line.execute("COMMIT" if keep else "ROLLBACK")
        except CUT_OFF as error:
            raise NotReady(UNSURE) from error
        line, self.line = self.line, None
        await self._client.lines.give_back(line)

    async def give_up(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            await self._client.lines.give_back(line, torn=True)


class _DeedContext(TransactionContextPooled):
    """`async with in_transaction()`: a connection of the pool, given back whatever happens."""

    client: Deed

    def __init__(self, client: "Client") -> None:
        super().__init__(Deed(client), client._pool_init_lock)
        self._lines = client.lines

    async def __aenter__(self) -> Deed:
        self.client._connection = await self._lines.borrow()
        try:
            await self.client.begin()
            self.token = get_connections().set(self.connection_name, self.client)
        except BaseException:
            self.client._finalized = True
            await self._lines.give_back(self.client._connection, torn=True)
            raise
        return self.client

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        get_connections().reset(self.token)
        ending = asyncio.create_task(self._end(keep=kind is None), context=contextvars.Context())
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            # Whoever waited is gone; the end runs on, and the pool's close waits for it.
            ending.add_done_callback(_forget)
            raise

    async def _end(self, *, keep: bool) -> None:
        torn = True
        try:
            if keep:
                await self._commit()
            else:
                await self.client.rollback()
            torn = False
        finally:
            self.client._finalized = True
            await self._lines.give_back(self.client._connection, torn=torn)

    async def _commit(self) -> None:
        try:
            await self.client.commit()
        except CUT_OFF as error:
            raise NotReady(UNSURE) from error


def _forget(ending: asyncio.Task[None]) -> None:
    if not ending.cancelled():
        ending.exception()


class Client(AsyncpgDBClient):
    """What Tortoise holds as the connection outside deeds."""

    connection_class = Line

    def __init__(self, **options: Any) -> None:
        self.patience = float(options.pop("patience", PATIENCE))
        self._convoys: dict[int, tuple[Convoy, _Village]] = {}
        super().__init__(**options)
        self.lines = Lines(self._opened, self.pool_maxsize, self.patience)
        self.server_settings.setdefault("lock_timeout", f"{self.patience * 1000:.0f}ms")
        self.server_settings.setdefault("timezone", "UTC")

    def _in_transaction(self) -> TransactionContext:
        return _DeedContext(self)

    def deed_of(self, village_id: int) -> TransactionContext:
        """A deed of that village: it may share its transaction with others that wait."""
        found = self._convoys.get(village_id)
        if found is None:
            carrier = _Village(self, village_id)
            found = self._convoys[village_id] = Convoy(carrier), carrier
        convoy, carrier = found
        return Turn(convoy, self.connection_name, lambda place: _Shared(self, place, carrier.line))

    async def _opened(self) -> Any:
        if self._pool is None:
            async with self._pool_init_lock:
                if self._pool is None:
                    await self.create_connection(with_db=True)
        return self._pool

    def acquire_connection(self) -> Any:
        return Borrowed(self.lines)

    async def rest(self) -> None:
        """Everything on its way has been answered, and every connection lies in the pool."""
        for convoy, _ in list(self._convoys.values()):
            await convoy.rest()
        await self.lines.rest()

    async def close(self) -> None:
        await self.rest()
        await super().close()


client_class = Client
