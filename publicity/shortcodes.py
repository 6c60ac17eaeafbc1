"""Short addresses for printed QR codes: easy to type, hard to mistake, never reused."""

import secrets

from village.errors import NotFound
from village.models import ShortCode

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which look alike in print
LENGTH = 6
LONGEST = 12  # room in the column for longer ones


async def code_for(village_id: int, subject: str) -> str:
    """The code of this subject, made at its first use. Call it inside `storage.writing`."""
    known = await ShortCode.get_or_none(village_id=village_id, subject=subject)
    if known is not None:
        return known.code
    while await ShortCode.exists(code=(code := _fresh())):
        pass
    await ShortCode.create(code=code, village_id=village_id, subject=subject)
    return code


def _fresh() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


async def known_code(village_id: int, subject: str) -> str:
    """The code printed for this subject; empty when none was ever made."""
    found = await ShortCode.get_or_none(village_id=village_id, subject=subject)
    return "" if found is None else found.code


async def behind(code: str) -> ShortCode:
    """What a printed code stands for; typed by hand, so case does not matter."""
    written = code.upper()
    if not LENGTH <= len(written) <= LONGEST or not set(written) <= set(ALPHABET):
        raise NotFound("这个短地址")
    found = await ShortCode.get_or_none(code=written).select_related("village")
    if found is None:
        raise NotFound("这个短地址")
    return found
