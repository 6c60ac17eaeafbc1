"""Who may come to an address at all, and forms whose key has not been spent.

The permission to do a thing is asked by the deed itself; here only the kind of visitor is.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from village import onetime, sessions, storage
from village.errors import NotFound, NotPermitted
from village.models import Session, SessionLevel, Township, Village
from village.permissions import TOWNSHIP, Actor, Office, Seat
from web import bodies, once
from web.render import own_path, path_of, render

Audience = Literal["anyone", "signed_in", "office", "township"]
Handler = Callable[[Request], Awaitable[Response]]
LARGEST_ID = 2**31 - 1
NEVER_SHOWN_AGAIN = ("pin", "new_pin", "old_pin", "password", "new_password", "code", "proof")


class GuardedRoute(Route):
    """A route that knows its audience; tests compare all of them with one table."""

    def __init__(
        self, path: str, handler: Handler, audience: Audience, method: str, *, keyed: bool
    ) -> None:
        self.audience, self.handler, self.keyed = audience, handler, keyed
        super().__init__(path, _guarded(handler, audience), methods=[method])


def page(path: str, handler: Handler, audience: Audience) -> GuardedRoute:
    """GET shows, and writes nothing to the database."""
    return GuardedRoute(path, handler, audience, "GET", keyed=False)


def action(
    path: str,
    handler: Handler,
    audience: Audience = "signed_in",
    *,
    max_body: int = bodies.FORM,
    keyed: bool = True,
    spends: bool = True,
) -> GuardedRoute:
    """POST acts and answers 303.

    Without `spends` the form's key is checked but may come again, where doing it twice is doing
    it once; without `keyed` it is not even asked for.
    """
    acting = _keyed(handler, audience, spends) if keyed else handler
    return GuardedRoute(path, _limited(acting, max_body), audience, "POST", keyed=keyed)


def actor_of(request: Request) -> Actor:
    actor = request.state.actor
    if not isinstance(actor, Actor):
        raise NotPermitted("办理这件事，请先扫自己的通行码")
    return actor


def session_of(request: Request) -> Session:
    session = request.state.session
    if not isinstance(session, Session):
        raise NotPermitted("办理这件事，请先扫自己的通行码")
    return session


def prove_first(request: Request, here: str) -> Response | None:
    """To the PIN, when it was given too long ago for a deed that matters; back to `here` after."""
    if sessions.recently_proven(session_of(request), now=request.state.now):
        return None
    return RedirectResponse(f"/enter/again?back={quote(here, safe='')}", status_code=303)


def village_of(request: Request) -> Village:
    """The village named in the address."""
    village = request.state.village
    if not isinstance(village, Village):
        raise NotFound("这个村")
    return village


def township_of(request: Request) -> Township:
    township = request.state.township
    if not isinstance(township, Township):
        raise NotFound("这个乡镇")
    return township


def _guarded(handler: Handler, audience: Audience) -> Handler:
    async def guarded(request: Request) -> Response:
        _check_address(request)
        if audience != "anyone" and (elsewhere := _turned_away(request, audience)):
            return elsewhere
        with storage.asking():
            return await handler(request)

    return guarded


def _check_address(request: Request) -> None:
    for name, value in request.path_params.items():
        if isinstance(value, int) and value > LARGEST_ID:
            raise NotFound("这一页")
        if name == "village":
            village_of(request)


def _turned_away(request: Request, audience: Audience) -> Response | None:
    actor, back = request.state.actor, quote(path_of(request))
    if actor is None:
        if request.method == "POST":
            return render(request, "errors/signed_out.html", status=403)
        return RedirectResponse(f"/enter?back={back}", status_code=303)
    if audience == "signed_in":
        return None
    wanted = [seat for seat in request.state.held if _belongs(seat, audience, request)]
    if not wanted:
        raise NotPermitted(_wished(audience, request.state.held))
    if not any(seat in actor.seats for seat in wanted):
        return RedirectResponse(f"/enter/office?back={back}", status_code=303)
    return None


def _wished(audience: Audience, held: Sequence[Seat]) -> str:
    if audience == "township":
        return "进入乡镇工作台"
    if any(seat.office in TOWNSHIP for seat in held):
        return "办理村里的事（乡镇可以查看、提意见）"
    return "进入办公台"


def _belongs(seat: Seat, audience: Audience, request: Request) -> bool:
    """A village's desk is the village's: the township reads and advises from a desk of its own."""
    if audience == "township":
        return sessions.needed_for(seat) is SessionLevel.CODE
    if request.state.village is not None and seat.office in TOWNSHIP:
        return False
    return seat.office is not Office.VILLAGER


def _limited(handler: Handler, max_body: int) -> Handler:
    async def limited(request: Request) -> Response:
        request.state.max_body = max_body
        try:
            return await handler(request)
        finally:
            await request.close()  # uploaded files

    return limited


def _keyed(handler: Handler, audience: Audience, spends: bool) -> Handler:
    async def keyed(request: Request) -> Response:
        form = await bodies.form_of(request)
        try:
            key = _key_in(form, request, audience)
        except once.StaleForm:
            return _once_more(request, form)
        if not spends:
            return await handler(request)
        request.state.form_key = key
        with onetime.presented(key):
            response = await handler(request)
        if key.spent and response.status_code == 303:
            request.app.state.places.remember(key, response.headers["location"])
        return response

    return keyed


def _key_in(form: FormData, request: Request, audience: Audience) -> onetime.FormKey:
    """A form for anyone may have been opened before one came in: its key is nobody's."""
    text, state = form.get(once.FIELD), request.state
    if not isinstance(text, str):
        raise once.StaleForm
    secret = request.app.state.settings.secret_key
    try:
        return once.read(text, secret, state.bound_to, state.now)
    except once.StaleForm:
        if audience != "anyone":
            raise
        return once.read(text, secret, once.NOBODY, state.now)


def _once_more(request: Request, form: FormData) -> Response:
    """What was typed is kept: it can be sent again from here with a fresh key."""
    typed = [(name, value) for name, value in form.multi_items() if name != once.FIELD]
    sendable = not any(
        isinstance(value, UploadFile) or name.startswith(NEVER_SHOWN_AGAIN) for name, value in typed
    )
    here = own_path(quote(request.scope["path"]))
    context = {"typed": typed, "sendable": sendable and bool(typed), "here": here}
    return render(request, "errors/stale_form.html", context, status=422)
