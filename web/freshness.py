"""Which data version stands now: asked anew whenever anybody may have written.

On SQLite the file itself tells of every commit of every process, in microseconds. On PostgreSQL
a deed of this process is known at once, one of another process after a fifth of a second.
"""

import sqlite3
import time
from dataclasses import dataclass
from typing import Protocol

from tortoise.backends.sqlite.client import SqliteClient
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException, ConfigurationError

from village import storage
from village.errors import NotReady

ALL = ""
"""The place of pages that show more than one village."""

FIXED = "/"
"""The place of what never changes while the process runs."""

HOLDS = 0.2  # seconds that the server's answer is believed

OF_ALL = (
    "SELECT (SELECT COALESCE(SUM(data_version), 0) + COUNT(*) FROM village)"
    " + (SELECT COALESCE(SUM(data_version), 0) + COUNT(*) FROM township) AS version"
)
OF_ONE = (
    "SELECT v.data_version + t.data_version AS version"
    " FROM village v JOIN township t ON t.id = v.township_id WHERE v.code = "
)


class Source(Protocol):
    async def of(self, place: str) -> int | None: ...

    def close(self) -> None: ...


class Versions:
    """Finds out at the first question what database there is; None says: cannot tell now."""

    def __init__(self) -> None:
        self._source: Source | None = None

    async def of(self, place: str) -> int | None:
        if place == FIXED:
            return 0
        try:
            if self._source is None:
                self._source = _source_now()
            with storage.asking():
                return None if self._source is None else await self._source.of(place)
        except (BaseORMException, sqlite3.Error, OSError, NotReady):
            return None

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None


def _source_now() -> Source | None:
    try:
        client = get_connection(storage.CONNECTION)
    except (RuntimeError, ConfigurationError):  # the storage is not open
        return None
    return OfFile(client.filename) if isinstance(client, SqliteClient) else OfServer()


class OfFile:
    """A reading connection of its own: `data_version` changes when any other has committed."""

    def __init__(self, filename: str) -> None:
        self._connection = sqlite3.connect(filename, timeout=0.05, isolation_level=None)
        self._connection.execute("PRAGMA query_only = ON")
        self._stamp = -1
        self._seen: dict[str, int] = {}

    async def of(self, place: str) -> int | None:
        [(stamp,)] = self._connection.execute("PRAGMA data_version").fetchall()
        if stamp != self._stamp:
            # Taken before the versions are read: one that is newer is only asked for once more.
            self._stamp = stamp
            self._seen.clear()
        if place in self._seen:
            return self._seen[place]
        version = self._read(place)
        if version is not None:  # an invented village is not worth remembering
            self._seen[place] = version
        return version

    def _read(self, place: str) -> int | None:
        if place == ALL:
            row = self._connection.execute(OF_ALL).fetchall()
        else:
            row = self._connection.execute(OF_ONE + "?", [place]).fetchall()
        return row[0][0] if row else None

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Seen:
    version: int
    deeds: int
    at: float


class OfServer:
    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}

    async def of(self, place: str) -> int | None:
        deeds, now = storage.STORED.deeds, time.monotonic()
        seen = self._seen.get(place)
        if seen is not None and seen.deeds == deeds and now - seen.at < HOLDS:
            return seen.version
        connection = get_connection(storage.CONNECTION)
        if place == ALL:
            rows = await connection.execute_query_dict(OF_ALL)
        else:
            rows = await connection.execute_query_dict(OF_ONE + "$1", [place])
        if not rows:
            return None
        # Kept under what was stored before it was asked: a deed on its way asks once more.
        self._seen[place] = Seen(int(rows[0]["version"]), deeds, now)
        return self._seen[place].version

    def close(self) -> None:
        self._seen.clear()
