import pytest

from village import storage
from village.errors import NotFound
from village.models import Township, Village


async def make_village():
    township = await Township.create(code="qx", name="青溪镇")
    return await Village.create(township=township, code="a", name="甲村")


async def test_writing_to_a_village_that_is_not_there_is_refused(db):
    with pytest.raises(NotFound) as refused:
        async with storage.writing(1):
            pass

    assert str(refused.value) == "没有找到这个村。"


async def test_writing_hands_over_the_village(db):
    village = await make_village()

    async with storage.writing(village.id) as found:
        assert found == village
