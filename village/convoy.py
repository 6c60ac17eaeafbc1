"""Deeds that wait together are committed together: the order of writing to one SQLite file.

Every deed has its own savepoint, so a refusal undoes that deed alone; nobody is told that a
deed is stored before COMMIT has reached the disk; a failed COMMIT is told to all who shared it.
"""

import asyncio
import contextvars
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable

import aiosqlite

from village.errors import NotReady

MOST_TOGETHER = 64  # deeds in one transaction; keeps the first of them from waiting long

log = logging.getLogger("cunyi.storage")


class Place:
    """One deed's place in the convoy: its turn comes, it ends, and it is stored or is not."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.since = loop.time()
        self.turn: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[bool] = loop.create_future()
        self.stored: asyncio.Future[None] = loop.create_future()

    def end(self, *, keep: bool) -> None:
        """The deed is over; from here on its transaction may not be used."""
        if not self.ended.done():
            self.ended.set_result(keep)

    def answer(self, failure: BaseException | None) -> None:
        """Tell the deed how the shared transaction went."""
        self.end(keep=False)
        for promise in (self.turn, self.stored):
            if promise.done():
                continue
            if failure is None:
                promise.set_result(None)
            else:
                refusal = NotReady()
                refusal.__cause__ = failure
                promise.set_exception(refusal)
                promise.exception()  # a deed that was cancelled will not come for it


class Convoy:
    """Runs deeds one after another on the one writing connection.

    Those that queued while the last commit was on its way form the next transaction. A deed
    that finds nobody before it starts, and is committed, at once.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[aiosqlite.Connection]], patience: float
    ) -> None:
        self._connect = connect
        self._patience = patience  # seconds, while another process writes
        self._waiting: deque[Place] = deque()
        self._driver: asyncio.Task[None] | None = None
        self.deeds = 0
        self.commits = 0

    def join(self) -> Place:
        place = Place()
        self._waiting.append(place)
        if self._driver is None or self._driver.done():
            # A context of its own: the driver must not see the transaction of who woke it.
            self._driver = asyncio.create_task(self._drive(), context=contextvars.Context())
        return place

    async def rest(self) -> None:
        """Wait until everybody who joined has been answered."""
        while self._driver is not None and not self._driver.done():
            await asyncio.wait([self._driver])

    async def _drive(self) -> None:
        while self._waiting:
            together = min(len(self._waiting), MOST_TOGETHER)
            await self._carry([self._waiting.popleft() for _ in range(together)])

    async def _carry(self, batch: list[Place]) -> None:
        failure: BaseException | None = None
        try:
            writer = await self._connect()
            try:
                await self._transaction(writer, batch)
            except BaseException:
                await _roll_back(writer)
                raise
        except (sqlite3.Error, OSError) as error:
            log.error("could not store %d deeds: %s", len(batch), error)
            failure = error
        except BaseException as error:
            failure = error
            raise
        finally:
            for place in batch:
                place.answer(failure)

    async def _transaction(self, writer: aiosqlite.Connection, batch: list[Place]) -> None:
        await self._begin(writer, batch[-1].since + self._patience)
        kept = 0
        for place in batch:
            kept += await self._give_turn(writer, place)
        await _run(writer, "COMMIT" if kept else "ROLLBACK")
        self.deeds += kept
        self.commits += 1 if kept else 0

    async def _begin(self, writer: aiosqlite.Connection, until: float) -> None:
        """Ask often: SQLite's own waiting asks every 100 ms and starves beside a busy process.

        At least once. `until` counts from when the youngest of the batch came, so that those
        who queued behind a batch that waited in vain do not wait as long again.
        """
        clock = asyncio.get_running_loop()
        while True:
            try:
                await _run(writer, "BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or clock.time() > until:
                    raise
            else:
                return

    async def _give_turn(self, writer: aiosqlite.Connection, place: Place) -> bool:
        await _run(writer, "SAVEPOINT deed")
        if not place.turn.done():  # nor cancelled while it waited
            place.turn.set_result(None)
        keep = await place.ended
        # Both fail if SQLite has given up the whole transaction meanwhile (a full disk does
        # that), so that no deed before or after this one is taken for stored.
        if not keep:
            await _run(writer, "ROLLBACK TO deed")
        await _run(writer, "RELEASE deed")
        return keep


async def _run(writer: aiosqlite.Connection, statement: str) -> None:
    await writer.execute_fetchall(statement)


async def _roll_back(writer: aiosqlite.Connection) -> None:
    # Queued on the connection's thread behind whatever still runs there.
    try:
        await _run(writer, "ROLLBACK")
    except sqlite3.OperationalError:
        log.debug("nothing to roll back")
