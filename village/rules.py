"""The law as data: read every rule, number, period and citation here, never write one in code.

The values stand in rulebook/*.toml beside their basis; a running matter keeps the profile it
started under.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from village.errors import NotFound
from village.rule_checks import shown
from village.rule_keys import KEYS, Key
from village.rule_loading import BadRulebook, assemble, sheets_in
from village.rule_profile import Profile
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

__all__ = [
    "KEYS",
    "BadRulebook",
    "Bar",
    "Basis",
    "Body",
    "BodyRules",
    "Certainty",
    "Key",
    "MajorityBase",
    "MatterKind",
    "MatterRules",
    "Profile",
    "RuleKind",
    "Unit",
    "Value",
    "known",
    "load_all",
    "profile",
    "shown",
    "use_extra",
]

OURS = Path(__file__).with_name("rulebook")

_shelf: dict[str, Mapping[str, Profile]] = {}


@lru_cache(maxsize=8)
def load_all(extra_dir: Path | None = None) -> Mapping[str, Profile]:
    """Code → profile: the product's own and those of a folder. Read once per folder."""
    extra = sheets_in(extra_dir) if extra_dir else []
    return MappingProxyType(assemble(sheets_in(OURS), extra=extra))


def use_extra(folder: Path | None) -> Mapping[str, Profile]:
    """Once, at start: from now on `profile` also knows the profiles of this folder."""
    _shelf["now"] = load_all(folder)
    return _shelf["now"]


def known() -> Mapping[str, Profile]:
    return _shelf.get("now") or load_all()


def profile(code: str) -> Profile:
    found = known().get(code)
    if found is None:
        raise NotFound(f"“{code}”这一套议事规则")
    return found
