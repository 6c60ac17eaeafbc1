"""The register of villagers: who is on it, who is found, who may look.

A person's ID number is never shown whole, and nobody outside the village sees the register.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Q

from village import ages, idnumbers, names
from village.errors import NotFound
from village.idnumbers import Vault
from village.models import Appointment, Group, Household, Person, Village
from village.permissions import Actor, Office, Permission
from village.roster_changes import Known

FOUND_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a search; two people of one name are told apart by their household."""

    person_id: int
    name: str
    household: str
    group: str


async def visible_to(actor: Actor, person_id: int) -> Person:
    """The one way in for a villager's id from outside."""
    person = await Person.get_or_none(id=person_id).select_related("village", "household__group")
    if person is None or person.village is None:
        raise NotFound("这个人")
    village = person.village
    if not actor.may(Permission.REGISTER_VIEW, village.id, village.township_id):
        raise NotFound("这个人")
    return person


def present_on(day: date) -> Q:
    """Villagers on that day: the day of moving in counts, the day of leaving does not."""
    arrived = Q(joined_on=None) | Q(joined_on__lte=day)
    return arrived & (Q(left_on=None) | Q(left_on__gt=day))


def has_left(person: Person, day: date) -> bool:
    return person.left_on is not None and person.left_on <= day


def check_here(person: Person, village_id: int, day: date) -> None:
    """A villager of this village on that day; anybody else is not there."""
    if person.village_id != village_id or has_left(person, day):
        raise NotFound("这位村民")


def age_on(born: date | None, day: date) -> int | None:
    """Whole years; None when the birth date is not registered."""
    if born is None or born > day:
        return None
    years = day.year - born.year
    return years if ages.years_later(born, years) <= day else years - 1


async def search(village: Village, query: str, actor: Actor) -> list[Found]:
    """By characters, pinyin, initials or a mixture: whole names first, then by the name's start."""
    actor.require(Permission.REGISTER_VIEW, village.id, village.township_id)
    wanted = names.normal_query(query)
    rows = (
        await Person.filter(village_id=village.id, left_on=None).values_list("id", "name", "pinyin")
        if wanted
        else []
    )
    ranked = [
        (rank, pinyin, person_id)
        for person_id, name, pinyin in rows
        if (rank := names.rank(wanted, name, pinyin)) is not None
    ]
    return await found_by(tuple(person_id for *_, person_id in sorted(ranked)[:FOUND_AT_MOST]))


async def named(village: Village, name: str, today: date) -> list[Found]:
    """Villagers of that very name, for somebody who writes for one of them: no list to leaf
    through, so it may be asked by those who do not see the register."""
    rows = await Person.filter(present_on(today), village_id=village.id, name=name).order_by("id")
    return await found_by(tuple(one.id for one in rows[:FOUND_AT_MOST]))


async def found_by(ids: tuple[int, ...]) -> list[Found]:
    """Those people, in that order."""
    rows = await Person.filter(id__in=ids).values_list(
        "id", "name", "household__number", "household__group__name"
    )
    by_id = {row[0]: Found(row[0], row[1], row[2] or "", row[3] or "") for row in rows}
    return [by_id[one] for one in ids]


async def group_names(village_id: int) -> list[str]:
    rows = await Group.filter(village_id=village_id).order_by("position", "id").values_list("name")
    return [name for (name,) in rows]


async def register_of(village_id: int, vault: Vault, today: date) -> list[Known]:
    """Everybody ever registered, those who left too: an ID number is matched even then."""
    homes = await households_of(village_id)
    offices = await offices_of(village_id, today)
    rows = (
        await Person.filter(village_id=village_id)
        .order_by("id")
        .values(
            *("id", "name", "household_id", "sex", "born_on", "id_digest", "relation", "is_head"),
            *("phone_cipher", "party", "registered", "residence", "collective_member", "left_on"),
        )
    )
    return [known(row, homes, offices, vault) for row in rows]


async def households_of(village_id: int) -> dict[int | None, tuple[str, str]]:
    """Number and group of each household."""
    rows = await Household.filter(village_id=village_id).values_list("id", "number", "group__name")
    return {row[0]: (row[1], row[2] or "") for row in rows}


async def offices_of(village_id: int, today: date) -> dict[int, frozenset[Office]]:
    held: dict[int, set[Office]] = {}
    rows = await Appointment.filter(
        Q(ended_on=None) | Q(ended_on__gt=today), village_id=village_id
    ).values_list("person_id", "office")
    for person_id, office in rows:
        held.setdefault(person_id, set()).add(Office(office))
    return {person_id: frozenset(offices) for person_id, offices in held.items()}


def known(
    row: dict[str, Any],
    homes: dict[int | None, tuple[str, str]],
    offices: dict[int, frozenset[Office]],
    vault: Vault,
) -> Known:
    number, group = homes.get(row["household_id"], ("", ""))
    return Known(
        person_id=row["id"],
        name=row["name"],
        household=number,
        group=group,
        sex=row["sex"],
        born=row["born_on"],
        digest=row["id_digest"],
        relation=row["relation"],
        is_head=row["is_head"],
        phone=vault.unseal(row["phone_cipher"]) if row["phone_cipher"] else "",
        party=row["party"],
        registered=row["registered"],
        residence=row["residence"],
        collective=row["collective_member"],
        left=row["left_on"] is not None,
        offices=offices.get(row["id"], frozenset()),
    )


def id_number_shown(person: Person, vault: Vault) -> str:
    return idnumbers.mask(vault.unseal(person.id_cipher)) if person.id_cipher else ""


def phone_of(person: Person, vault: Vault) -> str:
    """Whole: for those who may see the register only."""
    return vault.unseal(person.phone_cipher) if person.phone_cipher else ""
