"""Who counts on a day, body by body, as the register and the appointments say now.

Each person or household counts once, whatever brought it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from village import ages, offices
from village.composition import Assembly
from village.errors import Blocker, InvalidInput
from village.models import (
    Departure,
    Group,
    Household,
    PartyStatus,
    Person,
    Residence,
    RollKind,
    Sex,
    Village,
)
from village.permissions import Office
from village.rules import Body, Profile

OF_GROUP = (RollKind.GROUP_ADULTS, RollKind.GROUP_HOUSEHOLDS)
OF_HOUSEHOLDS = (RollKind.HOUSEHOLDS, RollKind.GROUP_HOUSEHOLDS)
BODY_OF = {
    RollKind.REPRESENTATIVE_ASSEMBLY: Body.REPRESENTATIVE_ASSEMBLY,
    RollKind.PARTY_BRANCH: Body.PARTY_BRANCH,
    RollKind.TWO_COMMITTEES: Body.TWO_COMMITTEES,
    RollKind.COLLECTIVE_REPRESENTATIVES: Body.COLLECTIVE_REPRESENTATIVES,
}
"""Bodies one belongs to by office."""


@dataclass(frozen=True, slots=True)
class Elector:
    """A person, or a household that sends one of its adults: never both."""

    person_id: int | None
    household_id: int | None
    offices: tuple[Office, ...] = ()
    woman: bool = False
    unreachable: bool = False

    @property
    def subject(self) -> str:
        if self.household_id is not None:
            return f"household:{self.household_id}"
        return f"person:{self.person_id}"


def subject_of(who: Person | Household) -> str:
    return f"person:{who.id}" if isinstance(who, Person) else f"household:{who.id}"


def by_household(kind: RollKind) -> bool:
    return kind in OF_HOUSEHOLDS


async def of(
    village: Village, kind: RollKind, *, group: Group | None, day: date, profile: Profile
) -> tuple[Elector, ...]:
    """Ordered by id, so that the same people always have the same digest."""
    if kind in OF_GROUP and group is None:
        raise InvalidInput({"group": "请选择是哪个村民小组的会。"})
    if kind in BODY_OF:
        return await _officials(village, BODY_OF[kind], day)
    people = _people(village, kind, day)
    if kind in OF_GROUP and group is not None:
        people = people.filter(household__group_id=group.id)
    if by_household(kind):
        homes = await people.exclude(household_id=None).values_list("household_id", flat=True)
        return tuple(Elector(None, int(str(home))) for home in sorted(set(homes)))
    apart = kind is RollKind.ADULTS and profile.is_on("denominator.exclude_unreachable")
    return tuple(
        Elector(
            person_id,
            None,
            woman=sex == Sex.FEMALE,
            unreachable=apart and residence == Residence.UNREACHABLE,
        )
        for person_id, sex, residence in await people.values_list("id", "sex", "residence")
    )


def _people(village: Village, kind: RollKind, day: date) -> QuerySet[Person]:
    here = Q(left_on=None) | Q(left_on__gt=day)
    of_age = Q(born_on__lte=ages.latest_birth(day))
    everybody = Person.filter(village_id=village.id).order_by("id")
    if kind is RollKind.PARTY_MEMBERS:
        return everybody.filter(here, party=PartyStatus.FULL)
    if kind is RollKind.COLLECTIVE_MEMBERS:
        # Moving away does not end membership; the collective's own decision does.
        still = here | Q(left_why=Departure.MOVED)
        return everybody.filter(still, of_age, collective_member=True)
    came = Q(joined_on=None) | Q(joined_on__lte=day)
    return everybody.filter(here, of_age, came, registered=True)


async def _officials(village: Village, body: Body, day: date) -> tuple[Elector, ...]:
    held: dict[int, list[Office]] = {}
    women: set[int] = set()
    for row in await offices.standing(village, day, offices.CAPACITIES[body]):
        mine = held.setdefault(row.person_id, [])
        if row.office not in mine:
            mine.append(row.office)
        if row.person.sex is Sex.FEMALE:
            women.add(row.person_id)
    return tuple(
        Elector(person_id, None, tuple(held[person_id]), woman=person_id in women)
        for person_id in sorted(held)
    )


async def assembly(village: Village, day: date) -> Assembly:
    """The figures by which the make-up of the representative assembly is checked."""
    members = await _officials(village, Body.REPRESENTATIVE_ASSEMBLY, day)
    representatives = [one for one in members if Office.REPRESENTATIVE in one.offices]
    here = Person.filter(Q(left_on=None) | Q(left_on__gt=day), village_id=village.id)
    homes = await here.exclude(household_id=None).values_list("household_id", flat=True)
    return Assembly(
        members=len(members),
        representatives=len(representatives),
        women_representatives=sum(one.woman for one in representatives),
        population=await here.count(),
        households=len(set(homes)),
    )


async def doubts(village: Village, kind: RollKind, day: date) -> tuple[Blocker, ...]:
    """Reminders of what the register leaves open and a roll of this kind would miss."""
    if kind in BODY_OF or kind is RollKind.PARTY_MEMBERS:
        return ()
    here = Person.filter(village_id=village.id).filter(Q(left_on=None) | Q(left_on__gt=day))
    unborn = await here.filter(born_on=None).order_by("id").values_list("name", flat=True)
    found = [_named("birth-unknown", unborn, "没有登记出生日期，没有列入名册")]
    if by_household(kind):
        lone = await here.filter(household_id=None, born_on__lte=ages.latest_birth(day))
        found.append(
            _named("no-household", [one.name for one in lone], "没有归到户，这一户没有列入")
        )
    return tuple(one for one in found if one is not None)


def _named(code: str, names: Iterable[object], what: str) -> Blocker | None:
    listed = [str(name) for name in names]
    if not listed:
        return None
    shown = "、".join(listed[:5]) + ("等" if len(listed) > 5 else "")
    text = f"有 {len(listed)} 人{what}：{shown}。"
    return Blocker(code, text, remedy="先补全村民名册，再召集会议")
