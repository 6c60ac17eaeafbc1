"""废止: who gave the village its rules takes them back, by a matter of the same kind.

A repealed text stays readable, and binds nobody from its last day on.
"""

from datetime import date, datetime

from bylaws import edition_flow, in_force
from bylaws.edition_dossier import matter_kind
from bylaws.edition_guards import RESOLVED
from bylaws.models import Edition
from deliberation import decisions
from deliberation.decisions import Proposal
from deliberation.models import Decision, DecisionStage, Source
from publicity import notices, privacy
from publicity.models import NoticeKind
from publicity.notices import Paper
from village import clock, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput, Stale
from village.permissions import Actor, Permission
from village.rules import Body, Unit

OVER = (DecisionStage.REJECTED, DecisionStage.WITHDRAWN)


async def open_repeal(edition: Edition, why: str, actor: Actor, *, now: datetime) -> Decision:
    """Put before the assembly that the text in force be repealed, with nothing in its place."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_ADVANCE, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么废止。"})
    async with storage.writing(village.id):
        fresh = await edition_flow.fresh(edition)
        await _must_bind(fresh, clock.local_date(now))
        if await _under_way(fresh):
            raise Stale("废止这份文本的议题")
        proposal = Proposal(
            title=f"废止“{fresh.title}”（第 {fresh.number} 版）",
            summary=f"废止“{fresh.title}”第 {fresh.number} 版。为什么：{why.strip()}",
            collective=False,
            kind=matter_kind(fresh),
            body=Body.VILLAGERS_ASSEMBLY,
            unit=Unit.ADULTS,
            source=Source.CADRES,
            raised_by=f"repeal:{fresh.id}",
        )
        decision = await decisions.open_matter(fresh.village, proposal, actor, now=now)
        await Edition.filter(id=fresh.id).update(repeal_decision_id=decision.id)
        await ledger.record(
            *(village.id, seat, "edition.ask_repeal", f"edition:{fresh.id}"),
            now=now,
            decision=decision.id,
            why=ledger.text_digest(why),
        )
        return decision


async def _must_bind(edition: Edition, today: date) -> None:
    current = await in_force.text_on(edition.village_id, edition.kind, today)
    if current is None or current.id != edition.id:
        text = f"第 {edition.number} 版现在没有施行，不用废止。"
        raise Blocked([Blocker("not-in-force", text)])


async def _under_way(edition: Edition) -> bool:
    if edition.repeal_decision_id is None:
        return False
    return not await Decision.exists(id=edition.repeal_decision_id, stage__in=OVER)


async def repeal(edition: Edition, on: date, actor: Actor, *, now: datetime) -> None:
    """From that day on it binds nobody: after the assembly's resolution, never before today.
    That it is repealed hangs on the board, as the text once did."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_ADVANCE, village.id, village.township_id)
    poster = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    today = clock.local_date(now)
    if on < today:
        raise InvalidInput({"on": "废止日不能早于今天。"})
    async with storage.writing(village.id) as held:
        fresh = await edition_flow.fresh(edition)
        decision = await Decision.get_or_none(id=fresh.repeal_decision_id)
        if decision is None or decision.stage not in RESOLVED:
            profile = await profiles.kept(fresh.profile_code, fresh.profile_digest)
            basis = profile.matters[matter_kind(fresh)].basis
            text = "村民会议还没有决议废止这份文本。"
            raise Blocked([Blocker("not-resolved", text, basis, "先提交村民会议表决")])
        await _must_bind(fresh, today)
        hit = await Edition.filter(id=fresh.id, repealed_on=None).update(repealed_on=on)
        if not hit:
            raise Stale("这份文本")
        subject = f"edition:{fresh.id}"
        await ledger.record(held, seat, "edition.repeal", subject, now=now, on=on)
        await notices.post(village.id, await _paper(fresh, decision, on), poster, now=now)


async def _paper(edition: Edition, decision: Decision, on: date) -> Paper:
    village = edition.village
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    least = profile.periods[str(NoticeKind.BYLAWS)]
    body = (
        f"经{decision.body.label}表决决定，“{edition.title}”（第 {edition.number} 版）"
        f"自 {on.year} 年 {on.month} 月 {on.day} 日起废止，从这一天起不再照它办事。"
    )
    return Paper(
        subject=decision.raised_by,
        kind=NoticeKind.BYLAWS,
        title=f"关于废止“{edition.title}”的公告",
        body=privacy.hidden(body),
        days=least.value,
        least=least.value,
        basis=least.basis,
        places=village.board_places,
    )
