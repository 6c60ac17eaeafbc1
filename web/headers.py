"""What every answer tells the browser: nothing inline, nothing from elsewhere, no framing."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SPEAKING: Mapping[str, str] = {
    "Content-Security-Policy": POLICY.replace("media-src 'self'", "media-src 'self' blob:"),
    "Permissions-Policy": ALWAYS["Permissions-Policy"].replace(
        "microphone=()", "microphone=(self)"
    ),
}
"""For the pages on which one speaks into the phone and hears it again before it is sent."""

PLAYED: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; sandbox",
    "Content-Disposition": "attachment",
    "Cache-Control": "private, no-store",
}
"""For a voice note: played by a page of ours, otherwise saved, never opened."""

HALF_A_YEAR = 15_552_000


def always(public_url: str) -> dict[str, str]:
    found = dict(ALWAYS)
    if public_url.startswith("https://"):
        found["Strict-Transport-Security"] = f"max-age={HALF_A_YEAR}"
    return found


class SafeHeaders:
    """Adds them where a page has not set its own; a signed-in page is never kept by browsers."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.always = always(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.always.items():
                    headers.setdefault(name, value)
                signed_in = scope.get("state", {}).get("actor") is not None
                headers.setdefault("Cache-Control", "no-store" if signed_in else "no-cache")
            await send(message)

        await self.app(scope, receive, with_headers)
