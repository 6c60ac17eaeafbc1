"""实施: what is done with a resolution, and changes of substance, which go back to the body.

Money is integer cents; nothing here changes a vote, nor a figure that was already made public.
"""

from dataclasses import dataclass
from datetime import date, datetime

from deliberation.models import Change, ChangeStage, Decision, DecisionStage, Milestone, Works
from deliberation.sequence import by_publication
from publicity import notices
from publicity.models import NoticeKind
from village import clock, evidence, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import EvidenceKind
from village.permissions import Actor, Permission
from village.pictures import Picture

S = DecisionStage
AFTERWARDS = (S.ACCEPTED, S.CONCLUDED, S.REJECTED, S.WITHDRAWN)
ACCEPTED = Blocker(
    "accepted", "已经验收，进度和决算不能再改。", remedy="另有情况的，在结果公告里写明"
)


@dataclass(frozen=True, slots=True)
class Plan:
    doer: str
    budget_cents: int
    began_on: date
    due_on: date
    lead_id: int | None = None


async def begin(decision: Decision, plan: Plan, actor: Actor, *, now: datetime) -> Works:
    """Who does it, for how much, from when to when. Only after the resolution was disclosed."""
    village = decision.village
    seat = actor.require(Permission.WORKS_RECORD, village.id, village.township_id)
    _check_plan(plan)
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id)
        if fresh.stage is not DecisionStage.DISCLOSED:
            raise Blocked([_not_disclosed(fresh)])
        await _must_have_works(fresh)
        if await Works.exists(decision_id=decision.id):
            raise Stale("实施情况")
        works = await Works.create(
            decision=decision,
            doer=plan.doer,
            lead_id=plan.lead_id,
            budget_cents=plan.budget_cents,
            began_on=plan.began_on,
            due_on=plan.due_on,
        )
        await ledger.record(
            village.id,
            seat,
            "works.begin",
            f"decision:{decision.id}",
            now=now,
            budget=plan.budget_cents,
            began=plan.began_on,
            due=plan.due_on,
        )
        return works


async def _must_have_works(decision: Decision) -> None:
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    if by_publication(decision, profile):
        text = "这件事以备案、公布为实施，不用登记由谁实施，也没有实施中的变更。"
        remedy = "在村规民约里办备案、公布；要改文本的，起草新的一版"
        basis = profile.basis("works.by_publication")
        raise Blocked([Blocker("by-publication", text, basis, remedy)])


def _not_disclosed(decision: Decision) -> Blocker:
    now = f"议题现在是“{decision.stage.label}”，"
    if decision.stage in AFTERWARDS:
        return Blocker("carried-out", f"{now}实施情况不能再改。")
    return Blocker(
        "not-disclosed",
        f"{now}决议公开期满、异议答复完才能实施。",
        remedy="先把决议公开这一步走完",
    )


def _check_plan(plan: Plan) -> None:
    wrong: dict[str, str] = {}
    if not plan.doer.strip():
        wrong["doer"] = "请写由哪个单位或者谁来实施。"
    if plan.budget_cents < 0:
        wrong["budget"] = "金额不能是负数。"
    if plan.due_on < plan.began_on:
        wrong["due_on"] = "计划完成的日子早于开始的日子，请核对。"
    if wrong:
        raise InvalidInput(wrong)


async def of_decision(decision: Decision) -> Works:
    works = await Works.get_or_none(decision_id=decision.id)
    if works is None:
        raise NotFound("实施情况")
    return works


async def add_milestone(
    decision: Decision,
    milestone: tuple[str, date | None, date | None, str],
    picture: Picture | None,
    actor: Actor,
    *,
    now: datetime,
) -> Milestone:
    """(title, due on, done on, note), and the photograph with it where there is one."""
    village = decision.village
    seat = actor.require(Permission.WORKS_RECORD, village.id, village.township_id)
    title, due_on, done_on, note = milestone
    if done_on is not None and done_on > clock.local_date(now):
        raise InvalidInput({"done_on": "完成的日子还没有到，请核对。"})
    seen = None if picture is None else await evidence.compared(village, picture)
    subject = f"decision:{decision.id}"
    async with storage.writing(village.id):
        works = await _running(decision)
        kept = picture and await evidence.keep(
            village,
            EvidenceKind.PROGRESS,
            picture,
            actor,
            subject=subject,
            now=now,
            comparison=seen,
        )
        row = await Milestone.create(
            works=works, title=title, due_on=due_on, done_on=done_on, note=note, evidence=kept
        )
        await ledger.record(
            village.id,
            seat,
            "works.progress",
            subject,
            now=now,
            done=done_on,
            words=ledger.text_digest(title, note),
            evidence=None if kept is None else kept.digest,
        )
        return row


async def _running(decision: Decision) -> Works:
    """The works, while their figures may still change: not accepted, not yet gone on."""
    fresh = await Decision.get(id=decision.id)
    if fresh.stage is not DecisionStage.DISCLOSED:
        raise Blocked([_not_disclosed(fresh)])
    works = await of_decision(decision)
    if works.accepted_on is not None:
        raise Blocked([ACCEPTED])
    return works


async def finish(
    decision: Decision, finished_on: date, spent_cents: int, actor: Actor, *, now: datetime
) -> None:
    """Done, and what it cost. Until it is accepted, a slip of the pen may be corrected."""
    village = decision.village
    seat = actor.require(Permission.WORKS_RECORD, village.id, village.township_id)
    async with storage.writing(village.id):
        works = await _running(decision)
        _check_end(works, finished_on, spent_cents, clock.local_date(now))
        await Works.filter(id=works.id).update(finished_on=finished_on, spent_cents=spent_cents)
        await ledger.record(
            village.id,
            seat,
            "works.finish",
            f"decision:{decision.id}",
            now=now,
            finished=finished_on,
            spent=spent_cents,
        )


def _check_end(works: Works, finished_on: date, spent_cents: int, today: date) -> None:
    wrong: dict[str, str] = {}
    if finished_on > today:
        wrong["finished_on"] = "完成的日子还没有到，请核对。"
    elif finished_on < works.began_on:
        wrong["finished_on"] = "完成的日子早于开始的日子，请核对。"
    if spent_cents < 0:
        wrong["spent"] = "金额不能是负数。"
    if wrong:
        raise InvalidInput(wrong)


async def accept(decision: Decision, text: str, actor: Actor, *, now: datetime) -> None:
    """验收, by the supervision committee, once the work is finished and until the result hangs."""
    village = decision.village
    seat = actor.require(Permission.WORKS_ACCEPT, village.id, village.township_id)
    if not text.strip():
        raise InvalidInput({"text": "请写验收意见：做得怎样，账目对不对。"})
    async with storage.writing(village.id):
        works = await _to_accept(decision)
        today = clock.local_date(now)
        await Works.filter(id=works.id).update(
            accepted_on=today, acceptance=text, accepted_by_id=seat.person_id
        )
        await ledger.record(
            village.id,
            seat,
            "works.accept",
            f"decision:{decision.id}",
            now=now,
            on=today,
            words=ledger.text_digest(text),
        )


async def _to_accept(decision: Decision) -> Works:
    fresh = await Decision.get(id=decision.id)
    if fresh.stage not in (DecisionStage.DISCLOSED, DecisionStage.ACCEPTED):
        raise Blocked([_not_disclosed(fresh)])
    works = await of_decision(decision)
    if works.accepted_on is not None:
        raise Blocked([ACCEPTED])
    if works.finished_on is None:
        remedy = "请先登记完成日期和决算"
        raise Blocked([Blocker("not-finished", "还没有登记完成情况。", remedy=remedy)])
    if await notices.current(fresh.village_id, f"decision:{fresh.id}", NoticeKind.RESULT):
        text = "结果公告已经贴出，验收意见不能再加进去。"
        remedy = "请在公告上出具监督意见；要写进公告的，先撤下公告"
        raise Blocked([Blocker("result-posted", text, remedy=remedy)])
    return works


async def ask_change(
    decision: Decision, what: str, why: str, actor: Actor, *, now: datetime
) -> Change:
    """A change of substance waits for the body that resolved; until then the work is not done."""
    village = decision.village
    seat = actor.require(Permission.WORKS_RECORD, village.id, village.township_id)
    if not what.strip() or not why.strip():
        raise InvalidInput({"what" if not what.strip() else "why": "请写清楚要变更什么、为什么。"})
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id)
        if fresh.stage is not DecisionStage.DISCLOSED:
            raise Blocked([_not_disclosed(fresh)])
        await _must_have_works(fresh)
        if await Change.exists(decision_id=decision.id, stage=ChangeStage.OPEN):
            text = "已经有一项变更在等会议讨论。"
            raise Blocked([Blocker("change-open", text, remedy="等那一项有了结果再提")])
        change = await Change.create(decision=decision, what=what, why=why, asked_at=now)
        await ledger.record(
            village.id,
            seat,
            "change.ask",
            f"decision:{decision.id}",
            now=now,
            words=ledger.text_digest(what, why),
        )
        return change
