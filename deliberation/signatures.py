"""Who must sign the minutes confirms them on his own device; a signature is for what was frozen.

The minutes never change, so a signature never lapses; a correction stands beside both.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from deliberation.models import AgendaItem, Meeting, MinutesSignature, Teller
from village import ledger, storage
from village.errors import Blocked, Blocker, Stale
from village.models import Person
from village.permissions import Actor, Permission

CHAIR, RECORDER = "主持人", "记录人"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who must sign, for what, and when it was done; None: not yet."""

    person: Person
    roles: tuple[str, ...]
    signed_at: datetime | None


async def signers(meeting: Meeting) -> list[Signer]:
    """Chair, recorder and tellers of a recorded meeting, each once."""
    roles: dict[int, list[str]] = {}
    for person_id, role in ((meeting.chair_id, CHAIR), (meeting.recorder_id, RECORDER)):
        if person_id is not None:
            roles.setdefault(person_id, []).append(role)
    for teller in await Teller.filter(meeting_id=meeting.id).order_by("id"):
        roles.setdefault(teller.person_id, []).append(teller.role.label)
    people = {one.id: one for one in await Person.filter(id__in=list(roles))} if roles else {}
    signed = {one.person_id: one for one in await MinutesSignature.filter(meeting_id=meeting.id)}
    return [
        Signer(people[key], tuple(told), signed[key].signed_at if key in signed else None)
        for key, told in roles.items()
    ]


async def digest_of(meeting: Meeting) -> str:
    """Over everything a signer reads: heads, words, counts and verdicts as they were frozen."""
    items = await AgendaItem.filter(meeting_id=meeting.id).order_by("position")
    numbers = [
        [one.id, one.present, one.yes, one.no, one.abstain, one.spoiled, one.verdict]
        for one in items
    ]
    words = [text for one in items for text in (one.discussion, one.resolution, one.ruling)]
    heads = [meeting.id, meeting.entitled, meeting.present]
    return ledger.text_digest(meeting.minutes, json.dumps([heads, numbers]), *words)


async def sign(meeting: Meeting, actor: Actor, *, now: datetime) -> bool:
    """Confirm the minutes in one's own name. False: had been done before, nothing changed."""
    village = meeting.village
    seat = actor.require(Permission.MINUTES_SIGN, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        fresh = await Meeting.get(id=meeting.id)
        if fresh.recorded_at is None:
            raise Stale("这次会议的记录")
        if actor.person_id not in {one.person.id for one in await signers(fresh)}:
            text = "这份会议记录不用您签字：要签的是主持人、记录人和监票、唱票、计票的人。"
            raise Blocked([Blocker("not-a-signer", text)])
        if await MinutesSignature.exists(meeting_id=fresh.id, person_id=actor.person_id):
            return False
        digest = await digest_of(fresh)
        await MinutesSignature.create(
            meeting_id=fresh.id, person_id=actor.person_id, digest=digest, signed_at=now
        )
        subject = f"meeting:{fresh.id}"
        await ledger.record(held, seat, "minutes.sign", subject, now=now, digest=digest)
    return True
