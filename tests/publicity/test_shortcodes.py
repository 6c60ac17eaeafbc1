"""Short addresses: one for each subject, nothing in them that looks like something else."""

import pytest

from publicity import shortcodes
from tests import make
from village import storage
from village.errors import NotFound
from village.models import ShortCode


async def made(village, subject):
    async with storage.writing(village.id):
        return await shortcodes.code_for(village.id, subject)


async def test_a_subject_keeps_its_code(db):
    village, other = await make.village(), await make.village(name="石桥村")

    code = await made(village, "notice:1")

    assert await made(village, "notice:1") == code
    assert await shortcodes.known_code(village.id, "notice:1") == code
    assert await shortcodes.known_code(village.id, "notice:2") == ""
    assert await made(other, "notice:1") != code
    assert await ShortCode.all().count() == 2


async def test_a_code_is_six_signs_none_of_which_is_mistaken_for_another(db):
    village = await make.village()

    codes = {await made(village, f"notice:{number}") for number in range(50)}

    assert len(codes) == 50
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) & set("01OIL") == set()


async def test_typed_by_hand_in_small_letters_it_still_leads_there(db):
    village = await make.village()
    code = await made(village, "decision:12")

    found = await shortcodes.behind(code.lower())

    assert (found.subject, found.village.id) == ("decision:12", village.id)


async def test_a_code_nobody_printed_leads_nowhere(db):
    with pytest.raises(NotFound):
        await shortcodes.behind("ABCDEF")
