"""列席: who sits in without being counted, written down at the door. The minutes take them over."""

from datetime import datetime

from deliberation.models import Meeting, MeetingStage, Observer, ObserverSide
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission

MOST = 40


async def of_meeting(meeting_id: int) -> list[Observer]:
    return await Observer.filter(meeting_id=meeting_id).order_by("id")


async def add(
    meeting: Meeting,
    name: str,
    side: ObserverSide,
    title: str,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """The same person for the same side is written down once."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    if not name.strip():
        raise InvalidInput({"name": "请写列席的人的姓名。"})
    async with storage.writing(village.id) as held:
        await check_open(meeting)
        known = await of_meeting(meeting.id)
        if any((one.name, one.side) == (name, side) for one in known):
            return
        if len(known) >= MOST:
            raise Blocked([Blocker("too-many-observers", f"列席的人最多登记 {MOST} 位。")])
        made = await Observer.create(meeting_id=meeting.id, name=name, side=side, title=title)
        subject = f"meeting:{meeting.id}"
        await ledger.record(held, seat, "observer.add", subject, now=now, observer=made.id)


async def remove(meeting: Meeting, observer_id: int, actor: Actor, *, now: datetime) -> None:
    """Written down by mistake. Refused once the minutes stand."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        await check_open(meeting)
        if not await Observer.filter(id=observer_id, meeting_id=meeting.id).delete():
            raise NotFound("列席的这个人")
        subject = f"meeting:{meeting.id}"
        await ledger.record(held, seat, "observer.remove", subject, now=now, observer=observer_id)


async def check_open(meeting: Meeting) -> None:
    """The minutes stand: nothing is noted any more, whatever the form says."""
    if not await Meeting.exists(id=meeting.id, stage=MeetingStage.CALLED):
        raise Stale("这次会议的列席名单")
