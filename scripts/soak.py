#!/usr/bin/env python3
"""Deeds under fire: processes that write are killed (SIGKILL) again and again.

Afterwards every deed that was acknowledged must be stored, none twice, and the record whole.
    scripts/soak.py [--rounds 20] [--seconds 2] [--processes 2] [--postgres]
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pgtemp import TempPostgres  # noqa: E402
from village import ledger, storage  # noqa: E402
from village.models import Household, Township, Village  # noqa: E402
from village.permissions import Office, Seat  # noqa: E402
from web import migrating, tables  # noqa: E402

TASKS = 15  # deeds at once in one process
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rounds", type=int, default=20)
    words.add_argument("--seconds", type=float, default=2, help="longest life of a process")
    words.add_argument("--processes", type=int, default=2)
    words.add_argument("--postgres", action="store_true")
    words.add_argument("--fire", nargs=2, metavar=("URL", "NAME"), help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.fire:
        asyncio.run(fire(*asked.fire))
        return 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cunyi-soak-")))
        url = f"sqlite://{folder}/soak.db"
        if asked.postgres:
            url = stack.enter_context(TempPostgres()).url("postgres")
        asyncio.run(prepare(url, folder))
        acknowledged: list[str] = []
        for number in range(asked.rounds):
            acknowledged += one_round(url, number, asked.processes, asked.seconds)
        return asyncio.run(judge(url, acknowledged))


async def prepare(url: str, folder: Path) -> None:
    await migrating.migrate(url, folder)
    async with storage.opened(tables.config_for(url)):
        township = await Township.create(code="qx", name="青溪镇")
        for code in "ab":
            await Village.create(township=township, code=code, name=code)


def one_round(url: str, number: int, processes: int, seconds: float) -> list[str]:
    """Start writers, kill them at a bad moment, and hear what they had acknowledged."""
    writers = [
        subprocess.Popen(
            [sys.executable, __file__, "--fire", url, f"{number}-{each}"],
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        for each in range(processes)
    ]
    heard = [writer.stdout.readline().decode().strip() for writer in writers]  # it writes
    time.sleep(random.random() * seconds)
    for writer in writers:
        writer.kill()
    for writer in writers:
        heard += writer.communicate()[0].decode().splitlines()
    broken = [writer.returncode for writer in writers if writer.returncode != -9]
    if broken:
        sys.exit(f"a writer ended by itself: {broken}")
    return heard


async def fire(url: str, name: str) -> None:
    """Write without end; a line on standard output is an acknowledgement."""
    async with storage.opened(tables.config_for(url)), asyncio.TaskGroup() as tasks:
        villages = await Village.all().order_by("id")
        for task in range(TASKS):
            village = villages[task % len(villages)]
            tasks.create_task(write_on(village, f"{name}-{task}"))


async def write_on(village: Village, name: str) -> None:
    seat = Seat(None, Office.VILLAGE_CLERK, village.id, village.township_id)
    number = 0
    while True:
        number += 1
        async with storage.writing(village.id):
            household = await Household.create(village_id=village.id, number=f"{name}-{number}")
            subject = f"household:{household.id}"
            await ledger.record(village.id, seat, "household.add", subject, now=NOW)
        print(household.number)


async def judge(url: str, acknowledged: list[str]) -> int:
    async with storage.opened(tables.config_for(url)):
        stored = Counter(await Household.all().values_list("number", flat=True))
        lines, fault = await ledger.verify()
        await migrating.check()
    lost = set(acknowledged) - set(stored)
    doubled = [number for number, times in stored.items() if times > 1]
    whole = fault is None and lines == stored.total()
    print(
        f"acknowledged {len(acknowledged)}, stored {stored.total()}, lost {len(lost)},"
        f" doubled {len(doubled)}, record {'whole' if whole else f'broken: {lines} {fault}'}"
    )
    return 0 if acknowledged and not lost and not doubled and whole else 1


if __name__ == "__main__":
    sys.exit(main())
