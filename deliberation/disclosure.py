"""决议公开 and 结果公开: the papers are written from the record, so that nothing is typed twice."""

from dataclasses import dataclass
from datetime import date, datetime

from deliberation.dossier import Dossier, Sitting, dossier_of
from deliberation.models import CycleStep, Decision, DecisionStage
from publicity import notices
from publicity.models import Notice, NoticeKind
from publicity.notices import Paper
from village import clock, storage
from village.errors import Blocked, Blocker
from village.models import Village
from village.permissions import Actor, Permission

STAGES = {
    NoticeKind.RESOLUTION: DecisionStage.RESOLVED,
    NoticeKind.RESULT: DecisionStage.ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk may add: a longer period, the places, and words below the drafted text."""

    days: int | None = None
    places: str = ""
    addition: str = ""


def may_post(decision: Decision) -> NoticeKind | None:
    """Which paper the matter is ready for."""
    return next((kind for kind, stage in STAGES.items() if decision.stage is stage), None)


async def post(decision: Decision, wish: Wish, actor: Actor, *, now: datetime) -> Notice:
    """Hang up the paper this stage asks for, for at least the days of the profile."""
    village = decision.village
    seat = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id).select_related("village", "group")
        kind = may_post(fresh)
        if kind is None:
            text = f"这个议题现在是“{fresh.stage.label}”，还没有可以张贴的公告。"
            raise Blocked([Blocker("nothing-to-post", text, remedy="先完成前一步")])
        dossier = await dossier_of(fresh, today=clock.local_date(now))
        paper = drafted(dossier, kind, wish)
        replaces = next((one for one in reversed(dossier.withdrawn) if one.kind is kind), None)
        return await notices.post(village.id, paper, seat, now=now, replaces=replaces)


def drafted(dossier: Dossier, kind: NoticeKind, wish: Wish) -> Paper:
    """The paper as it would hang: title, text, days. Also what the clerk sees beforehand."""
    least = dossier.profile.periods[str(kind)]
    village = dossier.decision.village
    write = _resolution if kind is NoticeKind.RESOLUTION else _result
    title, lines = write(dossier)
    if wish.addition:
        lines = [*lines, wish.addition]
    return Paper(
        subject=f"decision:{dossier.decision.id}",
        kind=kind,
        title=title,
        body="\n\n".join([*lines, _where_to_object(village)]),
        days=wish.days or least.value,
        least=least.value,
        basis=least.basis,
        places=wish.places or village.board_places,
    )


def _full(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def yuan(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d} 元"


def _resolution(dossier: Dossier) -> tuple[str, list[str]]:
    decision = dossier.decision
    sitting = dossier.sitting(CycleStep.RESOLVE)
    if sitting is None:
        raise Blocked([Blocker("no-meeting", "还没有决议的会议记录。")])
    title = f"{decision.village.name}{_body_name(decision)}关于“{decision.title}”的决议公告"
    lines = [_meeting_line(decision, sitting), _vote_line(decision, sitting)]
    if sitting.item.resolution:
        lines.append(f"决议内容：{sitting.item.resolution}")
    if decision.budget_cents is not None:
        lines.append(f"预算：{yuan(decision.budget_cents)}。")
    return title, lines


def _body_name(decision: Decision) -> str:
    return f"{decision.group.name if decision.group else ''}{decision.body.label}"


def _meeting_line(decision: Decision, sitting: Sitting) -> str:
    meeting = sitting.item.meeting
    late = ""
    if meeting.late_reason and meeting.recorded_at is not None:
        late = f"（{_full(clock.local_date(meeting.recorded_at))}补录）"
    return (
        f"{_full(sitting.day)}，{decision.village.name}{_body_name(decision)}在{meeting.place}召开，"
        f"应到 {meeting.entitled} {_measure(decision)}，实到 {meeting.present} "
        f"{_measure(decision)}{late}。"
    )


def _measure(decision: Decision) -> str:
    return "户" if decision.unit == "households" else "人"


def _vote_line(decision: Decision, sitting: Sitting) -> str:
    item = sitting.item
    method = item.method.label if item.method else ""
    spoiled = f"，废票 {item.spoiled} 票" if item.spoiled else ""
    return (
        f"会议对“{decision.title}”以{method}方式表决：同意 {item.yes} 票，反对 {item.no} 票，"
        f"弃权 {item.abstain} 票{spoiled}。到会需要 {sitting.ruling['needed_present']}，"
        f"同意需要 {sitting.ruling['needed_yes']}，决议通过。"
    )


def _result(dossier: Dossier) -> tuple[str, list[str]]:
    decision, works = dossier.decision, dossier.works
    title = f"{decision.village.name}关于“{decision.title}”实施结果的公告"
    if works is None or works.finished_on is None:
        raise Blocked([Blocker("not-finished", "还没有登记完成情况。")])
    spent = works.spent_cents or 0
    lines = [
        f"实施单位：{works.doer}。",
        f"起止时间：{_full(works.began_on)}至{_full(works.finished_on)}。",
        f"预算 {yuan(works.budget_cents)}，决算 {yuan(spent)}，"
        f"{_difference(works.budget_cents - spent)}。",
    ]
    if works.accepted_on is not None:
        lines.append(f"验收：{_full(works.accepted_on)}，{works.acceptance}")
    lines += [f"变更：{one.what}（{one.stage.label}）" for one in dossier.changes]
    return title, lines


def _difference(rest: int) -> str:
    if rest == 0:
        return "与预算相符"
    return f"比预算少用 {yuan(rest)}" if rest > 0 else f"超出预算 {yuan(-rest)}"


def _where_to_object(village: Village) -> str:
    phone = f"，电话 {village.duty_phone}" if village.duty_phone else ""
    return (
        "对以上内容有异议的，可以在公示期内向村务监督委员会或者村民委员会提出，"
        f"也可以扫码提出{phone}。"
    )
