"""The facts of one matter, gathered once. Guards and pages see these and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deliberation import delegations
from deliberation.models import (
    AgendaItem,
    Canvass,
    Change,
    ChangeStage,
    CycleStep,
    Decision,
    DecisionStage,
    Delegation,
    LegalCheck,
    MeetingStage,
    Milestone,
    RiskAssessment,
    TownshipReview,
    Works,
)
from deliberation.sequence import ORDER, steps_of
from publicity.models import Notice, NoticeKind, Objection, SupervisionOpinion
from village import clock, profiles
from village.models import Evidence, EvidenceKind
from village.rules import Body, Profile


@dataclass(frozen=True, slots=True)
class Sitting:
    """One recorded meeting on one step, with its frozen verdict."""

    item: AgendaItem
    day: date
    ruling: Mapping[str, Any]

    @property
    def passed(self) -> bool:
        return self.item.verdict == "passed"

    @property
    def reasons(self) -> list[Mapping[str, str]]:
        return list(self.ruling.get("reasons", []))


@dataclass(frozen=True, slots=True)
class Posting:
    """A notice of this matter with what was said about it."""

    notice: Notice
    objections: tuple[Objection, ...] = ()
    opinions: tuple[SupervisionOpinion, ...] = ()
    photographed: frozenset[EvidenceKind] = frozenset()

    @property
    def unanswered(self) -> tuple[Objection, ...]:
        return tuple(one for one in self.objections if one.answered_at is None)


@dataclass(frozen=True, slots=True)
class Dossier:
    decision: Decision
    profile: Profile
    today: date
    sittings: Mapping[CycleStep, tuple[Sitting, ...]]
    canvasses: tuple[Canvass, ...] = ()
    legal: LegalCheck | None = None
    risk: RiskAssessment | None = None
    review: TownshipReview | None = None
    delegation: Delegation | None = None
    postings: Mapping[NoticeKind, Posting] = field(default_factory=dict)
    withdrawn: tuple[Notice, ...] = ()
    works: Works | None = None
    milestones: tuple[Milestone, ...] = ()
    changes: tuple[Change, ...] = ()

    def sitting(self, step: CycleStep) -> Sitting | None:
        """The meeting that counts: the latest recorded on this step."""
        if step is CycleStep.PROPOSE and self.decision.merge_first_two:
            step = CycleStep.CONSULT
        held = self.sittings.get(step, ())
        return held[-1] if held else None

    def posting(self, kind: NoticeKind) -> Posting | None:
        return self.postings.get(kind)

    @property
    def open_change(self) -> Change | None:
        return next((one for one in self.changes if one.stage is ChangeStage.OPEN), None)


async def dossier_of(decision: Decision, *, today: date) -> Dossier:
    """Everything the next step depends on; what lies behind or ahead of it is not fetched."""
    profile = await profiles.kept(decision.profile_code, decision.profile_digest)
    facts: dict[str, Any] = {"sittings": await _sittings(decision)}
    if _is_before(decision, DecisionStage.RESOLVED):
        facts |= await _prepared(decision, today)
    else:
        facts |= await _disclosed(decision, profile)
        facts |= await _carried_out(decision)
    return Dossier(decision=decision, profile=profile, today=today, **facts)


def _is_before(decision: Decision, stage: DecisionStage) -> bool:
    return ORDER.index(decision.stage) < ORDER.index(stage)


async def _sittings(decision: Decision) -> dict[CycleStep, tuple[Sitting, ...]]:
    items = (
        await AgendaItem.filter(
            decision_id=decision.id,
            meeting__stage__in=(MeetingStage.HELD, MeetingStage.FAILED),
        )
        .exclude(verdict="")  # off the agenda before the meeting began
        .order_by("meeting__starts_at", "id")
        .select_related("meeting")
    )
    held: dict[CycleStep, tuple[Sitting, ...]] = {}
    for item in items:
        day = clock.local_date(item.meeting.starts_at)
        sitting = Sitting(item, day, json.loads(item.ruling or "{}"))
        held[item.step] = (*held.get(item.step, ()), sitting)
    return held


async def _prepared(decision: Decision, today: date) -> dict[str, Any]:
    last = steps_of(decision)[-1]
    given = []
    if decision.body is Body.REPRESENTATIVE_ASSEMBLY:
        given = await delegations.of_village(decision.village_id)
    return {
        "canvasses": tuple(await Canvass.filter(decision_id=decision.id).order_by("id")),
        "legal": await LegalCheck.filter(decision_id=decision.id).order_by("-id").first(),
        "risk": await RiskAssessment.filter(decision_id=decision.id).order_by("-id").first(),
        "delegation": delegations.covering(given, decision.kind, today) if last else None,
    }


async def _disclosed(decision: Decision, profile: Profile) -> dict[str, Any]:
    notices = await Notice.filter(
        village_id=decision.village_id, subject=f"decision:{decision.id}"
    ).order_by("id")
    postings: dict[NoticeKind, Posting] = {}
    for notice in notices:
        if notice.withdrawn_at is None:
            postings[notice.kind] = Posting(notice)
    if postings:
        postings = await _with_words(decision.village_id, postings)
    review = None
    if profile.is_on("township_review.enabled"):
        review = await TownshipReview.filter(decision_id=decision.id).first()
    gone = tuple(one for one in notices if one.withdrawn_at is not None)
    return {"postings": postings, "withdrawn": gone, "review": review}


async def _with_words(
    village_id: int, postings: Mapping[NoticeKind, Posting]
) -> dict[NoticeKind, Posting]:
    ids = [one.notice.id for one in postings.values()]
    objections = await Objection.filter(notice_id__in=ids).order_by("id").select_related("person")
    opinions = (
        await SupervisionOpinion.filter(notice_id__in=ids).order_by("id").select_related("person")
    )
    subjects = {f"notice:{one}": one for one in ids}
    pictures = await Evidence.filter(village_id=village_id, subject__in=list(subjects)).values_list(
        "subject", "kind"
    )
    return {
        kind: Posting(
            posting.notice,
            tuple(one for one in objections if one.notice_id == posting.notice.id),
            tuple(one for one in opinions if one.notice_id == posting.notice.id),
            frozenset(
                EvidenceKind(what)
                for subject, what in pictures
                if subjects[subject] == posting.notice.id
            ),
        )
        for kind, posting in postings.items()
    }


async def _carried_out(decision: Decision) -> dict[str, Any]:
    if _is_before(decision, DecisionStage.DISCLOSED):
        return {}
    works = await Works.get_or_none(decision_id=decision.id)
    if works is None:
        changes = await Change.filter(decision_id=decision.id).order_by("id")
        return {"changes": tuple(changes)}
    milestones = await Milestone.filter(works_id=works.id).order_by("id").select_related("evidence")
    changes = await Change.filter(decision_id=decision.id).order_by("id")
    return {"works": works, "milestones": tuple(milestones), "changes": tuple(changes)}
