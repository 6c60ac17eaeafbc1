"""The database engine for PostgreSQL: a transaction cancelled at any moment gives its
connection back to the pool, a finished one refuses further use, and whoever loses the server
during COMMIT is not told that nothing was stored.
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

from village.errors import NotReady

UNSURE = "系统和数据库断开了一下，不能确定这一步存上没有。请再交一次，存上了的不会重复。"
CUT_OFF = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
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


class _DeedContext(TransactionContextPooled):
    """`async with in_transaction()`: a connection of the pool, given back whatever happens."""

    client: Deed

    def __init__(self, client: "Client") -> None:
        super().__init__(Deed(client), client._pool_init_lock)
        self._patience = client.patience

    async def __aenter__(self) -> Deed:
        await self.ensure_connection()
        pool = self.client._parent._pool
        assert pool is not None  # noqa: S101 - for the type checker; ensure_connection saw to it
        self.client._connection = await pool.acquire(timeout=self._patience)
        try:
            await self.client.begin()
            self.token = get_connections().set(self.connection_name, self.client)
        except BaseException:
            self.client._finalized = True
            # The pool rolls back and resets what it is given, in a task of its own.
            await pool.release(self.client._connection)
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
        pool = self.client._parent._pool
        try:
            if keep:
                await self._commit()
            else:
                await self.client.rollback()
        finally:
            self.client._finalized = True
            if pool is not None:
                await pool.release(self.client._connection)

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

    def __init__(self, **options: Any) -> None:
        self.patience = float(options.pop("patience", PATIENCE))
        super().__init__(**options)
        self.server_settings.setdefault("lock_timeout", f"{self.patience * 1000:.0f}ms")
        self.server_settings.setdefault("timezone", "UTC")

    def _in_transaction(self) -> TransactionContext:
        return _DeedContext(self)


client_class = Client
