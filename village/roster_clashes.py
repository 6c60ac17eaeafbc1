"""What rows of one roster may not say beside each other.

Pure. No person twice, one head and one group to a household; the later row is the rejected one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from village.roster_columns import RosterColumn
from village.roster_row import Mistake, RosterRow, group_key

C = RosterColumn


def together(found: Sequence[RosterRow]) -> tuple[list[RosterRow], list[Mistake]]:
    """Rows that stand beside each other: no person twice, one head and one group a household."""
    kept: list[RosterRow] = []
    clashing: list[Mistake] = []
    seen = Seen()
    for person in found:
        clash = seen.clash(person)
        if clash is None:
            seen.add(person)
            kept.append(person)
        else:
            clashing.append(clash)
    return [seen.with_group(person) for person in kept], clashing


@dataclass
class Seen:
    """What the rows above have said."""

    numbers: dict[str, RosterRow] = field(default_factory=dict)
    people: dict[tuple[str, str, date], RosterRow] = field(default_factory=dict)
    heads: dict[str, RosterRow] = field(default_factory=dict)
    groups: dict[str, RosterRow] = field(default_factory=dict)

    def clash(self, person: RosterRow) -> Mistake | None:
        twin = self.numbers.get(person.id_number or "")
        if twin is not None:
            why = f"身份证号与第 {twin.row} 行（{twin.name}）相同，请核对。"
            return Mistake(person.row, C.ID_NUMBER.label, why)
        same = self.people.get((person.household, person.name, person.born))
        if same is not None and not (same.id_number and person.id_number):
            why = f"与第 {same.row} 行是同一户、同名、同一天出生，像是同一个人写了两遍。"
            return Mistake(person.row, C.NAME.label, f"{why}如是两个人，请都填上身份证号。")
        head = self.heads.get(person.household)
        if person.is_head and head is not None:
            why = (
                f"户号 {person.household} 已有户主{head.name}（第 {head.row} 行），一户只能有一个。"
            )
            return Mistake(person.row, C.RELATION.label, why)
        first = self.groups.get(person.household)
        if first and person.group and group_key(first.group or "") != group_key(person.group):
            why = (
                f"户号 {person.household} 在第 {first.row} 行写的是{first.group}，"
                f"这里是{person.group}。同一户只能在一个组，请核对。"
            )
            return Mistake(person.row, C.GROUP.label, why)
        return None

    def add(self, person: RosterRow) -> None:
        if person.id_number:
            self.numbers[person.id_number] = person
        self.people.setdefault((person.household, person.name, person.born), person)
        if person.is_head:
            self.heads[person.household] = person
        if person.group:
            self.groups.setdefault(person.household, person)

    def with_group(self, person: RosterRow) -> RosterRow:
        """A household's group need not be written again for each of its people."""
        first = self.groups.get(person.household)
        return person if person.group or first is None else replace(person, group=first.group)
