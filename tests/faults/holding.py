"""Another process has the database, or the row of the village, and does not let go."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg

from tests.faults.crowd import Crowd
from tests.faults.town import Town


@asynccontextmanager
async def held(town: Town, statement: str = "SELECT id FROM village FOR UPDATE") -> AsyncIterator:
    """On SQLite the whole file; on PostgreSQL what `statement` locks."""
    address = town.url.partition("?")[0]
    if address.startswith("sqlite"):
        file = address.removeprefix("sqlite://")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    other = await asyncpg.connect(address.replace("asyncpg://", "postgresql://"))
    try:
        async with other.transaction():
            await other.execute(statement)
            yield
    finally:
        await other.close()


async def vote_while_held(crowd: Crowd, port: int, seconds: float, at_once: int) -> int:
    """Everybody votes while the database is held so long. How many were in before it was free."""
    async with held(crowd.town):
        voting = asyncio.create_task(crowd.vote([port], crowd.waiting(), at_once=at_once))
        await asyncio.wait([voting], timeout=seconds)
        told = len(crowd.told)
    await voting
    return told
