"""The law as data: read every rule, number, period and citation here, never write one in code.

The values stand in rulebook/*.toml beside their basis; a running matter keeps the profile it
started under.
"""

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
    "Bar",
    "Basis",
    "Body",
    "BodyRules",
    "Certainty",
    "MajorityBase",
    "MatterKind",
    "MatterRules",
    "RuleKind",
    "Unit",
    "Value",
]
