"""A preview is the import and writes nothing; what changed in between is refused."""

import asyncio

import pytest

from tests import make
from tests.make_sheets import person
from tests.village.registers import NOW, VAULT, actions, counts, importing, reading
from village import roster_import
from village.errors import Stale
from village.models import Appointment, Group, Household, LedgerEntry, Person, Village
from village.permissions import Office


async def test_a_preview_is_the_import_and_writes_nothing(db):
    village = await make.village()
    actor = await make.holder(village, Office.VILLAGE_CLERK)
    await importing(village, person("1", "王大山", 1))
    before = await everything(village)
    found = await reading(
        person("1", "王大山", 1, 职务="村民代表"), person("2", "李四", 2, 村民小组="二组")
    )

    plan = await roster_import.preview(village, found, actor, VAULT, now=NOW)
    unchanged = await everything(village)
    done = await roster_import.import_roster(
        village, found, actor, VAULT, now=NOW, seen=roster_import.seal(plan)
    )

    assert (unchanged, done.plan) == (before, plan)
    assert ([row.name for row in plan.adds], plan.new_groups) == (["李四"], ("二组",))


async def everything(village):
    tables = (Person, Household, Group, Appointment, LedgerEntry)
    rows = [await table.all().order_by("id").values() for table in tables]
    return [*rows, await Village.filter(id=village.id).values()]


async def test_what_changed_since_the_preview_is_refused_as_stale(db):
    village = await make.village()
    actor = await make.holder(village, Office.VILLAGE_CLERK)
    found = await reading(person("1", "王大山", 1))
    plan = await roster_import.preview(village, found, actor, VAULT, now=NOW)
    await importing(village, person("1", "王大山", 1))

    with pytest.raises(Stale):
        await roster_import.import_roster(
            village, found, actor, VAULT, now=NOW, seen=roster_import.seal(plan)
        )


async def test_of_two_imports_at_once_the_second_finds_nothing_to_do(db):
    village = await make.village()
    rows = [person(str(number), "王大山", number) for number in range(1, 60)]

    done = await asyncio.gather(*(importing(village, *rows) for _ in range(3)))

    assert sorted(counts(one) for one in done) == [(0, 0, 59, 0), (0, 0, 59, 0), (59, 0, 0, 0)]
    assert (await Person.all().count(), await actions(village)) == (59, ["roster.import"])
