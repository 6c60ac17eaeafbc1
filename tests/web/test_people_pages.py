"""The register on the desk: found, read, changed; never an ID number whole, never next door."""

import json
from datetime import date

import pytest

from tests import doors, make
from tests.make_sheets import id_number
from village import people
from village.idnumbers import vault
from village.models import Departure, Kinship, LedgerEntry, PartyStatus, Person
from village.permissions import Office

NUMBER = id_number(date(1980, 5, 1), 7)
VAULT = vault(doors.SECRET)
NEW = {
    "name": "王新", "id_number": id_number(date(2000, 3, 2), 1, woman=True), "household": "009",
    "group": "一组", "relation": "户主", "phone": "13800138000", "party": "正式",
    "registered": "是", "residence": "在村", "collective": "是",
}  # fmt: skip


@pytest.fixture
async def there(db, clock):
    """柳湾村 with its clerk at the desk, and the village next door."""
    here = await make.village("liuwan", "柳湾村")
    other = await make.village("shiqiao", "石桥村")
    app = doors.site(db, clock)
    clerk = await doors.browser(app, await clerk_of(here))
    yield app, here, other, clerk
    await clerk.close()


async def clerk_of(village):
    who = await make.holder(village, Office.VILLAGE_CLERK, name="周文书")
    return await Person.get(id=who.person_id)


async def holder(app, village, office):
    who = await make.holder(village, office)
    return await doors.browser(app, await Person.get(id=who.person_id))


async def granny(village, **fields):
    first = await make.group(village, "一组")
    home = await make.household(village, "001", group=first)
    told = {
        "household": home, "is_head": True, "relation": "户主", "woman": True,
        "born_on": date(1950, 1, 2), "id_cipher": VAULT.seal(NUMBER),
        "id_digest": VAULT.digest(NUMBER), "phone_cipher": VAULT.seal("13800138000"),
    }  # fmt: skip
    return await make.person(village, "王大娘", **{**told, **fields})


async def lines(village):
    rows = await LedgerEntry.filter(log=f"village:{village.id}").order_by("seq")
    return [(row.action, row.subject, json.loads(row.line)["data"]) for row in rows]


@pytest.mark.parametrize("asked", ["王大娘", "大娘", "wangdaniang", "wdn", "王dn"])
async def test_somebody_is_found_by_characters_pinyin_and_initials(there, asked):
    _, here, _, clerk = there
    person = await granny(here)

    page = await clerk.get("/desk/liuwan/people/", params={"q": asked})

    assert page.link("王大娘") == f"/desk/liuwan/people/{person.id}"


async def test_nobody_of_the_next_village_is_found(there):
    _, _, other, clerk = there
    await granny(other)

    page = await clerk.get("/desk/liuwan/people/?q=王大娘")

    assert "没有找到" in page.main


async def test_the_register_counts_people_households_adults_and_groups(there):
    _, here, _, clerk = there
    person = await granny(here)
    await make.person(here, "王小", household_id=person.household_id, born_on=date(2020, 1, 1))
    await make.person(here, "王老", household_id=person.household_id, born_on=None)
    await make.person(here, "走了", left_on=date(2026, 11, 1), left_why=Departure.MOVED)

    page = await clerk.get("/desk/liuwan/people/")

    (figures,) = [found for found in page.root.all("dl") if found.get("class") == "heads"]
    assert list(
        zip(*([one.text for one in figures.all(tag)] for tag in ("dt", "dd")), strict=True)
    ) == [("人口", "4"), ("户数", "1"), ("满 18 周岁", "2"), ("村民小组", "1")]
    assert "有 1 人没有登记出生日期" in page.main


async def test_a_group_is_listed_in_pages_in_the_order_of_households(there):
    _, here, _, clerk = there
    first = await make.group(here, "一组")
    await make.people(here, 70, group=first)

    page = await clerk.get(f"/desk/liuwan/people/groups/{first.id}?page=2")

    assert "第 2 页，共 2 页" in page.main
    assert len(page.root.all("tbody")[0].all("tr")) == 10


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", ""])
async def test_a_page_number_nobody_gave_is_a_page_all_the_same(there, page):
    _, here, _, clerk = there
    first = await make.group(here, "一组")

    shown = await clerk.get(f"/desk/liuwan/people/groups/{first.id}", params={"page": page})

    assert (shown.status, shown.h1) == (200, "一组的村民")


async def test_a_list_costs_the_same_however_long_it_is(there, queries):
    _, here, _, clerk = there
    first = await make.group(here, "一组")
    costs = []
    for count in (1, 40):
        await make.people(here, count, group=first)
        queries.clear()
        await clerk.get("/desk/liuwan/people/")
        await clerk.get(f"/desk/liuwan/people/groups/{first.id}")
        costs.append(len(queries))

    assert costs[0] == costs[1]


async def test_a_person_is_shown_with_the_id_number_masked(there):
    _, here, _, clerk = there
    person = await granny(here)

    page = await clerk.get(f"/desk/liuwan/people/{person.id}")

    assert f"{NUMBER[:3]}{'*' * 13}{NUMBER[-2:]}" in page.main
    assert NUMBER not in page.response.text
    assert "1950 年 1 月 2 日 · 76 岁" in page.main


async def test_the_form_for_changes_never_holds_the_id_number(there):
    _, here, _, clerk = there
    person = await granny(here)

    page = await clerk.get(f"/desk/liuwan/people/{person.id}/edit")

    assert NUMBER not in page.response.text
    assert page.form().values["id_number"] == [""]


@pytest.mark.parametrize("path", ["{}", "{}/edit", "{}/leave", "{}/kin"])
async def test_a_person_of_the_next_village_is_not_there(there, path):
    _, _, other, clerk = there
    person = await granny(other)

    page = await clerk.get("/desk/liuwan/people/" + path.format(person.id))

    assert page.status == 404


@pytest.mark.parametrize(
    "path", ["people/", "people/new", "people/import", "people/import/template.csv"]
)
async def test_a_clerk_does_not_come_to_the_next_villages_register(there, path):
    *_, clerk = there

    page = await clerk.get(f"/desk/shiqiao/{path}")

    assert page.status == 403


async def test_a_committee_member_reads_but_is_offered_no_change(there):
    app, here, _, _ = there
    person = await granny(here)
    member = await holder(app, here, Office.COMMITTEE_MEMBER)

    page = await member.get(f"/desk/liuwan/people/{person.id}")
    edit = await member.get(f"/desk/liuwan/people/{person.id}/edit")
    await member.close()

    assert (page.status, edit.status) == (200, 403)
    assert [text for text, _ in page.links if text in ("更改登记", "离开名册")] == []


async def test_the_accountant_does_not_see_who_lives_where(there):
    app, here, _, _ = there
    person = await granny(here)
    accountant = await holder(app, here, Office.ACCOUNTANT)

    answers = [
        (await accountant.get(path)).status
        for path in ("/desk/liuwan/people/", f"/desk/liuwan/people/{person.id}")
    ]
    await accountant.close()

    assert answers == [403, 403]


async def test_a_newcomer_is_entered_and_the_record_names_nobody(there):
    _, here, _, clerk = there
    form = (await clerk.get("/desk/liuwan/people/new")).form("/desk/liuwan/people/")

    page = await clerk.submit(form, **NEW)

    person = await Person.get(name="王新").select_related("household__group")
    assert page.path == f"/desk/liuwan/people/{person.id}"
    assert (person.born_on, person.party, person.household.number, person.household.group.name) == (
        date(2000, 3, 2), PartyStatus.FULL, "009", "一组",
    )  # fmt: skip
    assert await lines(here) == [("person.enter", f"person:{person.id}", {"joined": None})]


async def test_all_mistakes_of_an_entry_stand_beside_their_fields_as_typed(there):
    *_, clerk = there
    form = (await clerk.get("/desk/liuwan/people/new")).form("/desk/liuwan/people/")

    page = await clerk.submit(form, **{**NEW, "id_number": "330", "phone": "1", "name": "王1"})

    assert (page.status, sorted(page.errors)) == (422, ["id_number", "name", "phone"])
    assert page.form("/desk/liuwan/people/").values["household"] == ["009"]
    assert await Person.exists(household__number="009") is False


@pytest.mark.parametrize(
    "field", ["name", "household", "group", "relation", "phone", "born", "id_number"]
)
@pytest.mark.parametrize("junk", ["🏠" * 10_000, "\u202e" * 9_000 + "王", "王" * 10_000])
async def test_ten_thousand_signs_in_a_field_are_a_sentence(there, field, junk):
    *_, clerk = there
    form = (await clerk.get("/desk/liuwan/people/new")).form("/desk/liuwan/people/")

    page = await clerk.submit(form, **{**NEW, field: junk})

    assert page.status in (200, 413, 422)
    assert await Person.all().count() == (2 if page.status == 200 else 1)


async def test_a_change_is_sealed_by_the_names_of_its_fields_only(there):
    _, here, _, clerk = there
    person = await granny(here)
    form = (await clerk.get(f"/desk/liuwan/people/{person.id}/edit")).form()

    await clerk.submit(form, residence="外出", phone="13900139000")

    changed = await Person.get(id=person.id)
    told = people.phone_of(changed, VAULT), people.id_number_shown(changed, VAULT)[-2:]
    assert (changed.residence, *told) == ("away", "13900139000", NUMBER[-2:])
    assert await lines(here) == [
        ("person.edit", f"person:{person.id}", {"fields": ["phone", "residence"]})
    ]


async def test_sending_an_entry_unchanged_leaves_no_line(there):
    _, here, _, clerk = there
    person = await granny(here)
    form = (await clerk.get(f"/desk/liuwan/people/{person.id}/edit")).form()

    page = await clerk.submit(form)

    assert (page.h1, await lines(here)) == ("王大娘", [])


async def test_somebody_who_died_leaves_on_that_day_and_can_be_taken_up_again(there):
    _, here, _, clerk = there
    person = await granny(here)
    form = (await clerk.get(f"/desk/liuwan/people/{person.id}/leave")).form()

    page = await clerk.submit(form, why="died", **{"left_on-day": "20"})

    gone = await Person.get(id=person.id)
    assert (gone.left_on, gone.left_why) == (date(2026, 11, 20), Departure.DIED)
    assert page.boxes == ["2026 年 11 月 20 日起不在名册上：去世。 重新列入名册"]
    await clerk.submit(page.form(f"/desk/liuwan/people/{person.id}/return"))
    assert (await Person.get(id=person.id)).left_on is None
    assert [action for action, *_ in await lines(here)] == ["person.leave", "person.return"]


@pytest.mark.parametrize(("day", "status"), [("22", 200), ("23", 422)])
async def test_nobody_leaves_tomorrow(there, day, status):
    _, here, _, clerk = there
    person = await granny(here)
    form = (await clerk.get(f"/desk/liuwan/people/{person.id}/leave")).form()

    page = await clerk.submit(form, why="moved", **{"left_on-day": day})

    assert page.status == status


async def test_who_holds_an_office_does_not_leave_before_it_ends(there):
    _, here, _, clerk = there
    person = await granny(here)
    await make.appointment(here, person, Office.REPRESENTATIVE)
    form = (await clerk.get(f"/desk/liuwan/people/{person.id}/leave")).form()

    page = await clerk.submit(form, why="moved")

    assert (page.status, (await Person.get(id=person.id)).left_on) == (409, None)
    assert page.boxes == ["现在还不能办： 王大娘还担任村民代表。下一步：先在任职页登记离任。"]


async def test_a_relative_of_another_household_is_declared_and_withdrawn(there):
    _, here, _, clerk = there
    person = await granny(here)
    son = await make.person(here, "王建国", household=await make.household(here))
    place = f"/desk/liuwan/people/{person.id}"
    form = (await clerk.get(f"{place}/kin?q=wjg")).form(f"{place}/kin")

    page = await clerk.submit(form, relative=str(son.id), relation="child")

    kin = await Kinship.get()
    assert "登记的子女" in page.main
    await clerk.submit(page.form(f"{place}/kin/{kin.id}/withdraw"))
    assert (await Kinship.get()).ended_on == make.DAY
    assert [action for action, *_ in await lines(here)] == ["kinship.declare", "kinship.withdraw"]


async def test_a_relation_of_somebody_else_is_not_withdrawn_here(there):
    _, here, other, clerk = there
    person = await granny(here)
    pair = [await make.person(other, "甲甲"), await make.person(other, "乙乙")]
    kin = await Kinship.create(village=other, person=pair[0], relative=pair[1], relation="sibling")
    key = (await clerk.get(f"/desk/liuwan/people/{person.id}/edit")).form().values["_key"]

    page = await clerk.post(f"/desk/liuwan/people/{person.id}/kin/{kin.id}/withdraw", {"_key": key})

    assert (page.status, (await Kinship.get()).ended_on) == (404, None)


async def test_the_same_entry_sent_twice_is_one_person(there):
    *_, clerk = there
    form = (await clerk.get("/desk/liuwan/people/new")).form("/desk/liuwan/people/")

    first = await clerk.submit(form, **NEW)
    second = await clerk.submit(form, **NEW)

    assert (first.path, await Person.filter(name="王新").count()) == (second.path, 1)


async def test_a_page_view_writes_nothing(there, queries):
    _, here, _, clerk = there
    person = await granny(here)
    queries.clear()

    for path in ("", "?q=wang", f"{person.id}", f"{person.id}/edit", f"{person.id}/kin?q=w"):
        await clerk.get(f"/desk/liuwan/people/{path}")

    writing = ("INSERT", "UPDATE", "DELETE")
    assert [one for one in queries if one.lstrip().upper().startswith(writing)] == []


async def test_who_works_for_two_villages_finds_each_villager_at_one_desk_only(there):
    app, here, other, _ = there
    outside = await make.outsider(await make.Township.first(), "何文书")
    for village in (here, other):
        await make.appointment(village, outside, Office.VILLAGE_CLERK)
    clerk = await doors.browser(app, outside)
    person = await granny(other)

    answers = [
        (await clerk.get(f"/desk/{code}/people/{person.id}")).status
        for code in ("shiqiao", "liuwan")
    ]
    await clerk.close()

    assert answers == [200, 404]
