"""合并: the same matter raised by several is handled once, counts n voices, and all are told."""

from datetime import datetime

from deliberation import backing
from deliberation.concern_doors import handling_seat
from deliberation.concern_flow import OPENED, Said, fresh, note, tell
from deliberation.hand_ups import BEFORE_ROUTING
from deliberation.models import Concern, ConcernHandUp, ConcernOutcome, ConcernStage, EntryKind
from village import clock, storage
from village.errors import Blocked, Blocker, NotFound
from village.permissions import Actor

MERGEABLE = (*BEFORE_ROUTING, *OPENED)


async def merge(concern: Concern, into: Concern, actor: Actor, *, now: datetime) -> None:
    """`concern` ends as merged; whatever is told of `into` from now on is told its raiser too."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    await handling_seat(actor, into, clock.local_date(now))
    async with storage.writing(concern.village_id):
        one, target = await fresh(concern), await fresh(into)
        _check(one, target)
        if await ConcernHandUp.exists(concern_id=one.id, closed_at=None):
            text = f"{one.number} 已经报到乡镇，等乡镇答复，不能合并。"
            raise Blocked([Blocker("at-township", text)])
        text = f"与 {target.number} 是同一件事，合并办理，结果一样告诉您。"
        said = Said(EntryKind.MERGED, text)
        await tell(one, seat, said, now=now)
        await Concern.filter(merged_into_id=one.id).update(merged_into_id=target.id)
        await Concern.filter(id=one.id).update(
            stage=ConcernStage.ARCHIVED,
            outcome=ConcernOutcome.MERGED,
            ended_at=now,
            due_on=None,
            merged_into_id=target.id,
        )
        await backing.count(target, seat, now=now)
        joined = Said(EntryKind.MERGED, f"{one.number} 并入，合计 {target.voices} 人。", told=False)
        await note(target, "concern.merge", seat, joined, now=now, of=one.id, voices=target.voices)


def _check(one: Concern, target: Concern) -> None:
    if one.village_id != target.village_id:
        raise NotFound("要并入的那件说事")
    if one.id == target.id:
        raise Blocked([Blocker("same", "不能并入自己，请选另一件。")])
    if one.audience is not target.audience:
        text = f"一件“{one.audience.label}”，一件“{target.audience.label}”，不能合并。"
        raise Blocked([Blocker("other-audience", text, remedy="分开办，答复可以写得一样")])
    for part in (one, target):
        if part.stage not in MERGEABLE:
            text = f"{part.number} 已经反馈，不能合并。"
            raise Blocked([Blocker("answered", text, remedy="分开答复")])
