"""What is written to the log: method, address, status, time. Never who, never a pass.

The address is masked where it opens a door, and has no query; SQL is never printed, for its
values are people's data.
"""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.metrics import Figures
from web.settings import LogFormat

log = logging.getLogger("cunyi.access")

PASS = re.compile(r"^/enter/[^/]{16,}")
LONGEST = 200


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(kind: LogFormat) -> None:
    """For the process that serves; tests and commands keep their own."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if kind == "json" else plain)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    quiet()


def quiet() -> None:
    """SQL statements carry names and choices: they are printed nowhere."""
    logging.getLogger("tortoise.db_client").setLevel(logging.WARNING)


def masked(path: str) -> str:
    return ascii(PASS.sub("/enter/…", path)[:LONGEST]).strip("'")


class AccessLog:
    """The outermost of ours: sees every answer with its time, and counts it."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app, self.figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            took = time.perf_counter() - began
            self.figures.count(status, took)
            path = masked(scope["path"])
            log.info("%s %s %d %.1f ms", scope["method"], path, status, took * 1000)
