"""Whether the representative assembly and the supervision committee are made up as the law asks.

Pure. Findings are shown beside the roll and the offices; they never stop a meeting by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from village.errors import Blocker
from village.rules import Profile


@dataclass(frozen=True, slots=True)
class Assembly:
    """`members`: persons, each once, representatives and committee together."""

    members: int
    representatives: int
    women_representatives: int
    population: int
    households: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One share as a person can check it: 35 ÷ 42, at least 34."""

    label: str
    count: int
    total: int
    needed: int
    basis: str

    @property
    def holds(self) -> bool:
        return self.count >= self.needed

    @property
    def text(self) -> str:
        return f"{self.label} {self.count} 人 ÷ 组成人员 {self.total} 人，需要至少 {self.needed} 人"


def figures(assembly: Assembly, profile: Profile) -> tuple[Figure, ...]:
    """The two shares of the law, whether they hold or not."""
    return tuple(
        Figure(label, count, assembly.members, bar.needed(assembly.members), profile.basis(path))
        for label, count, path in (
            ("村民代表", assembly.representatives, "representatives.representatives_share"),
            ("妇女村民代表", assembly.women_representatives, "representatives.women_share"),
        )
        if (bar := profile.bar(path)) is not None
    )


def assembly_findings(assembly: Assembly, profile: Profile) -> tuple[Blocker, ...]:
    if assembly.representatives == 0:
        text = "还没有登记村民代表，不能召集村民代表会议。"
        return (Blocker("no-representatives", text, remedy="先登记推选产生的村民代表"),)
    return (
        *_shares(assembly, profile),
        *_numbers(assembly, profile),
        *_may_exist(assembly, profile),
    )


def _shares(assembly: Assembly, profile: Profile) -> Iterator[Blocker]:
    codes = ("too-few-representatives", "too-few-women")
    remedies = ("补选村民代表", "补选妇女村民代表")
    for code, remedy, figure in zip(codes, remedies, figures(assembly, profile), strict=True):
        if not figure.holds:
            yield Blocker(code, f"{figure.text}。", figure.basis, remedy)


def _numbers(assembly: Assembly, profile: Profile) -> Iterator[Blocker]:
    path = "representatives.number"
    fewest = profile.number_of_representatives(assembly.population)
    if fewest is not None and assembly.representatives < fewest:
        text = (
            f"本村 {assembly.population} 人，村民代表应当不少于 {fewest} 人，"
            f"现有 {assembly.representatives} 人。"
        )
        yield Blocker("below-local-number", text, profile.basis(path), "补选村民代表")
    yield from _per_households(assembly, profile)


def _per_households(assembly: Assembly, profile: Profile) -> Iterator[Blocker]:
    """By households the number lies between two whole numbers; groups may also send any number."""
    least = profile.whole("representatives.households_min")
    most = profile.whole("representatives.households_max")
    if not least or not most or not assembly.households:
        return
    fewest = -(-assembly.households // most)
    highest = max(fewest, assembly.households // least)
    if fewest <= assembly.representatives <= highest:
        return
    text = (
        f"本村 {assembly.households} 户，每 {least} 户至 {most} 户推选一人的，"
        f"应有 {fewest} 至 {highest} 名村民代表，现有 {assembly.representatives} 人。"
        "由各村民小组推选的不受这个人数限制。"
    )
    basis = profile.basis("representatives.households_min")
    yield Blocker("households-per-representative", text, basis, "核对村民代表的推选方式")


def _may_exist(assembly: Assembly, profile: Profile) -> Iterator[Blocker]:
    for path, count, unit in (
        ("representatives.min_population", assembly.population, "人"),
        ("representatives.min_households", assembly.households, "户"),
    ):
        least = profile.whole(path)
        if least is not None and count < least:
            text = (
                f"本村 {count} {unit}，不到 {least} {unit}；居住不分散的，不设村民代表会议，"
                "由村民会议决定。"
            )
            remedy = "核对人数、户数；居住分散的村不受这个数限制"
            yield Blocker("assembly-too-small", text, profile.basis(path), remedy)


def supervision_findings(members: int, profile: Profile) -> tuple[Blocker, ...]:
    """`members`: how many sit in the supervision committee, its chair included."""
    least = profile.whole("supervisors.min_members")
    most = profile.whole("supervisors.max_members")
    found = []
    if least is not None and members < least:
        text = f"村务监督委员会现有 {members} 人，应当不少于 {least} 人。"
        basis = profile.basis("supervisors.min_members")
        found.append(Blocker("too-few-supervisors", text, basis, "推选并登记监督委员会成员"))
    if most is not None and members > most:
        text = f"村务监督委员会现有 {members} 人，应当不多于 {most} 人。"
        basis = profile.basis("supervisors.max_members")
        found.append(Blocker("too-many-supervisors", text, basis, "核对任职，离任的登记离任"))
    if profile.is_on("supervisors.odd_number") and members % 2 == 0:
        text = f"村务监督委员会现有 {members} 人，应当是单数。"
        basis = profile.basis("supervisors.odd_number")
        found.append(Blocker("even-supervisors", text, basis, "补选一人，或者核对任职"))
    return tuple(found)
