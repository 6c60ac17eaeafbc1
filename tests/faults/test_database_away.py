"""PostgreSQL cuts off everybody who is connected, in the middle of a vote."""

import asyncio
import itertools

import asyncpg
import pytest

from tests.conftest import plain
from tests.faults import judge
from tests.faults.crowd import Crowd

pytestmark = pytest.mark.postgres

ROLL = 300
CUT_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def halfway(count):
    """An event, and what counts answers until it happens."""
    some, answers = asyncio.Event(), itertools.count(1)

    def each(_):
        if next(answers) == count:
            some.set()

    return some, each


async def test_votes_cut_off_by_the_database_are_told_so_and_the_next_ones_count(founded, served):
    town = await founded(ROLL)
    crowd = Crowd(town)
    with served(town) as nursery:
        server = nursery.start()
        other = await asyncpg.connect(plain(town.url))
        for _ in range(5):
            some, each = halfway(15)
            voting = asyncio.create_task(crowd.vote([server.port], crowd.waiting()[:50], each))
            await some.wait()
            cut = await other.fetchval(CUT_OFF)
            await voting
        refused = crowd.refused.total()
        during = judge.wrong(crowd, await judge.found(town))
        await crowd.vote([server.port], crowd.waiting())
        after = judge.wrong(crowd, await judge.found(town))
        await other.close()
        log = nursery.said()

    assert (cut > 0, refused > 0, during, after) == (True, True, [], [])
    assert (len(crowd.told), await judge.record_fault(town)) == (ROLL, None)
    assert "Traceback" not in log
