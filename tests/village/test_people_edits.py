"""People entered, corrected and taken off by hand."""

from datetime import date

import pytest

from tests import make
from tests.make_sheets import GRANNY
from tests.village.registers import DAY, NOW, VAULT, actions, lines
from village import people_edits
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.models import Appointment, Departure, Household, Person, Residence
from village.permissions import Office

FORM = {
    "household": "1",
    "name": "王大娘",
    "sex": "女",
    "born": "1950-01-02",
    "id_number": GRANNY["身份证号"],
    "relation": "户主",
    "group": "一组",
    "phone": "13800138000",
    "party": "正式",
    "registered": "是",
    "residence": "在村",
    "collective": "是",
}


async def entering(village, **typed):
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="文书")
    form = {**FORM, **typed}
    return clerk, await people_edits.enter(village, form, clerk, VAULT, joined_on=DAY, now=NOW)


async def test_one_person_is_entered_by_hand(db):
    village = await make.village()

    _, entered = await entering(village)

    kept = await Person.get(id=entered.id).select_related("household__group")
    assert (kept.name, kept.joined_on, kept.is_head) == ("王大娘", DAY, True)
    assert (kept.household.number, kept.household.group.name) == ("1", "一组")
    assert await actions(village) == ["person.enter"]


async def test_a_form_tells_all_its_mistakes_at_their_fields(db):
    village = await make.village()

    with pytest.raises(InvalidInput) as refused:
        await entering(village, name="", phone="1", household="", sex="男")

    assert refused.value.fields == {
        "name": "没有姓名。",
        "household": "没有户号，不知道是哪一户的人。请填上；同一户每个人都要填。",
        "phone": "手机号应是 11 位数字（固定电话带区号），只填一个，请核对。",
        "sex": "性别写的是男，身份证号里是女，两处不一致，请核对。",
    }
    assert await Household.all().count() == 0


async def test_the_same_number_twice_a_second_head_and_another_group_are_refused(db):
    village = await make.village()
    clerk, _ = await entering(village)

    with pytest.raises(InvalidInput) as refused:
        await people_edits.enter(
            village, {**FORM, "group": "二组"}, clerk, VAULT, joined_on=None, now=NOW
        )

    assert refused.value.fields == {
        "id_number": "名册里王大娘已是这个身份证号，请核对。",
        "relation": "户号 1 已有户主王大娘，请先改他的与户主关系。",
        "group": "户号 1 在一组。整户换组，请导入改好的名册。",
    }


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"relation": ""}, "relation", "请填写与户主关系，户主本人填“户主”。"),
        ({"group": ""}, "group", "请填写村民小组。"),
    ],
)
async def test_who_is_new_needs_a_relation_and_a_group(db, typed, field, sentence):
    village = await make.village()

    with pytest.raises(InvalidInput) as refused:
        await entering(village, **typed)

    assert refused.value.fields == {field: sentence}


@pytest.mark.parametrize("joined_on", [DAY, date(1950, 1, 2), None])
async def test_one_moves_in_today_or_any_day_since_birth(db, joined_on):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)

    entered = await people_edits.enter(village, FORM, clerk, VAULT, joined_on=joined_on, now=NOW)

    assert (await Person.get(id=entered.id)).joined_on == joined_on


@pytest.mark.parametrize("joined_on", [date(2026, 11, 23), date(1950, 1, 1)])
async def test_nobody_moves_in_tomorrow_or_before_birth(db, joined_on):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)

    with pytest.raises(InvalidInput) as refused:
        await people_edits.enter(village, FORM, clerk, VAULT, joined_on=joined_on, now=NOW)

    assert list(refused.value.fields) == ["joined_on"]


async def test_a_correction_changes_what_differs_and_keeps_the_hidden_number(db):
    village = await make.village()
    clerk, entered = await entering(village)

    change = await people_edits.edit(
        entered,
        {**FORM, "id_number": "", "name": "王秀英", "phone": "", "residence": "外出"},
        clerk,
        VAULT,
        now=NOW,
    )

    kept = await Person.get(id=entered.id)
    assert sorted(change.updates) == ["name", "phone", "residence"]
    assert (kept.name, kept.phone_cipher, kept.residence) == ("王秀英", None, Residence.AWAY)
    assert VAULT.unseal(kept.id_cipher) == GRANNY["身份证号"]
    (line,) = [one for one in await lines(village) if one.action == "person.edit"]
    assert '"data":{"fields":["name","phone","residence"]}' in line.line


async def test_a_correction_that_changes_nothing_leaves_no_line(db):
    village = await make.village()
    clerk, entered = await entering(village)

    change = await people_edits.edit(entered, {**FORM, "id_number": ""}, clerk, VAULT, now=NOW)

    assert (change, await actions(village)) == (None, ["person.enter"])


async def test_only_the_clerk_edits(db):
    village = await make.village()
    _, entered = await entering(village)
    secretary = await make.holder(village, Office.PARTY_SECRETARY)

    with pytest.raises(NotPermitted):
        await people_edits.edit(entered, FORM, secretary, VAULT, now=NOW)
    with pytest.raises(NotPermitted):
        await people_edits.enter(village, FORM, secretary, VAULT, joined_on=None, now=NOW)
    with pytest.raises(NotPermitted):
        await people_edits.take_off(entered, Departure.DIED, secretary, left_on=DAY, now=NOW)
    with pytest.raises(NotPermitted):
        await people_edits.take_up_again(entered, secretary, now=NOW)


async def test_who_leaves_stays_in_the_table_and_may_come_back(db):
    village = await make.village()
    clerk, entered = await entering(village)

    await people_edits.take_off(entered, Departure.MOVED, clerk, left_on=DAY, now=NOW)
    left = await Person.get(id=entered.id)
    await people_edits.take_up_again(entered, clerk, now=NOW)
    back = await Person.get(id=entered.id)

    assert (left.left_on, left.left_why) == (DAY, Departure.MOVED)
    assert (back.left_on, back.left_why, back.joined_on) == (None, None, DAY)
    assert await actions(village) == ["person.enter", "person.leave", "person.return"]


async def test_a_mistaken_departure_leaves_the_first_day_as_it_was(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    somebody = await make.person(village, left_on=DAY, left_why=Departure.MISTAKE)

    await people_edits.take_up_again(somebody, clerk, now=NOW)

    assert (await Person.get(id=somebody.id)).joined_on is None


@pytest.mark.parametrize("left_on", [date(2026, 11, 23), date(1950, 1, 1)])
async def test_nobody_leaves_tomorrow_or_before_birth(db, left_on):
    village = await make.village()
    clerk, entered = await entering(village)

    with pytest.raises(InvalidInput) as refused:
        await people_edits.take_off(entered, Departure.DIED, clerk, left_on=left_on, now=NOW)

    assert list(refused.value.fields) == ["left_on"]


async def test_an_office_ends_before_its_holder_leaves(db):
    village = await make.village()
    clerk, entered = await entering(village)
    office = await make.appointment(village, entered, Office.REPRESENTATIVE)

    with pytest.raises(Blocked) as refused:
        await people_edits.take_off(entered, Departure.DIED, clerk, left_on=DAY, now=NOW)
    await Appointment.filter(id=office.id).update(ended_on=DAY)
    await people_edits.take_off(entered, Departure.DIED, clerk, left_on=DAY, now=NOW)

    assert (refused.value.codes, str(refused.value)) == (
        ("still-in-office",),
        "王大娘还担任村民代表。",
    )


async def test_nobody_leaves_or_comes_back_twice(db):
    village = await make.village()
    clerk, entered = await entering(village)

    with pytest.raises(Blocked) as here:
        await people_edits.take_up_again(entered, clerk, now=NOW)
    await people_edits.take_off(entered, Departure.DIED, clerk, left_on=DAY, now=NOW)
    with pytest.raises(Blocked) as gone:
        await people_edits.take_off(entered, Departure.DIED, clerk, left_on=DAY, now=NOW)

    assert (here.value.codes, gone.value.codes) == (("still-here",), ("already-left",))


async def test_an_officer_from_outside_is_in_no_register(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    outsider = await make.outsider(await make.township())

    with pytest.raises(NotFound):
        await people_edits.take_off(outsider, Departure.DIED, clerk, left_on=DAY, now=NOW)
