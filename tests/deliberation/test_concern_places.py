import pytest

from deliberation import concern_places
from publicity import shortcodes
from tests import make
from tests.deliberation import saying, sittings
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale


async def test_a_place_gets_a_printed_code_until_it_is_retired(db):
    village, other = await make.village(), await make.village()
    clerk, third = await saying.clerk(village), await make.group(village, "三组")
    foreign = await make.group(other)
    for name, group, error in (
        (" ", None, InvalidInput),
        ("字" * 61, None, InvalidInput),
        ("2 号路灯", foreign.id, NotFound),
    ):
        with pytest.raises(error):
            await concern_places.add(village, name, group, clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await concern_places.add(village, "灯", None, await saying.villager(village), now=NOW)

    place = await concern_places.add(village, " 2 号路灯 ", third.id, clerk, now=NOW)
    with pytest.raises(Blocked) as twice:
        await concern_places.add(village, "2 号路灯", None, clerk, now=NOW)

    code = await shortcodes.known_code(village.id, f"place:{place.id}")
    assert (place.name, place.group_id, len(code)) == ("2 号路灯", third.id, 6)
    assert twice.value.codes == ("place-there",)
    assert (await concern_places.in_village(village.id, place.id)).id == place.id
    with pytest.raises(NotFound):
        await concern_places.in_village(other.id, place.id)

    await concern_places.retire(place, clerk, now=NOW)
    with pytest.raises(Stale):
        await concern_places.retire(place, clerk, now=NOW)

    assert await concern_places.of_village(village.id) == []
    assert len(await sittings.lines("place.add")) == len(await sittings.lines("place.retire")) == 1
