"""The township's view of its villages: read only, and a fixed number of statements for all of them.

What is counted here is told in words on the page; nothing here can be changed by the township.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count

from bylaws import at_township
from bylaws.at_township import TextWaiting
from deliberation.models import (
    AgendaItem,
    Concern,
    ConcernLevel,
    Decision,
    DecisionStage,
    Meeting,
    MeetingStage,
    TownshipReview,
)
from publicity import board
from publicity.models import Objection
from village import clock, composition, offices, rules
from village.composition import Assembly
from village.errors import Blocker
from village.models import Appointment, Evidence, Person, Sex, Township, Village
from village.naming import Named
from village.permissions import COMMITTEE, SUPERVISION, Office

LOOK_BACK = 365  # days in which a failed meeting or a repeated picture is worth a word
SOON = 3  # days before an answer is due
COUNTED = (Office.REPRESENTATIVE, *COMMITTEE, *SUPERVISION)


class Standing(Named):
    """How a village stands, for the order of the list; the words say it without the colour."""

    LATE = "late", "逾期"
    SOON = "soon", "临期"
    WELL = "well", "正常"


ORDER = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class VillageFacts:
    """One village of the list. `late` and `soon` are why it stands as it does."""

    village: Village
    hanging: int
    stages: tuple[tuple[DecisionStage, int], ...]
    late: tuple[str, ...]
    soon: tuple[str, ...]
    notable: tuple[str, ...]
    findings: tuple[Blocker, ...]
    profile: str
    reviews: tuple[TownshipReview, ...]
    texts: tuple[TextWaiting, ...]

    @property
    def standing(self) -> Standing:
        if self.late:
            return Standing.LATE
        return Standing.SOON if self.soon else Standing.WELL

    @property
    def rules(self) -> str:
        """The profile's name without what it stands on."""
        return self.profile.partition("（")[0]


@dataclass
class Gathered:
    """What the statements brought, by village."""

    hanging: Mapping[int, int]
    stages: dict[int, Counter[DecisionStage]] = field(default_factory=dict)
    late: dict[int, list[str]] = field(default_factory=dict)
    soon: dict[int, list[str]] = field(default_factory=dict)
    notable: dict[int, list[str]] = field(default_factory=dict)
    assemblies: dict[int, Assembly] = field(default_factory=dict)
    supervisors: dict[int, int] = field(default_factory=dict)
    reviews: list[TownshipReview] = field(default_factory=list)
    texts: list[TextWaiting] = field(default_factory=list)


async def of_township(township: Township, today: date) -> list[VillageFacts]:
    """Those that need attention first: what is late, then what is soon, then what stands out."""
    villages = await Village.filter(township_id=township.id).order_by("id")
    return sorted(await facts_of(villages, today), key=_by_need)


def _by_need(one: VillageFacts) -> tuple[int, int, int, int]:
    odd = len(one.notable) + len(one.findings)
    return ORDER[one.standing], -len(one.late), -odd, one.village.id


async def facts_of(villages: Sequence[Village], today: date) -> list[VillageFacts]:
    ids = [one.id for one in villages]
    found = Gathered(await board.counted_on(ids, today))
    await _matters(found, ids)
    await _objections(found, ids, today)
    await _unrecorded(found, ids, today)
    await _reviews(found, ids, today)
    await _texts(found, ids)
    await _concerns(found, ids, today)
    await _verdicts(found, ids, today)
    await _entered_late(found, ids, today)
    await _repeats(found, ids, today)
    await _make_up(found, ids, today)
    return [_facts(one, found) for one in villages]


def _facts(village: Village, found: Gathered) -> VillageFacts:
    profile = rules.known().get(village.profile_code)
    stages = found.stages.get(village.id, Counter())
    empty = Assembly(0, 0, 0, 0, 0)
    findings: tuple[Blocker, ...] = ()
    if profile is not None:
        findings = (
            *composition.assembly_findings(found.assemblies.get(village.id, empty), profile),
            *composition.supervision_findings(found.supervisors.get(village.id, 0), profile),
        )
    return VillageFacts(
        village=village,
        hanging=found.hanging.get(village.id, 0),
        stages=tuple((stage, stages[stage]) for stage in DecisionStage if stages[stage]),
        late=tuple(found.late.get(village.id, ())),
        soon=tuple(found.soon.get(village.id, ())),
        notable=tuple(found.notable.get(village.id, ())),
        findings=findings,
        profile=profile.title if profile is not None else village.profile_code,
        reviews=tuple(one for one in found.reviews if one.decision.village_id == village.id),
        texts=tuple(one for one in found.texts if one.village_id == village.id),
    )


def _tell(where: dict[int, list[str]], counts: Mapping[int, int], sentence: str) -> None:
    for village_id, count in counts.items():
        if count:
            where.setdefault(village_id, []).append(sentence.format(count))


async def _matters(found: Gathered, ids: Collection[int]) -> None:
    rows = (
        await Decision.filter(village_id__in=ids)
        .annotate(many=Count("id"))
        .group_by("village_id", "stage")
        .values("village_id", "stage", "many")
    )
    for row in rows:
        stages = found.stages.setdefault(row["village_id"], Counter())
        stages[DecisionStage(row["stage"])] += row["many"]


async def _objections(found: Gathered, ids: Collection[int], today: date) -> None:
    rows = await Objection.filter(
        village_id__in=ids, answered_at__isnull=True, answer_due__lte=today + timedelta(days=SOON)
    ).values_list("village_id", "answer_due")
    late, soon = _split(rows, today)
    _tell(found.late, late, "{} 条异议过了答复期限")
    _tell(found.soon, soon, "{} 条异议快到答复期限")


def _split(rows: Sequence[Any], today: date) -> tuple[Counter[int], Counter[int]]:
    """By village: past their last day, and not yet past it."""
    late = Counter(village_id for village_id, due in rows if due < today)
    return late, Counter(village_id for village_id, due in rows if due >= today)


async def _unrecorded(found: Gathered, ids: Collection[int], today: date) -> None:
    rows = await Meeting.filter(
        village_id__in=ids, stage=MeetingStage.CALLED, starts_at__lt=clock.at_local(today)
    ).values_list("village_id", flat=True)
    _tell(found.late, Counter(rows), "{} 次会议过了日子还没有登记")  # type: ignore[arg-type]


async def _reviews(found: Gathered, ids: Collection[int], today: date) -> None:
    """Unanswered requests, the earliest last day first. Silence stops nobody."""
    open_ = TownshipReview.filter(decision__village_id__in=ids, given_at__isnull=True)
    found.reviews = await open_.order_by("due_on", "id").select_related("decision__village")
    rows = [(one.decision.village_id, one.due_on) for one in found.reviews]
    late, soon = _split(rows, today)
    _tell(found.late, late, "{} 份决议送来审查，乡镇没有按期答复")
    _tell(found.soon, soon, "{} 份决议等乡镇提意见")


async def _texts(found: Gathered, ids: Collection[int]) -> None:
    found.texts = await at_township.waiting(ids)
    drafts = Counter(one.village_id for one in found.texts if one.filing_id is None)
    _tell(found.soon, drafts, "{} 份村规民约草案等乡镇提意见")


async def _concerns(found: Gathered, ids: Collection[int], today: date) -> None:
    """What is past its day, told apart by whose turn it is; numbers only."""
    late = Concern.filter(village_id__in=ids, outcome=None, due_on__lt=today)
    rows = await late.values_list("village_id", "level")
    theirs = Counter(key for key, level in rows if level == ConcernLevel.TOWNSHIP)
    _tell(found.late, Counter(key for key, _ in rows) - theirs, "{} 件说事过了期限")
    _tell(found.late, theirs, "{} 件报上来的说事，乡镇没有按期答复")


async def _verdicts(found: Gathered, ids: Collection[int], today: date) -> None:
    rows = (
        await AgendaItem.filter(
            meeting__village_id__in=ids,
            meeting__starts_at__gte=clock.at_local(today - timedelta(days=LOOK_BACK)),
            verdict__in=("no_quorum", "unlawful"),
        )
        .annotate(many=Count("id"))
        .group_by("meeting__village_id", "verdict")
        .values("meeting__village_id", "verdict", "many")
    )
    for verdict, sentence in (
        ("no_quorum", "{} 次表决因到会人数不够没有开成"),
        ("unlawful", "{} 次表决程序不合法，不能认定通过"),
    ):
        mine = {
            row["meeting__village_id"]: row["many"] for row in rows if row["verdict"] == verdict
        }
        _tell(found.notable, mine, sentence)


async def _entered_late(found: Gathered, ids: Collection[int], today: date) -> None:
    since = clock.at_local(today - timedelta(days=LOOK_BACK))
    rows = (
        await Meeting.filter(village_id__in=ids, starts_at__gte=since)
        .exclude(late_reason="")
        .values_list("village_id", flat=True)
    )
    _tell(found.notable, Counter(rows), "{} 次会议是事后补录的")  # type: ignore[arg-type]


async def _repeats(found: Gathered, ids: Collection[int], today: date) -> None:
    since = clock.at_local(today - timedelta(days=LOOK_BACK))
    rows = await Evidence.filter(
        village_id__in=ids, same_as_id__isnull=False, kept_at__gte=since
    ).values_list("village_id", flat=True)
    _tell(found.notable, Counter(rows), "{} 张照片和以前的是同一张")  # type: ignore[arg-type]


async def _make_up(found: Gathered, ids: Collection[int], today: date) -> None:
    here = Q(person__left_on=None) | Q(person__left_on__gt=today)
    rows = await Appointment.filter(
        offices.running(today), here, village_id__in=ids, office__in=COUNTED
    ).values_list("village_id", "person_id", "office", "person__sex")
    people = await _people(ids, today)
    held: dict[int, list[Any]] = {}
    for row in rows:
        held.setdefault(row[0], []).append(row)
    for village_id in ids:
        mine = held.get(village_id, [])
        assembly = {row[1] for row in mine if row[2] not in SUPERVISION}
        representing = {row[1]: row[3] for row in mine if row[2] == Office.REPRESENTATIVE}
        population, households = people.get(village_id, (0, 0))
        found.assemblies[village_id] = Assembly(
            members=len(assembly),
            representatives=len(representing),
            women_representatives=sum(sex == Sex.FEMALE for sex in representing.values()),
            population=population,
            households=households,
        )
        found.supervisors[village_id] = len({row[1] for row in mine if row[2] in SUPERVISION})


async def _people(ids: Collection[int], today: date) -> dict[int, tuple[int, int]]:
    """Population and households of each village."""
    rows = (
        await Person.filter(Q(left_on=None) | Q(left_on__gt=today), village_id__in=ids)
        .annotate(many=Count("id"), homes=Count("household_id", distinct=True))
        .group_by("village_id")
        .values("village_id", "many", "homes")
    )
    return {row["village_id"]: (row["many"], row["homes"]) for row in rows}


async def has_clerk(village: Village, today: date) -> bool:
    """Without one nobody can register anything there, and the township has to help."""
    return bool(await offices.holders(village, Office.VILLAGE_CLERK, today))
