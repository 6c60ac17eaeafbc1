"""Who may not sit beside whom: supervisors, near relatives, bookkeepers."""

import pytest

from tests import make
from tests.make import DAY, NOW
from tests.village.seats import a_village, appoint, refused
from village import kinship, offices, permissions, rules
from village.errors import Blocked
from village.kinship import NearRelation
from village.models import Kinship
from village.permissions import Office


async def test_a_committee_member_may_not_supervise(db):
    village, clerk = await a_village()
    person = await make.person(village, "张三")
    await appoint(village, person, Office.COMMITTEE_MEMBER, clerk)

    (blocker,) = await refused(village, person, Office.SUPERVISOR, clerk)

    assert blocker.code == "supervisor-in-committee"
    assert blocker.text == "张三不能同时是村民委员会委员和村务监督委员会委员。"
    assert blocker.basis == rules.profile("national-2025").basis("supervisors.no_relatives")


async def test_a_supervisor_may_not_enter_the_committee(db):
    village, clerk = await a_village()
    person = await make.person(village)
    await appoint(village, person, Office.SUPERVISOR, clerk)

    (blocker,) = await refused(village, person, Office.COMMITTEE_MEMBER, clerk)

    assert blocker.code == "supervisor-in-committee"


async def test_the_wife_of_a_committee_member_may_not_supervise(db):
    village, clerk = await a_village()
    home = await make.household(village)
    husband = await make.person(village, "张三", household=home, is_head=True, relation="户主")
    wife = await make.person(village, "李四", household=home, relation="妻", woman=True)
    await appoint(village, husband, Office.COMMITTEE_CHAIR, clerk)

    (blocker,) = await refused(village, wife, Office.SUPERVISOR, clerk)

    assert blocker.code == "supervisor-kin"
    assert blocker.text == (
        "李四（村务监督委员会委员）和张三（村民委员会主任）是近亲属"
        "（同户：户主的妻与户主），不能分别担任。"
    )


async def test_a_daughter_in_law_is_no_near_relative(db):
    village, clerk = await a_village()
    home = await make.household(village)
    head = await make.person(village, household=home, is_head=True, relation="户主")
    in_law = await make.person(village, household=home, relation="儿媳", woman=True)
    await appoint(village, head, Office.COMMITTEE_CHAIR, clerk)

    await appoint(village, in_law, Office.SUPERVISOR, clerk)

    assert await offices.conflicts(village, DAY) == ()


async def test_a_declared_brother_of_another_household_may_not_supervise(db):
    village, clerk = await a_village()
    one = await make.person(village, "张三")
    other = await make.person(village, "张四")
    await kinship.declare(one, other, NearRelation.SIBLING, clerk, now=NOW)
    await appoint(village, one, Office.COMMITTEE_CHAIR, clerk)

    (blocker,) = await refused(village, other, Office.SUPERVISOR, clerk)

    assert blocker.code == "supervisor-kin"
    assert "登记的兄弟姐妹" in blocker.text


async def test_after_the_kinship_is_withdrawn_he_may(db):
    village, clerk = await a_village()
    one = await make.person(village)
    other = await make.person(village)
    kin = await kinship.declare(one, other, NearRelation.SPOUSE, clerk, now=NOW)
    await appoint(village, one, Office.COMMITTEE_CHAIR, clerk)
    await kinship.withdraw(kin, clerk, now=NOW)

    await appoint(village, other, Office.SUPERVISOR, clerk)

    assert (await Kinship.get()).ended_on == DAY


async def test_two_near_relatives_may_not_both_be_committee_members(db):
    village, clerk = await a_village()
    one = await make.person(village)
    other = await make.person(village)
    await kinship.declare(one, other, NearRelation.CHILD, clerk, now=NOW)
    await appoint(village, one, Office.COMMITTEE_CHAIR, clerk)

    (blocker,) = await refused(village, other, Office.COMMITTEE_MEMBER, clerk)

    assert blocker.code == "committee-kin"
    assert blocker.basis == rules.profile("national-2025").basis("recusal.near_relatives")


async def test_kin_declared_later_is_shown_as_a_conflict(db):
    village, clerk = await a_village()
    one = await make.person(village)
    other = await make.person(village)
    await appoint(village, one, Office.COMMITTEE_CHAIR, clerk)
    await appoint(village, other, Office.SUPERVISOR, clerk)

    before = await offices.conflicts(village, DAY)
    await kinship.declare(other, one, NearRelation.PARENT, clerk, now=NOW)

    assert before == ()
    assert [found.code for found in await offices.conflicts(village, DAY)] == ["supervisor-kin"]


@pytest.mark.parametrize(
    ("profile", "office", "expected"),
    [
        ("shandong", Office.ACCOUNTANT, ["supervisor-keeps-books"]),
        ("shandong", Office.VILLAGE_CLERK, ["supervisor-is-clerk"]),
        ("shandong", Office.COLLECTIVE_CHAIR, ["supervisor-runs-collective"]),
        ("shanghai", Office.ACCOUNTANT, ["supervisor-keeps-books"]),
        ("shanghai", Office.VILLAGE_CLERK, []),
        ("zhejiang", Office.VILLAGE_CLERK, ["supervisor-is-clerk"]),
        ("zhejiang", Office.COLLECTIVE_CHAIR, []),
        ("national-2025", Office.ACCOUNTANT, []),
        ("national-2025", Office.COLLECTIVE_CHAIR, []),
    ],
)
async def test_provinces_keep_bookkeepers_and_managers_out(db, profile, office, expected):
    village, _ = await a_village(profile)
    operator = permissions.operator(village.township_id)
    person = await make.person(village)
    await make.appointment(village, person, office)

    try:
        await appoint(village, person, Office.SUPERVISOR, operator)
        codes = []
    except Blocked as found:
        codes = list(found.codes)

    assert codes == expected
