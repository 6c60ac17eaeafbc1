"""A connection to a SQLite file: short statements at once, long work on a thread of its own.

Handing one small statement to a thread and back costs ten times what running it does. Nothing
is run at once while the thread is at work, so everything happens in the order it was asked for.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

import aiosqlite

MANY = 50  # rows written by one statement; more are written on the thread

Done = TypeVar("Done")


class Connection(aiosqlite.Connection):
    """What may wait for the disk or for another process is asked for by `apart`."""

    def __init__(self, filename: str) -> None:
        connect = partial(sqlite3.connect, filename, isolation_level=None, check_same_thread=False)
        super().__init__(connect, iter_chunk_size=64)
        self._sent = 0  # counted by the event loop's thread alone
        self._done = 0  # counted by the connection's thread alone

    async def _execute(self, fn: Callable[..., Done], *args: Any, **kwargs: Any) -> Done:
        if self._sent != self._done:
            return await self.apart(fn, *args, **kwargs)
        self._check_open()
        return fn(*args, **kwargs)

    async def apart(self, fn: Callable[..., Done], *args: Any, **kwargs: Any) -> Done:
        """On the connection's thread, after all that was asked for before."""

        def run() -> Done:
            try:
                return fn(*args, **kwargs)
            finally:
                self._done += 1

        self._check_open()
        self._sent += 1
        done: Done = await super()._execute(run)  # type: ignore[no-untyped-call]
        return done

    def _check_open(self) -> None:
        if not self._running or not self._connection:
            raise ValueError("Connection closed")

    async def rows(self, sql: str, values: Sequence[Any] | None = None) -> list[sqlite3.Row]:
        return list(await self._execute(self._execute_fetchall, sql, values or ()))

    async def slowly(self, sql: str) -> None:
        """BEGIN may wait for another process, COMMIT for the disk."""
        await self.apart(self._execute_fetchall, sql, ())

    async def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        told = list(rows)
        run = self._execute if len(told) <= MANY else self.apart
        await run(self._conn.executemany, sql, told)


async def patiently(
    until: float, ask: Callable[..., Awaitable[Done]], *args: object, pause: float = 0.005
) -> Done:
    """Ask again as long as another process has the file locked, until that time of the loop.

    SQLite's own waiting would hold up whoever runs it, and asks only every 100 ms.
    """
    clock = asyncio.get_running_loop()
    while True:
        try:
            return await ask(*args)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or clock.time() > until:
                raise
        await asyncio.sleep(pause)
