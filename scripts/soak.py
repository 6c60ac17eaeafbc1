#!/usr/bin/env python3
"""Votes under fire: `run.py serve` is killed (SIGKILL) again and again while 1,200 people vote.

After every restart each vote that was acknowledged must be in, none twice, the record whole. Ends
with a database that another holds for 5 seconds. Exit code 1 if anything was not as told.
    scripts/soak.py [--kills 300] [--postgres-kills 60] [--each 30] [--roll 1200] [--held 5]
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.faults import holding, judge, killing, town  # noqa: E402
from tests.faults.crowd import Crowd  # noqa: E402
from tests.faults.servers import nursery  # noqa: E402
from tests.pgtemp import TempPostgres  # noqa: E402
from web import migrating  # noqa: E402

HALL = 200  # voters at once while the database is held


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--kills", type=int, default=300, help="on SQLite")
    words.add_argument("--postgres-kills", type=int, default=60, help="of one of two servers")
    words.add_argument("--each", type=int, default=30, help="kills in one ballot")
    words.add_argument("--roll", type=int, default=town.ROLL, help="voters")
    words.add_argument("--held", type=float, default=5, help="seconds; the product waits for 15")
    words.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = words.parse_args()
    random.seed(asked.seed)
    if asked.kills and asked.postgres_kills:  # one process speaks one dialect
        return max([again("--postgres-kills", "0"), again("--kills", "0")])
    faults = on_sqlite(asked) if asked.kills else on_postgres(asked)
    for fault in faults:
        print(fault)
    print(f"seed {asked.seed}: ", end="")
    print("nothing lost, nothing doubled, every record whole" if not faults else "NOT AS TOLD")
    return 1 if faults else 0


def again(*words: str) -> int:
    return subprocess.call([sys.executable, __file__, *sys.argv[1:], *words])


def on_sqlite(asked: argparse.Namespace) -> list[str]:
    """Two ballots of three with one server, the third with two on the same file."""
    faults: list[str] = []
    for number, count in enumerate(portions(asked.kills, asked.each)):
        with folder() as place:
            plan = [2 if number % 3 == 2 else 1] * count
            faults += asyncio.run(ballot(f"sqlite://{place}/soak.db", place, plan, asked.roll))
    with folder() as place:
        faults += asyncio.run(held(f"sqlite://{place}/soak.db", place, asked.held))
    return faults


def on_postgres(asked: argparse.Namespace) -> list[str]:
    faults: list[str] = []
    with TempPostgres() as server:
        for number, count in enumerate(portions(asked.postgres_kills, asked.each)):
            url = server.database(f"soak{number}")
            with folder() as place:
                faults += asyncio.run(ballot(url, place, [2] * count, asked.roll))
        with folder() as place:
            url = server.database("held")
            faults += asyncio.run(held(url, place, asked.held))
    return faults


def portions(whole: int, most: int) -> list[int]:
    return [min(most, whole - done) for done in range(0, whole, most)]


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cunyi-soak-") as name:
        yield Path(name)


async def ballot(url: str, place: Path, plan: list[int], roll: int) -> list[str]:
    """One ballot from its opening to its declared result, with servers started from nothing."""
    began = time.monotonic()
    await migrating.migrate(url, place)
    of = await town.founded(url, roll)
    with nursery(url, place, cold=True) as servers:
        seen = await killing.killed(of, servers, plan)
        faults = list(seen.faults)
        if "Traceback" in servers.said():
            faults.append("a server failed by itself: " + servers.said()[-2000:])
    if not faults:
        counted = await judge.closed(of)
        if judge.unaccounted(counted) or not counted.reconciles:
            faults.append(f"does not add up: {counted}")
    print(
        f"{url.partition(':')[0]}, {max(plan)} server(s): {seen.kills} kills,"
        f" {len(seen.crowd.told)} votes acknowledged, {seen.unheard} stored that nobody had heard"
        f" of, {len(faults)} faults, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return faults


async def held(url: str, place: Path, seconds: float) -> list[str]:
    """Another has the database for some seconds while a full hall votes."""
    await migrating.migrate(url, place)
    of = await town.founded(url, HALL)
    crowd = Crowd(of)
    with nursery(url, place, cold=True) as servers:
        port, began = servers.start().port, time.monotonic()
        before = await holding.vote_while_held(crowd, port, seconds, HALL)
        took = time.monotonic() - began
    faults = judge.wrong(crowd, await judge.found(of))
    if before or crowd.refused or len(crowd.told) != HALL:
        faults.append(f"held: {before} in meanwhile, {len(crowd.refused)} refused")
    print(
        f"{url.partition(':')[0]}, held for {seconds:g} s: {len(crowd.told)} of {HALL} in,"
        f" {len(crowd.refused)} refused, all answered after {took:.1f} s",
        flush=True,
    )
    return faults


if __name__ == "__main__":
    sys.exit(main())
