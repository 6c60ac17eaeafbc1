"""A frozen roll is corrected by lines beside it, with a reason, until the minutes."""

from datetime import date

import pytest

from tests import make
from tests.make import NOW
from tests.village.freezing import NATIONAL, a_roll, freeze
from village import rolls
from village.errors import Blocked, InvalidInput, NotPermitted
from village.models import LedgerEntry, RollCorrection, RollEntry, RollKind
from village.permissions import Office


async def add(roll, who, actor, reason="漏登了", *, recorded=False):
    return await rolls.add(
        *(roll, who, reason, actor), minutes_recorded=recorded, profile=NATIONAL, now=NOW
    )


async def strike(roll, entry, actor, reason="已经去世", *, recorded=False):
    return await rolls.strike(*(roll, entry, reason, actor), minutes_recorded=recorded, now=NOW)


async def ids(roll):
    return [entry.person_id for entry in await rolls.effective(roll.id)]


async def test_a_struck_entry_stays_and_no_longer_counts(db):
    _village, clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)

    correction = await strike(roll, entry, clerk)

    assert await ids(roll) == [clerk.person_id]
    assert await rolls.entry_of(roll, person) is None
    assert await RollEntry.filter(roll_id=roll.id).count() == 2
    assert (correction.reason, correction.made_by_id, correction.struck_id) == (
        "已经去世",
        clerk.person_id,
        entry.id,
    )
    line = await LedgerEntry.get()
    assert (line.action, line.subject, "去世" in line.line) == (
        "roll.strike",
        f"roll:{roll.id}",
        False,
    )


async def test_somebody_forgotten_is_added_with_the_reason(db):
    village, clerk, person, roll = await a_roll()
    late = await make.person(village, woman=True)

    entry = await add(roll, late, clerk)

    assert await ids(roll) == [clerk.person_id, person.id, late.id]
    assert entry.woman is True
    (correction,) = await rolls.corrections(roll)
    assert (entry.correction_id, correction.reason) == (correction.id, "漏登了")
    assert (await RollEntry.filter(roll_id=roll.id, correction_id=None).count(), roll.size) == (
        2,
        2,
    )
    assert (await LedgerEntry.get()).action == "roll.add"


async def test_who_was_struck_by_mistake_comes_back_on_the_same_entry(db):
    _village, clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)
    await strike(roll, entry, clerk)

    back = await add(roll, person, clerk, "划错了")
    await strike(roll, back, clerk, "又核实，确已去世")
    again = await add(roll, person, clerk, "村里核实健在")

    assert (back.id, again.id) == (entry.id, entry.id)
    assert await ids(roll) == [clerk.person_id, person.id]
    assert [one.kind.value for one in await rolls.corrections(roll)] == [
        "strike",
        "add",
        "strike",
        "add",
    ]


async def test_nobody_is_added_or_struck_twice(db):
    _village, clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)

    with pytest.raises(Blocked) as added:
        await add(roll, person, clerk)
    await strike(roll, entry, clerk)
    with pytest.raises(Blocked) as struck:
        await strike(roll, entry, clerk)

    assert added.value.codes == ("already-on-roll",)
    assert struck.value.codes == ("already-struck",)
    assert await RollCorrection.all().count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "字" * 301])
async def test_a_correction_needs_a_reason_of_sensible_length(db, reason):
    village, clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)

    with pytest.raises(InvalidInput) as struck:
        await strike(roll, entry, clerk, reason)
    with pytest.raises(InvalidInput) as added:
        await add(roll, await make.person(village), clerk, reason)

    assert list(struck.value.fields) == list(added.value.fields) == ["reason"]


async def test_after_the_minutes_nothing_is_corrected(db):
    village, clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)

    with pytest.raises(Blocked) as struck:
        await strike(roll, entry, clerk, recorded=True)
    with pytest.raises(Blocked) as added:
        await add(roll, await make.person(village), clerk, recorded=True)

    assert struck.value.codes == added.value.codes == ("minutes-recorded",)


async def test_only_who_may_corrects_a_roll(db):
    village, _clerk, person, roll = await a_roll()
    entry = await rolls.entry_of(roll, person)
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    stranger = await make.holder(await make.village(), Office.VILLAGE_CLERK)

    for actor in (chair, stranger):
        with pytest.raises(NotPermitted):
            await strike(roll, entry, actor)
        with pytest.raises(NotPermitted):
            await add(roll, await make.person(village), actor)

    assert await RollCorrection.all().count() == 0


async def test_only_who_was_entitled_is_added(db):
    village, clerk, _person, roll = await a_roll()
    child = await make.person(village, "小明", born_on=date(2008, 11, 23))
    stranger = await make.person(await make.village())
    home = await make.household(village)

    for who in (child, stranger, home):
        with pytest.raises(Blocked) as found:
            await add(roll, who, clerk)
        assert found.value.codes == ("not-entitled",)

    with pytest.raises(Blocked) as told:
        await add(roll, child, clerk)
    assert str(told.value) == "按现在的登记，小明在 2026-11-22 不属于“年满十八周岁的村民”。"


async def test_an_entry_of_another_roll_is_not_struck_here(db):
    village, clerk, person, roll = await a_roll()
    other = await freeze(village)
    entry = await rolls.entry_of(other, person)

    with pytest.raises(Blocked) as found:
        await strike(roll, entry, clerk)

    assert found.value.codes == ("not-on-roll",)


async def test_a_household_is_added_to_a_roll_of_households(db):
    village, clerk, _person, roll = await a_roll(RollKind.HOUSEHOLDS)
    home = await make.household(village)
    late = await make.person(village, household=home)

    entry = await add(roll, home, clerk)

    assert entry.household_id == home.id
    assert await rolls.entry_of(roll, late) == entry


async def test_a_group_roll_is_corrected_from_the_same_group(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    group = await make.group(village)
    home = await make.household(village, group=group)
    await make.person(village, household=home)
    roll = await freeze(village, RollKind.GROUP_ADULTS, group=group)
    late = await make.person(village, household=home)
    elsewhere = await make.person(village)

    await add(roll, late, clerk)
    with pytest.raises(Blocked) as found:
        await add(roll, elsewhere, clerk)

    assert found.value.codes == ("not-entitled",)
