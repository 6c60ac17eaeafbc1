"""Refusals to answers: the status, and a page that says what is wrong and what to do next.

Never a 500 for anything a client sent; a 500 is a fault of ours and carries a reference.
"""

import logging
import secrets
from collections.abc import Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from village.errors import (
    Blocked,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotReady,
    Refusal,
    Repeated,
    TooLarge,
    TooOften,
)
from web import headers
from web.render import render

log = logging.getLogger("cunyi.web")

STATUS: Mapping[type[Refusal], int] = {
    NotFound: 404,
    NotPermitted: 403,
    Blocked: 409,
    InvalidInput: 422,
    Repeated: 409,
    TooLarge: 413,
    TooOften: 429,
    NotReady: 503,
}
RETRY_SOON = 30  # seconds


def status_of(refusal: Refusal) -> int:
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def answer(request: Request, refusal: Refusal) -> Response:
    if isinstance(refusal, Repeated):
        return repeated(request)
    status = status_of(refusal)
    context: dict[str, object] = {"message": str(refusal)}
    extra = {}
    if isinstance(refusal, Blocked):
        context["blockers"] = refusal.blockers
    elif isinstance(refusal, InvalidInput):
        context["mistakes"] = list(refusal.fields.values())
    elif isinstance(refusal, TooOften):
        context["seconds"] = refusal.seconds
        extra["Retry-After"] = str(refusal.seconds)
    elif isinstance(refusal, NotReady):
        extra["Retry-After"] = str(RETRY_SOON)
    response = render(request, f"errors/{status}.html", context, status=status)
    response.headers.update(extra)
    return response


def repeated(request: Request) -> Response:
    """The form was sent before: to where the first answer led, else a page that says so."""
    key = getattr(request.state, "form_key", None)
    place = request.app.state.places.place(key) if key is not None else None
    if place is not None:
        return RedirectResponse(place, status_code=303)
    return render(request, "errors/repeated.html")


async def refused(request: Request, refusal: Exception) -> Response:
    """The handler of every Refusal that a page lets rise."""
    if not isinstance(refusal, Refusal):
        raise refusal
    return answer(request, refusal)


async def protocol(request: Request, failure: Exception) -> Response:
    """What the framework itself refuses: addresses, methods, bodies."""
    if not isinstance(failure, HTTPException):
        raise failure
    match failure.status_code:
        case 404:
            if place := _with_or_without_slash(request):
                return RedirectResponse(place, status_code=307)
            return answer(request, NotFound("这一页"))
        case 405:
            page = render(request, "errors/405.html", status=405)
            page.headers.update(failure.headers or {})
            return page
        case 413:
            return answer(request, TooLarge())
        case _:
            wrong = "这次交上来的内容不完整，可能是网断了一下。"
            return answer(request, InvalidInput({"": wrong}))


def _with_or_without_slash(request: Request) -> str | None:
    """The framework's own redirect repeats the Host header, which anybody may invent."""
    path = request.scope["path"]
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if request.method not in {"GET", "HEAD"} or "//" in path or not other:
        return None
    there = {**request.scope, "path": other}
    known = any(route.matches(there)[0] is Match.FULL for route in request.app.routes)
    return quote(other) if known and not other.startswith("/static/") else None


async def broken(request: Request, failure: Exception) -> Response:
    """A fault of ours. The log has the details under the reference."""
    reference = secrets.token_hex(4)
    log.error("fault %s: %s", reference, type(failure).__name__)
    context = {"reference": reference, "actor": None}
    response = render(request, "errors/500.html", context, status=500)
    response.headers.update(headers.always(getattr(request.state, "public_url", "")))
    response.headers["Cache-Control"] = "no-store"
    return response
