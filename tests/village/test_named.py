import pytest

from tests import make
from tests.make import DAY
from village.named import named


@pytest.fixture
async def village(db):
    return await make.village()


async def test_names_are_found_however_they_are_listed(village):
    people = [await make.person(village, name) for name in ("王小明", "刘桂兰", "陈国强")]
    ids = [one.id for one in people]

    for text in (
        "王小明\n刘桂兰\n陈国强",
        "王小明\r\n刘桂兰\r\n陈国强\r\n",
        "王小明、刘桂兰、陈国强",
        "王小明，刘桂兰,陈国强。",
        "　王小明 ；刘桂兰;\n\n陈国强 ",
    ):
        assert await named(village, text) == (ids, [])


async def test_who_is_not_in_the_register_is_named_again(village):
    known = await make.person(village, "王小明")
    await make.person(village, "刘桂兰", left_on=DAY)
    await make.person(await make.village(), "陈国强")

    found = await named(village, "王小明、刘桂兰、陈国强、赵一")

    assert found == ([known.id], ["刘桂兰", "陈国强", "赵一"])


@pytest.mark.parametrize("written", ["王小明 3021", "王小明　３０２１", "王小明 3021 三组"])
async def test_of_two_with_one_name_the_household_decides(village, written):
    for number in ("3021", "3022"):
        home = await make.household(village, number)
        await make.person(village, "王小明", household=home)

    ids, unknown = await named(village, written)

    assert (len(ids), unknown) == (1, [])
    assert await named(village, "王小明") == ([], ["王小明"])
    assert await named(village, "王小明 3023") == ([], ["王小明"])
    assert len((await named(village, "王小明 3021、王小明 3022"))[0]) == 2


async def test_nobody_named_is_nobody(village):
    assert await named(village, " \n、，") == ([], [])


async def test_a_thousand_names_are_one_statement(village, queries):
    people = await make.people(village, 400)
    queries.clear()

    ids, unknown = await named(village, "、".join(one.name for one in people))

    assert (len(queries), len(ids) + len(unknown)) == (1, 400)
