"""Who holds what in a made-up village: every office filled, lawful in every combination."""

from dataclasses import dataclass
from datetime import date
from random import Random

from village import ages
from village.permissions import Office
from web.demo.people import Villager

MEMBERS = 27  # representatives of the collective's members, in each village


@dataclass(frozen=True, slots=True)
class Shape:
    """How many sit where. `one_shoulder`: the secretary is also the chair (一肩挑)."""

    committee: int
    representatives: int
    party: int
    one_shoulder: bool


def appoint(chance: Random, found: list[Villager], shape: Shape, today: date) -> None:
    """Write offices into the rows. Each official comes from a household of his own, so that no
    supervisor is near kin of a committee member."""
    adults = [one for one in found if ages.years_later(one.born, 23) <= today]
    home = [one for one in adults if one.residence == "在村" and _age(one, today) < 68]
    chance.shuffle(home)
    officials = _one_each(home)
    _give(officials, _seats(shape))
    _representatives(chance, officials, home, shape)
    _members(home)
    _party(chance, adults, shape)


def _age(one: Villager, today: date) -> int:
    return (today - one.born).days // 365


def _one_each(people: list[Villager]) -> list[Villager]:
    """At most one of a household, in the order given."""
    seen: set[str] = set()
    first: list[Villager] = []
    for one in people:
        if one.household not in seen:
            seen.add(one.household)
            first.append(one)
    return first


def _seats(shape: Shape) -> list[str]:
    members = shape.committee - 1
    return [
        "村党支部书记、村民委员会主任" if shape.one_shoulder else "村党支部书记",
        *([] if shape.one_shoulder else ["村民委员会主任"]),
        "村党支部副书记、村民委员会副主任",
        *["村民委员会委员"] * (members - 1),
        "村党支部委员",
        "村务监督委员会主任",
        "村务监督委员会委员",
        "村务监督委员会委员",
        "村文书",
        "村报账员",
        "网格员",
        "集体经济组织理事长",
    ]


def _give(officials: list[Villager], seats: list[str]) -> None:
    for one, seat in zip(officials, seats, strict=False):
        one.offices = seat
        if Office.PARTY_SECRETARY.label[:4] in seat or "党支部" in seat:
            one.party = "正式"


def _representatives(
    chance: Random, officials: list[Villager], home: list[Villager], shape: Shape
) -> None:
    """More than a third of the whole assembly are women representatives."""
    free = [one for one in home if not one.offices]
    women = [one for one in free if one.sex == "女"]
    men = [one for one in free if one.sex == "男"]
    wanted = -(-(shape.representatives + shape.committee) * 2 // 5)
    chosen = women[:wanted] + men[: shape.representatives - wanted]
    for one in chosen:
        one.representative = "是"
    leaders: set[str] = set()
    for one in chosen:
        if one.group not in leaders:
            leaders.add(one.group)
            one.offices = "村民小组组长"
    chance.shuffle(officials)


def _members(home: list[Villager]) -> None:
    """Who speaks for the members of the collective; some also sit in the village's assembly."""
    free = [one for one in home if not one.offices]
    for one in free[:MEMBERS]:
        one.offices = Office.COLLECTIVE_REPRESENTATIVE.label


def _party(chance: Random, adults: list[Villager], shape: Shape) -> None:
    members = sum(one.party == "正式" for one in adults)
    rest = [one for one in adults if one.party == "否"]
    chance.shuffle(rest)
    for one in rest[: shape.party - members]:
        one.party = "正式"
    rest[shape.party - members].party = "预备"
