"""Plain shapes that pages hand to the parts: steps, heads, links, doors.

They carry words and figures already worked out; nothing here asks the database or decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from village.errors import Blocker

StepState = Literal["done", "now", "later"]

SAYS: Mapping[StepState, str] = {"done": "已完成", "now": "正在进行", "later": "还没到"}


@dataclass(frozen=True, slots=True)
class Head:
    """One number a person can check. `state` "good" or "short" says whether it is enough."""

    label: str
    figure: int | str
    state: Literal["", "good", "short"] = ""


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class StripStep:
    """One of the six. `brief` is its one line in the strip across a desk."""

    name: str
    state: StepState
    lines: tuple[str, ...] = ()
    brief: str = ""
    heads: tuple[Head, ...] = ()
    basis: str = ""
    links: tuple[Link, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    reminders: tuple[Blocker, ...] = ()

    @property
    def says(self) -> str:
        return SAYS[self.state]


@dataclass(frozen=True, slots=True)
class Door:
    """A large way in on a village's home. A door that leads nowhere is not made."""

    href: str
    name: str
    note: str = ""
    first: bool = False
