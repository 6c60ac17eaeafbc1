"""Making an edition as one table: each step, who may take it, what must hold first.

The township advises, files and may order a correction; no step waits for its approval.
"""

from datetime import datetime

from bylaws import edition_guards as guards
from bylaws.edition_dossier import EditionDossier, dossier_of
from bylaws.models import Edition, EditionStage
from village import clock, flows, profiles
from village.errors import Blocked, Blocker, Stale
from village.flows import Step
from village.permissions import Actor, Permission
from village.rules import Profile

S, ADVANCE = EditionStage, Permission.BYLAW_ADVANCE

BEFORE_THE_VOTE = (
    guards.articles_closed,
    guards.opinions_answered,
    guards.township_heard,
    guards.advice_answered,
)
FLOW: tuple[Step[EditionDossier], ...] = (
    Step("edition.draft", S.COLLECTING, S.DRAFTING, ADVANCE, (guards.collected,)),
    Step("edition.check", S.DRAFTING, S.CHECKING, ADVANCE, (guards.collected, guards.has_articles)),
    Step("edition.send", S.CHECKING, S.REVIEWING, ADVANCE, (guards.articles_closed,)),
    Step("edition.vote", S.REVIEWING, S.VOTING, ADVANCE, BEFORE_THE_VOTE),
    Step("edition.adopt", S.VOTING, S.ADOPTED, ADVANCE, (guards.matter_resolved,)),
    Step("edition.file", S.ADOPTED, S.FILED, ADVANCE),
    Step("edition.publish", S.FILED, S.PUBLISHED, Permission.NOTICE_POST, (guards.not_overtaken,)),
)
WITHOUT_PREVIEW: tuple[Step[EditionDossier], ...] = (
    *FLOW[:2],
    Step("edition.vote", S.CHECKING, S.VOTING, ADVANCE, BEFORE_THE_VOTE),
    *FLOW[4:],
)
ASIDE: tuple[Step[EditionDossier], ...] = (
    Step("edition.reject", S.VOTING, S.REJECTED, ADVANCE, (guards.matter_rejected,)),
    Step("edition.recall", S.VOTING, S.DRAFTING, ADVANCE, (guards.matter_withdrawn,)),
)
TOO_EARLY = {
    "edition.file": "还没有经村民会议表决通过，不能报备案。",
    "edition.publish": "还没有报备案，不能公布。",
    "edition.adopt": "还没有提交村民会议表决。",
}


def table_of(profile: Profile) -> tuple[Step[EditionDossier], ...]:
    return FLOW if profile.is_on("bylaws.preview_by_township") else WITHOUT_PREVIEW


def next_step(dossier: EditionDossier) -> Step[EditionDossier] | None:
    stage = dossier.edition.stage
    return next((one for one in table_of(dossier.profile) if one.source is stage), None)


def blockers(dossier: EditionDossier) -> tuple[Blocker, ...]:
    """What is missing before the next step, all of it; empty at the end of the road."""
    step = next_step(dossier)
    return () if step is None else step.blockers(dossier)


async def fresh(edition: Edition) -> Edition:
    """Read again under the village's lock; refused when it has moved on meanwhile."""
    found = await Edition.get(id=edition.id).select_related("village", "decision", "notice")
    if found.stage is not edition.stage:
        raise Stale("这份村规民约")
    return found


async def take(
    name: str, edition: Edition, actor: Actor, *, now: datetime, **data: object
) -> EditionDossier:
    """Inside a deed: this very step, or a sentence that says what comes before it."""
    village = edition.village
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    steps = [one for one in (*table_of(profile), *ASIDE) if one.name == name]
    if not steps:
        text = "本村的规则没有设乡镇审核这一步，不用送。"
        raise Blocked([Blocker("no-such-step", text, remedy="体检做完，直接提交表决")])
    actor.require(steps[0].permission, village.id, village.township_id)
    if steps[0].source is not edition.stage:
        raise Blocked([_not_here(name, edition, profile)])
    dossier = await dossier_of(edition, today=clock.local_date(now))
    await flows.take(steps[0], edition, dossier, actor, now=now, **data)
    return dossier


def _not_here(name: str, edition: Edition, profile: Profile) -> Blocker:
    order = list(S)
    step = next(one for one in (*table_of(profile), *ASIDE) if one.name == name)
    early = order.index(edition.stage) < order.index(S(step.source))
    text = TOO_EARLY.get(name, "") if early else ""
    text = text or "不能走这一步。"
    basis = profile.basis("matters.bylaws.body")
    return Blocker(
        "not-at-this-step",
        f"“{edition.title}”第 {edition.number} 版现在是“{edition.stage.label}”，{text}",
        basis,
        "在这一版里看下一步是什么",
    )
