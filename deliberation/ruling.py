"""What is asked of the law about one meeting, and what it answers. No ORM, no clock."""

from dataclasses import dataclass

from village.naming import Named
from village.rules import Body, MatterKind, Unit


class Verdict(Named):
    """In order of precedence: of all verdicts the reasons call for, the first one holds."""

    INVALID_RECORD = "invalid_record", "数据错误"
    UNLAWFUL = "unlawful", "程序不合法，不得认定通过"
    NO_QUORUM = "no_quorum", "会议不成立（人数不足）"
    UNDECIDED = "undecided", "尚未决议"
    REJECTED = "rejected", "未通过"
    PASSED = "passed", "通过"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One meeting as recorded. None means: was not stated.

    `entitled` includes those in `unreachable`; the profile says whether they may leave it.
    `is_final` is False for 提议、商议、审议, which prepare a matter and do not decide it: there the
    matter's own body is not asked for.
    """

    body: Body
    entitled: int
    present: int
    unit: Unit | None = None
    yes: int | None = None
    no: int = 0
    abstain: int = 0
    spoiled: int = 0
    matter: MatterKind | None = None
    is_final: bool = True
    delegated: bool | None = None
    notice_days: int | None = None
    ad_hoc: str = ""
    women_entitled: int | None = None
    women_present: int | None = None
    unreachable: int = 0
    excluded_reported: bool | None = None

    @property
    def votes(self) -> int:
        return (self.yes or 0) + self.no + self.abstain + self.spoiled

    @property
    def counter(self) -> str:
        """The measure word people are counted with."""
        return "户" if self.unit is Unit.HOUSEHOLDS else "人"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding. `calls_for` is the verdict it demands; None: good to know, or in order."""

    code: str
    text: str
    basis: str
    calls_for: Verdict | None = None

    def to_json(self) -> dict[str, str | None]:
        return {
            "code": self.code,
            "text": self.text,
            "basis": self.basis,
            "calls_for": self.calls_for.value if self.calls_for else None,
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """`needed_…` is None where no text sets a number, or the record's own numbers cannot be."""

    verdict: Verdict
    needed_present: int | None
    needed_yes: int | None
    profile: str
    digest: str
    body: Body
    unit: Unit | None
    reasons: tuple[Reason, ...]

    @property
    def faults(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.calls_for is not None)

    def to_json(self) -> dict[str, object]:
        return {
            "verdict": self.verdict.value,
            "needed_present": self.needed_present,
            "needed_yes": self.needed_yes,
            "profile": self.profile,
            "digest": self.digest,
            "body": self.body.value,
            "unit": self.unit.value if self.unit else None,
            "reasons": [reason.to_json() for reason in self.reasons],
        }
