"""Who has come, to which village, at what time: worked out once, before any page.

Everything a page asks of `request.state` is set here; nothing here writes to the database.
"""

import re
from datetime import datetime
from functools import partial
from urllib.parse import quote_from_bytes, urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from village import clock as clocks
from village import offices, sessions, storage
from village.clock import Clock
from village.errors import NotFound, Refusal, TooLarge
from village.models import Session, Township, Village
from village.permissions import GRANTS, Permission, Seat
from village.prepared import A_TEXT, Prepared
from web import cookies, errors, once, render
from web.proxies import Proxies
from web.settings import Settings

VILLAGE = re.compile(r"/(?:v|desk|township)/([A-Za-z0-9][A-Za-z0-9_-]{0,39})(?:/|$)")
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
PRINTABLE = bytes(range(0x21, 0x7F)).decode()
PLACE = Prepared(lambda code: Village.filter(code=code).select_related("township"), A_TEXT)
LONGEST_PATH = 1000
LONGEST_QUERY = 4000


class Arrival:
    def __init__(self, app: ASGIApp, settings: Settings, clock: Clock) -> None:
        self.app, self.settings, self.clock = app, settings, clock
        self.proxies = Proxies(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _tidy(scope, self.settings.public_url)
        request = Request(scope)
        self._begin(request)
        try:
            _refuse_strange(request)
            if not scope["path"].startswith("/static/"):
                with storage.asking():
                    await self._look(request)
        except Refusal as refusal:
            await errors.answer(request, refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _begin(self, request: Request) -> None:
        """What is known of everybody; pages that refuse can be shown with this alone."""
        state = request.state
        state.now = self.clock.now()
        state.wall = state.now - self.clock.offset
        state.public_url = self.settings.public_url
        state.address, state.from_ours = self.proxies.visitor(request)
        state.text_size = render.text_size(request)
        state.rehearsal = _rehearsal(self.clock, state.now)
        state.village = state.township = state.session = state.actor = state.desk = None
        state.held, state.form_key = (), None
        self._bind(request, once.NOBODY)

    def _bind(self, request: Request, to: str) -> None:
        state = request.state
        state.bound_to = to
        state.keys = partial(once.mint, self.settings.secret_key, to, state.now)

    async def _look(self, request: Request) -> None:
        state = request.state
        if (token := request.cookies.get(cookies.NAME)) and len(token) < 100:
            await self._recognise(request, token)
        if named := VILLAGE.match(request.scope["path"]):
            state.village = _own(state.session, named[1]) or await PLACE.first(named[1])
        if state.village is not None:
            state.township = state.village.township
        elif state.session is not None:
            state.township = state.session.person.township
        else:
            state.township = await Township.all().order_by("id").first()

    async def _recognise(self, request: Request, token: str) -> None:
        state = request.state
        session = await sessions.found(token, now=state.now)
        if session is None:
            return
        state.session = session
        state.held = await offices.seats_of(session.person, clocks.local_date(state.now))
        state.actor = sessions.actor_of(session, state.held)
        state.desk = _desk(state.actor.seats)
        self._bind(request, f"session:{session.id}")


def _own(session: Session | None, code: str) -> Village | None:
    """One's own village was read with the session, in this same request."""
    person = None if session is None else session.person
    if person is None or person.village is None or person.village.code != code:
        return None
    person.village.township = person.township
    return person.village


def _tidy(scope: Scope, public_url: str) -> None:
    """A host or query no browser would send is put in a form that nothing stumbles over."""
    query: bytes = scope["query_string"]
    if not query.isascii():
        scope["query_string"] = quote_from_bytes(query, safe=PRINTABLE).encode()
    own = urlsplit(public_url).netloc.encode() or b"localhost"
    scope["headers"] = [
        (name, own if name == b"host" and not HOST.fullmatch(value.decode("latin-1")) else value)
        for name, value in scope["headers"]
    ]


def _refuse_strange(request: Request) -> None:
    path = request.scope["path"]
    if len(path) > LONGEST_PATH or not path.isprintable() or "\ufffd" in path:
        raise NotFound("这一页")
    if len(request.scope["query_string"]) > LONGEST_QUERY:
        raise TooLarge("这个地址太长了，系统没有照它去办。")


def _rehearsal(clock: Clock, now: datetime) -> str | None:
    if not clock.offset:
        return None
    day = clocks.local_date(now)
    return f"演练：系统的日期拨到了 {day.year} 年 {day.month} 月 {day.day} 日，这里的事都不算数。"


def _desk(seats: tuple[Seat, ...]) -> str | None:
    if any(Permission.DESK_VIEW in GRANTS[seat.office] for seat in seats):
        return "/desk/"
    if any(Permission.TOWNSHIP_VIEW in GRANTS[seat.office] for seat in seats):
        return "/township/"
    return None
