"""撤回 by the one who raised it, and 归档 where nobody rates: what others put their names to stays.

Nothing is archived without a callback on record, however long ago it was answered.
"""

from datetime import datetime

from deliberation import deadlines
from deliberation.concern_doors import Claim
from deliberation.concern_flow import Said, fresh, note
from deliberation.concern_guards import facts_of
from deliberation.handling import LONGEST_WHY
from deliberation.models import (
    Concern,
    ConcernHandUp,
    ConcernOutcome,
    ConcernStage,
    EntryKind,
)
from deliberation.ratings import caller_seat, close, outcome_of
from village import clock, rules, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.ledger import text_digest
from village.permissions import Actor


async def withdraw(claim: Claim, why: str, *, now: datetime) -> None:
    """The words and the history stay on record; concerns merged into it go on by themselves."""
    if len(why.strip()) > LONGEST_WHY:
        raise InvalidInput({"why": f"最多 {LONGEST_WHY} 字，也可以不写。"})
    async with storage.writing(claim.concern.village_id):
        concern = await fresh(claim.concern)
        if concern.must_discuss:
            text = f"这件事已经有 {concern.voices - 1} 人附议，必须上会，不能一个人撤回。"
            raise Blocked([Blocker("backed", text, remedy="可以在会上说明您的意见")])
        await part(concern, claim, now=now)
        await Concern.filter(id=concern.id).update(
            stage=ConcernStage.ARCHIVED,
            outcome=ConcernOutcome.WITHDRAWN,
            ended_at=now,
            due_on=None,
        )
        await ConcernHandUp.filter(concern_id=concern.id, closed_at=None).update(closed_at=now)
        said = Said(EntryKind.WITHDRAWN, f"说事人撤回。{why.strip()}", public=False)
        await note(
            *(concern, "concern.withdraw", claim.seat, said),
            now=now,
            why=text_digest(why),
        )


async def part(concern: Concern, claim: Claim, *, now: datetime) -> None:
    """Inside the deed: those merged into it are open again, received, and told so."""
    today = clock.local_date(now)
    promise = deadlines.promised(rules.profile(concern.village.profile_code), today)
    for one in await Concern.filter(merged_into_id=concern.id).select_related("village"):
        await Concern.filter(id=one.id).update(
            stage=ConcernStage.RECEIVED,
            outcome=None,
            ended_at=None,
            merged_into_id=None,
            received_by_id=one.received_by_id or concern.received_by_id,
            received_at=one.received_at or now,
            answer_by=promise.answer_by,
            due_on=promise.answer_by,
        )
        one.merged_into_id = None
        text = f"所并入的 {concern.number} 由说事人撤回了，您的这件单独接着办。"
        said = Said(EntryKind.PARTED, text, public=False)
        await note(one, "concern.part", claim.seat, said, now=now, of=concern.id)


async def archive(concern: Concern, actor: Actor, *, now: datetime) -> None:
    """Without a rating: only long after a callback, and the outcome says that nobody rated."""
    seat = caller_seat(concern, actor)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        facts = await facts_of(current, clock.local_date(now))
        await close(current, outcome_of(current, None), seat, now=now, facts=facts)
