from datetime import date, timedelta

import pytest

from tests import make
from tests.make import DAY, NOW
from village import kinship, offices, permissions, roster_offices, rules, storage, township_offices
from village.eligibility import Mandate
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.kinship import NearRelation
from village.models import Appointment, Departure, Kinship, LedgerEntry, PartyStatus
from village.permissions import Office, Permission, Seat
from village.roster_offices import Wish
from village.rules import Body


async def a_village(profile="national-2025"):
    village = await make.village(profile=profile)
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="文书甲")
    return village, clerk


def mandate(office, began_on=DAY, **more):
    return Mandate(office, began_on, **more)


async def appoint(village, person, office, actor, **more):
    return await offices.appoint(village, person, mandate(office, **more), actor, now=NOW)


async def refused(village, person, office, actor, **more):
    with pytest.raises(Blocked) as found:
        await appoint(village, person, office, actor, **more)
    return found.value.blockers


async def test_an_appointment_is_stored_and_recorded_without_a_name(db):
    village, clerk = await a_village()
    person = await make.person(village, "王秀英", woman=True)

    row = await appointment_of(village, person, clerk)

    assert (row.person_id, row.office, row.began_on, row.term_ends_on, row.how) == (
        person.id,
        Office.COMMITTEE_CHAIR,
        date(2026, 11, 1),
        date(2031, 11, 1),
        "换届选举",
    )
    entry = await LedgerEntry.get()
    assert (entry.action, entry.subject) == ("office.appoint", f"appointment:{row.id}")
    assert "王" not in entry.line


async def appointment_of(village, person, clerk):
    asked = Mandate(Office.COMMITTEE_CHAIR, date(2026, 11, 1), how="换届选举")
    return await offices.appoint(village, person, asked, clerk, now=NOW)


async def test_a_villager_may_not_appoint(db):
    village, _ = await a_village()
    villager = await make.holder(village, Office.VILLAGER)
    person = await make.person(village)

    with pytest.raises(NotPermitted):
        await appoint(village, person, Office.COMMITTEE_MEMBER, villager)

    assert await Appointment.filter(person_id=person.id).count() == 0


async def test_a_villager_may_not_appoint_a_first_clerk_either(db):
    village = await make.village()
    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await appoint(village, await make.person(village), Office.VILLAGE_CLERK, villager)


async def test_the_clerk_of_another_village_may_not_appoint(db):
    village, _ = await a_village()
    other = await make.village()
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    person = await make.person(village)

    with pytest.raises(NotPermitted):
        await appoint(village, person, Office.COMMITTEE_MEMBER, stranger)


async def test_a_person_of_another_village_looks_as_if_not_there(db):
    village, clerk = await a_village()
    other = await make.village()
    person = await make.person(other)

    with pytest.raises(NotFound) as found:
        await appoint(village, person, Office.COMMITTEE_MEMBER, clerk)

    assert str(found.value) == "没有找到这个人。"


async def test_one_person_may_be_secretary_and_chair(db):
    village, clerk = await a_village()
    person = await make.person(village, party=PartyStatus.FULL)

    await appoint(village, person, Office.PARTY_SECRETARY, clerk)
    await appoint(village, person, Office.COMMITTEE_CHAIR, clerk)

    assert await offices.capacities(village, person, Body.TWO_COMMITTEES, DAY) == (
        Office.PARTY_SECRETARY,
        Office.COMMITTEE_CHAIR,
    )
    assert await offices.capacities(village, person, Body.PARTY_BRANCH, DAY) == (
        Office.PARTY_SECRETARY,
    )
    assert await offices.capacities(village, person, Body.VILLAGERS_ASSEMBLY, DAY) == ()


@pytest.mark.parametrize(
    "office",
    [Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR, Office.SUPERVISION_CHAIR],
)
async def test_the_first_seats_are_held_by_one_person_at_a_time(db, office):
    village, clerk = await a_village()
    first = await make.person(village, "张三")
    second = await make.person(village, "李四")
    await appoint(village, first, office, clerk)

    (blocker,) = await refused(village, second, office, clerk)

    assert (blocker.code, blocker.remedy) == ("seat-taken", "先登记张三离任")
    assert blocker.text == f"{office.label}现在由张三担任，只能有一人。"


async def test_a_seat_is_free_from_the_day_it_ended(db):
    village, clerk = await a_village()
    first = await make.person(village)
    second = await make.person(village)
    row = await appoint(village, first, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(30))
    await offices.end(row, "辞职", clerk, ended_on=DAY - timedelta(1), now=NOW)

    early = await refused(
        village, second, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(2)
    )
    await appoint(village, second, Office.COMMITTEE_CHAIR, clerk, began_on=DAY - timedelta(1))

    assert [one.code for one in early] == ["seat-taken"]
    holders = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY - timedelta(1))
    assert [one.person_id for one in holders] == [second.id]
    before = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY - timedelta(2))
    assert [one.person_id for one in before] == [first.id]


async def test_nobody_holds_two_seats_in_one_organ(db):
    village, clerk = await a_village()
    person = await make.person(village)
    await appoint(village, person, Office.COMMITTEE_MEMBER, clerk)

    (blocker,) = await refused(village, person, Office.COMMITTEE_CHAIR, clerk)

    assert blocker.code == "same-organ"


async def test_the_same_office_twice_is_refused(db):
    village, clerk = await a_village()
    person = await make.person(village)
    await appoint(village, person, Office.REPRESENTATIVE, clerk)

    (blocker,) = await refused(village, person, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "already-holds"


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


@pytest.mark.parametrize(
    ("born", "codes"),
    [
        pytest.param(date(2008, 11, 22), (), id="eighteen that day"),
        pytest.param(date(2008, 11, 23), ("not-adult",), id="eighteen the day after"),
        pytest.param(None, ("birth-unknown",), id="nobody knows"),
    ],
)
async def test_only_adults_take_office(db, born, codes):
    village, clerk = await a_village()
    person = await make.person(village, born_on=born)

    try:
        await appoint(village, person, Office.REPRESENTATIVE, clerk)
        found = ()
    except Blocked as refusal:
        found = refusal.codes

    assert found == codes


async def test_somebody_who_has_left_takes_no_office(db):
    village, clerk = await a_village()
    person = await make.person(village, left_on=DAY, left_why=Departure.MOVED)

    (blocker,) = await refused(village, person, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "left"


async def test_an_outsider_may_be_secretary_but_no_representative(db):
    village, clerk = await a_village()
    sent = await make.outsider(await village.township)

    await appoint(village, sent, Office.PARTY_SECRETARY, clerk)
    (blocker,) = await refused(village, sent, Office.REPRESENTATIVE, clerk)

    assert blocker.code == "not-a-villager"
    assert await offices.capacities(village, sent, Body.PARTY_BRANCH, DAY) == (
        Office.PARTY_SECRETARY,
    )


@pytest.mark.parametrize("office", [Office.VILLAGER, Office.OPERATOR, Office.TOWNSHIP_OFFICER])
async def test_some_offices_are_not_given_in_a_village(db, office):
    village, clerk = await a_village()
    person = await make.person(village)

    (blocker,) = await refused(village, person, office, clerk)

    assert blocker.code == "office-not-here"


async def test_each_group_has_one_leader(db):
    village, clerk = await a_village()
    first, second = await make.group(village), await make.group(village)
    one, other = await make.person(village), await make.person(village)
    await appoint(village, one, Office.GROUP_LEADER, clerk, group_id=first.id)

    taken = await refused(village, other, Office.GROUP_LEADER, clerk, group_id=first.id)
    nowhere = await refused(village, other, Office.GROUP_LEADER, clerk)
    await appoint(village, other, Office.GROUP_LEADER, clerk, group_id=second.id)

    assert [one.code for one in taken] == ["seat-taken"]
    assert [one.code for one in nowhere] == ["group-missing"]


async def test_the_group_of_another_village_is_not_there(db):
    village, clerk = await a_village()
    other = await make.village()
    group = await make.group(other)
    person = await make.person(village)

    with pytest.raises(NotFound):
        await appoint(village, person, Office.GROUP_LEADER, clerk, group_id=group.id)


async def test_only_group_offices_name_a_group(db):
    village, clerk = await a_village()
    group = await make.group(village)
    person = await make.person(village)

    with pytest.raises(InvalidInput) as wrong:
        await appoint(village, person, Office.COMMITTEE_MEMBER, clerk, group_id=group.id)

    assert list(wrong.value.fields) == ["group"]


async def test_wrong_days_and_long_words_are_named_together(db):
    village, clerk = await a_village()
    person = await make.person(village)
    tomorrow = DAY + timedelta(1)

    with pytest.raises(InvalidInput) as wrong:
        await appoint(
            *(village, person, Office.COMMITTEE_MEMBER, clerk),
            began_on=tomorrow,
            term_ends_on=tomorrow,
            how="字" * 201,
        )

    assert list(wrong.value.fields) == ["began_on", "term_ends_on", "how"]


async def test_the_township_registers_a_first_clerk_but_no_second(db):
    village = await make.village()
    officer = await make.officer(await village.township)
    first, second = await make.person(village), await make.person(village)

    await appoint(village, first, Office.VILLAGE_CLERK, officer)
    with pytest.raises(NotPermitted):
        await appoint(village, second, Office.VILLAGE_CLERK, officer)
    with pytest.raises(NotPermitted):
        await appoint(village, second, Office.COMMITTEE_CHAIR, officer)

    holders = await offices.holders(village, Office.VILLAGE_CLERK, DAY)
    assert [row.person_id for row in holders] == [first.id]


@pytest.mark.parametrize(
    ("ended_on", "why", "fields"),
    [
        (DAY, " ", ["why"]),
        (DAY, "字" * 201, ["why"]),
        (DAY + timedelta(1), "辞职", ["ended_on"]),
        (make.BEGAN - timedelta(1), "辞职", ["ended_on"]),
    ],
)
async def test_an_end_needs_a_reason_and_a_day_that_can_be(db, ended_on, why, fields):
    village, clerk = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    with pytest.raises(InvalidInput) as wrong:
        await offices.end(row, why, clerk, ended_on=ended_on, now=NOW)

    assert list(wrong.value.fields) == fields
    assert (await Appointment.get(id=row.id)).ended_on is None


async def test_an_office_ends_once(db):
    village, clerk = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)
    await offices.end(row, "辞职", clerk, ended_on=DAY, now=NOW)

    with pytest.raises(Blocked) as again:
        await offices.end(row, "辞职", clerk, ended_on=DAY, now=NOW)

    assert again.value.codes == ("already-ended",)
    entry = await LedgerEntry.get()
    assert (entry.action, "辞职" in entry.line) == ("office.end", False)


async def test_a_villager_may_end_nothing(db):
    village, _ = await a_village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await offices.end(row, "辞职", villager, ended_on=DAY, now=NOW)


async def test_a_term_is_completed_after_an_import(db):
    village, clerk = await a_village()
    row = await make.appointment(
        village, await make.person(village), Office.SUPERVISOR, term_ends_on=None
    )

    await offices.set_term(row, date(2024, 1, 5), date(2029, 1, 5), clerk, now=NOW)

    stored = await Appointment.get(id=row.id)
    assert (stored.began_on, stored.term_ends_on) == (date(2024, 1, 5), date(2029, 1, 5))
    assert (await LedgerEntry.get()).action == "office.term"


async def test_a_term_may_not_be_moved_over_a_predecessor(db):
    village, clerk = await a_village()
    first, second = await make.person(village), await make.person(village)
    await make.appointment(
        village, first, Office.COMMITTEE_CHAIR, ended_on=DAY - timedelta(5), ended_why="辞职"
    )
    row = await make.appointment(village, second, Office.COMMITTEE_CHAIR, began_on=DAY)

    with pytest.raises(Blocked) as early:
        await offices.set_term(row, DAY - timedelta(6), None, clerk, now=NOW)
    await offices.set_term(row, DAY - timedelta(5), None, clerk, now=NOW)

    assert early.value.codes == ("seat-taken",)


async def test_the_term_of_an_ended_office_stays(db):
    village, clerk = await a_village()
    row = await make.appointment(
        village, await make.person(village), Office.SUPERVISOR, ended_on=DAY
    )

    with pytest.raises(Blocked) as found:
        await offices.set_term(row, make.BEGAN, None, clerk, now=NOW)

    assert found.value.codes == ("already-ended",)


async def test_terms_that_are_over_or_nearly_so_are_listed(db):
    village, _ = await a_village()
    last_days = [DAY + timedelta(31), DAY - timedelta(1), DAY + timedelta(30), None]
    rows = [
        await make.appointment(
            village, await make.person(village), Office.SUPERVISOR, term_ends_on=day
        )
        for day in last_days
    ]

    due = await offices.ending_soon(village, DAY, 30)

    assert [row.id for row in due] == [rows[1].id, rows[2].id]


async def test_who_was_not_succeeded_stays_in_office(db):
    village, _ = await a_village()
    person = await make.person(village)
    row = await make.appointment(
        village, person, Office.COMMITTEE_CHAIR, term_ends_on=DAY - timedelta(100)
    )

    holders = await offices.holders(village, Office.COMMITTEE_CHAIR, DAY)

    assert [one.id for one in holders] == [row.id]


async def test_seats_are_those_of_the_day(db):
    village, _ = await a_village()
    person = await make.person(village)
    await make.appointment(village, person, Office.COMMITTEE_CHAIR)
    await make.appointment(village, person, Office.PARTY_SECRETARY)
    await make.appointment(village, person, Office.SUPERVISOR, ended_on=DAY)

    seats = await offices.seats_of(person, DAY)

    town = village.township_id
    assert seats == (
        Seat(person.id, Office.VILLAGER, village.id, town),
        Seat(person.id, Office.PARTY_SECRETARY, village.id, town),
        Seat(person.id, Office.COMMITTEE_CHAIR, village.id, town),
    )
    assert len(await offices.seats_of(person, DAY - timedelta(1))) == 4


async def test_who_left_has_no_seat_from_that_day(db):
    village, _ = await a_village()
    person = await make.person(village, left_on=DAY, left_why=Departure.DIED)
    await make.appointment(village, person, Office.COMMITTEE_CHAIR)

    assert await offices.seats_of(person, DAY) == ()
    assert len(await offices.seats_of(person, DAY - timedelta(1))) == 2
    assert await offices.holders(village, Office.COMMITTEE_CHAIR, DAY) == []


async def test_who_is_not_registered_here_has_no_villagers_seat(db):
    village, _ = await a_village()
    person = await make.person(village, registered=False)

    assert await offices.seats_of(person, DAY) == ()


async def test_only_who_sees_the_register_finds_an_appointment(db):
    village, clerk = await a_village()
    other = await make.village()
    row = await make.appointment(village, await make.person(village), Office.SUPERVISOR)

    found = await offices.for_office(clerk, village, row.id)

    assert found == row
    villager = await make.holder(village, Office.VILLAGER)
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    for actor, place, number in (
        (villager, village, row.id),
        (stranger, village, row.id),
        (stranger, other, row.id),
        (clerk, village, row.id + 1),
    ):
        with pytest.raises(NotFound):
            await offices.for_office(actor, place, number)


async def import_of(village, actor, *wishes):
    async with storage.writing(village.id):
        return await roster_offices.appoint_from_roster(village, wishes, actor, now=NOW)


async def test_a_roster_appoints_the_lawful_and_names_the_others(db):
    village, clerk = await a_village()
    chair, rival, member = [await make.person(village) for _ in range(3)]

    done, refusals = await import_of(
        village,
        clerk,
        Wish(chair.id, Office.COMMITTEE_CHAIR),
        Wish(rival.id, Office.COMMITTEE_CHAIR),
        Wish(member.id, Office.SUPERVISOR),
        Wish(chair.id, Office.SUPERVISOR),
    )

    assert done == 2
    assert [(one.wish.person_id, [b.code for b in one.blockers]) for one in refusals] == [
        (rival.id, ["seat-taken"]),
        (chair.id, ["supervisor-in-committee"]),
    ]
    held = await offices.standing(village, DAY)
    assert [(row.person_id, row.office, row.term_ends_on) for row in held] == [
        (chair.id, Office.COMMITTEE_CHAIR, None),
        (member.id, Office.SUPERVISOR, None),
        (clerk.person_id, Office.VILLAGE_CLERK, date(2029, 3, 1)),
    ]
    assert await LedgerEntry.all().values_list("action", flat=True) == ["office.import"]


async def test_the_same_roster_again_changes_nothing(db):
    village, clerk = await a_village()
    person = await make.person(village)
    wish = Wish(person.id, Office.REPRESENTATIVE)
    await import_of(village, clerk, wish)

    again = await import_of(village, clerk, wish)

    assert again == (0, ())
    assert await LedgerEntry.all().count() == 1


async def test_sixty_offices_take_few_statements(db, queries):
    village, clerk = await a_village()
    people = await make.people(village, 60)
    wishes = [Wish(person.id, Office.REPRESENTATIVE) for person in people]
    queries.clear()

    await import_of(village, clerk, *wishes)

    assert len(queries) <= 16


async def test_who_may_not_appoint_may_not_do_it_by_roster(db):
    village, _ = await a_village()
    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await import_of(village, villager, Wish(villager.person_id, Office.COMMITTEE_CHAIR))


async def test_the_township_appoints_its_officers_in_its_own_record(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(town)

    row = await township_offices.appoint(
        town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
    )

    assert await offices.seats_of(person, DAY) == (
        Seat(person.id, Office.TOWNSHIP_OFFICER, None, town.id),
    )
    entry = await LedgerEntry.get()
    assert (entry.log, entry.subject) == (f"township:{town.id}", f"appointment:{row.id}")


async def test_township_officers_are_not_made_twice_or_of_village_offices(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(town)
    await township_offices.appoint(town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW)

    with pytest.raises(Blocked) as twice:
        await township_offices.appoint(
            town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
        )
    with pytest.raises(InvalidInput):
        await township_offices.appoint(
            town, person, mandate(Office.COMMITTEE_CHAIR), officer, now=NOW
        )

    assert twice.value.codes == ("already-holds",)


async def test_neither_a_clerk_nor_another_township_makes_township_officers(db):
    village, clerk = await a_village()
    town = await village.township
    stranger = await make.officer(await make.township("other"))
    person = await make.outsider(town)

    for actor in (clerk, stranger):
        with pytest.raises(NotPermitted):
            await township_offices.appoint(
                town, person, mandate(Office.TOWNSHIP_OFFICER), actor, now=NOW
            )


async def test_somebody_of_another_township_is_not_there(db):
    town = await make.township()
    officer = await make.officer(town)
    person = await make.outsider(await make.township("other"))

    with pytest.raises(NotFound):
        await township_offices.appoint(
            town, person, mandate(Office.TOWNSHIP_OFFICER), officer, now=NOW
        )


async def test_an_office_of_the_township_ends_there(db):
    village, clerk = await a_village()
    town = await village.township
    officer = await make.officer(town)
    row = await Appointment.get(person_id=officer.person_id)

    with pytest.raises(NotFound):
        await offices.end(row, "调离", clerk, ended_on=DAY, now=NOW)
    with pytest.raises(NotFound):
        await offices.set_term(row, DAY, None, clerk, now=NOW)
    await township_offices.end(row, "调离", officer, ended_on=DAY, now=NOW)

    assert (await Appointment.get(id=row.id)).ended_on == DAY
    assert officer.may(Permission.TOWNSHIP_VIEW, None, town.id)
