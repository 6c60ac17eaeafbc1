"""Offices on the desk: who holds what, by organ, what is amiss, and how it begins and ends."""

import json
from datetime import date

import pytest

from tests import doors, make
from tests.make_sheets import id_number
from village.models import Appointment, LedgerEntry, Person
from village.permissions import Office

HERE = "/desk/liuwan/offices/"


@pytest.fixture
async def there(db, clock):
    here = await make.village("liuwan", "柳湾村")
    app = doors.site(db, clock)
    clerk = await desk_of(app, here, Office.VILLAGE_CLERK, "周文书")
    yield app, here, clerk
    await clerk.close()


async def desk_of(app, village, office, name=""):
    who = await make.holder(village, office, name=name)
    return await doors.browser(app, await Person.get(id=who.person_id))


async def asked(clerk, name):
    return (await clerk.get(HERE + "new", params={"q": name})).form(HERE)


async def last_line(village):
    line = await LedgerEntry.filter(log=f"village:{village.id}").order_by("-seq").first()
    return line.action, json.loads(line.line)["data"]


def sizes(page):
    return [one.text for one in page.root.all("h2")]


async def test_offices_stand_under_their_organs(there):
    _, here, clerk = there
    first = await make.group(here, "一组")
    for office, name in (
        (Office.PARTY_SECRETARY, "王书记"),
        (Office.COMMITTEE_CHAIR, "李主任"),
        (Office.SUPERVISION_CHAIR, "赵监督"),
    ):
        await make.appointment(here, await make.person(here, name), office)
    await make.appointment(
        here, await make.person(here, "钱代表"), Office.REPRESENTATIVE, group=first
    )

    page = await clerk.get(HERE)

    assert sizes(page) == [
        "村党组织 1 人",
        "村民委员会 1 人",
        "村务监督委员会 1 人",
        "村民代表 1 人",
        "村民小组",
        "集体经济组织",
        "其他 1 人",
    ]
    assert [one.text for one in page.root.all("caption")][3] == "一组"


async def test_one_person_in_two_seats_is_said_in_words(there):
    _, here, clerk = there
    both = await make.person(here, "王书记")
    await make.appointment(here, both, Office.PARTY_SECRETARY)
    apart = (await clerk.get(HERE)).main
    await make.appointment(here, both, Office.COMMITTEE_CHAIR)

    together = (await clerk.get(HERE)).main

    assert (
        "一肩挑" in apart,
        "王书记一人担任村党支部书记和村民委员会主任（一肩挑）" in together,
    ) == (
        False,
        True,
    )


async def test_the_make_up_of_the_assembly_is_shown_in_figures(there):
    _, here, clerk = there
    for number in range(3):
        await make.appointment(
            here, await make.person(here, f"代表{'甲乙丙'[number]}"), Office.REPRESENTATIVE
        )
    await make.appointment(here, await make.person(here, "委员"), Office.COMMITTEE_MEMBER)

    page = await clerk.get(HERE)

    assert "不够 村民代表 3 人 ÷ 组成人员 4 人，需要至少 4 人。" in page.main
    assert "不够 妇女村民代表 0 人 ÷ 组成人员 4 人，需要至少 2 人。" in page.main


async def test_what_the_law_keeps_apart_is_shown_where_it_stands(there):
    _, here, clerk = there
    one = await make.person(here, "孙两头")
    await make.appointment(here, one, Office.COMMITTEE_MEMBER)
    await make.appointment(here, one, Office.SUPERVISOR)

    page = await clerk.get(HERE)

    assert page.boxes[0].startswith(
        "登记在册，但是法律不允许： 孙两头不能同时是村务监督委员会委员和村民委员会委员。"
    ) or page.boxes[0].startswith(
        "登记在册，但是法律不允许： 孙两头不能同时是村民委员会委员和村务监督委员会委员。"
    )


@pytest.mark.parametrize(("ends", "told"), [(date(2027, 2, 20), True), (date(2027, 2, 21), False)])
async def test_a_term_that_ends_within_ninety_days_is_told(there, ends, told):
    _, here, clerk = there
    who = await make.person(here, "李主任")
    await make.appointment(here, who, Office.COMMITTEE_CHAIR, term_ends_on=ends)

    page = await clerk.get(HERE)

    assert any(box.startswith("届满了或者快要届满") for box in page.boxes) == told


async def test_somebody_is_appointed_and_the_record_says_what(there):
    _, here, clerk = there
    who = await make.person(here, "王大娘")
    form = await asked(clerk, "wdn")

    page = await clerk.submit(form, office="committee_chair", how="换届选举当选")

    row = await Appointment.get(person_id=who.id)
    assert (page.path, row.began_on, row.term_ends_on) == (
        HERE, make.DAY, date(2031, 11, 22)
    )  # fmt: skip
    assert await last_line(here) == (
        "office.appoint",
        {
            "began": "2026-11-22", "group": None, "office": "committee_chair",
            "person": who.id, "term_ends": "2031-11-22",
        },
    )  # fmt: skip


async def test_a_supervisor_is_not_put_on_the_committee(there):
    _, here, clerk = there
    who = await make.person(here, "王大娘")
    await make.appointment(here, who, Office.SUPERVISOR)

    page = await clerk.submit(await asked(clerk, "王大娘"), office="committee_member")

    taken = await Appointment.filter(office=Office.COMMITTEE_MEMBER).count()
    assert (page.status, taken) == (409, 0)
    assert page.boxes[0].startswith("不能这样登记： 王大娘不能同时是")
    assert page.form(HERE).values["office"] == ["committee_member"]


async def test_a_group_leader_needs_a_group_and_gets_one(there):
    _, here, clerk = there
    await make.person(here, "王大娘")
    group = await make.group(here, "一组")
    form = await asked(clerk, "王大娘")

    refused = await clerk.submit(form, office="group_leader")
    taken = await clerk.submit(form, office="group_leader", group=group.id)

    assert (refused.status, taken.status) == (409, 200)
    assert (await Appointment.get(office=Office.GROUP_LEADER)).group_id == group.id


async def test_a_day_to_come_is_refused_beside_its_field(there):
    _, here, clerk = there
    await make.person(here, "王大娘")

    page = await clerk.submit(
        await asked(clerk, "王大娘"), office="accountant", **{"began_on-day": "23"}
    )

    assert (page.status, sorted(page.errors)) == (422, ["began_on"])


async def test_who_was_not_offered_is_not_appointed(there):
    _, here, clerk = there
    other = await make.person(await make.village("shiqiao", "石桥村"), "别村人")
    await make.person(here, "王大娘")
    form = await asked(clerk, "王大娘")

    page = await clerk.submit(form, person=other.id, office="accountant")

    assert (page.status, await Appointment.filter(person_id=other.id).count()) == (422, 0)


@pytest.mark.parametrize("office", ["township_officer", "operator", "villager", "king"])
async def test_offices_that_are_not_the_villages_are_not_given(there, office):
    _, here, clerk = there
    who = await make.person(here, "王大娘")

    page = await clerk.submit(await asked(clerk, "王大娘"), office=office)

    assert (page.status, await Appointment.filter(person_id=who.id).count()) == (422, 0)


async def test_an_office_ends_with_its_reason_and_stays_in_the_history(there):
    _, here, clerk = there
    row = await make.appointment(here, await make.person(here, "王大娘"), Office.ACCOUNTANT)
    form = (await clerk.get(f"{HERE}{row.id}/end")).form()

    page = await clerk.submit(form, why="辞职")
    history = await clerk.get(HERE + "history")

    assert [name for name, _ in page.links if name == "村报账员"] == []
    assert "王大娘" in history.main
    assert "辞职" in history.main
    assert (await last_line(here))[0] == "office.end"


async def test_ending_needs_a_reason(there):
    _, here, clerk = there
    row = await make.appointment(here, await make.person(here, "王大娘"), Office.ACCOUNTANT)

    page = await clerk.submit((await clerk.get(f"{HERE}{row.id}/end")).form())

    assert page.errors == {"why": "请写明离任原因，例如任期届满、辞职、罢免。"}


async def test_an_office_ended_by_somebody_else_is_not_ended_again(there):
    _, here, clerk = there
    row = await make.appointment(here, await make.person(here, "王大娘"), Office.ACCOUNTANT)
    form = (await clerk.get(f"{HERE}{row.id}/end")).form()
    await Appointment.filter(id=row.id).update(ended_on=make.DAY)

    page = await clerk.submit(form, why="辞职")

    assert (page.status, page.boxes[0]) == (409, "现在还不能登记： 这项任职已经登记过离任。")


async def test_a_term_that_the_roster_did_not_know_is_completed(there):
    _, here, clerk = there
    row = await make.appointment(
        here, await make.person(here, "王大娘"), Office.SUPERVISOR, term_ends_on=None
    )
    before = (await clerk.get(HERE)).main
    form = (await clerk.get(f"{HERE}{row.id}/term")).form()

    page = await clerk.submit(
        form,
        **{"term_ends_on-year": "2028", "term_ends_on-month": "3", "term_ends_on-day": "1"},
    )

    assert ("有 1 项任职没有登记任期" in before, page.path) == (True, f"{HERE}{row.id}")
    assert (await Appointment.get(id=row.id)).term_ends_on == date(2028, 3, 1)


@pytest.mark.parametrize("path", ["{}", "{}/end", "{}/term"])
async def test_an_appointment_of_the_next_village_is_not_there(there, path):
    _, _, clerk = there
    other = await make.village("shiqiao", "石桥村")
    row = await make.appointment(other, await make.person(other), Office.ACCOUNTANT)

    assert (await clerk.get(HERE + path.format(row.id))).status == 404


async def test_the_secretary_reads_but_does_not_register_offices(there):
    app, here, _ = there
    row = await make.appointment(here, await make.person(here, "王大娘"), Office.ACCOUNTANT)
    secretary = await desk_of(app, here, Office.PARTY_SECRETARY)

    answers = [
        (await secretary.get(HERE + path)).status
        for path in ("", "history", str(row.id), "new", "outside", f"{row.id}/end")
    ]
    await secretary.close()

    assert answers == [200, 200, 200, 403, 403, 403]


async def test_somebody_from_outside_is_put_on_record_and_then_appointed(there):
    _, here, clerk = there
    form = (await clerk.get(HERE + "outside")).form()
    number = id_number(date(1985, 6, 7), 3)

    page = await clerk.submit(form, name="何律师", id_number=number)
    done = await clerk.submit(page.form(HERE), office="legal_adviser")

    person = await Person.get(name="何律师")
    row = await Appointment.get(person_id=person.id)
    assert (done.path, person.village_id, row.office) == (HERE, None, Office.LEGAL_ADVISER)
    lines = await LedgerEntry.filter(log=f"village:{here.id}").order_by("seq")
    assert [line.action for line in lines] == ["person.enter", "office.appoint"]
    assert number not in lines[0].line


async def test_one_adviser_of_two_villages_is_found_not_entered_twice(there):
    _, _, clerk = there
    other = await make.village("shiqiao", "石桥村")
    adviser = await make.outsider(await make.Township.first(), "何律师", born_on=date(1985, 6, 7))
    await make.appointment(other, adviser, Office.LEGAL_ADVISER)
    form = (await clerk.get(HERE + "outside")).form()

    page = await clerk.submit(
        form, name="何律师", **{"born_on-year": 1985, "born_on-month": 6, "born_on-day": 7}
    )
    found = await clerk.get(HERE + "new?q=何律师")

    assert (page.status, await Person.filter(name="何律师").count()) == (409, 1)
    assert "村外 · 石桥村村法律顾问" in found.main


async def test_a_villager_is_not_entered_as_somebody_from_outside(there):
    _, here, clerk = there
    await make.person(here, "王大娘", born_on=date(1950, 1, 2))
    form = (await clerk.get(HERE + "outside")).form()

    page = await clerk.submit(
        form, name="王大娘", **{"born_on-year": 1950, "born_on-month": 1, "born_on-day": 2}
    )

    assert (page.status, page.boxes[0]) == (
        409,
        "不用再登记： 王大娘已经登记在本村名册里。下一步：回到“登记任职”，按姓名查找。",
    )


async def test_all_mistakes_about_somebody_from_outside_are_told_at_once(there):
    _, _, clerk = there
    form = (await clerk.get(HERE + "outside")).form()

    page = await clerk.submit(form, name="王1", id_number="330")

    assert sorted(page.errors) == ["id_number", "name"]


async def test_the_page_costs_the_same_however_many_hold_office(there, queries):
    _, here, clerk = there
    costs = []
    for count in (1, 20):
        for one in await make.people(here, count):
            await make.appointment(here, one, Office.REPRESENTATIVE)
        await make.appointment(here, await make.person(here), Office.SUPERVISOR)
        queries.clear()
        await clerk.get(HERE)
        costs.append(len(queries))

    assert costs[0] == costs[1]
