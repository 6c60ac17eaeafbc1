"""The connections of one process to PostgreSQL: borrowed for a statement or for a deed.

Whoever is done hands his on to the next who waits; one that was torn from its work goes to the
pool, which rolls that back. None is lost, whenever its borrower is cancelled.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

import asyncpg


class Line(asyncpg.Connection):  # type: ignore[misc]
    """Gone back to the pool, an open transaction is rolled back; nothing else is ever set on
    a connection, so nothing else is asked of the server."""

    def get_reset_query(self) -> str:
        return ""


class Lines:
    """At most `most`. Giving one to asyncpg's pool and taking it again costs as much as a
    statement, so that those in order are kept at hand."""

    def __init__(self, pool: Callable[[], Awaitable[Any]], most: int, patience: float) -> None:
        self._pool, self._most, self._patience = pool, most, patience
        self._spare: list[Any] = []
        self._out = 0  # not in the pool
        self._keeps = True
        self._origin: Any = None
        self._wanting: deque[asyncio.Future[Any]] = deque()

    async def borrow(self) -> Any:
        """TimeoutError when none is free for as long as one has patience."""
        while True:
            if self._spare:
                line = self._spare.pop()
            elif self._out < self._most:
                return await self._fetched()
            else:
                line = await self._handed()
            if line is not None and not line.is_closed():
                return line
            if line is not None:
                await self.give_back(line, torn=True)

    async def give_back(self, line: Any, *, torn: bool = False) -> None:
        if torn or not self._keeps or line.is_closed() or line.is_in_transaction():
            try:
                await self._origin.release(line)
            finally:
                self._out -= 1
                self._wake(None)
        elif not self._wake(line):
            self._spare.append(line)

    async def rest(self) -> None:
        """Those at hand go to the pool, and so does from now on whatever is given back."""
        self._keeps = False
        while self._spare:
            await self.give_back(self._spare.pop())

    async def _fetched(self) -> Any:
        self._out += 1
        try:
            self._origin = await self._pool()
            line = await self._origin.acquire(timeout=self._patience)
        except BaseException:
            self._out -= 1
            self._wake(None)
            raise
        self._keeps = True
        return line

    async def _handed(self) -> Any:
        """None: ask again, for there is room in the pool."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        self._wanting.append(waiting)
        late = loop.call_later(self._patience, _too_late, waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
                await self._pass_on(waiting.result())
            raise
        finally:
            late.cancel()

    async def _pass_on(self, handed: Any) -> None:
        if handed is None:
            self._wake(None)
        else:
            await self.give_back(handed)

    def _wake(self, line: Any) -> bool:
        while self._wanting:
            waiting = self._wanting.popleft()
            if not waiting.done():
                waiting.set_result(line)
                return True
        return False


def _too_late(waiting: asyncio.Future[Any]) -> None:
    if not waiting.done():
        waiting.set_exception(TimeoutError("no connection is free"))


class Borrowed:
    """A connection for one statement outside deeds."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    async def __aenter__(self) -> Any:
        self._line = await self._lines.borrow()
        return self._line

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._lines.give_back(self._line, torn=kind is not None)
