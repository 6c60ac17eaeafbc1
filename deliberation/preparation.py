"""What comes before the vote: asking people, legality, risk; and the township's advice after it.

None of these decides anything, and the silence of the township never stops a village. What is
entered after the vote, but before the resolution stands, is taken and shown as late.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deliberation.models import (
    AdviceView,
    Canvass,
    CanvassWay,
    Decision,
    DecisionStage,
    LegalCheck,
    LegalView,
    RiskAssessment,
    RiskLevel,
    TownshipReview,
)
from deliberation.sequence import PREPARING
from village import clock, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """征求意见: how many were asked, how many were for it and against it."""

    way: CanvassWay
    began_on: date
    ended_on: date
    asked: int
    agreed: int
    opposed: int
    summary: str


async def record_canvass(
    decision: Decision, asked: Asked, actor: Actor, *, now: datetime
) -> Canvass:
    village = decision.village
    seat = actor.require(Permission.DECISION_PREPARE, village.id, village.township_id)
    _check_canvass(asked, clock.local_date(now))
    async with storage.writing(village.id):
        await _still_open(decision)
        canvass = await Canvass.create(
            decision=decision,
            way=asked.way,
            began_on=asked.began_on,
            ended_on=asked.ended_on,
            asked=asked.asked,
            agreed=asked.agreed,
            opposed=asked.opposed,
            summary=asked.summary,
            recorded_at=now,
        )
        await ledger.record(
            village.id,
            seat,
            "canvass.record",
            f"decision:{decision.id}",
            now=now,
            way=str(asked.way),
            asked=asked.asked,
            agreed=asked.agreed,
            opposed=asked.opposed,
            words=ledger.text_digest(asked.summary),
        )
        return canvass


def _check_canvass(asked: Asked, today: date) -> None:
    wrong: dict[str, str] = {}
    if asked.asked < 1:
        wrong["asked"] = "征求了几个人的意见？一个人也没有问的，不是征求意见。"
    if asked.agreed < 0 or asked.opposed < 0:
        wrong["agreed"] = "人数不能是负数。"
    if asked.began_on > asked.ended_on:
        wrong["ended_on"] = "截止日早于开始日，请核对。"
    elif asked.ended_on > today:
        wrong["ended_on"] = "征求意见还没有结束，结束以后再登记结果。"
    if asked.agreed + asked.opposed > asked.asked:
        total = asked.agreed + asked.opposed
        wrong["asked"] = f"赞成和不赞成共 {total} 人，多于征求到的 {asked.asked} 人，请核对。"
    if wrong:
        raise InvalidInput(wrong)


async def _still_open(decision: Decision) -> None:
    """Read again under the lock: once the resolution stands, its preparation is closed."""
    fresh = await Decision.get(id=decision.id)
    if fresh.stage not in PREPARING:
        text = f"这个议题现在是“{fresh.stage.label}”，表决前的准备不能再补。"
        remedy = "有话要说的，在决议公开期间提出异议或者监督意见"
        raise Blocked([Blocker("after-the-vote", text, remedy=remedy)])


async def check_legality(
    decision: Decision, view: LegalView, text: str, actor: Actor, *, now: datetime
) -> LegalCheck:
    """The legal adviser's word; a later one stands beside it, and counts."""
    village = decision.village
    seat = actor.require(Permission.LEGAL_CHECK, village.id, village.township_id)
    _check_text(text, "请写明理由和依据。")
    async with storage.writing(village.id):
        await _still_open(decision)
        check = await LegalCheck.create(
            decision=decision, person_id=seat.person_id, view=view, text=text, given_at=now
        )
        await ledger.record(
            village.id,
            seat,
            "legal.check",
            f"decision:{decision.id}",
            now=now,
            view=str(view),
            words=ledger.text_digest(text),
        )
        return check


def _check_text(text: str, missing: str) -> None:
    if not text.strip():
        raise InvalidInput({"text": missing})


async def assess_risk(
    decision: Decision, level: RiskLevel, text: str, actor: Actor, *, now: datetime
) -> RiskAssessment:
    village = decision.village
    seat = actor.require(Permission.DECISION_PREPARE, village.id, village.township_id)
    _check_text(text, "请写明风险点和化解办法。")
    async with storage.writing(village.id):
        await _still_open(decision)
        risk = await RiskAssessment.create(
            decision=decision, level=level, text=text, recorded_at=now
        )
        await ledger.record(
            village.id,
            seat,
            "risk.assess",
            f"decision:{decision.id}",
            now=now,
            level=str(level),
            words=ledger.text_digest(text),
        )
        return risk


async def ask_township(decision: Decision, actor: Actor, *, now: datetime) -> TownshipReview:
    """一审: send the resolution for advice; the last day comes from the profile."""
    village = decision.village
    seat = actor.require(Permission.DECISION_PREPARE, village.id, village.township_id)
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    if not profile.is_on("township_review.enabled"):
        text = "本村的议事规则没有设乡镇审查这一步，不用报送。"
        raise Blocked([Blocker("no-township-review", text)])
    days = profile.whole("township_review.deadline_days") or 0
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id)
        if fresh.stage is not DecisionStage.RESOLVED:
            raise Blocked([_no_fresh_resolution(fresh)])
        if await TownshipReview.exists(decision_id=decision.id):
            raise Stale("乡镇审查")
        due = clock.local_date(now) + timedelta(days=days)
        review = await TownshipReview.create(decision=decision, asked_at=now, due_on=due)
        subject = f"decision:{decision.id}"
        await ledger.record(village.id, seat, "township.ask", subject, now=now, due=due)
        return review


def _no_fresh_resolution(decision: Decision) -> Blocker:
    text = f"议题现在是“{decision.stage.label}”，只有刚形成决议、还没有公开完的才送乡镇审查。"
    return Blocker("no-fresh-resolution", text, remedy="在议题里看现在走到哪一步")


async def review_for_officer(actor: Actor, review_id: int) -> TownshipReview:
    """A request for advice, for officers of that township only."""
    review = await TownshipReview.get_or_none(id=review_id).select_related("decision__village")
    if review is None:
        raise NotFound("这份审查请求")
    village = review.decision.village
    if not actor.may(Permission.TOWNSHIP_ADVISE, village.id, village.township_id):
        raise NotFound("这份审查请求")
    return review


async def advise(
    review: TownshipReview, view: AdviceView, text: str, actor: Actor, *, now: datetime
) -> None:
    """The township's advice: read by the village, binding nobody."""
    village = review.decision.village
    seat = actor.require(Permission.TOWNSHIP_ADVISE, village.id, village.township_id)
    async with storage.writing(village.id):
        hit = await TownshipReview.filter(id=review.id, given_at__isnull=True).update(
            view=view, text=text, given_at=now, given_by_id=seat.person_id
        )
        if not hit:
            raise Stale("这份审查意见")
        await ledger.record(
            village.id,
            seat,
            "township.advise",
            f"decision:{review.decision_id}",
            now=now,
            view=str(view),
            words=ledger.text_digest(text),
        )
