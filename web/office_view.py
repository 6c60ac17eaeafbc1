"""Who holds what, arranged organ by organ as on a notice board, with what is amiss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deliberation.due import LOOK_AHEAD
from village import composition, electors, offices, rules
from village.composition import Figure
from village.errors import Blocker
from village.models import Appointment, Village
from village.permissions import COMMITTEE, PARTY_BRANCH, SUPERVISION, Office

SHOWN: tuple[tuple[str, tuple[Office, ...]], ...] = (
    ("村党组织", PARTY_BRANCH),
    ("村民委员会", COMMITTEE),
    ("村务监督委员会", SUPERVISION),
    ("村民代表", (Office.REPRESENTATIVE,)),
    ("村民小组", (Office.GROUP_LEADER,)),
    ("集体经济组织", (Office.COLLECTIVE_CHAIR, Office.COLLECTIVE_REPRESENTATIVE)),
)
WITHOUT_GROUP = "没有写明小组"


@dataclass(frozen=True, slots=True)
class Organ:
    """`parts`: of the representatives one for each group; of the others one without a name."""

    name: str
    parts: tuple[tuple[str, tuple[Appointment, ...]], ...]

    @property
    def size(self) -> int:
        """Persons, each once."""
        return len({row.person_id for _, rows in self.parts for row in rows})


@dataclass(frozen=True, slots=True)
class OfficeView:
    organs: tuple[Organ, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Blocker, ...]
    conflicts: tuple[Blocker, ...]
    ending: tuple[Appointment, ...]
    without_term: int
    both_seats: str


async def office_view(village: Village, today: date) -> OfficeView:
    profile = rules.profile(village.profile_code)
    rows = await offices.standing(village, today)
    assembly = await electors.assembly(village, today)
    supervisors = {row.person_id for row in rows if row.office in SUPERVISION}
    return OfficeView(
        organs=arranged(rows),
        figures=composition.figures(assembly, profile),
        findings=(
            *composition.assembly_findings(assembly, profile),
            *composition.supervision_findings(len(supervisors), profile),
        ),
        conflicts=await offices.conflicts(village, today),
        ending=tuple(await offices.ending_soon(village, today, LOOK_AHEAD)),
        without_term=sum(row.term_ends_on is None and row.office in OF_TERMS for row in rows),
        both_seats=both_seats(rows),
    )


OF_TERMS = (*COMMITTEE, *SUPERVISION, Office.REPRESENTATIVE, Office.GROUP_LEADER)
"""Chosen for a term of years; the others end when they are ended."""


def arranged(rows: Sequence[Appointment]) -> tuple[Organ, ...]:
    named = {office for _, offices_ in SHOWN for office in offices_}
    rest = tuple(office for office in Office if office not in named)
    organs = []
    for name, wanted in (*SHOWN, ("其他", rest)):
        mine = [row for row in rows if row.office in wanted]
        by_group = name in ("村民代表", "村民小组")
        organs.append(Organ(name, _by_group(mine) if by_group else (("", tuple(mine)),)))
    return tuple(organs)


def _by_group(rows: Sequence[Appointment]) -> tuple[tuple[str, tuple[Appointment, ...]], ...]:
    found: dict[tuple[int, int, str], list[Appointment]] = {}
    for row in rows:
        group = row.group
        key = (1, 0, WITHOUT_GROUP) if group is None else (0, group.position, group.name)
        found.setdefault(key, []).append(row)
    return tuple((name, tuple(found[place, at, name])) for place, at, name in sorted(found))


def both_seats(rows: Sequence[Appointment]) -> str:
    """一肩挑 in words; empty where two people hold the two seats."""
    secretary = {row.person_id: row.person.name for row in rows if row.office is PARTY_BRANCH[0]}
    for row in rows:
        if row.office is COMMITTEE[0] and row.person_id in secretary:
            return (
                f"{row.person.name}一人担任村党支部书记和村民委员会主任（一肩挑）。"
                "这是允许的，是一个人坐两个位子：开会时以哪个身份参加，会议记录会写明。"
            )
    return ""
