"""Which edition of the rules a matter stands under: the one in force on the day it began.

An edition is named by its digest, so what was read once is never read again, nor another's taken.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from village import rules
from village.errors import NotReady
from village.models import ProfileVersion
from village.rules import Profile

Edition = tuple[str, str]
"""Code and digest, as a matter carries them."""

_read: dict[str, Profile] = {}


async def keep(profile: Profile, *, now: datetime) -> None:
    """Store this edition, so that it can be read when the files have moved on.

    Two villages may be the first at the same moment: the later one finds it stored.
    """
    if await ProfileVersion.exists(digest=profile.digest):
        return
    stored = {"code": profile.code, "body": profile.text, "kept_at": now}
    version = ProfileVersion(digest=profile.digest, **stored)
    await ProfileVersion.bulk_create([version], ignore_conflicts=True)


async def kept(code: str, digest: str) -> Profile:
    """The edition with that digest: today's file if it is the same, else the stored one."""
    return (await kept_all([(code, digest)]))[digest]


async def kept_all(editions: Iterable[Edition]) -> dict[str, Profile]:
    """Digest → edition, in one statement at most, however many matters ask."""
    wanted = {digest: code for code, digest in editions}
    found = {digest: known for digest, code in wanted.items() if (known := _at_hand(code, digest))}
    missing = wanted.keys() - found.keys()
    if missing:
        for version in await ProfileVersion.filter(digest__in=list(missing)):
            found[version.digest] = _read[version.digest] = _revived(version)
    if wanted.keys() - found.keys():
        raise _unreadable()
    return found


def _at_hand(code: str, digest: str) -> Profile | None:
    today = rules.known().get(code)
    if today is not None and today.digest == digest:
        return today
    return _read.get(digest)


def _revived(version: ProfileVersion) -> Profile:
    """Refused when the stored text is no longer the one that was kept."""
    profile = Profile.from_json(json.loads(version.body))
    if profile.digest != version.digest:
        raise _unreadable()
    return profile


def _unreadable() -> NotReady:
    return NotReady("这件事所依的那一版议事规则读不出来了。请找系统维护人员核对数据。")
