"""Rows of many matters at once: meetings, preparations, papers, works, each by its matter.

Every kind of row is one statement, however many matters are asked about; none asks for nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from deliberation import delegations
from deliberation.models import (
    AgendaItem,
    Canvass,
    Change,
    CycleStep,
    Decision,
    LegalCheck,
    MeetingStage,
    Milestone,
    RiskAssessment,
    TownshipReview,
    Works,
)
from deliberation.sequence import by_publication
from publicity.models import Notice, NoticeKind, Objection, SupervisionOpinion
from village import clock
from village.models import Evidence, EvidenceKind
from village.rules import Body, Profile

Facts = dict[int, dict[str, Any]]
"""Matter → the fields of its dossier that were found."""


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
    """A notice of this matter with what was said about it.

    `carried` are objections to papers that this one replaces: taking a paper down answers nobody.
    """

    notice: Notice
    objections: tuple[Objection, ...] = ()
    opinions: tuple[SupervisionOpinion, ...] = ()
    photographed: frozenset[EvidenceKind] = frozenset()
    carried: tuple[Objection, ...] = ()

    @property
    def unanswered(self) -> tuple[Objection, ...]:
        """Of those raised in time, also on a paper that was taken down."""
        return tuple(one for one in self._waiting if not one.late)

    @property
    def unanswered_late(self) -> tuple[Objection, ...]:
        return tuple(one for one in self._waiting if one.late)

    @property
    def _waiting(self) -> list[Objection]:
        return [one for one in (*self.carried, *self.objections) if one.answered_at is None]


def _ids(decisions: Iterable[Decision]) -> list[int]:
    return [one.id for one in decisions]


class _OfOne(Protocol):
    decision_id: int


Of = TypeVar("Of", bound=_OfOne)


def _by_decision(rows: Iterable[Of]) -> dict[int, list[Of]]:
    grouped: dict[int, list[Of]] = defaultdict(list)
    for row in rows:
        grouped[row.decision_id].append(row)
    return grouped


async def sittings(decisions: Sequence[Decision]) -> Facts:
    items = (
        await AgendaItem.filter(
            decision_id__in=_ids(decisions),
            meeting__stage__in=(MeetingStage.HELD, MeetingStage.FAILED),
        )
        .exclude(verdict="")  # off the agenda before the meeting began
        .order_by("meeting__starts_at", "id")
        .select_related("meeting")
    )
    facts: Facts = {}
    for number, held in _by_decision(items).items():
        by_step: dict[CycleStep, list[Sitting]] = defaultdict(list)
        for item in held:
            day = clock.local_date(item.meeting.starts_at)
            by_step[item.step].append(Sitting(item, day, json.loads(item.ruling or "{}")))
        facts[number] = {"sittings": {step: tuple(found) for step, found in by_step.items()}}
    return facts


async def prepared(decisions: Sequence[Decision]) -> Facts:
    if not decisions:
        return {}
    ids = _ids(decisions)
    canvasses = _by_decision(await Canvass.filter(decision_id__in=ids).order_by("id"))
    legal = _by_decision(await LegalCheck.filter(decision_id__in=ids).order_by("id"))
    risks = _by_decision(await RiskAssessment.filter(decision_id__in=ids).order_by("id"))
    return {
        one: {
            "canvasses": tuple(canvasses.get(one, ())),
            "legal": next(reversed(legal.get(one, [])), None),
            "risk": next(reversed(risks.get(one, [])), None),
        }
        for one in ids
    }


async def empowered(decisions: Sequence[Decision], today: date) -> Facts:
    """The mandate that was counted under, or that would be counted under today."""
    asking = [
        one
        for one in decisions
        if one.body is Body.REPRESENTATIVE_ASSEMBLY or one.delegation_id is not None
    ]
    if not asking:
        return {}
    given = await delegations.of_villages({one.village_id for one in asking})
    facts: Facts = {}
    for one in asking:
        here = [row for row in given if row.village_id == one.village_id]
        counted = next((row for row in here if row.id == one.delegation_id), None)
        found = counted or delegations.covering(here, one.kind, today)
        facts[one.id] = {"delegation": found}
    return facts


async def disclosed(decisions: Sequence[Decision], editions: Mapping[str, Profile]) -> Facts:
    """Papers by their kind. Where publishing a text carries the matter out, that is its result."""
    if not decisions:
        return {}
    subjects = {f"decision:{one.id}": one.id for one in decisions}
    texts = {
        one.raised_by: one.id
        for one in decisions
        if by_publication(one, editions[one.profile_digest])
    }
    notices = await Notice.filter(subject__in=[*subjects, *texts]).order_by("id")
    words = await _words([one.id for one in notices])
    shown = await _photographed(notices)
    facts: Facts = {one.id: {"postings": {}, "withdrawn": ()} for one in decisions}
    for notice in notices:
        of_text = notice.subject in texts
        if of_text and notice.kind is not NoticeKind.BYLAWS:
            continue
        told = facts[texts[notice.subject] if of_text else subjects[notice.subject]]
        if notice.withdrawn_at is not None:
            told["withdrawn"] += (notice,)
            continue
        said, opinions = words
        told["postings"][NoticeKind.RESULT if of_text else notice.kind] = Posting(
            notice,
            tuple(said.get(notice.id, ())),
            tuple(opinions.get(notice.id, ())),
            frozenset(shown.get(notice.id, ())),
            tuple(
                objection
                for gone in told["withdrawn"]
                if gone.kind is notice.kind
                for objection in said.get(gone.id, ())
            ),
        )
    return facts


async def _words(
    ids: Sequence[int],
) -> tuple[dict[int, list[Objection]], dict[int, list[SupervisionOpinion]]]:
    said: dict[int, list[Objection]] = defaultdict(list)
    opinions: dict[int, list[SupervisionOpinion]] = defaultdict(list)
    if ids:
        found = Objection.filter(notice_id__in=ids).order_by("id").select_related("person")
        for objection in await found:
            said[objection.notice_id].append(objection)
        given = SupervisionOpinion.filter(notice_id__in=ids).order_by("id")
        for opinion in await given.select_related("person"):
            opinions[opinion.notice_id].append(opinion)
    return said, opinions


async def _photographed(notices: Sequence[Notice]) -> dict[int, list[EvidenceKind]]:
    subjects = {f"notice:{one.id}": one.id for one in notices if one.withdrawn_at is None}
    shown: dict[int, list[EvidenceKind]] = defaultdict(list)
    if subjects:
        villages = {one.village_id for one in notices}
        pictures = Evidence.filter(village_id__in=list(villages), subject__in=list(subjects))
        for subject, kind in await pictures.values_list("subject", "kind"):
            shown[subjects[str(subject)]].append(EvidenceKind(str(kind)))
    return shown


async def reviewed(decisions: Sequence[Decision], editions: Mapping[str, Profile]) -> Facts:
    asking = [
        one for one in decisions if editions[one.profile_digest].is_on("township_review.enabled")
    ]
    if not asking:
        return {}
    reviews = await TownshipReview.filter(decision_id__in=_ids(asking))
    return {row.decision_id: {"review": row} for row in reviews}


async def carried_out(decisions: Sequence[Decision]) -> Facts:
    if not decisions:
        return {}
    ids = _ids(decisions)
    works = {row.decision_id: row for row in await Works.filter(decision_id__in=ids)}
    changes = _by_decision(await Change.filter(decision_id__in=ids).order_by("id"))
    steps: dict[int, list[Milestone]] = defaultdict(list)
    if works:
        found = Milestone.filter(works_id__in=[row.id for row in works.values()])
        for row in await found.order_by("id").select_related("evidence"):
            steps[row.works_id].append(row)
    return {
        one: {
            "works": works.get(one),
            "changes": tuple(changes.get(one, ())),
            "milestones": tuple(steps.get(works[one].id, ())) if one in works else (),
        }
        for one in ids
    }
