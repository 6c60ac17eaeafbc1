from collections import Counter

import pytest

from tests import make
from tests.make import DAY, NOW
from village import kinship
from village.errors import Blocked, InvalidInput, NotPermitted
from village.kinship import KinRole, Member, NearRelation
from village.models import Departure, Kinship, LedgerEntry
from village.permissions import Office


def home(*relations):
    return [
        Member(number, f"甲{number}", relation, is_head=relation == "户主")
        for number, relation in enumerate(relations)
    ]


def near(one, other, *rest):
    """Are two members of a household near relatives? `rest` are others at home."""
    members = home(one, other, *rest)
    if "户主" not in (one, other, *rest):
        members = [*members, Member(99, "户主", "户主", is_head=True)]
    return 1 in {relative.person_id for relative in kinship.within(members, 0)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("户主", "配偶"),
        ("户主", "妻"),
        ("户主", "长子"),
        ("户主", "次女"),
        ("户主", "父亲"),
        ("户主", "二弟"),
        ("户主", "孙女"),
        ("户主", "外孙"),
        ("户主", "奶奶"),
        ("户主", "之子"),
        ("户主", "养女"),
        ("妻", "子"),
        ("妻", "孙子"),
        ("妻", "岳母"),
        ("长子", "次子"),
        ("子", "女"),
        ("子", "母"),
        ("女", "岳父"),
        ("父", "母"),
        ("父", "弟"),
        ("父", "爷爷"),
        ("母", "外婆"),
        ("弟", "妹"),
        ("祖父", "祖母"),
        ("岳父", "岳母"),
    ],
)
def test_near_relatives_that_follow_from_the_household(one, other):
    assert near(one, other)
    assert near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("户主", "儿媳"),
        ("户主", "女婿"),
        ("户主", "岳父"),
        ("户主", "其他"),
        ("户主", ""),
        ("妻", "父"),
        ("妻", "弟"),
        ("子", "弟"),
        ("弟", "孙子"),
        ("父", "孙子"),
        ("母", "祖父"),
        ("父", "外公"),
        ("儿媳", "女婿"),
        ("女", "儿媳"),
        ("女", "孙子"),
        ("子", "外孙"),
    ],
)
def test_in_laws_uncles_and_strangers_are_none(one, other):
    assert not near(one, other)
    assert not near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("长子", "儿媳"), ("长子", "孙子"), ("儿媳", "孙女"), ("女", "女婿"), ("女婿", "外孙")],
)
def test_a_single_couple_of_children_is_certain_and_two_are_not(one, other):
    second = "次子" if "子" in one or one == "儿媳" else "次女"

    assert near(one, other)
    if one not in ("儿媳", "女婿"):
        assert not near(one, other, second)


def test_cousins_are_not_taken_for_siblings():
    assert near("孙子", "孙女", "子")
    assert not near("孙子", "孙女", "长子", "次子")
    assert not near("孙子", "孙女")


def test_in_a_household_with_two_heads_nobody_is_related():
    members = [
        Member(0, "甲", "户主", is_head=True),
        Member(1, "乙", "户主", is_head=True),
        Member(2, "丙", "妻"),
    ]

    assert kinship.within(members, 0) == ()
    assert kinship.within(members, 2) == ()


def test_the_words_say_how_two_are_related():
    members = home("户主", "长子", "女")

    (head, sister) = kinship.within(members, 1)

    assert (head.person_id, head.how) == (0, "同户：户主的长子与户主")
    assert (sister.person_id, sister.how) == (2, "同户：户主的长子与户主的女")


def test_every_pair_of_roles_is_the_same_both_ways():
    for one in KinRole:
        for other in KinRole:
            together = Counter([KinRole.HEAD, one, other])
            assert kinship.are_near(one, other, together) == kinship.are_near(other, one, together)


async def test_declared_kin_is_known_from_both_sides(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    father, son = await make.person(village, "张父"), await make.person(village, "张子")

    row = await kinship.declare(father, son, NearRelation.CHILD, clerk, now=NOW)

    (of_father,) = await kinship.near_relatives(father)
    (of_son,) = await kinship.near_relatives(son)
    assert (of_father.person_id, of_father.how) == (son.id, "登记的子女")
    assert (of_son.person_id, of_son.how) == (father.id, "登记的父母")
    entry = await LedgerEntry.get()
    assert (entry.action, entry.subject) == ("kinship.declare", f"kinship:{row.id}")


async def test_the_same_two_are_declared_once_from_either_side(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    one, other = await make.person(village), await make.person(village)
    await kinship.declare(one, other, NearRelation.SIBLING, clerk, now=NOW)

    for pair in ((one, other), (other, one)):
        with pytest.raises(Blocked) as found:
            await kinship.declare(*pair, NearRelation.SIBLING, clerk, now=NOW)
        assert found.value.codes == ("kin-known",)


async def test_what_was_withdrawn_may_be_declared_again(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    one, other = await make.person(village), await make.person(village)
    row = await kinship.declare(one, other, NearRelation.SPOUSE, clerk, now=NOW)
    await kinship.withdraw(row, clerk, now=NOW)

    with pytest.raises(Blocked) as twice:
        await kinship.withdraw(row, clerk, now=NOW)
    again = await kinship.declare(other, one, NearRelation.SIBLING, clerk, now=NOW)

    assert twice.value.codes == ("kin-ended",)
    assert again.id == row.id
    assert await Kinship.all().values_list("person_id", "relative_id", "ended_on") == [
        (other.id, one.id, None)
    ]


async def test_kin_is_declared_among_the_villagers_of_one_village(db):
    village, other = await make.village(), await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    person, stranger = await make.person(village), await make.person(other)
    sent = await make.outsider(await village.township)

    for one, two in ((person, person), (person, stranger), (sent, person), (person, sent)):
        with pytest.raises(InvalidInput) as wrong:
            await kinship.declare(one, two, NearRelation.SIBLING, clerk, now=NOW)
        assert list(wrong.value.fields) == ["relative"]


async def test_a_villager_declares_nothing(db):
    village = await make.village()
    villager = await make.holder(village, Office.VILLAGER)
    one, other = await make.person(village), await make.person(village)

    with pytest.raises(NotPermitted):
        await kinship.declare(one, other, NearRelation.SIBLING, villager, now=NOW)


async def test_who_left_the_household_is_not_counted_in_it(db):
    village = await make.village()
    house = await make.household(village)
    head = await make.person(village, household=house, is_head=True)
    left = await make.person(
        village, household=house, relation="子", left_on=DAY, left_why=Departure.MOVED
    )

    assert await kinship.near_relatives(head) == ()
    assert await kinship.near_relatives(left) == ()


async def test_relatives_of_many_take_three_statements(db, queries):
    village = await make.village()
    people = await make.people(village, 30)
    queries.clear()

    found = await kinship.relatives_of(person.id for person in people)

    assert len(found) == 30
    assert len(queries) == 3
