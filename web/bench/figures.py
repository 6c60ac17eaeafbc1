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
    english: str = ""

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
            "english": self.english,
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
        span = f"{plain(min(self.rounds))}–{plain(max(self.rounds))}"
        marks = {None: "", True: "达到", False: "没有达到"}
        sign = "≥" if self.more else "≤"
        aim = "" if self.aim is None else f"目标 {sign} {plain(self.aim)}，{marks[self.met]}"
        parts = [f"{self.name}：{plain(self.middle)} {self.unit}".strip(), f"（{span}）", aim]
        return "  ".join(part for part in [*parts, self.told] if part)


def plain(number: float) -> str:
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def ratio(
    name: str,
    pairs: Sequence[tuple[float, float]],
    aim: float | None = None,
    *,
    english: str = "",
) -> Figure:
    """Each round's rate over the bare rate measured beside it."""
    over = [mine / bare for mine, bare in pairs]
    mine, bare = (plain(median(one)) for one in zip(*pairs, strict=True))
    told, rates = f"{mine} 次/秒，对照 {bare} 次/秒", f" ({mine}/s of {bare}/s)"
    return Figure(name, "", over, aim, more=True, told=told, english=english and english + rates)
