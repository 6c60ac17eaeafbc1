"""Lists and views for pages that anybody may read. Reads only; names nobody.

A list is one statement, however long it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.functions import Count

from deliberation.decisions import ENDED
from deliberation.dossier import Dossier, Sitting, dossier_of
from deliberation.heads import FINAL
from deliberation.models import (
    AgendaItem,
    Canvass,
    CycleStep,
    Decision,
    DecisionStage,
    Delegation,
    LegalCheck,
    Meeting,
    MeetingStage,
    Recusal,
    RiskAssessment,
    TownshipReview,
)
from deliberation.outcome import Case
from deliberation.sequence import ORDER
from village import clock, selects
from village.rules import Body, MatterKind

ENDS = tuple(str(stage) for stage in ENDED)
LISTED = "SELECT id, number, title, kind, stage, merge_first_two FROM decision"
THEM = selects.places(len(ENDS))
RUNNING = f"{LISTED} WHERE village_id = ? AND stage NOT IN ({THEM}) ORDER BY id DESC"
ENDED_ONES = (
    f"{LISTED} WHERE village_id = ? AND stage IN ({THEM}) ORDER BY id DESC LIMIT ? OFFSET ?"
)
COUNT = "SELECT COUNT(*) AS ended FROM decision"
ENDED_COUNT = f"{COUNT} WHERE village_id = ? AND stage IN ({THEM})"
TITLES = "SELECT id, title FROM decision WHERE id IN"


@dataclass(frozen=True, slots=True)
class Listed:
    """A matter as a list shows it."""

    id: int
    number: str
    title: str
    kind: MatterKind
    stage: DecisionStage
    merge_first_two: bool


async def in_progress(village_id: int) -> list[Listed]:
    """What the village is busy with, the latest first; only what a list shows is fetched."""
    return _listed(await selects.rows(RUNNING, village_id, *ENDS))


def _listed(rows: Sequence[Any]) -> list[Listed]:
    return [
        Listed(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            kind=MatterKind(row["kind"]),
            stage=DecisionStage(row["stage"]),
            merge_first_two=bool(row["merge_first_two"]),
        )
        for row in rows
    ]


async def ended(village_id: int, *, skip: int, most: int) -> list[Listed]:
    """What has come to its end, the latest first."""
    return _listed(await selects.rows(ENDED_ONES, village_id, *ENDS, most, skip))


async def ended_count(village_id: int) -> int:
    [row] = await selects.rows(ENDED_COUNT, village_id, *ENDS)
    return int(row["ended"])


async def running_in(village_ids: Iterable[int]) -> dict[int, int]:
    """How many matters each of these villages is busy with; none is left out as nought."""
    rows = (
        await Decision.filter(village_id__in=list(village_ids))
        .exclude(stage__in=ENDED)
        .annotate(running=Count("id"))
        .group_by("village_id")
        .values("village_id", "running")
    )
    return {row["village_id"]: row["running"] for row in rows}


async def titles(decision_ids: Iterable[int]) -> dict[int, str]:
    """Their titles, for papers that are about them; asks nothing when there are none."""
    ids = sorted(set(decision_ids))
    if not ids:
        return {}
    rows = await selects.rows(f"{TITLES} ({selects.places(len(ids))})", *ids)
    return {row["id"]: row["title"] for row in rows}


@dataclass(frozen=True, slots=True)
class PublicMatter:
    """One matter as anyone may read it: also what was prepared before the vote.

    `recused` counts, for an agenda item, those who stepped out over an interest.
    """

    dossier: Dossier
    canvasses: tuple[Canvass, ...]
    legal: LegalCheck | None
    risk: RiskAssessment | None
    delegation: Delegation | None
    review: TownshipReview | None
    called: tuple[Meeting, ...]
    recused: Mapping[int, int]

    @property
    def decision(self) -> Decision:
        return self.dossier.decision

    @property
    def sittings(self) -> Sequence[Sitting]:
        """All recorded meetings, in order of time."""
        found = [one for held in self.dossier.sittings.values() for one in held]
        return sorted(found, key=lambda one: (one.item.meeting.starts_at, one.item.id))

    @property
    def resolution(self) -> str:
        """What was resolved, once it stands."""
        sitting = self.dossier.sitting(CycleStep.RESOLVE)
        return sitting.item.resolution if sitting is not None and sitting.passed else ""


async def public_matter(decision: Decision, *, today: date) -> PublicMatter:
    dossier = await dossier_of(decision, today=today)
    before_vote = ORDER.index(decision.stage) < ORDER.index(DecisionStage.RESOLVED)
    canvasses, legal, risk = dossier.canvasses, dossier.legal, dossier.risk
    delegation = dossier.delegation
    if not before_vote:
        canvasses = tuple(await Canvass.filter(decision_id=decision.id).order_by("id"))
        legal = await LegalCheck.filter(decision_id=decision.id).order_by("-id").first()
        risk = await RiskAssessment.filter(decision_id=decision.id).order_by("-id").first()
        delegation = await Delegation.get_or_none(id=decision.delegation_id or 0)
    return PublicMatter(
        dossier=dossier,
        canvasses=canvasses,
        legal=legal,
        risk=risk,
        delegation=delegation,
        review=dossier.review,
        called=await _called(decision) if decision.stage not in ENDED else (),
        recused=await _recused(dossier),
    )


async def _called(decision: Decision) -> tuple[Meeting, ...]:
    """Meetings to come on this matter: villagers may prepare for them."""
    items = (
        await AgendaItem.filter(decision_id=decision.id, meeting__stage=MeetingStage.CALLED)
        .order_by("meeting__starts_at")
        .select_related("meeting")
    )
    return tuple(item.meeting for item in items)


async def _recused(dossier: Dossier) -> dict[int, int]:
    ids = [one.item.id for held in dossier.sittings.values() for one in held]
    found = await Recusal.filter(item_id__in=ids).values_list("item_id", flat=True) if ids else []
    counted: dict[int, int] = {}
    for item_id in found:
        counted[int(str(item_id))] = counted.get(int(str(item_id)), 0) + 1
    return counted


def case_of(matter: PublicMatter, sitting: Sitting) -> Case:
    """The question that was put to the law, from the record: asked again it answers the same.

    The heads are those that were counted, without who had stepped out where the profile says so.
    """
    item, meeting = sitting.item, sitting.item.meeting
    asked = sitting.ruling.get("asked", {})
    return Case(
        body=meeting.body,
        unit=meeting.unit,
        entitled=asked.get("entitled", meeting.entitled),
        present=asked.get("present", meeting.present),
        yes=item.yes,
        no=item.no or 0,
        abstain=item.abstain or 0,
        spoiled=item.spoiled or 0,
        matter=matter.decision.kind,
        is_final=item.step in FINAL,
        delegated=_delegated(sitting),
        notice_days=(clock.local_date(meeting.starts_at) - meeting.notified_on).days,
        ad_hoc=meeting.ad_hoc_reason,
        women_entitled=asked.get("women_entitled"),
        women_present=asked.get("women_present"),
        unreachable=meeting.excluded,
        excluded_reported=meeting.excluded_reported,
    )


def _delegated(sitting: Sitting) -> bool | None:
    """Read from what was found, for a mandate may have been given or taken back since."""
    codes = {reason["code"] for reason in sitting.reasons}
    if codes & {"delegated", "not-delegable"}:
        return True
    return False if sitting.item.meeting.body is Body.REPRESENTATIVE_ASSEMBLY else None
