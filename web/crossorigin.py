"""Refuses what another site's page makes a visitor's browser send.

Beside SameSite cookies and keys bound to the session: each of the three must hold alone.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from village.errors import NotPermitted
from web import errors

READING = {"GET", "HEAD", "OPTIONS"}


class CrossOrigin:
    """Inside Arrival, so that the refusal is a page like any other."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.own = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._from_here(Request(scope)):
            await self.app(scope, receive, send)
            return
        refusal = NotPermitted("从别的网站替您办理这件事")
        await errors.answer(Request(scope), refusal)(scope, receive, send)

    def _from_here(self, request: Request) -> bool:
        """What the browser says it comes from, best witness first.

        A client that says nothing at all is no browser; it is stopped by the form's key.
        """
        if request.method in READING:
            return True
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        said = request.headers.get("origin") or request.headers.get("referer")
        if said is None:
            return True
        try:
            origin = urlsplit(said).netloc.lower()
        except ValueError:
            return False
        return bool(origin) and origin in {self.own, request.headers.get("host", "").lower()}
