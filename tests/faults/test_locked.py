"""The database is held by somebody else for a while: voters wait, or are told to try again.

`make soak` holds it for 5 seconds; here patience and wait are shorter, in the same proportion.
"""

import asyncio

import pytest

from tests.faults import judge
from tests.faults.crowd import Crowd, asked
from tests.faults.holding import held, vote_while_held

ROLL = 150


def patience(url, seconds):
    """Another one than the product's 15 s, as the address may say it."""
    return f"?busy_timeout={seconds * 1000:.0f}" if "sqlite" in url else f"?patience={seconds}"


async def test_voters_wait_while_another_holds_the_database(founded, served):
    town = await founded(ROLL)
    crowd = Crowd(town)
    with served(town) as nursery:
        told = await vote_while_held(crowd, nursery.start().port, 0.4, at_once=ROLL)
        faults = judge.wrong(crowd, await judge.found(town))

    assert (told, len(crowd.told), len(crowd.refused), faults) == (0, ROLL, 0, [])


async def test_whoever_waits_too_long_is_told_to_try_again(founded, served, db_url):
    town = await founded(ROLL, patience(db_url, 0.3))
    crowd = Crowd(town)
    with served(town) as nursery:
        server = nursery.start()
        async with held(town), asyncio.timeout(20):
            await crowd.vote([server.port], crowd.waiting(), at_once=ROLL)
        refused, seen = len(crowd.refused), await judge.found(town)
        await crowd.vote([server.port], crowd.waiting(), at_once=10)
        faults = judge.wrong(crowd, await judge.found(town))
        log = nursery.said()

    assert (refused, seen.turnout) == (ROLL, ())
    assert (len(crowd.told), faults, await judge.record_fault(town)) == (ROLL, [], None)
    assert "Traceback" not in log


@pytest.mark.postgres
async def test_a_page_that_cannot_be_read_now_says_so(founded, served, db_url):
    town = await founded(30, patience(db_url, 0.2))
    place, token = f"/v/liuwan/ballots/{town.ballot}", town.voters[0].token
    with served(town) as nursery:
        server = nursery.start()
        pages = []
        for table in ("ballot", "session"):
            async with held(town, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"):
                pages.append(await asked(server.port, place, token))
        pages.append(await asked(server.port, place, token))
        log = nursery.said()

    assert [page.status for page in pages] == [503, 503, 200]
    assert [page.not_now for page in pages] == [True, True, False]
    assert "Traceback" not in log
