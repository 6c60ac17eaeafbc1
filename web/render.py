"""Templates to answers. Every page gets the same frame variables, also when nothing is known.

A page that is kept in the cache is rendered without an actor: it must not carry a one-time key.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from village import clock
from web.wording import FILTERS

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEXT_SIZES = (18, 22, 26, 30)
ELDER = 22
SIZE_COOKIE = "size"


@cache
def asset(name: str) -> str:
    """The address of a static file with its digest, so that browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals["asset"] = asset
    return made


def text_size(request: Request) -> int:
    """What the cookie asks for, or 18. Part of the key under which a page is cached."""
    asked = request.cookies.get(SIZE_COOKIE, "")
    return next((size for size in TEXT_SIZES if str(size) == asked), TEXT_SIZES[0])


def own_path(address: str) -> str:
    """An address of this site to go back to; anything else becomes the front page."""
    foreign = not address.startswith("/") or address.startswith("//") or "\\" in address
    return "/" if foreign or not address.isprintable() else address


def path_of(request: Request) -> str:
    """Where a reader is: after a POST that is the page the form stood on."""
    if request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        return own_path(request.url.path + query)
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.url.netloc:
        return "/"
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def _no_key() -> str:
    return ""


def frame(request: Request) -> dict[str, object]:
    """What base.html relies on. Read from request.state; nothing has to be there."""
    state = request.state
    now = getattr(state, "now", None)
    size = getattr(state, "text_size", None) or text_size(request)
    return {
        "village": getattr(state, "village", None),
        "township": getattr(state, "township", None),
        "actor": getattr(state, "actor", None),
        "desk": getattr(state, "desk", None),
        "elder": size >= ELDER,
        "text_size": size,
        "today": clock.local_date(now) if now else None,
        "rehearsal": getattr(state, "rehearsal", None),
        "path": path_of(request),
        "keys": getattr(state, "keys", _no_key),
        "public_url": getattr(state, "public_url", ""),
    }


def render(
    request: Request, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HTMLResponse:
    """One page. What `context` names wins over the frame."""
    values = frame(request) | dict(context or {})
    return HTMLResponse(environment().get_template(name).render(values), status_code=status)
