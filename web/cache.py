"""Public pages kept as ready bytes: answered before routing, sessions and any row of the database.

Never kept: an answer with a cookie, one asked for with a session, one that is not 200. Every
deed raises its village's data version, and what was made under an older one is never served.
"""

import gzip
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from village import clock as clocks
from village.clock import Clock
from web import cookies
from web.freshness import ALL, FIXED, Versions
from web.metrics import Figures
from web.render import SIZE_COOKIE, TEXT_SIZES, asset

Headers = list[tuple[bytes, bytes]]

VILLAGE = r"/v/([A-Za-z0-9][A-Za-z0-9_-]{0,39})"
NUMBER = r"[0-9]{1,10}"
KEPT: tuple[tuple[str, str], ...] = (
    ("/", ""),
    (f"{VILLAGE}/", ""),
    (rf"{VILLAGE}/board(?:\.json|\.atom)?", "on"),
    (f"{VILLAGE}/notices/{NUMBER}(?:/poster)?", ""),
    (f"{VILLAGE}/decisions/", "page"),
    (rf"{VILLAGE}/decisions/{NUMBER}(?:\.json)?", ""),
    (f"{VILLAGE}/concerns/", "*"),
    (f"{VILLAGE}/concerns/wall", "before"),
    (f"{VILLAGE}/concerns/figures", "quarter"),
    (f"{VILLAGE}/say-days/(?:{NUMBER})?", ""),
    (f"{VILLAGE}/concerns/[0-9]{{4}}-[0-9]{{3,6}}", ""),
    (rf"{VILLAGE}/bylaws/(?:charter)?", "on"),
    (f"{VILLAGE}/bylaws/keeping", ""),
    (rf"{VILLAGE}/bylaws/{NUMBER}(?:\.txt|\.md|/booklet|/poster)?", ""),
    (rf"{VILLAGE}/bylaws/{NUMBER}\.\.{NUMBER}", "all"),
    (f"{VILLAGE}/bylaws/articles/{NUMBER}", ""),
    ("/rules", "*"),
    ("/rules/[a-z0-9-]{1,40}", ""),
    (r"/static/[a-z0-9-]{1,40}\.(?:css|js|svg)", "v"),
)
"""Address patterns, each with the one parameter that changes what is shown. Others, such as
those that WeChat appends to what it opens, are dropped before the page is made; "*" is an
address that is kept only as it is shown without any."""

PATTERNS = tuple((re.compile(pattern), named.encode()) for pattern, named in KEPT)
VALUE = re.compile(rb"[0-9A-Za-z.-]{1,20}")
SIZE = re.compile(rb"(?:^|;) *%s=([0-9]{2}) *(?:;|$)" % SIZE_COOKIE.encode())
SIZES = {str(size).encode() for size in TEXT_SIZES[1:]}
SESSION = f"{cookies.NAME}=".encode()
KINDS = re.compile(rb"text/|application/(json|feed\+json|atom\+xml|javascript)|image/svg\+xml")
VARY = (b"vary", b"Cookie, Accept-Encoding")
FOR_EVER = b"public, max-age=31536000, immutable"
MOST_BYTES = 16 * 1024 * 1024
LEAST_ZIPPED = 200  # bytes; below this the packing weighs more than it saves


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a request a public page depends on; the rest is taken away before it is made."""

    path: str
    query: bytes
    size: bytes
    place: str
    zipped: bool
    known: bytes
    body: bool


@dataclass(slots=True)
class Ready:
    """One page as bytes, for the day and data version it was made under."""

    version: int
    begins: datetime
    ends: datetime
    etag: bytes
    plain: tuple[Message, bytes]
    zipped: tuple[Message, bytes]
    unchanged: Message

    @property
    def weight(self) -> int:
        return len(self.plain[1]) + len(self.zipped[1])


@dataclass(slots=True)
class Caught:
    """An answer on its way out, held until it is whole."""

    messages: list[Message] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        self.messages.append(message)

    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])

    def may_be_kept(self) -> bool:
        start = self.messages[0] if self.messages else {}
        if start.get("status") != 200:
            return False
        headers = dict(start["headers"])
        held = b"set-cookie" in headers or b"no-store" in headers.get(b"cache-control", b"")
        return not held and bool(KINDS.match(headers.get(b"content-type", b"")))


class PublicCache:
    """The outermost of ours, so that a kept page costs no more than finding it."""

    def __init__(
        self, app: ASGIApp, clock: Clock, figures: Figures, *, most: int = MOST_BYTES
    ) -> None:
        self.app, self.clock, self.figures, self.most = app, clock, figures, most
        self.versions = Versions()
        self.weight = 0
        self._kept: OrderedDict[tuple[str, bytes, bytes], Ready] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            try:
                await self.app(scope, receive, send)
            finally:
                if scope["type"] == "lifespan":
                    self.versions.close()
            return
        wish = wish_of(scope) if scope["method"] in ("GET", "HEAD") else None
        if wish is None:
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        version = await self.versions.of(wish.place)
        ready = self._kept.get((wish.path, wish.query, wish.size))
        if ready is None or not self._is_fresh(ready, version):
            await self._make(wish, version, scope, receive, send)
            return
        self._kept.move_to_end((wish.path, wish.query, wish.size))
        await answer(ready, wish, send)
        self.figures.count(200, time.perf_counter() - began)

    def _is_fresh(self, ready: Ready, version: int | None) -> bool:
        return ready.version == version and ready.begins <= self.clock.now() < ready.ends

    async def _make(
        self, wish: Wish, version: int | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """`version` was asked before the page is made: the page may be newer, never older."""
        day = clocks.local_date(self.clock.now())
        if not wish.body or version is None:
            await self.app(scope, receive, send)
            return
        strip(scope, wish)
        caught = Caught()
        await self.app(scope, receive, caught.take)
        if not caught.may_be_kept():
            for message in caught.messages:
                await send(message)
            return
        begins = clocks.at_local(day)
        ready = packed(caught, version, begins, cache_control(wish))
        self._keep((wish.path, wish.query, wish.size), ready)
        await answer(ready, wish, send)

    def _keep(self, key: tuple[str, bytes, bytes], ready: Ready) -> None:
        if old := self._kept.pop(key, None):
            self.weight -= old.weight
        self._kept[key] = ready
        self.weight += ready.weight
        while self.weight > self.most:
            _, oldest = self._kept.popitem(last=False)
            self.weight -= oldest.weight


def wish_of(scope: Scope) -> Wish | None:
    """None: not a page that is ever kept, or somebody with a session asks for it."""
    cookie, zipped, known = b"", False, b""
    for name, value in scope["headers"]:
        if name == b"cookie":
            cookie = cookie + b"; " + value if cookie else value
        elif name == b"accept-encoding":
            zipped = b"gzip" in value and b"gzip;q=0" not in value.replace(b" ", b"")
        elif name == b"if-none-match":
            known = value
    if cookie and SESSION in cookie:
        return None
    found = _kept_address(scope["path"])
    if found is None:
        return None
    place, named = found
    query = _canonical(scope["query_string"], named)
    if query is None:
        return None
    size = SIZE.search(cookie) if cookie else None
    chosen = size[1] if size is not None and size[1] in SIZES else b""
    return Wish(scope["path"], query, chosen, place, zipped, known, scope["method"] == "GET")


_addresses: dict[str, tuple[str, bytes]] = {}


def _kept_address(path: str) -> tuple[str, bytes] | None:
    """Whose version the page depends on, and the parameter it knows; remembered per address."""
    if found := _addresses.get(path):
        return found
    for pattern, named in PATTERNS:
        if match := pattern.fullmatch(path):
            place = match[1] if match.re.groups else FIXED if path.startswith("/static/") else ALL
            if len(_addresses) > 10_000:
                _addresses.clear()
            _addresses[path] = place, named
            return place, named
    return None


def _canonical(query: bytes, named: bytes) -> bytes | None:
    """The query with nothing but the known parameter; None when its value is out of the way."""
    if not query or not named:
        return b""
    if named == b"*":
        return None
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name == named:
            return part if VALUE.fullmatch(value) else None
    return b""


def strip(scope: MutableMapping[str, Any], wish: Wish) -> None:
    """Leave the page nothing to depend on but what it is kept under."""
    scope["query_string"] = wish.query
    plain = (b"cookie", b"accept-encoding")  # the page is made plain; the cache packs it itself
    scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in plain]
    if wish.size:
        scope["headers"].append((b"cookie", SIZE_COOKIE.encode() + b"=" + wish.size))


def cache_control(wish: Wish) -> bytes:
    """A file asked for by its digest never changes; everything else is asked about each time."""
    name = wish.path.removeprefix("/static/")
    if wish.place == FIXED and asset(name).encode().endswith(b"?" + wish.query):
        return FOR_EVER
    return b"no-cache"


def packed(caught: Caught, version: int, begins: datetime, control: bytes) -> Ready:
    body = caught.body()
    small = gzip.compress(body, 9, mtime=0) if len(body) >= LEAST_ZIPPED else body
    etag = b'W/"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"'
    own = {b"content-length", b"content-encoding", b"vary", b"etag", b"cache-control"}
    own |= {b"last-modified", b"accept-ranges"}
    kept = [pair for pair in caught.messages[0]["headers"] if pair[0] not in own]
    kept += [VARY, (b"etag", etag), (b"cache-control", control)]
    zipped: Headers = [] if small is body else [(b"content-encoding", b"gzip")]
    ends = begins + timedelta(days=1)
    return Ready(
        version=version,
        begins=begins,
        ends=ends,
        etag=etag,
        plain=(_start(200, [*kept, _length(body)]), body),
        zipped=(_start(200, [*kept, *zipped, _length(small)]), small),
        unchanged=_start(304, [pair for pair in kept if pair[0] != b"content-type"]),
    )


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


async def answer(ready: Ready, wish: Wish, send: Send) -> None:
    if wish.known and ready.etag in wish.known:
        await send(ready.unchanged)
        await send({"type": "http.response.body", "body": b""})
        return
    start, body = ready.zipped if wish.zipped else ready.plain
    await send(start)
    await send({"type": "http.response.body", "body": body if wish.body else b""})
