"""One resolved profile: every value beside its basis, and a digest that names the edition.

A profile is its JSON document and nothing else, so that a stored one reads exactly as it did.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Self, TypeVar, cast

from village.rule_keys import KEYS, UNITS, Key, Shape
from village.rule_terms import (
    Bar,
    Basis,
    Body,
    BodyRules,
    Certainty,
    MajorityBase,
    MatterKind,
    MatterRules,
    RuleKind,
    Unit,
    Value,
)

T = TypeVar("T")

NOT_YET = Basis("这一版规则没有这一项", "", date.min, RuleKind.PRACTICE, Certainty.VERIFIED)
PERIODS = ("resolution", "result", "bylaws", "disclosure")


def decode(key: Key, raw: object) -> object:
    if raw is None:
        return key.silence
    if key.shape is Shape.BAR:
        (word, share), *_ = cast("dict[str, str]", raw).items()
        return Bar(Fraction(share), strict=word == "more_than")
    if key.shape in (Shape.CHOICES, Shape.WHOLES):
        return tuple(cast("list[object]", raw))
    if key.shape is Shape.STEPS:
        return tuple((first, count) for first, count in cast("list[list[int]]", raw))
    return raw


@dataclass(frozen=True)
class Profile:
    document: Mapping[str, object]

    @property
    def code(self) -> str:
        return str(self.document["code"])

    @property
    def title(self) -> str:
        return str(self.document["title"])

    @property
    def inherits(self) -> str:
        """The code of the profile this one is built on; empty for the national one."""
        return str(self.document["inherits"])

    @property
    def basis_date(self) -> date:
        return date.fromisoformat(str(self.document["basis_date"]))

    @property
    def reviewed_from(self) -> date:
        """Local texts and practice older than this day are 待复核."""
        return date.fromisoformat(str(self.document["reviewed_from"]))

    @cached_property
    def digest(self) -> str:
        text = json.dumps(self.document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """The whole document, as an edition is stored."""
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True)

    def to_json(self) -> dict[str, object]:
        """What `from_json` reads back to the same digest."""
        return cast("dict[str, object]", json.loads(json.dumps(self.document)))

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Self:
        return cls(document)

    @cached_property
    def values(self) -> Mapping[str, Value[object]]:
        """Key path → value, for every key this version of the product knows."""
        leaves = cast("dict[str, dict[str, object]]", self.document["values"])
        return {path: self._value(key, leaves.get(path)) for path, key in KEYS.items()}

    def _value(self, key: Key, leaf: Mapping[str, object] | None) -> Value[object]:
        if leaf is None:
            return Value(key.path, key.silence, NOT_YET, self.reviewed_from)
        source = Basis(
            law=str(leaf["law"]),
            article=str(leaf["article"]),
            since=date.fromisoformat(str(leaf["since"])),
            kind=RuleKind(str(leaf["kind"])),
            certainty=Certainty(str(leaf["certainty"])),
            note=str(leaf["note"]),
        )
        return Value(key.path, decode(key, leaf["value"]), source, self.reviewed_from)

    def value(self, path: str) -> Value[object]:
        return self.values[path]

    def basis(self, path: str) -> str:
        return self.values[path].basis

    def bar(self, path: str) -> Bar | None:
        return cast("Bar | None", self.values[path].value)

    def whole(self, path: str) -> int | None:
        return cast("int | None", self.values[path].value)

    def is_on(self, path: str) -> bool:
        return cast("bool", self.values[path].value)

    def choice(self, path: str) -> str:
        return cast("str", self.values[path].value)

    def number_of_representatives(self, population: int) -> int | None:
        """The fewest representatives a village of that many people must have."""
        steps = cast(
            "tuple[tuple[int, int], ...] | None", self.value("representatives.number").value
        )
        fitting = [count for first, count in steps or () if population >= first]
        return max(fitting, default=None)

    @cached_property
    def needs_review(self) -> bool:
        return any(value.needs_review for value in self.values.values())

    @cached_property
    def periods(self) -> Mapping[str, Value[int]]:
        """How long what is posted must hang: resolution, result, bylaws, disclosure."""
        return {name: cast("Value[int]", self.value(f"periods.{name}.days")) for name in PERIODS}

    @cached_property
    def bodies(self) -> Mapping[Body, BodyRules]:
        return {body: self._body(body) for body in Body}

    @cached_property
    def matters(self) -> Mapping[MatterKind, MatterRules]:
        return {matter: self._matter(matter) for matter in MatterKind}

    def _body(self, body: Body) -> BodyRules:
        here = f"bodies.{body}."
        units = UNITS.get(body, ("members",))
        return BodyRules(
            body=body,
            decides=cast("Value[bool]", self.value(here + "decides")),
            notice_days=cast("Value[int | None]", self.value(here + "notice_days")),
            ad_hoc=cast("Value[bool]", self.value(here + "ad_hoc")),
            quorum={
                None if unit == "members" else Unit(unit): cast(
                    "Value[Bar | None]", self.value(f"{here}quorum.{unit}")
                )
                for unit in units
            },
            majority=cast("Value[Bar | None]", self.value(here + "majority")),
            majority_of=typed(self.value(here + "majority_of"), MajorityBase),
            needs_delegation=cast("Value[bool]", self.value(here + "needs_delegation")),
            min_members=cast("Value[int | None]", self.value(here + "min_members")),
            proxy=cast("Value[str]", self.value(here + "proxy")),
            online=cast("Value[bool]", self.value(here + "online")),
        )

    def _matter(self, matter: MatterKind) -> MatterRules:
        here = f"matters.{matter}."
        delegate = self.value(here + "delegate")
        return MatterRules(
            matter=matter,
            body=typed(self.value(here + "body"), Body),
            delegate=delegate_of(delegate),
            collective=cast("Value[bool]", self.value(here + "collective")),
            party_first=cast("Value[bool]", self.value(here + "party_first")),
        )


def typed(found: Value[object], kind: type[T]) -> Value[T]:
    """The same value as a member of `kind`, an enum of codes."""
    make = cast("type[str]", kind)
    return cast(
        "Value[T]", Value(found.path, make(str(found.value)), found.source, found.reviewed_from)
    )


def delegate_of(found: Value[object]) -> Value[Body | None]:
    body = None if found.value is None else Body(str(found.value))
    return Value(found.path, body, found.source, found.reviewed_from)
