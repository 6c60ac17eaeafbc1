"""The register as lists: its size, its groups, a household. A fixed number of statements each.

Every list asks for the permission itself: nobody outside the village sees who lives where.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Q

from village import ages, people
from village.errors import NotFound
from village.models import Appointment, Group, Kinship, Person, Residence, Sex, Village
from village.permissions import Actor, Permission

UNGROUPED = 0  # in place of a group's id
UNGROUPED_NAME = "没有分组的"
TO_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Size:
    """How many: of a group, or of the whole village. `undated` have no birth date on record."""

    group_id: int
    name: str
    people: int
    households: int
    adults: int
    undated: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a group's list."""

    person_id: int
    name: str
    household: str
    relation: str
    is_head: bool
    sex: Sex | None
    age: int | None
    residence: Residence


@dataclass(frozen=True, slots=True)
class Listing:
    name: str
    entries: tuple[Entry, ...]
    page: int
    pages: int


async def sizes(village: Village, actor: Actor, today: date) -> tuple[Size, list[Size]]:
    """The village, and each of its groups; those without a group stand last, if there are any."""
    actor.require(Permission.REGISTER_VIEW, village.id, village.township_id)
    rows = await Person.filter(people.present_on(today), village_id=village.id).values_list(
        "household__group_id", "household_id", "born_on"
    )
    groups = await Group.filter(village_id=village.id).order_by("position", "id")
    named = [(one.id, one.name) for one in groups] + [(UNGROUPED, UNGROUPED_NAME)]
    each = [
        _size(key, name, [row for row in rows if (row[0] or UNGROUPED) == key], today)
        for key, name in named
    ]
    whole = _size(UNGROUPED, village.name, rows, today)
    return whole, [one for one in each if one.people or one.group_id != UNGROUPED]


def _size(group_id: int, name: str, rows: Iterable[Any], today: date) -> Size:
    found = list(rows)
    counted = Counter(
        "undated" if born is None else "adult" if ages.is_adult(born, today) else "minor"
        for _, _, born in found
    )
    homes = {home for _, home, _ in found if home is not None}
    return Size(group_id, name, len(found), len(homes), counted["adult"], counted["undated"])


async def of_group(
    village: Village, group_id: int, page: int, actor: Actor, today: date
) -> Listing:
    """The people of a group in the order of households, the head of each first."""
    actor.require(Permission.REGISTER_VIEW, village.id, village.township_id)
    name = UNGROUPED_NAME
    if group_id != UNGROUPED:
        group = await Group.get_or_none(id=group_id, village_id=village.id)
        if group is None:
            raise NotFound("这个村民小组")
        name = group.name
    rows = await Person.filter(
        people.present_on(today), village_id=village.id, household__group_id=group_id or None
    ).values(
        *("id", "name", "household__number", "relation", "is_head", "sex", "born_on", "residence")
    )
    entries = sorted((_entry(row, today) for row in rows), key=_order)
    pages = max(1, -(-len(entries) // TO_A_PAGE))
    page = min(max(page, 1), pages)
    shown = entries[(page - 1) * TO_A_PAGE : page * TO_A_PAGE]
    return Listing(name, tuple(shown), page, pages)


def _entry(row: dict[str, Any], today: date) -> Entry:
    return Entry(
        person_id=row["id"],
        name=row["name"],
        household=row["household__number"] or "",
        relation=row["relation"],
        is_head=row["is_head"],
        sex=row["sex"],
        age=people.age_on(row["born_on"], today),
        residence=row["residence"],
    )


def _order(one: Entry) -> tuple[int, str, bool, int]:
    return len(one.household), one.household, not one.is_head, one.person_id


async def one_of(village: Village, person_id: int, actor: Actor) -> Person:
    """A villager of this village; of another village, or from outside, is not there."""
    person = await people.visible_to(actor, person_id)
    if person.village_id != village.id:
        raise NotFound("这个人")
    return person


async def at_home_with(person: Person, today: date) -> list[Person]:
    """The others of the household, the head first."""
    if person.household_id is None:
        return []
    home = Person.filter(people.present_on(today), household_id=person.household_id)
    rows = await home.exclude(id=person.id)
    return sorted(rows, key=lambda one: (not one.is_head, one.id))


async def offices_held(person: Person) -> list[Appointment]:
    """All of them, the running ones first."""
    rows = await Appointment.filter(person_id=person.id).select_related("group", "village")
    return sorted(rows, key=lambda one: (one.ended_on is not None, one.began_on, one.id))


async def declared_kin(person: Person) -> list[Kinship]:
    """What was put on record beside the household, as it runs now."""
    of_person = Q(person_id=person.id) | Q(relative_id=person.id)
    rows = Kinship.filter(of_person, ended_on=None, village_id=person.village_id)
    return await rows.order_by("id").select_related("person", "relative")
