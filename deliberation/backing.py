"""附议: neighbours put their names to a concern, each once; with enough of them it is discussed."""

from collections.abc import Sequence
from datetime import datetime

from tortoise.queryset import QuerySet

from deliberation.concern_doors import villager
from deliberation.concern_flow import Said, fresh, note
from deliberation.models import Concern, ConcernBacking, ConcernSight, EntryKind
from village import ledger, rules, storage
from village.errors import Blocked, Blocker, NotFound
from village.permissions import Actor, Permission, Seat


async def back(concern: Concern, actor: Actor, *, now: datetime) -> int:
    """The voices it has now, the raiser's among them."""
    village = concern.village
    actor.require(Permission.CONCERN_RAISE, village.id, village.township_id)
    async with storage.writing(village.id):
        current = await fresh(concern)
        if current.sight is not ConcernSight.SHOWN:
            raise NotFound("这件说事")
        raised = await _raised(current)
        if actor.person_id in [one.raised_by_id for one in raised]:
            raise Blocked([Blocker("own", "这件事就是您提的，不用再附议。")])
        if await _backings(raised).filter(person_id=actor.person_id).exists():
            raise Blocked([Blocker("backed-before", "您已经附议过了，一人算一次。")])
        await ConcernBacking.create(concern_id=current.id, person_id=actor.person_id, backed_at=now)
        seat = villager(actor.person_id, village)
        await count(current, seat, now=now)
        subject = f"concern:{current.id}"
        await ledger.record(
            *(village.id, seat, "concern.back", subject), now=now, voices=current.voices
        )
        return current.voices


async def _raised(concern: Concern) -> list[Concern]:
    """The concern and those merged into it."""
    merged = Concern.filter(merged_into_id=concern.id)
    return [concern, *await merged.only("id", "raised_by_id", "must_discuss")]


def _backings(raised: Sequence[Concern]) -> QuerySet[ConcernBacking]:
    return ConcernBacking.filter(concern_id__in=[one.id for one in raised])


async def count(concern: Concern, seat: Seat, *, now: datetime) -> None:
    """Inside the deed: heads, none twice; those without a pass count one each. Who seconded what
    was merged in has seconded this, and what neighbours forced to a session stays forced."""
    raised = await _raised(concern)
    raisers = [one.raised_by_id for one in raised]
    backers = await _backings(raised).only("id", "person_id")
    known = {*raisers, *(one.person_id for one in backers)} - {None}
    concern.voices = len(known) + raisers.count(None)
    threshold = rules.profile(concern.village.profile_code).whole("issue.backers")
    reached = threshold is not None and 0 < threshold <= concern.voices - 1
    if not concern.must_discuss and (reached or any(one.must_discuss for one in raised)):
        concern.must_discuss = True
        enough = f"附议达到 {threshold} 人" if reached else "并入的事附议已经达到人数"
        said = Said(EntryKind.BACKED, f"{enough}，必须列入说事会或者立为议题。")
        await note(concern, "concern.must_discuss", seat, said, now=now, voices=concern.voices)
    await Concern.filter(id=concern.id).update(
        voices=concern.voices, must_discuss=concern.must_discuss
    )
