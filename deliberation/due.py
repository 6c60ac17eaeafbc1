"""What the village has to do next, by last day: the desk is a list of deadlines, not a menu.

Reads only; every entry says what, by when, and what is missing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from deliberation import cycle
from deliberation.decisions import ENDED
from deliberation.dossier import dossier_of
from deliberation.models import Decision, DecisionStage, Meeting, MeetingStage
from publicity.models import Notice, NoticeKind, Objection
from village import clock, offices, rules
from village.models import Evidence, EvidenceKind, Village
from village.rules import Body

LOOK_AHEAD = 90  # days in which an ending term is worth a line
PAPERS = (NoticeKind.RESOLUTION, NoticeKind.RESULT)


@dataclass(frozen=True, slots=True)
class Due:
    """`last` None: no day is set, but it waits for somebody. `subject` says where to go."""

    last: date | None
    what: str
    missing: str
    subject: str
    act: str


async def due_list(village: Village, today: date) -> list[Due]:
    found = [
        *await _objections(village, today),
        *await _meetings(village, today),
        *await _notices(village, today),
        *await _matters(village, today),
        *await _rhythm(village, today),
        *await _terms(village, today),
    ]
    return sorted(found, key=lambda one: (one.last is None, one.last or today))


async def _objections(village: Village, today: date) -> list[Due]:
    waiting = Objection.filter(village_id=village.id, answered_at__isnull=True)
    return [
        Due(
            one.answer_due, f"异议：{one.notice.title}", "还没有答复", f"objection:{one.id}", "答复"
        )
        for one in await waiting.order_by("answer_due").select_related("notice")
    ]


async def _meetings(village: Village, today: date) -> list[Due]:
    called = Meeting.filter(village_id=village.id, stage=MeetingStage.CALLED)
    found = []
    for one in await called.order_by("starts_at"):
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


async def _matters(village: Village, today: date) -> list[Due]:
    running = Decision.filter(village_id=village.id).exclude(stage__in=ENDED)
    found = []
    for one in await running.select_related("village", "group"):
        blockers = cycle.blockers(await dossier_of(one, today=today))
        subject = f"decision:{one.id}"
        if not blockers:
            found.append(Due(today, one.title, "可以走下一步了", subject, "往下走"))
        elif one.stage not in (DecisionStage.RESOLVED, DecisionStage.ACCEPTED):
            found.append(Due(None, one.title, blockers[0].text, subject, "去办"))
        elif blockers[0].code == "not-posted":
            found.append(Due(today, one.title, blockers[0].text, subject, "贴公告"))
    return found


async def _rhythm(village: Village, today: date) -> list[Due]:
    """The assembly's year and the representatives' quarter, where none was held yet."""
    profile = rules.profile(village.profile_code)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    found = []
    for body, since, path, name in (
        (Body.REPRESENTATIVE_ASSEMBLY, quarter, "representatives.min_per_quarter", "本季度"),
        (Body.VILLAGERS_ASSEMBLY, date(today.year, 1, 1), "assembly.min_per_year", "今年"),
    ):
        held = Meeting.filter(
            village_id=village.id,
            body=body,
            stage=MeetingStage.HELD,
            starts_at__gte=clock.at_local(since),
        )
        wanted = profile.whole(path) or 0
        if await held.count() < wanted:
            text = f"{name}还没有开够 {wanted} 次"
            last = _end_of(since, 3 if body is Body.REPRESENTATIVE_ASSEMBLY else 12)
            found.append(Due(last, body.label, text, f"body:{body}", "召集"))
    return found


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
