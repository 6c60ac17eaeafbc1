"""Too few came: the sitting is put on record as one that failed, and may be called again."""

from datetime import datetime

from deliberation import floor, minutes, observing
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import AgendaItem, Meeting, VoteMethod
from village import storage
from village.errors import Blocked, Blocker
from village.permissions import Actor


async def adjourn(
    meeting: Meeting, text: str, actor: Actor, *, now: datetime, late_reason: str = ""
) -> None:
    """Record who was there and that nothing could be decided. Refused while a quorum stands."""
    async with storage.writing(meeting.village_id):
        fresh = await Meeting.get(id=meeting.id).select_related("village")
        heads = await floor.floor_of(fresh)
        if heads.missing == 0:
            found = (
                f"应到 {heads.entitled}，到会 {heads.present}，人数已经够了，不能按没有开成登记。"
            )
            raise Blocked([Blocker("quorum-stands", found, remedy="照常开会，开完登记会议记录")])
        items = await AgendaItem.filter(meeting_id=fresh.id).order_by("position")
        noted = await observing.of_meeting(fresh.id)
        told = Minutes(
            chair_id=None,
            recorder_id=actor.person_id,
            text=text,
            items=tuple(ItemCount(one.id, VoteMethod.NONE) for one in items),
            observers=tuple((one.name, one.side, one.title) for one in noted),
            late_reason=late_reason,
        )
        await minutes.record(fresh, told, actor, now=now)
