"""What the village has to do next, by last day: the desk is a list of deadlines, not a menu.

Reads only, in a number of statements that does not grow; every entry says what, by when, and what
is missing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deliberation import concern_lists, cycle
from deliberation.concern_guards import TAKEN_UP
from deliberation.concern_models import SOON
from deliberation.decisions import ENDED
from deliberation.dossier import Dossier, dossiers_of
from deliberation.models import (
    AgendaItem,
    Concern,
    ConcernAudience,
    ConcernStage,
    CycleStep,
    Decision,
    Meeting,
    MeetingStage,
    SayItem,
    SaySession,
    SayStage,
)
from publicity.models import Notice, NoticeKind, Objection
from village import clock, offices, rules
from village.errors import Blocker
from village.models import Evidence, EvidenceKind, Person, Village
from village.permissions import Office
from village.rules import Body

LOOK_AHEAD = 90  # days in which an ending term is worth a line
PAPERS = (NoticeKind.RESOLUTION, NoticeKind.RESULT)
ELSEWHERE = ("notice-still-running", "township-still-reading", "objection-open")
"""Days that only pass, and objections, which have their own lines."""

PREPARATIONS = ("no-canvass", "not-legally-checked", "no-risk-assessment", "no-delegation")
YEAR, QUARTER = 12, 3  # months
MOST_CONCERNS = 20  # the rest stand on the list of concerns
NEXT = {
    **dict.fromkeys(ConcernStage, "去办"),
    ConcernStage.RAISED: "受理",
    ConcernStage.ROUTED: "交办",
    ConcernStage.ANSWERED: "回访",
    ConcernStage.CALLED_BACK: "归档",
}


@dataclass(frozen=True, slots=True)
class Due:
    """`last` None: no day is set, but it waits for somebody. `subject` says where to go."""

    last: date | None
    what: str
    missing: str
    subject: str
    act: str


async def due_list(village: Village, today: date) -> list[Due]:
    called = await Meeting.filter(village_id=village.id, stage=MeetingStage.CALLED).order_by(
        "starts_at"
    )
    found = [
        *await _objections(village),
        *await _concerns(village, today),
        *await _say_days(village, today),
        *await _carried_out(village),
        *_meetings(called, today),
        *await _notices(village, today),
        *await _matters(village, [one.id for one in called], today),
        *await _rhythm(village, today),
        *await _terms(village, today),
    ]
    return sorted(found, key=lambda one: (one.last is None, one.last or today))


async def _objections(village: Village) -> list[Due]:
    waiting = Objection.filter(village_id=village.id, answered_at__isnull=True)
    return [
        Due(
            one.answer_due, f"异议：{one.notice.title}", "还没有答复", f"objection:{one.id}", "答复"
        )
        for one in await waiting.order_by("answer_due").select_related("notice")
    ]


async def _concerns(village: Village, today: date) -> list[Due]:
    """The concerns that are late or nearly so; the supervisors' own are on their list alone."""
    waiting = Concern.filter(
        village_id=village.id, outcome=None, due_on__lte=today + timedelta(days=SOON)
    ).exclude(audience=ConcernAudience.SUPERVISORS)
    found = [
        _of_concern(one, one.due_on, one.stage.label, NEXT[one.stage])
        for one in await waiting.order_by("due_on", "id").limit(MOST_CONCERNS)
    ]
    text = "议题有了结果，还没有反馈说事人"
    ended = await concern_lists.after_matters(village.id)
    return [*(_of_concern(one, today, text, "反馈") for one in ended), *found]


def _of_concern(concern: Concern, last: date | None, missing: str, act: str) -> Due:
    what = f"说事 {concern.number}（{concern.category.label}）"
    return Due(last, what, missing, f"concern:{concern.id}", act)


async def _say_days(village: Village, today: date) -> list[Due]:
    called = SaySession.filter(village_id=village.id, stage=SayStage.CALLED).order_by("day", "id")
    return [
        Due(
            one.day,
            one.form.label,
            "登记来了谁、说了什么"
            if one.day <= today
            else f"{one.day.month} 月 {one.day.day} 日开",
            f"say:{one.id}",
            "登记" if one.day <= today else "看安排",
        )
        for one in await called
    ]


async def _carried_out(village: Village) -> list[Due]:
    """What a session took up with a day: until what came of it stands beside what was agreed."""
    open_ones = SayItem.filter(
        session__village_id=village.id,
        verdict__in=TAKEN_UP,
        to_matter=False,
        carry_by__not_isnull=True,
        came_on=None,
    )
    rows = open_ones.order_by("carry_by", "id").select_related("concern")
    return [
        Due(
            one.carry_by,
            f"会上议定的说事 {one.concern.number}",
            "还没有登记办得怎样",
            f"say:{one.session_id}",
            "登记",
        )
        for one in await rows.limit(MOST_CONCERNS)
    ]


def _meetings(called: Sequence[Meeting], today: date) -> list[Due]:
    found = []
    for one in called:
        day = clock.local_date(one.starts_at)
        held = day <= today
        found.append(
            Due(
                day,
                one.title,
                "登记到会和表决" if held else f"{day.month} 月 {day.day} 日开会",
                f"meeting:{one.id}",
                "登记" if held else "看通知",
            )
        )
    return found


async def _notices(village: Village, today: date) -> list[Due]:
    hanging = await Notice.filter(
        village_id=village.id,
        kind__in=PAPERS,
        withdrawn_at__isnull=True,
        last_day__gte=today - timedelta(days=LOOK_AHEAD),
    )
    subjects = [f"notice:{one.id}" for one in hanging]
    kept = await Evidence.filter(village_id=village.id, subject__in=subjects).values_list(
        "subject", "kind"
    )
    taken = {(str(subject), str(kind)) for subject, kind in kept}
    found = []
    for one in hanging:
        subject = f"notice:{one.id}"
        if (subject, str(EvidenceKind.BOARD_FIRST)) not in taken:
            found.append(Due(one.first_day, one.title, "首日张贴照片", subject, "传照片"))
        if (subject, str(EvidenceKind.BOARD_LAST)) not in taken:
            found.append(Due(one.last_day, one.title, "末日张贴照片", subject, "传照片"))
    return found


async def _matters(village: Village, meetings: Sequence[int], today: date) -> list[Due]:
    """What each running matter waits for, unless a called meeting or a running day stands here."""
    running = Decision.filter(village_id=village.id).exclude(stage__in=ENDED).order_by("id")
    matters = await running.select_related("village", "group")
    called: set[tuple[int, CycleStep]] = set()
    if meetings:
        items = AgendaItem.filter(meeting_id__in=list(meetings))
        called = {(one.decision_id, one.step) for one in await items}
    dossiers = await dossiers_of(matters, today=today)
    return [due for one in dossiers if (due := _next_of(one, called)) is not None]


def _next_of(dossier: Dossier, called: Collection[tuple[int, CycleStep]]) -> Due | None:
    decision, blockers = dossier.decision, cycle.blockers(dossier)
    subject = f"decision:{decision.id}"
    if not blockers:
        return Due(dossier.today, decision.title, "可以走下一步了", subject, "往下走")
    missing = next((one for one in blockers if not _stands_elsewhere(one, decision, called)), None)
    if missing is None:
        return None
    if missing.code == "not-posted":
        return Due(dossier.today, decision.title, missing.text, subject, "贴公告")
    if missing.code == "not-finished" and dossier.works is not None:
        return Due(dossier.works.due_on, decision.title, missing.text, subject, "登记完成")
    return Due(None, decision.title, missing.text, subject, "去办")


def _stands_elsewhere(
    blocker: Blocker, decision: Decision, called: Collection[tuple[int, CycleStep]]
) -> bool:
    """Has its own line on the desk, or only waits for days to pass."""
    if blocker.code in ELSEWHERE:
        return True
    if blocker.code == "change-open":
        return (decision.id, CycleStep.CHANGE) in called
    step = cycle.step_in_hand(decision)
    return blocker.code not in PREPARATIONS and (decision.id, step) in called


async def _rhythm(village: Village, today: date) -> list[Due]:
    """The assemblies' year and the representatives' quarter, where too few were held yet."""
    year = date(today.year, 1, 1)
    held = Meeting.filter(
        village_id=village.id, stage=MeetingStage.HELD, starts_at__gte=clock.at_local(year)
    )
    sat = await held.values_list("body", "starts_at")
    found = []
    for body, since, months, wanted in await _wanted(village, today):
        begins = clock.at_local(since)
        count = sum(Body(str(one)) is body and at >= begins for one, at in sat)
        if count < wanted:
            text = (
                f"{'本季度' if months == QUARTER else '今年'}开过 {count} 次，至少要开 {wanted} 次"
            )
            found.append(Due(_end_of(since, months), body.label, text, f"body:{body}", "召集"))
    return found


async def _wanted(village: Village, today: date) -> list[tuple[Body, date, int, int]]:
    """Body, since when, for how many months, how often: of the bodies that this village has."""
    profile = rules.profile(village.profile_code)
    year = date(today.year, 1, 1)
    quarter = date(today.year, today.month - (today.month - 1) % QUARTER, 1)
    found = [(Body.VILLAGERS_ASSEMBLY, year, YEAR, "assembly.min_per_year")]
    if await offices.holders(village, Office.REPRESENTATIVE, today):
        rule = "representatives.min_per_quarter"
        found.append((Body.REPRESENTATIVE_ASSEMBLY, quarter, QUARTER, rule))
    if await Person.exists(village_id=village.id, collective_member=True, left_on__isnull=True):
        found.append((Body.COLLECTIVE_ASSEMBLY, year, YEAR, "collective.min_per_year"))
    return [(body, since, months, profile.whole(rule) or 0) for body, since, months, rule in found]


def _end_of(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1) - timedelta(days=1)


async def _terms(village: Village, today: date) -> list[Due]:
    ending = await offices.ending_soon(village, today, LOOK_AHEAD)
    days = sorted({one.term_ends_on for one in ending if one.term_ends_on is not None})
    return [
        Due(
            day,
            "任期届满",
            f"{sum(one.term_ends_on == day for one in ending)} 个职务，换届或者改选",
            "offices:",
            "看任职",
        )
        for day in days
    ]
