from tests import make
from village.statement import Among, Statement

NAMED = Among("SELECT name FROM person WHERE village_id = ?1 AND id IN (?*) ORDER BY id")


async def test_a_value_stands_for_its_mark_wherever_that_stands(db):
    await make.person(await make.village(), "王秀英")
    found = Statement("SELECT name FROM person WHERE name = ?2 AND ?1 < 3 AND name = ?2")

    assert [dict(row) for row in await found(2, "王秀英")] == [{"name": "王秀英"}]
    assert await found(4, "王秀英") == []


async def test_as_many_ids_as_there_are(db):
    village = await make.village()
    ids = [(await make.person(village, name)).id for name in ("甲", "乙", "丙")]

    assert [row["name"] for row in await NAMED.among(ids, village.id)] == ["甲", "乙", "丙"]
    assert [row["name"] for row in await NAMED.among({ids[1]}, village.id)] == ["乙"]
    assert await NAMED.among(ids, village.id + 1) == []
