"""Puts households and people into the register. Call it inside `storage.writing` only.

Numbers are sealed here and nowhere else on their way in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from village import names
from village.idnumbers import Vault
from village.models import Departure, Group, Household, PartyStatus, Person, Residence, Village
from village.roster_changes import Change
from village.roster_row import RosterRow, group_position

BATCH = 500

FIELD_OF: Mapping[str, str] = {
    "name": "name",
    "sex": "sex",
    "born": "born_on",
    "digest": "id_digest",
    "relation": "relation",
    "is_head": "is_head",
    "party": "party",
    "registered": "registered",
    "residence": "residence",
    "collective": "collective_member",
}


@dataclass(frozen=True, slots=True)
class Register:
    """Where to write: the village, its keys, the day, and its households by number."""

    village: Village
    vault: Vault
    today: date
    households: Mapping[str, int]


async def ground(
    village: Village, vault: Vault, today: date, rows: Iterable[RosterRow]
) -> Register:
    """Makes the groups and households that the rows name and the village lacks."""
    wanted = {row.household: row.group for row in rows}
    groups = await _groups(village.id, [name for name in wanted.values() if name])
    found = await Household.filter(village_id=village.id).values_list("number", "id", "group_id")
    known = {number: (row_id, group_id) for number, row_id, group_id in found}
    missing = [
        Household(village_id=village.id, number=number, group_id=groups.get(group or ""))
        for number, group in wanted.items()
        if number not in known
    ]
    await Household.bulk_create(missing, batch_size=BATCH)
    moving: dict[int, list[int]] = {}
    for number, group in wanted.items():
        if number in known and group and known[number][1] != groups[group]:
            moving.setdefault(groups[group], []).append(known[number][0])
    for group_id, ids in moving.items():
        for part in parts(ids):
            await Household.filter(id__in=part).update(group_id=group_id)
    numbers = await Household.filter(village_id=village.id).values_list("number", "id")
    return Register(village, vault, today, dict(numbers))


async def _groups(village_id: int, wanted: Sequence[str]) -> dict[str, int]:
    known = dict(await Group.filter(village_id=village_id).values_list("name", "id"))
    for name in dict.fromkeys(wanted):
        if name not in known:
            position = group_position(name) or len(known) + 1
            made = await Group.create(village_id=village_id, name=name, position=position)
            known[name] = made.id
    return known


def parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def new_person(row: RosterRow, register: Register, joined_on: date | None = None) -> Person:
    vault = register.vault
    return Person(
        township_id=register.village.township_id,
        village_id=register.village.id,
        household_id=register.households[row.household],
        name=row.name,
        pinyin=names.pinyin(row.name),
        sex=row.sex,
        born_on=row.born,
        id_cipher=vault.seal(row.id_number) if row.id_number else None,
        id_digest=vault.digest(row.id_number) if row.id_number else None,
        phone_cipher=vault.seal(row.phone) if row.phone else None,
        relation=row.relation or "",
        is_head=bool(row.is_head),
        party=row.party or PartyStatus.NONE,
        registered=row.registered is not False,
        residence=row.residence or Residence.HOME,
        collective_member=bool(row.collective),
        joined_on=joined_on,
    )


def fields_of(change: Change, register: Register) -> dict[str, Any]:
    """A change of the plan as columns of the table. The group belongs to the household."""
    updates, row = change.updates, change.row
    fields: dict[str, Any] = {
        FIELD_OF[name]: value for name, value in updates.items() if name in FIELD_OF
    }
    if "name" in updates:
        fields["pinyin"] = names.pinyin(str(updates["name"]))
    if "household" in updates:
        fields["household_id"] = register.households[str(updates["household"])]
    if "phone" in updates:
        phone = str(updates["phone"])
        fields["phone_cipher"] = register.vault.seal(phone) if phone else None
    if "digest" in updates and row is not None and row.id_number:
        fields["id_cipher"] = register.vault.seal(row.id_number)
    if updates.get("left") is False:
        fields |= {"left_on": None, "left_why": None, "joined_on": register.today}
    return fields


async def change_people(changes: Sequence[Change], register: Register) -> None:
    """People with the very same change share one statement; nobody is written twice."""
    merged: dict[int, dict[str, Any]] = {}
    for change in changes:
        merged.setdefault(change.known.person_id, {}).update(fields_of(change, register))
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for person_id, fields in merged.items():
        if fields:
            alike.setdefault(tuple(sorted(fields.items())), []).append(person_id)
    for same, ids in alike.items():
        for part in parts(ids):
            await Person.filter(id__in=part).update(**dict(same))


async def add_people(rows: Sequence[RosterRow], register: Register) -> None:
    await Person.bulk_create([new_person(row, register) for row in rows], batch_size=BATCH)


async def take_off(ids: Sequence[int], why: Departure, day: date) -> None:
    """They stay in the table: the register only ends for them on that day."""
    for part in parts(ids):
        await Person.filter(id__in=part).update(left_on=day, left_why=why)


async def ids_of(rows: Sequence[RosterRow], register: Register, last_id: int) -> dict[int, int]:
    """Row number → id of the people just added (bulk writing does not tell their ids)."""
    stored = await Person.filter(village_id=register.village.id, id__gt=last_id).values_list(
        "id", "household_id", "name", "born_on", "id_digest"
    )
    by_key = {tuple(found[1:]): found[0] for found in stored}
    return {row.row: by_key[key_of(row, register)] for row in rows}


def key_of(row: RosterRow, register: Register) -> tuple[int, str, date, str | None]:
    digest = register.vault.digest(row.id_number) if row.id_number else None
    return register.households[row.household], row.name, row.born, digest


async def groups_of(rows: Sequence[RosterRow], register: Register) -> dict[str, int]:
    """Household number → id of its group."""
    numbers = list({row.household for row in rows})
    found: dict[str, int] = {}
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        found.update(
            await Household.filter(
                village_id=register.village.id, number__in=part, group_id__not_isnull=True
            ).values_list("number", "group_id")
        )
    return found
