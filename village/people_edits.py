"""One person's entry in the register: entered, corrected, taken off, taken up again.

A form is read by the same rules as a row of a roster, so both refuse with the same sentences.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from village import clock, ledger, people, people_writing, storage
from village import roster as rosters
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.idnumbers import Vault
from village.models import Departure, Person, Village
from village.permissions import Actor, Permission
from village.roster import RowReader
from village.roster_changes import Change, Known, change_of
from village.roster_columns import RosterColumn
from village.roster_row import RosterRow, group_key

C = RosterColumn

EDITED = (
    *(C.HOUSEHOLD, C.NAME, C.SEX, C.BORN, C.ID_NUMBER, C.RELATION, C.GROUP, C.PHONE, C.PARTY),
    *(C.REGISTERED, C.RESIDENCE, C.COLLECTIVE),
)
"""The fields of the form, named by the columns' codes. Offices have a page of their own."""

CODE_OF = {column.label: str(column) for column in EDITED}


def read_form(typed: Mapping[str, str], today: date, *, keeps_id: bool = False) -> RosterRow:
    """The form as a row, or `InvalidInput` with every mistake at its field.

    `keeps_id`: the ID number on record is not shown, so an empty field means that it stays.
    """
    cells = [typed.get(column, "") for column in EDITED]
    reader = RowReader(0, {column: place for place, column in enumerate(EDITED)}, cells)
    person = rosters.person_in(reader, today)
    wrong = {CODE_OF[mistake.column]: mistake.why for mistake in reversed(reader.mistakes)}
    if person is None or wrong:
        raise InvalidInput(wrong)
    if not keeps_id and person.relation is None:
        raise InvalidInput({C.RELATION: "请填写与户主关系，户主本人填“户主”。"})
    return person


async def enter(
    village: Village,
    typed: Mapping[str, str],
    actor: Actor,
    vault: Vault,
    *,
    joined_on: date | None,
    now: datetime,
) -> Person:
    """A villager new on the register; `joined_on` None is for those who always lived here."""
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    today = clock.local_date(now)
    row = read_form(typed, today)
    if joined_on is not None and not row.born <= joined_on <= today:
        raise InvalidInput({"joined_on": "迁入日期要在出生之后、今天或今天以前，请核对。"})
    async with storage.writing(village.id):
        known = await people.register_of(village.id, vault, today)
        refuse_clash(row, known, None, vault)
        register = await people_writing.ground(village, vault, today, [row])
        person = people_writing.new_person(row, register, joined_on)
        await person.save()
        await ledger.record(
            *(village.id, seat, "person.enter", f"person:{person.id}"), now=now, joined=joined_on
        )
    return person


async def edit(
    person: Person, typed: Mapping[str, str], actor: Actor, vault: Vault, *, now: datetime
) -> Change | None:
    """What was corrected; None when nothing differs. An empty ID number stays as it is."""
    village = await village_of(person)
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    today = clock.local_date(now)
    row = read_form(typed, today, keeps_id=True)
    async with storage.writing(village.id):
        known = await people.register_of(village.id, vault, today)
        mine = next(one for one in known if one.person_id == person.id)
        refuse_clash(row, known, mine, vault)
        change = change_of(cleared(row), mine, vault.digest)
        if change is None:
            return None
        register = await people_writing.ground(village, vault, today, [row])
        await people_writing.change_people([change], register)
        await ledger.record(
            *(village.id, seat, "person.edit", f"person:{person.id}"),
            now=now,
            fields=sorted(change.updates),
        )
    return change


def cleared(row: RosterRow) -> RosterRow:
    """On a form an empty field is emptied, where a sheet says nothing."""
    return replace(
        row,
        phone=row.phone or "",
        relation=row.relation or "",
        is_head=bool(row.is_head),
        offices=(),
    )


def refuse_clash(row: RosterRow, known: list[Known], mine: Known | None, vault: Vault) -> None:
    """The same number twice, a second head, a household in two groups."""
    wrong: dict[str, str] = {}
    others = [one for one in known if mine is None or one.person_id != mine.person_id]
    digest = vault.digest(row.id_number) if row.id_number else None
    twin = next((one for one in others if digest and one.digest == digest), None)
    if twin is not None:
        gone = "（已不在名册，可以重新登记）" if twin.left else ""
        wrong[C.ID_NUMBER] = f"名册里{twin.name}{gone}已是这个身份证号，请核对。"
    home = [one for one in others if one.household == row.household and not one.left]
    head = next((one for one in home if one.is_head), None)
    if row.is_head and head is not None:
        wrong[C.RELATION] = f"户号 {row.household} 已有户主{head.name}，请先改他的与户主关系。"
    group = next((one.group for one in home if one.group), "")
    if row.group and group and group_key(row.group) != group_key(group):
        wrong[C.GROUP] = f"户号 {row.household} 在{group}。整户换组，请导入改好的名册。"
    if not row.group and not group:
        wrong[C.GROUP] = "请填写村民小组。"
    if wrong:
        raise InvalidInput(wrong)


async def take_off(
    person: Person, why: Departure, actor: Actor, *, left_on: date, now: datetime
) -> None:
    """From `left_on` no villager of this village any more. The row and its history stay."""
    village = await village_of(person)
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    today = clock.local_date(now)
    if left_on > today or (person.born_on is not None and left_on < person.born_on):
        raise InvalidInput({"left_on": "离开的日期要在出生之后、今天或今天以前，请核对。"})
    async with storage.writing(village.id):
        fresh = await Person.get(id=person.id)
        if fresh.left_on is not None:
            raise Blocked([Blocker("already-left", f"{fresh.name}已经不在名册上。")])
        held = (await people.offices_of(village.id, today)).get(person.id, frozenset())
        if held:
            names = "、".join(sorted(office.label for office in held))
            text = f"{fresh.name}还担任{names}。"
            raise Blocked([Blocker("still-in-office", text, remedy="先在任职页登记离任")])
        await people_writing.take_off([person.id], why, left_on)
        await ledger.record(
            *(village.id, seat, "person.leave", f"person:{person.id}"), now=now, why=why, on=left_on
        )


async def take_up_again(person: Person, actor: Actor, *, now: datetime) -> None:
    """Somebody who had left is back, or had been taken off by mistake."""
    village = await village_of(person)
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Person.get(id=person.id)
        if fresh.left_on is None:
            raise Blocked([Blocker("still-here", f"{fresh.name}就在名册上。")])
        by_mistake = fresh.left_why is Departure.MISTAKE
        joined_on = fresh.joined_on if by_mistake else clock.local_date(now)
        await Person.filter(id=person.id).update(
            joined_on=joined_on, left_on=None, left_why=None, is_head=False
        )
        await ledger.record(*(village.id, seat, "person.return", f"person:{person.id}"), now=now)


async def village_of(person: Person) -> Village:
    if person.village_id is None:
        raise NotFound("这个人")
    return await Village.get(id=person.village_id)
