"""Matters: opened for the lawful body only, found through one door, ended with a reason."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from deliberation import guards
from deliberation.dossier import dossier_of
from deliberation.models import Decision, DecisionStage, Petition, PetitionKind, Source
from deliberation.sequence import PREPARING
from village import clock, ledger, offices, profiles, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Group, Village
from village.permissions import Actor, Office, Permission
from village.rules import Body, MatterKind, Profile, Unit

ENDED = (DecisionStage.CONCLUDED, DecisionStage.REJECTED, DecisionStage.WITHDRAWN)
RELATED = ("village", "petition", "group")
FOR_THE_ASSEMBLY = (PetitionKind.VILLAGERS, PetitionKind.REPRESENTATIVES_THIRD)
"""These requests oblige the village to convene the villagers' assembly, no other body."""


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
    async with storage.writing(village.id):
        here = await Village.get(id=village.id)
        profile = rules.profile(here.profile_code)
        proposal = _plain(here, proposal)
        _check_words(proposal, profile)
        if found := await _blockers(here, proposal, profile, clock.local_date(now)):
            raise Blocked(found)
        await profiles.keep(profile, now=now)
        decision = await _store(here, proposal, profile, seat.person_id, now)
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


def _plain(village: Village, proposal: Proposal) -> Proposal:
    """Without what does not belong to this body or this source; strangers' rows are not there."""
    group = proposal.group if proposal.body is Body.GROUP_MEETING else None
    petition = proposal.petition if proposal.source is Source.PETITION else None
    if group is not None and group.village_id != village.id:
        raise NotFound("这个村民小组")
    if petition is not None and petition.village_id != village.id:
        raise NotFound("这份联名")
    return replace(proposal, group=group, petition=petition)


def _check_words(proposal: Proposal, profile: Profile) -> None:
    wrong: dict[str, str] = {}
    collective = profile.matters[proposal.kind].collective.value
    if proposal.collective != collective:
        wrong["kind"] = (
            f"“{proposal.kind.label}”{'属于' if collective else '不属于'}集体财产或成员权益的事，"
            "请核对第一个问题的回答。"
        )
    if not proposal.title.strip():
        wrong["title"] = "请写一个标题，让人一看就知道是什么事。"
    if proposal.source is Source.PETITION and proposal.petition is None:
        wrong["petition"] = "选了联名提出，请选是哪一份联名；还没有登记的，先登记联名。"
    if proposal.body is Body.GROUP_MEETING and proposal.group is None:
        wrong["group"] = "请选择是哪个村民小组的事。"
    if proposal.budget_cents is not None and proposal.budget_cents < 0:
        wrong["budget"] = "金额不能是负数。"
    if wrong:
        raise InvalidInput(wrong)


async def _blockers(
    village: Village, proposal: Proposal, profile: Profile, today: date
) -> list[Blocker]:
    found = list(body_blockers(profile, proposal.kind, proposal.body))
    if proposal.petition is not None:
        found += petition_blockers(profile, proposal.petition, proposal.body)
    if proposal.merge_first_two and not await may_merge(village, profile, proposal.kind, today):
        text = "提议和商议合并召开，只适用于规则允许、并且书记和主任由一人担任的村。"
        basis = profile.basis("party_step.merge_propose_consult")
        found.append(Blocker("may-not-merge", text, basis, "不勾选合并，提议和商议分别开会"))
    return found


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


def petition_blockers(profile: Profile, petition: Petition, body: Body) -> Collection[Blocker]:
    """Who asked for the assembly in lawful number is not sent to its representatives."""
    if petition.kind not in FOR_THE_ASSEMBLY or body is not Body.REPRESENTATIVE_ASSEMBLY:
        return ()
    text = f"“{petition.title}”的联名要求召开的是村民会议，不能改由{body.label}决定。"
    basis = profile.basis("assembly.petition_villagers")
    return (Blocker("petition-for-assembly", text, basis, "把决定的会议改为村民会议"),)


async def may_merge(village: Village, profile: Profile, kind: MatterKind, today: date) -> bool:
    """一肩挑 with the profile's leave: one person is secretary and chair."""
    if kind is MatterKind.GROUP_AFFAIR:
        return False  # decided by the group's meeting alone
    if not profile.is_on("party_step.merge_propose_consult"):
        return False
    heads = (Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)
    rows = await offices.standing(village, today, heads)
    secretary, chair = ({row.person_id for row in rows if row.office is one} for one in heads)
    return bool(secretary & chair)


async def _store(
    village: Village, proposal: Proposal, profile: Profile, opened_by: int | None, now: datetime
) -> Decision:
    return await Decision.create(
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
        opened_by_id=opened_by,
    )


async def _next_number(village_id: int, now: datetime) -> str:
    """2026-014: the fourteenth matter of the year. Read and taken under the village's lock."""
    year = clock.local_date(now).year
    taken = await Decision.filter(village_id=village_id, number__startswith=f"{year}-").count()
    return f"{year}-{taken + 1:03d}"


async def withdraw(decision: Decision, why: str, actor: Actor, *, now: datetime) -> None:
    """Take a matter back before it is resolved; what was done so far stays on record.

    What the people have lawfully voted for cannot be taken back by an office.
    """
    village = decision.village
    seat = actor.require(Permission.DECISION_ADVANCE, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么撤回，理由会公开。"})
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id).select_related("village")
        if fresh.stage is not decision.stage:
            raise Stale("这个议题")
        if found := await _must_stay(fresh, clock.local_date(now)):
            raise Blocked([found])
        await Decision.filter(id=fresh.id).update(
            stage=DecisionStage.WITHDRAWN, ended_at=now, ended_why=why
        )
        await ledger.record(
            village.id,
            seat,
            "decision.withdraw",
            f"decision:{decision.id}",
            now=now,
            why=ledger.text_digest(why),
        )


async def _must_stay(decision: Decision, today: date) -> Blocker | None:
    if decision.stage not in PREPARING:
        text = f"这个议题现在是“{decision.stage.label}”，不能再撤回。"
        remedy = "已经形成的决议要改，请提出变更，由原来的会议讨论"
        ended = decision.stage in ENDED
        return Blocker("cannot-withdraw", text, remedy="" if ended else remedy)
    dossier = await dossier_of(decision, today=today)
    if decision.stage is not DecisionStage.REVIEWED or not guards.lawfully_resolved(dossier):
        return None
    return Blocker(
        "passed-already",
        f"“{decision.title}”已经在会上表决通过，不能撤回。",
        dossier.profile.bodies[decision.body].majority.basis,
        "在议题里点“往下走”；要改的，形成决议以后提出变更",
    )
