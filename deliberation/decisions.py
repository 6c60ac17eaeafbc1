"""Matters: opened for the lawful body only, found through one door, ended with a reason."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.models import Decision, DecisionStage, Petition, Source
from village import clock, ledger, profiles, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Group, Village
from village.permissions import Actor, Permission
from village.rules import Body, MatterKind, Profile, Unit

ENDED = (DecisionStage.CONCLUDED, DecisionStage.REJECTED, DecisionStage.WITHDRAWN)
RELATED = ("village", "petition", "group")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the clerk fills in. `collective` answers the first question of every matter."""

    title: str
    summary: str
    collective: bool
    kind: MatterKind
    body: Body
    unit: Unit
    source: Source
    source_note: str = ""
    petition: Petition | None = None
    group: Group | None = None
    budget_cents: int | None = None
    merge_first_two: bool = False
    raised_by: str = ""


async def visible_to(actor: Actor, village_id: int, decision_id: int) -> Decision:
    """A matter on the desk of this village."""
    decision = await in_village(village_id, decision_id)
    if not actor.may(Permission.DESK_VIEW, village_id, decision.village.township_id):
        raise NotFound("这个议题")
    return decision


async def in_village(village_id: int, decision_id: int) -> Decision:
    """A matter as anyone may read it: every matter of a village is public from its opening."""
    decision = await Decision.get_or_none(id=decision_id, village_id=village_id).select_related(
        *RELATED
    )
    if decision is None:
        raise NotFound("这个议题")
    return decision


async def of_village(village_id: int) -> list[Decision]:
    """All matters, the latest first."""
    return await Decision.filter(village_id=village_id).order_by("-id")


async def open_matter(
    village: Village, proposal: Proposal, actor: Actor, *, now: datetime
) -> Decision:
    """Open a matter under the rules of today. The wrong body is refused with the reason."""
    seat = actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    profile = rules.profile(village.profile_code)
    _check_words(proposal, profile)
    if found := body_blockers(profile, proposal.kind, proposal.body):
        raise Blocked(found)
    async with storage.writing(village.id):
        await profiles.keep(profile, now=now)
        decision = await Decision.create(
            village_id=village.id,
            number=await _next_number(village.id, now),
            title=proposal.title,
            summary=proposal.summary,
            kind=proposal.kind,
            source=proposal.source,
            source_note=proposal.source_note,
            petition=proposal.petition,
            body=proposal.body,
            unit=profile.bodies[proposal.body].unit(proposal.unit) or Unit.ADULTS,
            group=proposal.group,
            budget_cents=proposal.budget_cents,
            profile_code=profile.code,
            profile_digest=profile.digest,
            merge_first_two=proposal.merge_first_two,
            raised_by=proposal.raised_by,
            opened_at=now,
            opened_by_id=seat.person_id,
        )
        await ledger.record(
            village.id,
            seat,
            "decision.open",
            f"decision:{decision.id}",
            now=now,
            kind=str(proposal.kind),
            body=str(proposal.body),
            profile=profile.digest,
            digest=ledger.text_digest(proposal.title, proposal.summary),
        )
    decision.village = village
    return decision


def _check_words(proposal: Proposal, profile: Profile) -> None:
    wrong: dict[str, str] = {}
    collective = profile.matters[proposal.kind].collective.value
    if proposal.collective != collective:
        wrong["kind"] = (
            f"“{proposal.kind.label}”{'属于' if collective else '不属于'}集体财产或成员权益的事，"
            "请核对第一个问题的回答。"
        )
    if proposal.source is Source.PETITION and proposal.petition is None:
        wrong["source"] = "选了联名提出，请先登记联名，人数够了再立议题。"
    if proposal.body is Body.GROUP_MEETING and proposal.group is None:
        wrong["group"] = "请选择是哪个村民小组的事。"
    if proposal.merge_first_two and not profile.is_on("party_step.merge_propose_consult"):
        wrong["merge_first_two"] = "本村的议事规则没有允许提议和商议合并召开。"
    if wrong:
        raise InvalidInput(wrong)


def body_blockers(profile: Profile, kind: MatterKind, body: Body) -> tuple[Blocker, ...]:
    """Why this body may not decide this matter; empty when it may."""
    matter = profile.matters[kind]
    if body in matter.bodies:
        return ()
    right = "，或者".join(one.label for one in matter.bodies)
    return (
        Blocker(
            "wrong-body",
            f"“{kind.label}”不能由{body.label}决定，应当由{right}决定。",
            basis=matter.basis,
            remedy=f"把决定的会议改为{matter.bodies[0].label}",
        ),
    )


async def _next_number(village_id: int, now: datetime) -> str:
    """2026-014: the fourteenth matter of the year. Read and taken under the village's lock."""
    year = clock.local_date(now).year
    taken = await Decision.filter(village_id=village_id, number__startswith=f"{year}-").count()
    return f"{year}-{taken + 1:03d}"


async def withdraw(decision: Decision, why: str, actor: Actor, *, now: datetime) -> None:
    """Take a matter back before it is resolved; what was done so far stays on record."""
    village = decision.village
    seat = actor.require(Permission.DECISION_ADVANCE, village.id, village.township_id)
    before = (
        DecisionStage.OPENED,
        DecisionStage.PROPOSED,
        DecisionStage.CONSULTED,
        DecisionStage.REVIEWED,
    )
    async with storage.writing(village.id):
        hit = await Decision.filter(id=decision.id, stage__in=before).update(
            stage=DecisionStage.WITHDRAWN, ended_at=now, ended_why=why
        )
        if not hit:
            raise Stale("这个议题")
        await ledger.record(
            village.id,
            seat,
            "decision.withdraw",
            f"decision:{decision.id}",
            now=now,
            why=ledger.text_digest(why),
        )
