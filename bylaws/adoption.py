"""The text before the villagers' assembly: frozen, named in a matter of the cycle by its digest.

Only the assembly adopts, and only a verdict on record is an adoption; nothing of it is typed here.
"""

from datetime import datetime

from bylaws import edition_flow, editions, texts
from bylaws.edition_dossier import EditionDossier, matter_kind
from bylaws.models import AdviserSignature, Edition
from deliberation import decisions
from deliberation.decisions import Proposal
from deliberation.models import (
    Attendance,
    AttendanceState,
    Decision,
    LegalCheck,
    LegalView,
    Meeting,
    Source,
)
from village import clock, storage
from village.errors import Blocked, Blocker
from village.models import Sex
from village.permissions import Actor
from village.rules import Body, Unit


async def open_vote(
    edition: Edition,
    actor: Actor,
    *,
    now: datetime,
    body: Body = Body.VILLAGERS_ASSEMBLY,
    unit: Unit = Unit.ADULTS,
) -> Decision:
    """Open the matter that decides on this text, and freeze it. Another body is refused as the law
    has it."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        rows = await texts.rows_of(fresh.id)
        digest = texts.digest_of(fresh, rows)
        dossier = await edition_flow.take("edition.vote", fresh, actor, now=now, digest=digest)
        proposal = _proposal(dossier, digest, body, unit)
        decision = await decisions.open_matter(fresh.village, proposal, actor, now=now)
        await Edition.filter(id=fresh.id).update(decision_id=decision.id, digest=digest)
        await _carry_signature(decision, dossier.signature)
        return decision


def _proposal(dossier: EditionDossier, digest: str, body: Body, unit: Unit) -> Proposal:
    edition = dossier.edition
    made = "制定" if edition.based_on_id is None else "修订"
    lines = [
        f"表决“{edition.title}”第 {edition.number} 版（{made}），共 {len(dossier.rows)} 条。",
        f"为什么{made}：{edition.why}",
        f"征集到村民意见 {dossier.opinions} 条，都已答复。",
        f"表决的就是这份文本，一字不再改动。文本校验码：{texts.digest_shown(digest)}。",
    ]
    return Proposal(
        title=f"{made}“{edition.title}”（第 {edition.number} 版）",
        summary="\n".join(lines),
        collective=False,
        kind=matter_kind(edition),
        body=body,
        unit=unit,
        source=Source.CADRES,
        source_note="经征集民意、法治体检后提交",
        raised_by=f"edition:{edition.id}",
    )


async def _carry_signature(decision: Decision, signature: AdviserSignature | None) -> None:
    """What the adviser signed stands beside the matter too, on the day it was signed."""
    if signature is None:
        return
    day = clock.local_date(signature.signed_at)
    text = f"{day.month} 月 {day.day} 日逐条审查后签字。{signature.opinion}"
    await LegalCheck.create(
        decision=decision,
        person_id=signature.person_id,
        view=LegalView.LAWFUL,
        text=text.strip(),
        given_at=signature.signed_at,
    )


async def adopt(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """Take the assembly's resolution over: its day, its body, and whether women were there."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        rows = await texts.rows_of(fresh.id)
        if fresh.digest and texts.digest_of(fresh, rows) != fresh.digest:
            text = "现在的文本和提交表决的不是同一份，不能按通过登记。"
            raise Blocked([Blocker("text-changed", text, remedy="请系统维护人员核对封存记录")])
        dossier = await edition_flow.take(
            "edition.adopt", fresh, actor, now=now, digest=fresh.digest
        )
        vote = dossier.vote
        if vote is None:
            raise RuntimeError("the guard matter_resolved has seen a vote")
        await Edition.filter(id=fresh.id).update(
            adopted_on=vote.day,
            adopted_body=vote.item.meeting.body,
            women_present=await women_at(vote.item.meeting),
        )


async def women_at(meeting: Meeting) -> int | None:
    """Women who signed in; None where the register does not say of everybody. Who came for a
    household stands in the attendance, who came for oneself on the roll."""
    here = Attendance.filter(meeting_id=meeting.id, state=AttendanceState.PRESENT)
    rows = await here.values_list("person__sex", "entry__person__sex")
    told = [own or of_entry for own, of_entry in rows]
    if not told or None in told:
        return None
    return sum(str(one) == Sex.FEMALE for one in told)


async def reject(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """The assembly voted the text down: this edition ends, its words can be the base of another."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        await edition_flow.take("edition.reject", fresh, actor, now=now)
        await Edition.filter(id=fresh.id).update(ended_at=now, ended_why="村民会议表决未通过")
        await editions.unanswer(fresh)


async def recall(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """The matter was withdrawn before the vote: the text may be worked on again."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        number = fresh.decision_id
        await edition_flow.take("edition.recall", fresh, actor, now=now, decision=number)
        await Edition.filter(id=fresh.id).update(decision_id=None, digest="")
