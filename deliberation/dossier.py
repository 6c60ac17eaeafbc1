"""The facts of matters, gathered once. Guards and pages see these and nothing else.

However many matters are asked about, the number of statements stays the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from deliberation import facts, sequence
from deliberation.facts import Posting, Sitting
from deliberation.models import (
    Canvass,
    Change,
    ChangeStage,
    CycleStep,
    Decision,
    DecisionStage,
    Delegation,
    LegalCheck,
    Milestone,
    RiskAssessment,
    TownshipReview,
    Works,
)
from deliberation.sequence import PREPARING
from publicity.models import Notice, NoticeKind
from village import profiles
from village.rules import Profile

__all__ = ["Dossier", "Posting", "Sitting", "dossier_of", "dossiers_of"]

S = DecisionStage
RESOLVED = (S.RESOLVED, S.DISCLOSED, S.ACCEPTED, S.CONCLUDED)
CARRIED_OUT = (S.DISCLOSED, S.ACCEPTED, S.CONCLUDED)


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
    def by_publication(self) -> bool:
        """Then the paper that publishes the text stands as this matter's 结果公开."""
        return sequence.by_publication(self.decision, self.profile)

    @property
    def open_change(self) -> Change | None:
        return next((one for one in self.changes if one.stage is ChangeStage.OPEN), None)


async def dossier_of(decision: Decision, *, today: date) -> Dossier:
    """Everything the next step depends on; what lies behind or ahead of it is not fetched."""
    return (await dossiers_of([decision], today=today))[0]


async def dossiers_of(decisions: Sequence[Decision], *, today: date) -> list[Dossier]:
    """The same for many, in the order they were handed in."""
    if not decisions:
        return []
    editions = await profiles.kept_all((one.profile_code, one.profile_digest) for one in decisions)
    gathered: facts.Facts = {one.id: {"sittings": {}} for one in decisions}
    for found in (
        await facts.sittings(decisions),
        await facts.prepared(_at(decisions, PREPARING)),
        await facts.empowered(_at(decisions, PREPARING), today),
        await facts.disclosed(_at(decisions, RESOLVED), editions),
        await facts.reviewed(_at(decisions, RESOLVED), editions),
        await facts.carried_out(_at(decisions, CARRIED_OUT)),
    ):
        for number, told in found.items():
            gathered[number] |= told
    return [
        Dossier(decision=one, profile=editions[one.profile_digest], today=today, **gathered[one.id])
        for one in decisions
    ]


def _at(decisions: Iterable[Decision], stages: Sequence[DecisionStage]) -> list[Decision]:
    return [one for one in decisions if one.stage in stages]
