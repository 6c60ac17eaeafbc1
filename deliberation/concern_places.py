"""Printed places: a lamp post, a bin, a well with a code that fills in where.

A retired place keeps its row and its code; the code then leads to the village, not to nothing.
"""

from datetime import datetime

from deliberation.models import ConcernPlace
from publicity import shortcodes
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Group, Village
from village.permissions import Actor, Permission

LONGEST = 60


async def of_village(village_id: int) -> list[ConcernPlace]:
    rows = ConcernPlace.filter(village_id=village_id, retired_at=None).order_by("name")
    return await rows.select_related("group")


async def in_village(village_id: int, place_id: int) -> ConcernPlace:
    found = await ConcernPlace.get_or_none(
        id=place_id, village_id=village_id, retired_at=None
    ).select_related("village", "group")
    if found is None:
        raise NotFound("这个地点")
    return found


async def add(
    village: Village, name: str, group_id: int | None, actor: Actor, *, now: datetime
) -> ConcernPlace:
    """Its code: `shortcodes.known_code(village.id, f"place:{place.id}")`."""
    seat = actor.require(Permission.CONCERN_HANDLE, village.id, village.township_id)
    if not name.strip() or len(name.strip()) > LONGEST:
        raise InvalidInput({"name": f"请写地点，比如“三组晒谷场 2 号路灯”，最多 {LONGEST} 字。"})
    async with storage.writing(village.id):
        if group_id is not None and not await Group.exists(id=group_id, village_id=village.id):
            raise NotFound("这个村民小组")
        if await ConcernPlace.exists(village_id=village.id, name=name.strip()):
            text = f"“{name.strip()}”已经有了，请换一个分得清的名字。"
            raise Blocked([Blocker("place-there", text, remedy="比如加上编号或者方位")])
        place = await ConcernPlace.create(
            village=village, name=name.strip(), group_id=group_id, made_at=now
        )
        await shortcodes.code_for(village.id, f"place:{place.id}")
        await ledger.record(village.id, seat, "place.add", f"place:{place.id}", now=now)
        return place


async def retire(place: ConcernPlace, actor: Actor, *, now: datetime) -> None:
    village = place.village
    seat = actor.require(Permission.CONCERN_HANDLE, village.id, village.township_id)
    async with storage.writing(village.id):
        if not await ConcernPlace.filter(id=place.id, retired_at=None).update(retired_at=now):
            raise Stale("这个地点")
        await ledger.record(village.id, seat, "place.retire", f"place:{place.id}", now=now)
