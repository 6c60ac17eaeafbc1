"""The figures of one run as the tables of docs/performance.md, between two marks."""

from collections.abc import Sequence
from pathlib import Path

from web.bench.figures import Figure, plain

BEGIN, END = "<!-- written by run.py bench --page -->", "<!-- until here -->"
MARKS = {None: "", True: "reached", False: "**short**"}
UNITS = {"秒": "s", "毫秒": "ms", "条": "", "处": "", "%": "%", "MB": "MB", "KB": "KB"}
HEAD = "| what | reached | least–most | aim | |\n|---|---|---|---|---|"


def table(found: Sequence[Figure]) -> str:
    return "\n".join([HEAD, *(_row(one) for one in found if one.english)])


def _row(one: Figure) -> str:
    unit = UNITS.get(one.unit, one.unit)
    sign = "≥" if one.more else "≤"
    aim = "–" if one.aim is None else f"{sign} {plain(one.aim)} {unit}"
    span = f"{plain(min(one.rounds))}–{plain(max(one.rounds))}"
    reached = f"{plain(one.middle)} {unit}"
    cells = (one.english, reached, span, aim, MARKS[one.met])
    return f"| {' | '.join(cell.strip() for cell in cells)} |"


def write(page: Path, found: Sequence[Figure], where: str) -> None:
    """Everything outside the two marks stays as it was."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no marks to write between")
    page.write_text(f"{before}{BEGIN}\n\n{where}\n\n{table(found)}\n\n{END}{after}")
