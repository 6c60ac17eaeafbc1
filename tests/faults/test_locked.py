"""The database is held by somebody else for a while: voters wait, or are told to try again."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing

import asyncpg

from tests.conftest import plain
from tests.faults import judge
from tests.faults.crowd import Crowd

ROLL = 150


@asynccontextmanager
async def held(town):
    """Another process has the database (or the row of the village) and does not let go."""
    if town.url.startswith("sqlite"):
        file = town.url.removeprefix("sqlite://").partition("?")[0]
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    other = await asyncpg.connect(plain(town.url).partition("?")[0])
    try:
        async with other.transaction():
            await other.execute("SELECT id FROM village FOR UPDATE")
            yield
    finally:
        await other.close()


async def waited_for(crowd, port, seconds):
    """Everybody votes while the database is held so long, and hears an answer."""
    async with held(crowd.town):
        voting = asyncio.create_task(crowd.vote([port], crowd.waiting(), at_once=ROLL))
        await asyncio.wait([voting], timeout=seconds)
        told = len(crowd.told)
    await voting
    return told


def patient(town, seconds):
    """The address with another patience than the product's 15 s."""
    if town.startswith("sqlite"):
        return f"?busy_timeout={seconds * 1000:.0f}"
    return f"?patience={seconds}"


async def test_voters_wait_while_another_holds_the_database(founded, served, db_url):
    town = await founded(ROLL)
    crowd = Crowd(town)
    with served(town) as nursery:
        told = await waited_for(crowd, nursery.start().port, 0.4)
        faults = judge.wrong(crowd, await judge.found(town))

    assert (told, len(crowd.told), crowd.refused.total(), faults) == (0, ROLL, 0, [])


async def test_whoever_waits_too_long_is_told_to_try_again(founded, served, db_url):
    town = await founded(ROLL, patient(db_url, 0.3))
    crowd = Crowd(town)
    with served(town) as nursery:
        server = nursery.start()
        async with held(town), asyncio.timeout(20):
            await crowd.vote([server.port], crowd.waiting(), at_once=ROLL)
        refused, seen = crowd.refused.total(), await judge.found(town)
        await crowd.vote([server.port], crowd.waiting(), at_once=10)
        faults = judge.wrong(crowd, await judge.found(town))
        log = nursery.said()

    assert (refused, seen.turnout) == (ROLL, ())
    assert (len(crowd.told), faults, await judge.record_fault(town)) == (ROLL, [], None)
    assert "Traceback" not in log
