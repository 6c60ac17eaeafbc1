"""Correcting the roll of a meeting: a name forgotten or wrongly there, before anything was voted.

Once a vote has been opened the roll is closed: nobody moves the denominator under a count.
"""

from datetime import datetime

from deliberation import floor
from deliberation.models import Ballot, BallotStage, Meeting
from village import rolls, storage
from village.errors import Blocked, Blocker, NotFound
from village.models import Household, Person, Roll, RollCorrection, RollEntry
from village.permissions import Actor

UNTOUCHED = (BallotStage.READY, BallotStage.VOID)


async def add(
    meeting: Meeting, who: Person | Household, reason: str, actor: Actor, *, now: datetime
) -> RollEntry:
    async with storage.writing(meeting.village_id):
        roll = await _open_roll(meeting)
        return await rolls.add(
            *(roll, who, reason, actor),
            minutes_recorded=await _recorded(meeting),
            profile=await floor.profile_of(meeting),
            now=now,
        )


async def strike(
    meeting: Meeting, entry_id: int, reason: str, actor: Actor, *, now: datetime
) -> RollCorrection:
    async with storage.writing(meeting.village_id):
        roll = await _open_roll(meeting)
        entry = await RollEntry.get_or_none(id=entry_id, roll_id=roll.id)
        if entry is None:
            raise NotFound("名册上的这个人")
        recorded = await _recorded(meeting)
        return await rolls.strike(roll, entry, reason, actor, minutes_recorded=recorded, now=now)


async def _recorded(meeting: Meeting) -> bool:
    return await Meeting.exists(id=meeting.id, recorded_at__isnull=False)


async def _open_roll(meeting: Meeting) -> Roll:
    roll = await Roll.get_or_none(id=meeting.roll_id or 0)
    if roll is None:
        raise NotFound("这次会议的名册")
    voted = Ballot.filter(meeting_id=meeting.id).exclude(stage__in=UNTOUCHED)
    if await voted.exists():
        text = "这次会议已经开始表决，应到名册封存了，不能再改。"
        remedy = "名册确实有错的，作废表决，更正名册后重新投票"
        raise Blocked([Blocker("roll-closed", text, remedy=remedy)])
    return roll
