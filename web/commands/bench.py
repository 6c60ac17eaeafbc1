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
from pathlib import Path

from village import clock
from village.clock import Clock
from web.bench import checkup, concerns, deeds, pages, running, starting, town
from web.bench.figures import Figure
from web.bench.running import Place
from web.settings import Settings

ROUNDS = 4


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("bench", help="测速：产品自己的数字，各与它的极限相比，约两分钟")
    parser.add_argument("--rounds", type=rounds, default=ROUNDS, help="每一项轮流测几次，默认 4")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(run=run)


def rounds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 20):
        raise argparse.ArgumentTypeError(f"“{text}”要写成 1 到 20 的整数")
    return int(text)


def run(args: argparse.Namespace) -> int:
    began, where = time.perf_counter(), machine()
    with tempfile.TemporaryDirectory(prefix="cunyi-bench-") as folder:
        found = measured(Place(Path(folder)), args.rounds)
    took = time.perf_counter() - began
    answer = (as_json if args.json else as_text)(found, where, took)
    sys.stdout.write(answer + "\n")
    return 0


def measured(place: Place, turns: int) -> list[Figure]:
    settings = Settings.from_environment(place.environment)
    codes = asyncio.run(town.build_town(settings))
    return [
        *starting.started(place),
        *pages.measured(place, settings, codes[0], turns),
        *deeds.measured(place, settings, turns),
        *concerns.measured(settings, codes[:2], turns),
        starting.imported(place, codes[1:], clock.local_date(Clock().now())),
        *checkup.measured(turns),
    ]


def machine() -> str:
    """Beside neighbours the rates fall and the ratios waver: the load says how much to trust."""
    cores, python, load = os.cpu_count(), platform.python_version(), os.getloadavg()[0]
    client = "wrk" if running.WRK else "自带的客户端"
    return (
        f"{cores} 个处理器核（开始时负载 {load:.1f}），Python {python}，SQLite，"
        f"只在本机回环上，页面由 {client} 访问"
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
