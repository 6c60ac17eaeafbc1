"""The order of the four 议: which body, after what, and whether a matter has passed them. Pure."""

from typing import cast

from deliberation.models import CycleStep, Decision, DecisionStage
from village.rules import Body, MatterKind, Profile

BODIES_OF: dict[CycleStep, Body] = {
    CycleStep.PROPOSE: Body.PARTY_BRANCH,
    CycleStep.CONSULT: Body.TWO_COMMITTEES,
    CycleStep.REVIEW: Body.PARTY_MEETING,
    CycleStep.HEAR: Body.HEARING,
}
SOURCES: dict[CycleStep, DecisionStage] = {
    CycleStep.PROPOSE: DecisionStage.OPENED,
    CycleStep.CONSULT: DecisionStage.PROPOSED,
    CycleStep.REVIEW: DecisionStage.CONSULTED,
    CycleStep.RESOLVE: DecisionStage.REVIEWED,
    CycleStep.CHANGE: DecisionStage.DISCLOSED,
}
ORDER = tuple(DecisionStage)
TEXTS = ("edition", "repeal")
"""What a matter about a text was raised by; its publication hangs under the same subject."""
PREPARING = (
    DecisionStage.OPENED,
    DecisionStage.PROPOSED,
    DecisionStage.CONSULTED,
    DecisionStage.REVIEWED,
)
"""Before the resolution stands."""


def is_short(decision: Decision) -> bool:
    """A group's own affair is decided by the group's meeting alone, then disclosed."""
    return decision.kind is MatterKind.GROUP_AFFAIR


def by_publication(decision: Decision, profile: Profile) -> bool:
    """About a text that is carried out by being filed and hung up: there is nothing to build."""
    noun, _, number = decision.raised_by.partition(":")
    kinds = profile.value("works.by_publication").value or ()
    return noun in TEXTS and number.isdigit() and decision.kind in cast("tuple[str, ...]", kinds)


def steps_of(decision: Decision) -> tuple[CycleStep, ...]:
    """The meetings this matter has to pass."""
    if is_short(decision):
        return (CycleStep.RESOLVE,)
    if decision.merge_first_two:
        return (CycleStep.CONSULT, CycleStep.REVIEW, CycleStep.RESOLVE)
    return (CycleStep.PROPOSE, CycleStep.CONSULT, CycleStep.REVIEW, CycleStep.RESOLVE)


def source_of(decision: Decision, step: CycleStep) -> DecisionStage | None:
    """Where the matter must stand for a count of this step; None when it does not matter."""
    if step is CycleStep.HEAR:
        return None
    if step is steps_of(decision)[0]:
        return DecisionStage.OPENED
    return SOURCES[step]


def before(decision: Decision, step: CycleStep) -> CycleStep | None:
    """The step whose meeting must lie before this one's."""
    if step is CycleStep.CHANGE:
        return CycleStep.RESOLVE
    steps = steps_of(decision)
    if step not in steps or step is steps[0]:
        return None
    return steps[steps.index(step) - 1]


def already_done(decision: Decision, step: CycleStep) -> bool:
    """Past this step, or at its end altogether: there is nothing left to meet about."""
    if decision.stage in (DecisionStage.REJECTED, DecisionStage.WITHDRAWN):
        return True
    if step is CycleStep.HEAR:
        return ORDER.index(decision.stage) >= ORDER.index(DecisionStage.RESOLVED)
    source = source_of(decision, step)
    return source is None or ORDER.index(decision.stage) > ORDER.index(source)
