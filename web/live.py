"""Pages that change by themselves: one look per view and process, the same bytes to all who watch.

A view is drawn anew only when its village has a new data version. Whoever reads too slowly is
dropped and comes back by itself; nobody who watches can hold up a deed.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from tortoise.exceptions import BaseORMException

from village import storage
from village.errors import NotReady, Refusal
from web.freshness import Versions

log = logging.getLogger("cunyi.live")

LOOK_EVERY = 0.5  # seconds
HEARTBEAT = 15.0  # seconds without news, so that proxies keep the line open
LASTS = 600.0  # seconds; then the browser comes back and is asked again who it is
BEHIND = 8  # messages that may wait for one listener
MOST = 600  # listeners of one process
KIND = "text/event-stream"
BEAT = b": .\n\n"

Draw = Callable[[], Awaitable[str]]
Stamp = Callable[[], int]


@dataclass(eq=False, slots=True)
class Listener:
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(BEHIND))
    dropped: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message: bytes) -> None:
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.dropped.set()


@dataclass(eq=False, slots=True)
class View:
    """`stamp` changes when the view must be drawn anew although nothing was stored."""

    place: str
    draw: Draw
    stamp: Stamp
    listeners: set[Listener] = field(default_factory=set)
    seen: tuple[int, int] | None = None
    last: bytes = b""
    said_at: float = 0.0
    task: asyncio.Task[None] | None = None


class Hub:
    def __init__(self, *, every: float = LOOK_EVERY, most: int = MOST) -> None:
        self.every, self.most = every, most
        self.versions = Versions()
        self.drawn = 0
        self._views: dict[str, View] = {}

    @property
    def listening(self) -> int:
        return sum(len(view.listeners) for view in self._views.values())

    def join(self, name: str, place: str, draw: Draw, stamp: Stamp) -> tuple[View, Listener]:
        if self.listening >= self.most:
            raise NotReady("现在同时看的人太多，请过一会儿再刷新。")
        view = self._views.get(name)
        if view is None:
            view = self._views[name] = View(place, draw, stamp)
            view.task = asyncio.create_task(self._watch(name, view))
        listener = Listener()
        view.listeners.add(listener)
        if view.last:
            listener.put(view.last)
        return view, listener

    def part(self, view: View, listener: Listener) -> None:
        view.listeners.discard(listener)

    async def _watch(self, name: str, view: View) -> None:
        """As long as anybody looks. What goes wrong now is tried again at the next look."""
        try:
            while view.listeners:
                try:
                    with storage.asking():
                        await self._look(view)
                except (BaseORMException, sqlite3.Error, OSError, Refusal) as failure:
                    log.warning("could not draw %s: %s", name, type(failure).__name__)
                await asyncio.sleep(self.every)
        finally:
            if self._views.get(name) is view:
                del self._views[name]
            for listener in view.listeners:
                listener.dropped.set()

    async def _look(self, view: View) -> None:
        # Asked before it is drawn: a deed in between only has it drawn once more.
        version = await self.versions.of(view.place)
        if version is not None and (seen := (version, view.stamp())) != view.seen:
            self.drawn += 1
            message = framed(await view.draw())
            view.seen = seen
            if message != view.last:
                view.last = message
                self._tell(view, message)
        if time.monotonic() - view.said_at > HEARTBEAT:
            self._tell(view, BEAT)

    def _tell(self, view: View, message: bytes) -> None:
        view.said_at = time.monotonic()
        for listener in list(view.listeners):
            listener.put(message)
            if listener.dropped.is_set():
                view.listeners.discard(listener)

    async def close(self) -> None:
        tasks = [view.task for view in self._views.values() if view.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.versions.close()


def framed(text: str) -> bytes:
    """One event; a line break inside it becomes another line of the same event."""
    lines = (f"data: {line}\n" for line in text.splitlines() if line.strip())
    return ("".join(lines) + "\n").encode()


def wanted(request: Request) -> bool:
    """Browsers ask for the page; its script asks for the same address as a stream."""
    return KIND in request.headers.get("accept", "")


class Stream(Response):
    """Sends what the view says until one side has enough."""

    def __init__(self, hub: Hub, view: View, listener: Listener, *, lasts: float = LASTS) -> None:
        self.hub, self.view, self.listener, self.lasts = hub, view, listener, lasts
        self.status_code = 200
        self.background = None
        self.body = b""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Accept"}
        self.init_headers({**headers, "Content-Type": f"{KIND}; charset=utf-8"})
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        waiting = [
            asyncio.ensure_future(work)
            for work in (self._send(start, send), _gone(receive), self.listener.dropped.wait())
        ]
        try:
            await asyncio.wait(waiting, timeout=self.lasts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.hub.part(self.view, self.listener)
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if not self.listener.dropped.is_set():
            await send({"type": "http.response.body", "body": b""})

    async def _send(self, start: dict[str, object], send: Send) -> None:
        await send(start)
        while True:
            message = await self.listener.queue.get()
            await send({"type": "http.response.body", "body": message, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def stream(request: Request, name: str, draw: Draw, stamp: Stamp = int) -> Response:
    """`name` tells views apart; `draw` must depend on nothing but what the name says."""
    hub: Hub = request.app.state.hub
    village = request.state.village
    view, listener = hub.join(name, village.code, draw, stamp)
    return Stream(hub, view, listener)
