"""What was measured, beside what it is measured against and what was aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`rounds` are the single results; `more` is True where more is better than the aim."""

    name: str
    unit: str
    rounds: Sequence[float]
    aim: float | None = None
    more: bool = False
    told: str = ""

    @property
    def middle(self) -> float:
        return median(self.rounds)

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.middle >= self.aim if self.more else self.middle <= self.aim

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": round(self.middle, 4),
            "min": round(min(self.rounds), 4),
            "max": round(max(self.rounds), 4),
            "rounds": len(self.rounds),
            "aim": self.aim,
            "met": self.met,
            "told": self.told,
        }

    def line(self) -> str:
        span = f"{_plain(min(self.rounds))}–{_plain(max(self.rounds))}"
        marks = {None: "", True: "达到", False: "没有达到"}
        sign = "≥" if self.more else "≤"
        aim = "" if self.aim is None else f"目标 {sign} {_plain(self.aim)}，{marks[self.met]}"
        parts = [f"{self.name}：{_plain(self.middle)} {self.unit}".strip(), f"（{span}）", aim]
        return "  ".join(part for part in [*parts, self.told] if part)


def _plain(number: float) -> str:
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def ratio(name: str, pairs: Sequence[tuple[float, float]], aim: float | None = None) -> Figure:
    """Each round's rate over the bare rate measured beside it."""
    over = [mine / bare for mine, bare in pairs]
    rates = f"{_plain(median(mine for mine, _ in pairs))} 次/秒"
    bare = f"{_plain(median(bare for _, bare in pairs))} 次/秒"
    return Figure(name, "", over, aim, more=True, told=f"{rates}，对照 {bare}")
