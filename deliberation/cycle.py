"""四议两公开 as one table: each step, who may take it, and what must stand first.

A guard stops only for the law or for what the profile switches on; the rest is a reminder.
"""

from datetime import datetime

from deliberation import guards
from deliberation.dossier import Dossier, dossier_of
from deliberation.models import CycleStep, Decision, DecisionStage
from deliberation.sequence import is_short
from village import clock, flows, ledger, storage
from village.errors import Blocked, Blocker, Stale
from village.flows import Step
from village.permissions import Actor, Permission

S, ADVANCE = DecisionStage, Permission.DECISION_ADVANCE

CYCLE: tuple[Step[Dossier], ...] = (
    Step("decision.propose", S.OPENED, S.PROPOSED, ADVANCE, (guards.proposal_passed,)),
    Step("decision.consult", S.PROPOSED, S.CONSULTED, ADVANCE, (guards.consultation_passed,)),
    Step("decision.review", S.CONSULTED, S.REVIEWED, ADVANCE, (guards.review_passed,)),
    Step(
        "decision.resolve",
        S.REVIEWED,
        S.RESOLVED,
        ADVANCE,
        (
            guards.people_asked,
            guards.legally_checked,
            guards.risk_assessed,
            guards.body_empowered,
            guards.resolution_passed,
        ),
    ),
    Step(
        "decision.disclose",
        S.RESOLVED,
        S.DISCLOSED,
        ADVANCE,
        (
            guards.township_heard,
            guards.resolution_posted,
            guards.resolution_ran_its_days,
            guards.resolution_objections_answered,
            guards.resolution_supervised,
        ),
    ),
    Step(
        "decision.accept",
        S.DISCLOSED,
        S.ACCEPTED,
        ADVANCE,
        (guards.changes_settled, guards.works_finished, guards.works_accepted),
    ),
    Step(
        "decision.conclude",
        S.ACCEPTED,
        S.CONCLUDED,
        ADVANCE,
        (
            guards.result_posted,
            guards.result_ran_its_days,
            guards.result_objections_answered,
            guards.result_supervised,
        ),
    ),
)

SHORT: tuple[Step[Dossier], ...] = (
    Step(
        "decision.resolve",
        S.OPENED,
        S.RESOLVED,
        ADVANCE,
        (
            guards.people_asked,
            guards.legally_checked,
            guards.risk_assessed,
            guards.resolution_passed,
        ),
    ),
    *CYCLE[4:],
)


def table_of(decision: Decision) -> tuple[Step[Dossier], ...]:
    return SHORT if is_short(decision) else CYCLE


def next_step(decision: Decision) -> Step[Dossier] | None:
    return next((one for one in table_of(decision) if one.source is decision.stage), None)


def blockers(dossier: Dossier) -> tuple[Blocker, ...]:
    """What is missing before the next step, all of it; empty at the end of the road."""
    step = next_step(dossier.decision)
    return () if step is None else step.blockers(dossier)


async def advance(decision: Decision, actor: Actor, *, now: datetime) -> None:
    """Take the next step, if everything it needs stands."""
    village = decision.village
    actor.require(ADVANCE, village.id, village.township_id)
    step = next_step(decision)
    if step is None:
        raise Blocked([Blocker("ended", f"这个议题{decision.stage.label}，没有下一步了。")])
    async with storage.writing(decision.village_id):
        fresh = await Decision.get(id=decision.id).select_related("village", "group")
        if fresh.stage is not step.source:
            raise Stale("这个议题")
        dossier = await dossier_of(fresh, today=clock.local_date(now))
        await flows.take(step, fresh, dossier, actor, now=now)
        if fresh.stage is DecisionStage.CONCLUDED:
            await Decision.filter(id=fresh.id).update(ended_at=now)


async def reject(decision: Decision, actor: Actor, *, now: datetime) -> None:
    """End a matter that was lawfully voted down; one that merely failed may be voted on again."""
    village = decision.village
    seat = actor.require(ADVANCE, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id).select_related("village", "group")
        if fresh.stage is not decision.stage:
            raise Stale("这个议题")
        dossier = await dossier_of(fresh, today=clock.local_date(now))
        if not voted_down(dossier):
            text = "没有表决未通过的记录，不能按“未通过”结束。"
            raise Blocked([Blocker("not-voted-down", text, remedy="不再办的，请用“撤回议题”")])
        await Decision.filter(id=fresh.id).update(
            stage=DecisionStage.REJECTED, ended_at=now, ended_why="表决未通过"
        )
        subject = f"decision:{fresh.id}"
        await ledger.record(village.id, seat, "decision.reject", subject, now=now)


def voted_down(dossier: Dossier) -> bool:
    step = step_in_hand(dossier.decision)
    sitting = None if step is None else dossier.sitting(step)
    return sitting is not None and sitting.item.verdict == "rejected"


def step_in_hand(decision: Decision) -> CycleStep | None:
    """Which of the four 议 the matter is waiting for."""
    if is_short(decision):
        return CycleStep.RESOLVE if decision.stage is S.OPENED else None
    waiting = {
        S.OPENED: CycleStep.CONSULT if decision.merge_first_two else CycleStep.PROPOSE,
        S.PROPOSED: CycleStep.CONSULT,
        S.CONSULTED: CycleStep.REVIEW,
        S.REVIEWED: CycleStep.RESOLVE,
    }
    return waiting.get(decision.stage)
