"""Who may hold which office beside whom. Pure: facts in, what stands against it out.

The profile says which offices exclude each other; 一肩挑 (secretary and chair) is lawful.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from village import ages
from village.errors import Blocker
from village.kinship import Relative
from village.permissions import COMMITTEE, PARTY_BRANCH, SUPERVISION, TOWNSHIP, Office
from village.rules import Profile

SOLE = (
    Office.PARTY_SECRETARY,
    Office.COMMITTEE_CHAIR,
    Office.SUPERVISION_CHAIR,
    Office.COLLECTIVE_CHAIR,
)
ORGANS = (PARTY_BRANCH, COMMITTEE, SUPERVISION)
NEVER = (Office.VILLAGER, Office.OPERATOR, *TOWNSHIP)
"""Not appointed in a village: everybody's, the server's own, the township's."""

OUTSIDERS = (
    *PARTY_BRANCH,
    Office.VILLAGE_CLERK,
    Office.ACCOUNTANT,
    Office.GRID_WORKER,
    Office.LEGAL_ADVISER,
)
"""May be sent from outside; all others are chosen among the villagers."""

OF_GROUPS = (Office.GROUP_LEADER, Office.REPRESENTATIVE)

TERMS: Mapping[Office, str] = {
    **dict.fromkeys((*COMMITTEE, Office.GROUP_LEADER), "terms.committee_years"),
    **dict.fromkeys(SUPERVISION, "terms.supervisors_years"),
    Office.REPRESENTATIVE: "terms.representatives_years",
}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two sets of offices that one person, or two near relatives, may not hold together."""

    code: str
    offices: tuple[Office, ...]
    others: tuple[Office, ...]
    key: str
    of_kin: bool = False

    def meets(self, one: Office, other: Office) -> bool:
        return (one in self.offices and other in self.others) or (
            one in self.others and other in self.offices
        )


EXCLUSIONS = (
    Exclusion("supervisor-in-committee", SUPERVISION, COMMITTEE, "supervisors.no_relatives"),
    Exclusion("supervisor-kin", SUPERVISION, COMMITTEE, "supervisors.no_relatives", of_kin=True),
    Exclusion(
        "supervisor-keeps-books",
        SUPERVISION,
        (Office.ACCOUNTANT,),
        "supervisors.no_accounting",
    ),
    Exclusion("supervisor-is-clerk", SUPERVISION, (Office.VILLAGE_CLERK,), "supervisors.no_clerk"),
    Exclusion(
        "supervisor-runs-collective",
        SUPERVISION,
        (Office.COLLECTIVE_CHAIR,),
        "supervisors.no_collective_managers",
    ),
    Exclusion("committee-kin", COMMITTEE, COMMITTEE, "recusal.near_relatives", of_kin=True),
)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What is to be registered. Without `term_ends_on` the profile's years are taken."""

    office: Office
    began_on: date
    term_ends_on: date | None = None
    group_id: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment that stands."""

    person_id: int
    name: str
    office: Office
    group_id: int | None
    began_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """`of_village`: on this village's register; `left_on`: the first day no longer."""

    person_id: int
    name: str
    of_village: bool
    born_on: date | None
    left_on: date | None
    relatives: tuple[Relative, ...] = ()


def term_end(mandate: Mandate, profile: Profile) -> date | None:
    key = TERMS.get(mandate.office)
    years = profile.whole(key) if key else None
    if mandate.term_ends_on is not None or years is None:
        return mandate.term_ends_on
    return ages.years_later(mandate.began_on, years)


def blockers(
    candidate: Candidate, mandate: Mandate, held: Sequence[Held], profile: Profile
) -> tuple[Blocker, ...]:
    """Everything that stands against it. `held`: the village's appointments."""
    standing = [one for one in held if one.ended_on is None or one.ended_on > mandate.began_on]
    others = [one for one in standing if one.person_id != candidate.person_id]
    own = [one for one in standing if one.person_id == candidate.person_id]
    return (
        *_of_person(candidate, mandate),
        *_of_seat(candidate, mandate, own, others),
        *_of_law(candidate, mandate, standing, profile),
    )


def _of_person(candidate: Candidate, mandate: Mandate) -> Iterator[Blocker]:
    name, office = candidate.name, mandate.office
    if office in NEVER:
        yield Blocker("office-not-here", f"“{office.label}”不是在村里登记的职务。")
    if candidate.left_on is not None and candidate.left_on <= mandate.began_on:
        yield Blocker(
            "left", f"{name}已经离开本村名册。", remedy="另选人选；登记有误的先更正村民名册"
        )
    if not candidate.of_village and office not in OUTSIDERS:
        yield Blocker(
            "not-a-villager",
            f"{name}不在本村名册上，{office.label}只能由本村村民担任。",
            remedy="先把本人登记到村民名册",
        )
    if candidate.born_on is not None and not ages.is_adult(candidate.born_on, mandate.began_on):
        yield Blocker(
            "not-adult",
            f"{name}生于 {candidate.born_on:%Y-%m-%d}，任职那天还不满 {ages.ADULT} 周岁。",
            remedy="另选人选；出生日期有误的先更正村民名册",
        )
    if candidate.of_village and candidate.born_on is None:
        yield Blocker(
            "birth-unknown",
            f"{name}没有登记出生日期，不能确定是否成年。",
            remedy="先在村民名册补上出生日期",
        )


def _of_seat(
    candidate: Candidate, mandate: Mandate, own: Sequence[Held], others: Sequence[Held]
) -> Iterator[Blocker]:
    office = mandate.office
    if office is Office.GROUP_LEADER and mandate.group_id is None:
        yield Blocker("group-missing", "村民小组组长要写明是哪个小组。", remedy="选择村民小组")
    for one in own:
        if _same_organ(one.office, office) and one.office is not office:
            yield Blocker(
                "same-organ",
                f"{one.name}已经是{one.office.label}，不能在同一个班子里再任{office.label}。",
                remedy=f"改任的，先登记{one.office.label}离任",
            )
        if one.office is office and (office is not Office.GROUP_LEADER or _one_group(one, mandate)):
            yield Blocker("already-holds", f"{candidate.name}已经是{office.label}。")
    for one in others:
        if one.office is office and (office in SOLE or _leads_group(one, mandate)):
            yield Blocker(
                "seat-taken",
                f"{office.label}现在由{one.name}担任，只能有一人。",
                remedy=f"先登记{one.name}离任",
            )


def _same_organ(one: Office, other: Office) -> bool:
    return any(one in organ and other in organ for organ in ORGANS)


def _leads_group(one: Held, mandate: Mandate) -> bool:
    return mandate.office is Office.GROUP_LEADER and _one_group(one, mandate)


def _one_group(one: Held, mandate: Mandate) -> bool:
    return one.group_id == mandate.group_id


def _of_law(
    candidate: Candidate, mandate: Mandate, standing: Sequence[Held], profile: Profile
) -> Iterator[Blocker]:
    me = Held(candidate.person_id, candidate.name, mandate.office, None, mandate.began_on, None)
    kin = {relative.person_id: relative for relative in candidate.relatives}
    for one in standing:
        yield from _between(me, one, kin.get(one.person_id), profile)


def conflicts(
    held: Sequence[Held], relatives: Mapping[int, Sequence[Relative]], profile: Profile
) -> tuple[Blocker, ...]:
    """What stands in the register though it may not: imported, or kin declared later."""
    found: list[Blocker] = []
    for one, other in combinations(held, 2):
        kin = {relative.person_id: relative for relative in relatives.get(one.person_id, ())}
        found.extend(_between(one, other, kin.get(other.person_id), profile))
    return tuple(found)


def _between(one: Held, other: Held, kin: Relative | None, profile: Profile) -> Iterator[Blocker]:
    same = one.person_id == other.person_id
    for rule in EXCLUSIONS:
        if not profile.is_on(rule.key) or not rule.meets(one.office, other.office):
            continue
        basis = profile.basis(rule.key)
        if same and not rule.of_kin:
            text = f"{one.name}不能同时是{other.office.label}和{one.office.label}。"
            remedy = f"先登记不再担任{other.office.label}，或者另选人选"
            yield Blocker(rule.code, text, basis, remedy)
        if kin is not None and rule.of_kin:
            text = (
                f"{one.name}（{one.office.label}）和{other.name}（{other.office.label}）"
                f"是近亲属（{kin.how}），不能分别担任。"
            )
            remedy = f"另选人选，或者先登记{other.name}离任；亲属关系有误的先更正"
            yield Blocker(rule.code, text, basis, remedy)
