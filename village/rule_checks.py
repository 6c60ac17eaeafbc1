"""What one value of the rulebook may be, and whether one is looser than another.

Works on values as they stand in TOML, before they mean anything.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from village.rule_keys import Key, Shape, Tighter
from village.rule_profile import decode
from village.rule_terms import Bar, Body, MajorityBase

NOTHING = "不作规定"
WORDS = {
    **{body.value: body.label for body in Body},
    **{base.value: base.label for base in MajorityBase},
    "none": "不可以",
    "same_household": "书面委托同户成员",
    "assembly": "村民会议",
    "canvass": "书面征求意见",
    "charter": "村民自治章程",
    "quarterly": "每季度",
    "monthly_if_busy": "往来较多的每月",
    "monthly": "每月",
    "remind": "只提醒",
    "gate": "不能继续",
}


def fault_of(key: Key, raw: object, *, unset: bool) -> str:
    """What is wrong with this value for this key; empty when nothing is."""
    if unset or raw is None:
        nothing_to_set = unset and raw is None
        if nothing_to_set and (key.optional or key.shape is Shape.SWITCH):
            return ""
        return "要写一个值" if not unset else "不能写 unset"
    return CHECKS[key.shape](key, raw)


def _bar(_key: Key, raw: object) -> str:
    if not isinstance(raw, dict) or len(raw) != 1 or not raw.keys() <= {"at_least", "more_than"}:
        return '要写成 { at_least = "2/3" } 或 { more_than = "1/2" }'
    (word, text), *_ = raw.items()
    try:
        share = Fraction(text) if isinstance(text, str) else None
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None:
        return f"的比例“{text}”要写成“2/3”这样的分数"
    if share > 1 or (share == 1 and word == "more_than"):
        return f"的比例“{text}”超过了全体"
    return "" if share > 0 else f"的比例“{text}”要大于零"


def _whole(_key: Key, raw: object) -> str:
    good = isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0
    return "" if good else f"的“{raw}”要写成不小于零的整数"


def _switch(_key: Key, raw: object) -> str:
    return "" if isinstance(raw, bool) else f"的“{raw}”要写成 true 或 false"


def _choice(key: Key, raw: object) -> str:
    return "" if raw in key.options else f"的“{raw}”只能是 {'、'.join(key.options)} 之一"


def _choices(key: Key, raw: object) -> str:
    good = isinstance(raw, list) and raw and all(part in key.options for part in raw)
    return "" if good else f"的“{raw}”只能从 {'、'.join(key.options)} 里选"


def _wholes(key: Key, raw: object) -> str:
    good = isinstance(raw, list) and not any(_whole(key, part) for part in raw)
    return "" if good else f"的“{raw}”要写成整数的列表"


def _steps(key: Key, raw: object) -> str:
    good = isinstance(raw, list) and all(
        isinstance(step, list) and len(step) == 2 and not _wholes(key, step) for step in raw
    )
    return "" if good and raw else f"的“{raw}”要写成 [[人口起点, 最少人数], …]"


CHECKS: dict[Shape, Callable[[Key, object], str]] = {
    Shape.BAR: _bar,
    Shape.WHOLE: _whole,
    Shape.SWITCH: _switch,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
    Shape.WHOLES: _wholes,
    Shape.STEPS: _steps,
}


def is_looser(key: Key, binding: object, local: object) -> bool:
    """Whether `local` leaves what `binding` demands; where the law is silent, nothing does."""
    if key.tighter is Tighter.FREE:
        return False
    if key.tighter is Tighter.FIXED:
        return local != binding
    if key.tighter is Tighter.FEWER:
        return not set(_several(local)) <= set(_several(binding))
    held, found = decode(key, binding), decode(key, local)
    if held is None or found is None:
        return held is not None
    if key.shape is Shape.STEPS:
        return _steps_looser(held, found)
    less = _rank(key, found) < _rank(key, held)
    more = _rank(key, found) > _rank(key, held)
    return less if key.tighter is Tighter.MORE else more


def _several(raw: object) -> list[object]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _rank(key: Key, value: object) -> tuple[Fraction, bool]:
    if isinstance(value, Bar):
        return value.share, value.strict
    if key.shape is Shape.CHOICE:
        return Fraction(key.options.index(str(value))), False
    return Fraction(cast("int", value)), False


def _steps_looser(held: object, found: object) -> bool:
    """At any population one of them names, does `found` ask for fewer?"""
    here, there = (cast("tuple[tuple[int, int], ...]", steps) for steps in (found, held))

    def asked(steps: tuple[tuple[int, int], ...], population: int) -> int:
        return max((count for first, count in steps if population >= first), default=0)

    return any(asked(here, first) < asked(there, first) for first, _ in (*here, *there))


def shown(key: Key, raw: object) -> str:
    """The value as a person reads it."""
    value = decode(key, raw)
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Bar):
        return f"{value.text}（{value.share}）"
    if isinstance(value, tuple):
        return "、".join(_part(part) for part in value)
    return WORDS.get(str(value), str(value))


def _part(part: object) -> str:
    if isinstance(part, tuple):
        first, fewest = part
        return f"{first} 人以上的村不少于 {fewest} 人" if first else f"不少于 {fewest} 人"
    return WORDS.get(str(part), str(part))
