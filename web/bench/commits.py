"""What the disk allows: one row inserted and committed durably, one after another, no product."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import asyncpg

SECONDS = 1.0
MAKE, INSERT = "CREATE TABLE IF NOT EXISTS bare (at TEXT)", "INSERT INTO bare VALUES ('x')"


def rate(home: Path, url: str) -> float:
    """Commits a second, on the disk and the database that the votes are stored on."""
    if url:
        return asyncio.run(_of_server(url.replace("asyncpg://", "postgresql://")))
    return _of_file(home / "bare.db")


def _of_file(file: Path) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as line:
        line.execute("PRAGMA journal_mode = WAL")
        line.execute("PRAGMA synchronous = FULL")
        line.execute(MAKE)
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            line.execute(INSERT)
            done += 1
        return done / (time.perf_counter() - began)


async def _of_server(address: str) -> float:
    line = await asyncpg.connect(address)
    await line.execute(MAKE)
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        await line.execute(INSERT)
        done += 1
    took = time.perf_counter() - began
    await line.close()
    return done / took
