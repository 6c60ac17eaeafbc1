"""决议公开 and 结果公开: the papers are written from the record, so that nothing is typed twice.

A paper says what was counted, by whom and when it was entered, and never a number that belongs to
one person.
"""

from dataclasses import dataclass
from datetime import date, datetime

from deliberation.dossier import Dossier, Sitting, dossier_of
from deliberation.models import CycleStep, Decision, DecisionStage
from publicity import notices, privacy
from publicity.models import Notice, NoticeKind
from publicity.notices import Paper
from village import clock, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import Village
from village.permissions import Actor, Permission
from village.rules import Unit

STAGES = {
    NoticeKind.RESOLUTION: DecisionStage.RESOLVED,
    NoticeKind.RESULT: DecisionStage.ACCEPTED,
}
LONGEST_TITLE = 120
NAMED_IN_FULL = ("unreachable-excluded", "votes-missing")
"""Findings about the count that belong beside its numbers."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk may add: a longer period, the places, and words below the drafted text."""

    days: int | None = None
    places: str = ""
    addition: str = ""


def may_post(dossier: Dossier) -> NoticeKind | None:
    """Which paper the matter is ready for; the result of a published text hangs already."""
    stage = dossier.decision.stage
    kind = next((kind for kind, at in STAGES.items() if stage is at), None)
    return None if kind is NoticeKind.RESULT and dossier.by_publication else kind


async def post(decision: Decision, wish: Wish, actor: Actor, *, now: datetime) -> Notice:
    """Hang up the paper this stage asks for, for at least the days of the profile."""
    village = decision.village
    seat = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    _check_words(wish)
    async with storage.writing(village.id):
        fresh = await Decision.get(id=decision.id).select_related("village", "group")
        dossier = await dossier_of(fresh, today=clock.local_date(now))
        kind = may_post(dossier)
        if kind is None:
            text = f"这个议题现在是“{fresh.stage.label}”，还没有可以张贴的公告。"
            raise Blocked([Blocker("nothing-to-post", text, remedy="先完成前一步")])
        paper = drafted(dossier, kind, wish)
        replaces = next((one for one in reversed(dossier.withdrawn) if one.kind is kind), None)
        return await notices.post(village.id, paper, seat, now=now, replaces=replaces)


def _check_words(wish: Wish) -> None:
    wrong: dict[str, str] = {}
    for name, text in (("places", wish.places), ("addition", wish.addition)):
        if found := privacy.first_number(text):
            wrong[name] = f"“{found}”像身份证号、手机号或卡号，不能贴出来，请删去。"
    if wrong:
        raise InvalidInput(wrong)


def drafted(dossier: Dossier, kind: NoticeKind, wish: Wish) -> Paper:
    """The paper as it would hang: title, text, days. Also what the clerk sees beforehand."""
    least = dossier.profile.periods[str(kind)]
    village = dossier.decision.village
    write = _resolution if kind is NoticeKind.RESOLUTION else _result
    title, lines = write(dossier)
    if wish.addition:
        lines = [*lines, wish.addition]
    shown = [privacy.hidden(line) for line in lines]
    return Paper(
        subject=f"decision:{dossier.decision.id}",
        kind=kind,
        title=_short(privacy.hidden(title)),
        body="\n\n".join([*shown, _where_to_object(village)]),
        days=least.value if wish.days is None else wish.days,
        least=least.value,
        basis=least.basis,
        places=wish.places or village.board_places,
    )


def _short(title: str) -> str:
    """As much as a notice's title holds: long names of village, group and matter add up."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _full(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def yuan(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d} 元"


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def _resolution(dossier: Dossier) -> tuple[str, list[str]]:
    decision = dossier.decision
    sitting = dossier.sitting(CycleStep.RESOLVE)
    if sitting is None or not sitting.passed:
        raise Blocked([Blocker("no-meeting", "还没有通过决议的会议记录。")])
    title = f"{decision.village.name}{_who_met(dossier, sitting)}关于“{decision.title}”的决议公告"
    lines = [_meeting_line(dossier, sitting), _vote_line(dossier, sitting)]
    if sitting.item.resolution:
        lines.append(f"决议内容：{_stopped(sitting.item.resolution)}")
    if decision.budget_cents is not None:
        lines.append(f"预算：{yuan(decision.budget_cents)}。")
    return title, lines


def _who_met(dossier: Dossier, sitting: Sitting) -> str:
    """The body that voted, as the minutes have it; a group's meeting with the group's name."""
    body, group = sitting.item.meeting.body, dossier.decision.group
    return f"{group.name if group and body is dossier.decision.body else ''}{body.label}"


def _meeting_line(dossier: Dossier, sitting: Sitting) -> str:
    meeting, measure = sitting.item.meeting, _measure(sitting)
    where = f"{dossier.decision.village.name}{_who_met(dossier, sitting)}在{meeting.place}召开"
    line = f"{_full(sitting.day)}，{where}，应到 {meeting.entitled} {measure}，"
    line += f"实到 {meeting.present} {measure}"
    away = (meeting.present or 0) - (sitting.item.present or 0)
    if away > 0:
        line += f"，其中 {away} {measure}与这件事有利害关系，回避了这项表决"
    if meeting.late_reason and meeting.recorded_at is not None:
        line += f"（{_full(clock.local_date(meeting.recorded_at))}补录）"
    return f"{line}。"


def _measure(sitting: Sitting) -> str:
    return "户" if sitting.item.meeting.unit is Unit.HOUSEHOLDS else "人"


def _vote_line(dossier: Dossier, sitting: Sitting) -> str:
    item, ruling = sitting.item, sitting.ruling
    method = f"以{item.method.label}方式" if item.method else ""
    line = f"会议对“{dossier.decision.title}”{method}表决：同意 {item.yes} 票，"
    line += f"反对 {item.no} 票，弃权 {item.abstain} 票"
    line += f"，废票 {item.spoiled} 票。" if item.spoiled else "。"
    line += "".join(one["text"] for one in sitting.reasons if one["code"] in NAMED_IN_FULL)
    needed = (("到会", ruling.get("needed_present")), ("同意", ruling.get("needed_yes")))
    asked = [f"{what}需要 {number}" for what, number in needed if number is not None]
    return line + "，".join([*asked, "决议通过。"])


def _result(dossier: Dossier) -> tuple[str, list[str]]:
    decision, works = dossier.decision, dossier.works
    title = f"{decision.village.name}关于“{decision.title}”实施结果的公告"
    if works is None or works.finished_on is None:
        raise Blocked([Blocker("not-finished", "还没有登记完成情况。")])
    lines = [
        f"实施单位：{_stopped(works.doer)}",
        f"起止时间：{_full(works.began_on)}至{_full(works.finished_on)}。",
        _money_line(works.budget_cents, works.spent_cents or 0),
    ]
    if works.accepted_on is not None:
        lines.append(f"验收：{_full(works.accepted_on)}，{_stopped(works.acceptance)}")
    lines += [f"变更（{one.stage.label}）：{_stopped(one.what)}" for one in dossier.changes]
    return title, lines


def _money_line(budget: int, spent: int) -> str:
    if not budget and not spent:
        return "这件事没有花钱。"
    rest = budget - spent
    word = "与预算相符"
    if rest:
        word = f"比预算少用 {yuan(rest)}" if rest > 0 else f"超出预算 {yuan(-rest)}"
    return f"预算 {yuan(budget)}，决算 {yuan(spent)}，{word}。"


def _where_to_object(village: Village) -> str:
    phone = f"，电话 {village.duty_phone}" if village.duty_phone else ""
    return (
        "对以上内容有异议的，可以在公示期内向村务监督委员会或者村民委员会提出，"
        f"也可以扫码提出{phone}。"
    )
