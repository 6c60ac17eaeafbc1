"""The words the law is told in: bodies, units, matters, shares, and where a value comes from.

A share is a Fraction and is compared in whole heads, never as a rounded percentage.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Generic, TypeVar

from village.naming import Named

T_co = TypeVar("T_co", covariant=True)


class Body(Named):
    """Who sits together. The last two consult or ask; they never decide."""

    PARTY_BRANCH = "party_branch", "村党组织会议"
    TWO_COMMITTEES = "two_committees", "村“两委”会议"
    PARTY_MEETING = "party_meeting", "党员大会"
    VILLAGERS_ASSEMBLY = "villagers_assembly", "村民会议"
    REPRESENTATIVE_ASSEMBLY = "representative_assembly", "村民代表会议"
    GROUP_MEETING = "group_meeting", "村民小组会议"
    COLLECTIVE_ASSEMBLY = "collective_assembly", "集体经济组织成员大会"
    COLLECTIVE_REPRESENTATIVES = "collective_representatives", "集体经济组织成员代表大会"
    HEARING = "hearing", "听证会、恳谈会、议事会"
    HOUSEHOLD_CANVASS = "household_canvass", "逐户征求意见"


class Unit(Named):
    """How a villagers' or group meeting counts heads; fixed before it opens."""

    ADULTS = "adults", "按人（十八周岁以上村民）"
    HOUSEHOLDS = "households", "按户（每户一名代表）"


class MatterKind(Named):
    """What is to be decided. The kind and the profile say which bodies may."""

    BYLAWS = "bylaws", "制定、修改村规民约"
    CHARTER = "charter", "制定、修改村民自治章程"
    PLANNING = "planning", "村庄规划、建设等重要事项"
    ALLOWANCES = "allowances", "误工补贴的人员和标准"
    COLLECTIVE_INCOME = "collective_income", "从村集体经济所得资金、物资的使用"
    PUBLIC_WORKS = "public_works", "公益事业兴办、筹资筹劳和建设承包"
    ASSISTANCE = "assistance", "重点帮扶人员和帮扶方案"
    OTHER_ASSEMBLY = "other_assembly", "应由村民会议决定的其他事项"
    REVOKE_REPRESENTATIVES = "revoke_representatives", "撤销、变更村民代表会议的决定"
    GROUP_AFFAIR = "group_affair", "村民小组自己的事项"
    LAND_CONTRACT = "land_contract", "农村土地承包"
    HOMESTEAD = "homestead", "宅基地使用"
    LAND_COMPENSATION = "land_compensation", "土地补偿费等的分配、使用"
    COLLECTIVE_ASSETS = "collective_assets", "集体经营性财产的量化和处分"
    MEMBERSHIP = "membership", "集体经济组织成员的确认"
    COLLECTIVE_PROJECT = "collective_project", "集体经济项目立项和投资"
    COLLECTIVE_OTHER = "collective_other", "集体经济的规划、预决算、收益分配等其他事项"


class MajorityBase(Named):
    """Of whom the majority is taken. Of all entitled is the stricter."""

    PRESENT = "present", "到会人员"
    ENTITLED = "entitled", "应到人员"


class RuleKind(Named):
    LAW = "law", "国家法律"
    LOCAL = "local", "地方规定"
    PRACTICE = "practice", "通行做法（不是法律）"


class Certainty(Named):
    """How far the text behind a value was checked; pages show it."""

    VERIFIED = "verified", "已核对原文"
    SECONDARY = "secondary", "见于转载，未核对原文"
    MEMORY = "memory", "原文尚未找到，待核实"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share to clear: 过半数 is `more_than 1/2`, 三分之二以上 is `at_least 2/3`."""

    share: Fraction
    strict: bool = False

    def needed(self, total: int) -> int:
        """The fewest heads out of `total` that clear the bar."""
        exact = self.share * total
        return math.floor(exact) + 1 if self.strict else math.ceil(exact)

    @property
    def text(self) -> str:
        if self.share == Fraction(1, 2):
            return "过半数" if self.strict else "半数以上"
        parts = f"{chinese(self.share.denominator)}分之{chinese(self.share.numerator)}"
        return f"超过{parts}" if self.strict else f"{parts}以上"


def chinese(number: int) -> str:
    """Digits up to ten as words, as the law writes its shares."""
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a value stands: the text, the article, the day of that text, how sure we are."""

    law: str
    article: str
    since: date
    kind: RuleKind
    certainty: Certainty
    note: str = ""

    @property
    def text(self) -> str:
        return f"{self.law}{self.article}"


@dataclass(frozen=True, slots=True)
class Value(Generic[T_co]):
    """One value of a profile. `value` is None where the law sets nothing."""

    path: str
    value: T_co
    source: Basis
    reviewed_from: date

    @property
    def basis(self) -> str:
        return self.source.text

    @property
    def since(self) -> date:
        return self.source.since

    @property
    def kind(self) -> RuleKind:
        return self.source.kind

    @property
    def certainty(self) -> Certainty:
        return self.source.certainty

    @property
    def note(self) -> str:
        return self.source.note

    @property
    def needs_review(self) -> bool:
        """待复核: local rule or practice, written before the law it now stands under."""
        return self.kind is not RuleKind.LAW and self.since < self.reviewed_from


@dataclass(frozen=True, slots=True)
class BodyRules:
    """How one body meets and decides. Units a body lacks are not in `quorum`."""

    body: Body
    decides: Value[bool]
    notice_days: Value[int | None]
    ad_hoc: Value[bool]
    quorum: Mapping[Unit | None, Value[Bar | None]]
    majority: Value[Bar | None]
    majority_of: Value[MajorityBase]
    needs_delegation: Value[bool]
    min_members: Value[int | None]
    proxy: Value[str]
    online: Value[bool]

    def unit(self, asked: Unit | None) -> Unit | None:
        """The unit this body counts by: as asked, adults if it was not said, or none."""
        if None in self.quorum:
            return None
        return asked or Unit.ADULTS


@dataclass(frozen=True, slots=True)
class MatterRules:
    """Who may decide one kind of matter: its own body, or a delegate that was empowered."""

    matter: MatterKind
    body: Value[Body]
    delegate: Value[Body | None]
    collective: Value[bool]
    party_first: Value[bool]

    @property
    def bodies(self) -> tuple[Body, ...]:
        own, delegate = self.body.value, self.delegate.value
        return (own,) if delegate is None else (own, delegate)

    @property
    def delegable(self) -> bool:
        return self.delegate.value is not None

    @property
    def basis(self) -> str:
        return self.body.basis
