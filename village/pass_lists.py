"""Who has a pass and who has not, group by group, for the window that hands them out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from village import clock, limits, offices, people
from village.errors import NotFound
from village.models import Appointment, Group, Pass, Person, Village
from village.naming import Named
from village.permissions import GRANTS, Actor, Office, Permission

OTHERS = 0  # in place of a group's id: no group, or from outside with an office here
OTHERS_NAME = "没有分组的和村外任职的"
WORKING = tuple(office for office in Office if Permission.DESK_VIEW in GRANTS[office])


class PassState(Named):
    NONE = "none", "还没有发"
    ISSUED = "issued", "已发，还没有用过"
    ACTIVE = "active", "在用"
    LOCKED = "locked", "锁上了"


@dataclass(frozen=True, slots=True)
class GroupCount:
    group_id: int
    name: str
    people: int
    with_pass: int


@dataclass(frozen=True, slots=True)
class Holder:
    """One line of a group's list."""

    person: Person
    card: Pass | None
    state: PassState


async def counts(village: Village, actor: Actor, *, now: datetime) -> list[GroupCount]:
    actor.require(Permission.PASS_ISSUE, village.id, village.township_id)
    rows = await Person.filter(await _of_village(village, now)).values_list(
        "id", "household__group_id"
    )
    issued = await Pass.filter(revoked_at=None, person_id__in=[row[0] for row in rows]).values_list(
        "person_id", flat=True
    )
    total = Counter(row[1] or OTHERS for row in rows)
    having = Counter(row[1] or OTHERS for row in rows if row[0] in set(issued))
    groups = await Group.filter(village_id=village.id).order_by("position", "id")
    named = [(group.id, group.name) for group in groups] + [(OTHERS, OTHERS_NAME)]
    return [GroupCount(key, name, total[key], having[key]) for key, name in named if total[key]]


async def holders(
    village: Village, group_id: int, actor: Actor, *, now: datetime
) -> tuple[str, list[Holder]]:
    """The group's name and its people, in the order of households."""
    actor.require(Permission.PASS_ISSUE, village.id, village.township_id)
    name = OTHERS_NAME
    if group_id != OTHERS:
        group = await Group.get_or_none(id=group_id, village_id=village.id)
        if group is None:
            raise NotFound("这个村民小组")
        name = group.name
    of_group = Q(household__group_id=group_id or None)
    rows = await Person.filter(await _of_village(village, now), of_group).select_related(
        "household__group", "village", "township"
    )
    ordered = sorted(rows, key=lambda one: (_number(one), not one.is_head, one.id))
    return name, await _with_passes(ordered, now)


@dataclass(frozen=True, slots=True)
class Official:
    """One who works in the village's office, as the township sees it."""

    holder: Holder
    offices: tuple[Office, ...]

    @property
    def is_clerk(self) -> bool:
        return Office.VILLAGE_CLERK in self.offices


async def officials(village: Village, actor: Actor, *, now: datetime) -> list[Official]:
    """For the township, which hands the clerk a pass and clears forgotten passwords."""
    actor.require(Permission.TOWNSHIP_FOUND, village.id, village.township_id)
    held = await offices.standing(village, clock.local_date(now), WORKING)
    ids = [row.person_id for row in held]
    rows = await Person.filter(id__in=ids).select_related("household__group", "village", "township")
    found = [
        Official(holder, tuple(row.office for row in held if row.person_id == holder.person.id))
        for holder in await _with_passes(rows, now)
    ]
    return sorted(found, key=lambda one: (not one.is_clerk, ids.index(one.holder.person.id)))


async def state_of(card: Pass, *, now: datetime) -> PassState:
    if card.revoked_at is not None:
        return PassState.NONE
    return _state(card, await limits.used_up_among(limits.PASS_PIN, [str(card.id)], now=now))


async def _of_village(village: Village, now: datetime) -> Q:
    today = clock.local_date(now)
    serving = await Appointment.filter(offices.running(today), village_id=village.id).values_list(
        "person_id", flat=True
    )
    outside = Q(village_id=None, id__in=list(serving))
    return (Q(village_id=village.id) | outside) & people.present_on(today)


async def _with_passes(rows: Sequence[Person], now: datetime) -> list[Holder]:
    cards = await Pass.filter(person_id__in=[one.id for one in rows], revoked_at=None)
    by_person = {card.person_id: card for card in cards}
    subjects = [str(card.id) for card in cards]
    locked = await limits.used_up_among(limits.PASS_PIN, subjects, now=now)
    return [
        Holder(one, card, _state(card, locked)) for one in rows for card in [by_person.get(one.id)]
    ]


def _state(card: Pass | None, locked: set[str]) -> PassState:
    if card is None:
        return PassState.NONE
    if str(card.id) in locked:
        return PassState.LOCKED
    return PassState.ACTIVE if card.activated_at else PassState.ISSUED


def _number(person: Person) -> tuple[int, str]:
    number = person.household.number if person.household is not None else ""
    return len(number), number
