"""`run.py bench`: the product's own figures, each beside its bare limit, in one run.

Measures in a folder of its own and on the loopback only; the installation is not touched.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tortoise.backends.base.executor import EXECUTOR_CACHE

from village import clock
from village.clock import Clock
from web.bench import (
    checkup,
    comparing,
    concerns,
    deeds,
    pages,
    paper,
    postgres,
    running,
    starting,
    town,
    votes,
)
from web.bench.figures import Figure
from web.bench.running import Place
from web.settings import Settings

ROUNDS = 4
PARTS = ("product", "votes", "checkup")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("bench", help="测速：产品自己的数字，各与它的极限相比，约六分钟")
    parser.add_argument("--rounds", type=rounds, default=ROUNDS, help="每一项轮流测几次，默认 4")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.add_argument(
        "--part", choices=PARTS, action="append", help="只测这一部分，可以写几次；不写就全测"
    )
    parser.add_argument(
        "--page", type=Path, help="把数字写进这个文件里的表，如 docs/performance.md"
    )
    parser.set_defaults(run=run)


def rounds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 20):
        raise argparse.ArgumentTypeError(f"“{text}”要写成 1 到 20 的整数")
    return int(text)


def run(args: argparse.Namespace) -> int:
    began, where = time.perf_counter(), machine()
    with tempfile.TemporaryDirectory(prefix="cunyi-bench-") as folder:
        found = measured(Path(folder), args.rounds, args.part or PARTS)
    took = time.perf_counter() - began
    if args.page is not None:
        paper.write(args.page, found, where_in_english(took))
    answer = (as_json if args.json else as_text)(found, where, took)
    sys.stdout.write(answer + "\n")
    return 0


def measured(home: Path, turns: int, parts: Sequence[str]) -> list[Figure]:
    found: list[Figure] = []
    if "product" in parts:
        found += _product(_place(home, "town"), turns)
    if "votes" in parts:
        found += [*_votes(_place(home, "hall"), turns), *_votes_on_postgres(home, turns)]
    if "checkup" in parts:
        found += checkup.measured(turns)
    return found


def _place(home: Path, name: str) -> Place:
    (home / name).mkdir()
    return Place(home / name)


def _product(place: Place, turns: int) -> list[Figure]:
    settings = Settings.from_environment(place.environment)
    codes = asyncio.run(town.build_town(settings))
    return [
        *starting.started(place),
        *pages.measured(place, settings, codes[0], turns),
        *deeds.measured(place, settings, turns),
        *concerns.measured(settings, codes[:2], turns),
        starting.imported(place, codes[1:], clock.local_date(Clock().now())),
        *comparing.measured(turns),
    ]


def _votes(place: Place, turns: int) -> list[Figure]:
    with votes.bed("SQLite", "SQLite", place) as bed:
        return [
            *votes.measured(bed, turns),
            *votes.listened(bed),
            *votes.pages_beside(bed, turns),
        ]


def _votes_on_postgres(home: Path, turns: int) -> list[Figure]:
    programs = postgres.binaries()
    if programs is None:
        sys.stderr.write(
            "没有找到 PostgreSQL，它的数字没有测。可以先 apt-get install postgresql。\n"
        )
        return []
    EXECUTOR_CACHE.clear()  # Tortoise keeps SQLite's texts for a connection of the same name
    with postgres.served(home / "server", programs) as url:
        place = _place(home, "hall-postgres")
        with votes.bed("PostgreSQL", "PostgreSQL", Place(place.home, url)) as bed:
            return votes.measured(bed, turns)


def machine() -> str:
    """Beside neighbours the rates fall and the ratios waver: the load says how much to trust."""
    cores, python, load = os.cpu_count(), platform.python_version(), os.getloadavg()[0]
    client = "wrk" if running.WRK else "自带的客户端"
    return (
        f"{cores} 个处理器核（开始时负载 {load:.1f}），Python {python}，"
        f"只在本机回环上，页面由 {client} 访问"
    )


def where_in_english(took: float) -> str:
    """With the load at the end, which our own servers and clients make about two of."""
    cores, python, load = os.cpu_count(), platform.python_version(), os.getloadavg()[1]
    client = "`wrk`" if running.WRK else "our own client"
    return (
        f"One run of {took:.0f} s on {cores} processor cores (mean load of its last five minutes"
        f" {load:.1f}), Python {python}; pages visited by {client}."
    )


def as_json(found: list[Figure], where: str, took: float) -> str:
    answer = {
        "machine": where,
        "seconds": round(took, 1),
        "figures": [figure.to_json() for figure in found],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_text(found: list[Figure], where: str, took: float) -> str:
    lines = [f"{where}；共用时 {took:.0f} 秒。数字是各轮的中位数（最小–最大）。", ""]
    return "\n".join([*lines, *(figure.line() for figure in found)])
