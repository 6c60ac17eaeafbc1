"""Deeds that wait together are committed together: those of one SQLite file, or of one village.

Every deed has its own savepoint, so a refusal undoes that deed alone; nobody is told that a
deed is stored before COMMIT has reached the disk; a failed COMMIT is told to all who shared it.
"""

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Protocol

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.connection import ConnectionToken, get_connections
from tortoise.exceptions import TransactionManagementError

from village.errors import NotReady

MOST_TOGETHER = 64  # deeds in one transaction; keeps the first of them from waiting long

log = logging.getLogger("cunyi.storage")

_savepoints = count(1)


class Place:
    """One deed's place in the convoy: its turn comes, it ends, and it is stored or is not."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.since = loop.time()
        self.turn: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[bool] = loop.create_future()
        self.stored: asyncio.Future[None] = loop.create_future()

    def refuse_if_ended(self) -> None:
        if self.ended.done():
            raise TransactionManagementError(
                "this deed has ended: was a task started inside its transaction?"
            )

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
                known = isinstance(failure, NotReady)
                refusal = NotReady(str(failure)) if known else NotReady()
                refusal.__cause__ = failure
                promise.set_exception(refusal)
                promise.exception()  # a deed that was cancelled will not come for it


class Carrier(Protocol):
    """The connection that carries the deeds: one transaction after another."""

    failures: tuple[type[Exception], ...]
    """What the database may answer when it cannot store."""

    spoiled: tuple[type[Exception], ...]
    """What it answers when one deed alone cannot be kept."""

    async def begin(self, since: float) -> None:
        """`since` is when the youngest of the batch came: from then on counts how long to wait
        for another process, so that who queued behind a batch that waited in vain does not
        wait as long again. Asked for at least once. Ends with the first deed's savepoint."""

    async def release(self, *, keep: bool, again: bool) -> None:
        """The deed is over; `again`: another one follows. Fails when nothing can be stored."""

    async def end(self, *, keep: bool) -> None: ...

    async def give_up(self) -> None:
        """After a failure: nothing of the transaction is left, whatever happened before."""


class Convoy:
    """Runs deeds one after another on the one writing connection.

    Those that queued while the last commit was on its way form the next transaction. A deed
    that finds nobody before it starts, and is committed, at once.
    """

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._waiting: deque[Place] = deque()
        self._driver: asyncio.Task[None] | None = None

    @property
    def at_rest(self) -> bool:
        return self._driver is None or self._driver.done()

    def join(self) -> Place:
        place = Place()
        self._waiting.append(place)
        if self.at_rest:
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
            try:
                await self._transaction(batch)
            except BaseException:
                await self._carrier.give_up()
                raise
        except self._carrier.failures as error:
            log.error("could not store %d deeds: %s", len(batch), error)
            failure = error
        except BaseException as error:
            failure = error
            raise
        finally:
            for place in batch:
                place.answer(failure)

    async def _transaction(self, batch: list[Place]) -> None:
        await self._carrier.begin(batch[-1].since)
        kept = 0
        for place in batch:
            kept += await self._give_turn(place, again=place is not batch[-1])
        await self._carrier.end(keep=kept > 0)

    async def _give_turn(self, place: Place, *, again: bool) -> bool:
        if not place.turn.done():  # nor cancelled while it waited
            place.turn.set_result(None)
        keep = await place.ended
        # Fails if the database has given up the whole transaction meanwhile (a full disk does
        # that), so that no deed before or after this one is taken for stored.
        try:
            await self._carrier.release(keep=keep, again=again)
        except self._carrier.spoiled as error:
            log.error("could not store a deed: %s", error)
            place.answer(error)
            await self._carrier.release(keep=False, again=again)
            return False
        return keep


class Turn(TransactionContext):
    """`async with in_transaction()`: wait for the turn, do the deed, wait for COMMIT."""

    def __init__(
        self, convoy: Convoy, connection_name: str, deed: Callable[[Place], TransactionalDBClient]
    ) -> None:
        """`deed` makes what the deed sees of the database, when its turn has come."""
        self._convoy, self.connection_name, self._deed = convoy, connection_name, deed

    async def __aenter__(self) -> TransactionalDBClient:
        self._place = self._convoy.join()
        try:
            await self._place.turn
            deed = self._deed(self._place)
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


class Divisible(Protocol):
    connection_name: str

    async def savepoint_statement(self, statement: str) -> None: ...


class Savepoint(TransactionContext):
    """A deed inside a deed: undone alone, stored with the outer one."""

    def __init__(self, deed: Divisible) -> None:
        self._deed = deed
        self.connection_name = deed.connection_name

    async def __aenter__(self) -> Any:
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
