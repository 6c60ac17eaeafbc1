"""Finding people in the register, and showing them to whom they may be shown."""

from datetime import date

import pytest

from tests import make, make_sheets
from tests.make_sheets import person
from tests.village.registers import DAY, importing
from village import people
from village.errors import NotFound, NotPermitted
from village.models import Departure, Person
from village.permissions import Office


async def found_names(village, query):
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="文书")
    return [one.name for one in await people.search(village, query, clerk)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("王大娘", ["王大娘"]),
        ("大娘", ["王大娘"]),
        ("wdn", ["王大年", "王大娘"]),
        ("wdniang", ["王大娘"]),
        ("wang", ["王大年", "王大娘"]),
        ("大", ["单大山", "王大年", "王大娘"]),
        ("shan", ["单大山"]),
        ("dandashan", ["单大山"]),
        ("", []),
        ("%", []),
        ("'; DROP TABLE person; --", []),
    ],
)
async def test_people_are_found_by_characters_and_pinyin(db, query, names):
    village = await make.village()
    for name in ("王大娘", "王大年", "单大山"):
        await make.person(village, name)
    await make.person(await make.village(name="石桥村"), "王大娘")
    await make.person(village, "王大娘", left_on=DAY, left_why=Departure.DIED)

    assert await found_names(village, query) == names


async def test_namesakes_are_told_apart_by_household_and_group(db):
    village = await make.village()
    await importing(village, person("1", "王伟", 1), person("2", "王伟", 2, 村民小组="二组"))
    clerk = await make.holder(village, Office.VILLAGE_CLERK)

    found = await people.search(village, "wangwei", clerk)

    assert [(one.household, one.group) for one in found] == [("1", "一组"), ("2", "二组")]


async def test_a_search_reads_the_register_once_however_large_it_is(db, queries):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    await importing(village, *make_sheets.village_roll(20))
    queries.clear()
    await people.search(village, "wangw", clerk)
    few = len(queries)
    await importing(village, *make_sheets.village_roll(400))
    queries.clear()

    await people.search(village, "wangw", clerk)

    assert len(queries) == few


async def test_who_may_not_see_the_register_finds_nobody(db):
    village = await make.village()
    villager = await make.holder(village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await people.search(village, "wang", villager)


async def test_a_person_is_shown_to_the_village_and_is_nowhere_for_others(db):
    village, other = await make.village(), await make.village(name="石桥村")
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    stranger = await make.holder(other, Office.VILLAGE_CLERK)
    villager = await make.holder(village, Office.VILLAGER)
    outsider = await make.outsider(await make.township())
    somebody = await make.person(village)

    assert await people.visible_to(clerk, somebody.id) == somebody
    for actor, sought in (
        (stranger, somebody.id),
        (villager, somebody.id),
        (clerk, 999_999),
        (clerk, outsider.id),
    ):
        with pytest.raises(NotFound):
            await people.visible_to(actor, sought)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 22), date(2026, 11, 22), 18),
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 23), date(2026, 11, 22), None),
        (None, date(2026, 11, 22), None),
    ],
)
def test_age_is_counted_in_whole_years_on_a_day(born, day, age):
    assert people.age_on(born, day) == age


async def test_the_day_of_arriving_counts_and_the_day_of_leaving_does_not(db):
    village = await make.village()
    await make.person(village, "老住户")
    await make.person(village, "新来的", joined_on=DAY)
    await make.person(village, "走了的", left_on=DAY, left_why=Departure.MOVED)

    today = (
        await Person.filter(people.present_on(DAY)).order_by("id").values_list("name", flat=True)
    )

    assert today == ["老住户", "新来的"]
