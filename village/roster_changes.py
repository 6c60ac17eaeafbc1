"""One row of a roster against one person of the register: what would change.

Pure. Numbers of cards and phones are masked wherever they may be shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from village import idnumbers
from village.models import PartyStatus, Residence, Sex
from village.naming import Named
from village.permissions import Office
from village.roster_columns import RosterColumn
from village.roster_row import HEAD, RosterRow

C = RosterColumn

COLUMN_OF: Mapping[str, RosterColumn] = {
    "household": C.HOUSEHOLD,
    "group": C.GROUP,
    "name": C.NAME,
    "sex": C.SEX,
    "born": C.BORN,
    "digest": C.ID_NUMBER,
    "relation": C.RELATION,
    "is_head": C.HEAD,
    "phone": C.PHONE,
    "party": C.PARTY,
    "registered": C.REGISTERED,
    "residence": C.RESIDENCE,
    "collective": C.COLLECTIVE,
}


@dataclass(frozen=True, slots=True)
class Known:
    """One person as the register has it. Names of fields are those of `COLUMN_OF`."""

    person_id: int
    name: str
    household: str = ""
    group: str = ""
    sex: Sex | None = None
    born: date | None = None
    digest: str | None = field(default=None, repr=False)
    relation: str = ""
    is_head: bool = False
    phone: str = field(default="", repr=False)
    party: PartyStatus = PartyStatus.NONE
    registered: bool = True
    residence: Residence = Residence.HOME
    collective: bool = False
    left: bool = False
    offices: frozenset[Office] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """For the preview: numbers are masked."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What to set on one person; `row` is None when another row's head takes this one's place."""

    known: Known
    row: RosterRow | None
    updates: Mapping[str, object] = field(repr=False)
    offices: tuple[Office, ...]
    differences: tuple[Difference, ...]


def stated(row: RosterRow, digest: Callable[[str], str]) -> dict[str, object]:
    """What the row says of a person, under the register's names."""
    said = {
        "household": row.household,
        "group": row.group,
        "name": row.name,
        "sex": row.sex,
        "born": row.born,
        "digest": digest(row.id_number) if row.id_number else None,
        "relation": row.relation,
        "is_head": row.is_head,
        "phone": row.phone,
        "party": row.party,
        "registered": row.registered,
        "residence": row.residence,
        "collective": row.collective,
    }
    return {name: value for name, value in said.items() if value is not None}


def change_of(row: RosterRow, known: Known, digest: Callable[[str], str]) -> Change | None:
    said = stated(row, digest)
    if row.is_head is False and row.relation is None and known.relation == HEAD:
        said["relation"] = ""
    updates = {name: value for name, value in said.items() if getattr(known, name) != value}
    differences = [difference(known, row, name, value) for name, value in updates.items()]
    if known.left:
        updates["left"] = False
        differences.append(Difference("登记", "已迁出或注销", "重新登记"))
    offices = tuple(office for office in row.offices if office not in known.offices)
    differences += offices_added(offices)
    if not updates and not offices:
        return None
    return Change(known, row, updates, offices, tuple(differences))


def offices_added(offices: Sequence[Office]) -> list[Difference]:
    labels = "、".join(office.label for office in offices)
    return [Difference(C.OFFICES.label, "", f"加上{labels}")] if offices else []


def difference(known: Known, row: RosterRow, name: str, value: object) -> Difference:
    label = COLUMN_OF[name].label
    before = getattr(known, name)
    if name == "digest":
        return Difference(label, "已有号码" if before else "", idnumbers.mask(row.id_number or ""))
    if name == "phone":
        return Difference(label, masked_phone(known.phone), masked_phone(row.phone or ""))
    return Difference(label, shown(before), shown(value))


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Named):
        return value.label
    return "" if value is None else str(value)


def masked_phone(number: str) -> str:
    return f"{number[:3]}****{number[-2:]}" if len(number) > 5 else ""
