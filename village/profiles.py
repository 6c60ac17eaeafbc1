"""Which edition of the rules a matter stands under: the one in force on the day it began."""

import json
from datetime import datetime
from functools import lru_cache

from village import rules
from village.models import ProfileVersion
from village.rules import Profile


async def keep(profile: Profile, *, now: datetime) -> None:
    """Store this edition, so that it can be read when the files have moved on."""
    if await ProfileVersion.exists(digest=profile.digest):
        return
    body = json.dumps(profile.to_json(), ensure_ascii=False, sort_keys=True)
    await ProfileVersion.create(digest=profile.digest, code=profile.code, body=body, kept_at=now)


async def kept(code: str, digest: str) -> Profile:
    """The edition with that digest: today's file if it is the same, else the stored one."""
    today = rules.known().get(code)
    if today is not None and today.digest == digest:
        return today
    version = await ProfileVersion.get(digest=digest)
    return _revived(digest, version.body)


@lru_cache(maxsize=64)
def _revived(_digest: str, body: str) -> Profile:
    return Profile.from_json(json.loads(body))
