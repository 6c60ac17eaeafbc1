"""One step from a concern to a matter of the cycle, linked both ways.

Whoever spoke sees the resolution and the result; what is not public is not linked in public.
"""

from dataclasses import replace
from datetime import datetime

from deliberation import decisions
from deliberation.concern_doors import handling_seat
from deliberation.concern_flow import Said, fresh, move
from deliberation.concern_guards import Facts, facts_of
from deliberation.decisions import ENDED, Proposal
from deliberation.handling import answer_owed
from deliberation.models import Concern, ConcernSight, Decision, EntryKind, Road
from deliberation.routing import looked_into
from village import clock, storage
from village.errors import Blocked, Blocker
from village.ledger import text_digest
from village.permissions import Actor

NOUN = "concern"


async def make_matter(
    concern: Concern, proposal: Proposal, actor: Actor, *, now: datetime
) -> Decision:
    """Opens the matter by the rules of `decisions.open_matter`, with all its refusals."""
    today = clock.local_date(now)
    seat = await handling_seat(actor, concern, today)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        facts = await facts_of(current, today)
        if facts.matter is not None and facts.matter.stage not in ENDED:
            text = f"这件事已经立为议题 {facts.matter.number}。"
            raise Blocked([Blocker("matter-running", text, remedy="到议题里往下走")])
        await looked_into(current, seat, proposal.summary, now=now)
        proposal = replace(proposal, raised_by=f"{NOUN}:{current.id}")
        matter = await decisions.open_matter(current.village, proposal, actor, now=now)
        changes = {
            "road": Road.DECISION,
            "decision_id": matter.id,
            "due_on": None,
            **answer_owed(current, today),
        }
        said = Said(EntryKind.MATTER, f"立为议题 {matter.number}：{matter.title}。")
        before = Facts(current, today, at_township=facts.at_township)
        await move(
            *(current, "concern.route", seat, said),
            now=now,
            facts=before,
            changes=changes,
            road=str(Road.DECISION),
            matter=matter.id,
            words=text_digest(proposal.summary),
        )
        return matter


async def behind(decision: Decision) -> Concern | None:
    """The concern this matter came from, where everybody may read it."""
    concern = await behind_on_desk(decision)
    if concern is None or concern.sight is not ConcernSight.SHOWN:
        return None
    return concern


async def behind_on_desk(decision: Decision) -> Concern | None:
    """The same for those who ask `concern_doors.sees` before they show it."""
    noun, _, key = decision.raised_by.partition(":")
    if noun != NOUN or not key.isdigit():
        return None
    return await Concern.get_or_none(id=int(key), village_id=decision.village_id).select_related(
        "village"
    )
