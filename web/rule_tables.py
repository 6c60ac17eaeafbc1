"""A set of rules as tables for people: what holds, on what basis, how far it was checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from village.rules import KEYS, Body, Certainty, MatterKind, Profile, RuleKind, Value, shown

REVIEW = "待复核"
UNSURE = {Certainty.SECONDARY: "未核对原文", Certainty.MEMORY: "原文未找到"}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "召集会议和授权": (
        "assembly",
        "denominator",
        "representatives",
        "delegation",
        "collective",
    ),
    "议事的步骤": (
        "proposal",
        "party_step",
        "pace",
        "township_review",
        "gates",
        "change",
        "seal",
        "recusal",
    ),
    "任期和村务监督": ("terms", "supervisors"),
    "公开、异议和质询": ("periods", "publicity", "objection", "inquiry", "complaint"),
    "村规民约和说事": ("bylaws", "issue"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`marks` say what is to be minded: 待复核, common practice, text not found."""

    label: str
    value: str
    basis: str
    marks: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def sections(profile: Profile) -> list[Section]:
    """Every value that says something; where no text sets anything there is no line."""
    found = [_section(profile, body.label, f"bodies.{body}.") for body in Body]
    found.append(Section("什么事由谁决定", tuple(_matter(profile, one) for one in MatterKind)))
    for title, heads in GROUPS.items():
        lines = [one for head in heads for one in _lines(profile, f"{head}.")]
        found.append(Section(title, tuple(lines)))
    return [one for one in found if one.lines]


def _section(profile: Profile, title: str, start: str) -> Section:
    return Section(title, tuple(_lines(profile, start)))


def _lines(profile: Profile, start: str) -> Iterator[Line]:
    for path, value in profile.values.items():
        if path.startswith(start) and value.value not in (None, False, ()):
            raw = raw_of(profile, path)
            yield Line(_label(path), shown(KEYS[path], raw), value.basis, marks(value), value.note)


def _matter(profile: Profile, kind: MatterKind) -> Line:
    """Who decides it, in one line: the four values of a matter belong together."""
    found = profile.matters[kind]
    said = [found.body.value.label]
    if found.delegate.value is not None:
        said.append(f"或者得到授权的{found.delegate.value.label}")
    if found.collective.value:
        said.append("涉及集体财产或成员权益")
    if found.party_first.value:
        said.append("先经村党组织研究讨论")
    sources = [found.body, found.delegate, found.collective, found.party_first]
    cited = list(dict.fromkeys(one.basis for one in sources if one.value))
    notes = list(dict.fromkeys(one.note for one in sources if one.value and one.note))
    return Line(kind.label, "，".join(said), "；".join(cited), marks(found.body), "；".join(notes))


def _label(path: str) -> str:
    unit = {"adults": "（按人）", "households": "（按户）"}.get(path.rpartition(".")[2], "")
    return KEYS[path].label + unit


def raw_of(profile: Profile, path: str) -> object:
    leaves = profile.document["values"]
    leaf = leaves.get(path) if isinstance(leaves, dict) else None
    return leaf["value"] if isinstance(leaf, dict) else None


def marks(value: Value[object]) -> tuple[str, ...]:
    found = []
    if value.needs_review:
        found.append(REVIEW)
    if value.kind is RuleKind.PRACTICE:
        found.append("通行做法")
    if value.certainty is not Certainty.VERIFIED:
        found.append(UNSURE[value.certainty])
    return tuple(found)


def mark_of(profile: Profile, basis: str) -> str:
    """What to mind about a citation: the marks of a value that rests on it."""
    return _marked(profile).get(basis, "")


def _marked(profile: Profile) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in profile.values.values():
        if said := marks(value):
            found.setdefault(value.basis, "，".join(said))
    return found
