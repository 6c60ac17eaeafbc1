"""How soon the site answers, what it holds in memory at rest, and how fast a roster comes in."""

import csv
import io
import json
import subprocess
import sys
import time
from datetime import date
from random import Random

from stdnum.cn import ric

from web.bench import running
from web.bench.figures import Figure
from web.bench.running import ROOT, Place
from web.demo import people
from web.demo.people import COLUMNS

STARTS, REST = 3, 5.0  # seconds at rest before the memory is read
ROWS = 5000
START_AIM, MEMORY_AIM, IMPORT_AIM = 1.5, 110, 5


def started(place: Place) -> list[Figure]:
    """`run.py serve` from the command to the answer of its front page."""
    took, held = [], []
    for turn in range(STARTS):
        with running.served("site", place) as server:
            took.append(server.answered_in)
            if turn == STARTS - 1:
                time.sleep(REST)
                held.append(server.memory())
    return [
        Figure(
            "从启动到第一次应答",
            "秒",
            took,
            START_AIM,
            english="from the command to the first answer",
        ),
        Figure("静止时的内存（RSS）", "MB", held, MEMORY_AIM, english="memory at rest, after 5 s"),
    ]


def imported(place: Place, codes: list[str], today: date) -> Figure:
    """The whole command, with its start, into a village of other people."""
    took = []
    for code in codes:
        file = place.home / f"{code}.csv"
        file.write_bytes(sheet(today))
        words = [sys.executable, "run.py", "import-roster", "--village", code, str(file), "--json"]
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - our own program
            words, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=True
        )
        took.append(time.perf_counter() - began)
        told = json.loads(done.stdout)
        if (told["added"], told["rejected"]) != (ROWS, []):
            raise RuntimeError(f"the roster was not taken whole: {told['rejected'][:3]}")
    name = f"导入 {ROWS:,} 行花名册（CSV，带身份证号）"
    english = f"roster of {ROWS:,} rows with ID numbers, the whole command"
    return Figure(name, "秒", took, IMPORT_AIM, english=english)


def sheet(today: date) -> bytes:
    """Made-up people with identity numbers whose check digits are right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, "身份证号"])
    found = people.villagers(Random(ROWS), ROWS, 9, today)[:ROWS]
    for place, one in enumerate(found):
        order = place % 499 * 2 + (one.sex == "男")
        stem = f"3308{21 + place // 499}{one.born:%Y%m%d}{order:03d}"
        writer.writerow([*one.row(), stem + ric.calc_check_digit(stem + "0")])
    return out.getvalue().encode("utf-8-sig")
