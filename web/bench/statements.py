"""How many statements one request sends to the database: the product in this very process."""

import logging
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.types import Message

from village.clock import Clock
from web.app import create_app
from web.bench.server import without_cache
from web.settings import Settings

SPOKEN = "tortoise.db_client"


class Counting(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


async def counted(settings: Settings, requests: list[str]) -> list[int]:
    """One number for each request, in their order; the page cache is left out."""
    app = without_cache(create_app(settings, Clock()))
    log, counting = logging.getLogger(SPOKEN), Counting()
    found = []
    async with app.router.lifespan_context(app):
        log.addHandler(counting)
        log.setLevel(logging.DEBUG)
        log.propagate = False
        try:
            for request in requests:
                counting.count = 0
                await answered(app, request)
                found.append(counting.count)
        finally:
            log.removeHandler(counting)
            log.setLevel(logging.WARNING)
            log.propagate = True
    return found


async def answered(app: Starlette, request: str) -> None:
    """One request sent into the application itself; anything but 200 and 303 is an error."""
    head, _, body = request.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    address = urlsplit(target)
    pairs = [line.split(": ", 1) for line in lines]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address.path,
        "raw_path": address.path.encode(),
        "root_path": "",
        "query_string": address.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    if statuses not in ([200], [303]):
        raise RuntimeError(f"{first} was answered with {statuses}")
