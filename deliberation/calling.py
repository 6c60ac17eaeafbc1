"""What stands against calling a meeting: the body, the order, the notice in time, a second call.

Everything is asked inside the deed; a page shows the same answers beside what was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deliberation.models import AgendaItem, Change, ChangeStage, CycleStep, Decision
from deliberation.models import MeetingStage as Stage
from deliberation.sequence import BODIES_OF, already_done, before, steps_of
from village import clock
from village.errors import Blocker, InvalidInput
from village.models import Group, RollKind
from village.prepared import A_NUMBER, Prepared
from village.rules import Body, Profile, Unit

FURTHEST = 366  # days: a meeting further ahead is a mistyped year
ROLLS: dict[tuple[Body, Unit], RollKind] = {
    (Body.PARTY_BRANCH, Unit.ADULTS): RollKind.PARTY_BRANCH,
    (Body.TWO_COMMITTEES, Unit.ADULTS): RollKind.TWO_COMMITTEES,
    (Body.PARTY_MEETING, Unit.ADULTS): RollKind.PARTY_MEMBERS,
    (Body.VILLAGERS_ASSEMBLY, Unit.ADULTS): RollKind.ADULTS,
    (Body.VILLAGERS_ASSEMBLY, Unit.HOUSEHOLDS): RollKind.HOUSEHOLDS,
    (Body.REPRESENTATIVE_ASSEMBLY, Unit.ADULTS): RollKind.REPRESENTATIVE_ASSEMBLY,
    (Body.GROUP_MEETING, Unit.ADULTS): RollKind.GROUP_ADULTS,
    (Body.GROUP_MEETING, Unit.HOUSEHOLDS): RollKind.GROUP_HOUSEHOLDS,
    (Body.COLLECTIVE_ASSEMBLY, Unit.ADULTS): RollKind.COLLECTIVE_MEMBERS,
    (Body.COLLECTIVE_REPRESENTATIVES, Unit.ADULTS): RollKind.COLLECTIVE_REPRESENTATIVES,
}
"""A hearing has no roll: nobody is entitled to it by law."""

HELD = Prepared(
    lambda decision_id, step: (
        AgendaItem.filter(decision_id=decision_id, step=step, meeting__stage=Stage.HELD)
        .exclude(verdict="")
        .order_by("-meeting__starts_at")
        .limit(1)
        .select_related("meeting")
    ),
    A_NUMBER,
    CycleStep.HEAR.value,
)

VOTING = (
    Body.VILLAGERS_ASSEMBLY,
    Body.REPRESENTATIVE_ASSEMBLY,
    Body.GROUP_MEETING,
    Body.COLLECTIVE_ASSEMBLY,
    Body.COLLECTIVE_REPRESENTATIVES,
)


@dataclass(frozen=True, slots=True)
class Call:
    """`starts_at` is a moment; `notified_on` the China day on which people were told."""

    body: Body
    unit: Unit
    title: str
    place: str
    starts_at: datetime
    notified_on: date
    notified_how: str
    agenda: tuple[tuple[Decision, CycleStep], ...]
    group: Group | None = None
    ad_hoc_reason: str = ""
    late_reason: str = ""

    @property
    def day(self) -> date:
        return clock.local_date(self.starts_at)


def body_of(decision: Decision, step: CycleStep) -> Body:
    return BODIES_OF.get(step, decision.body)


def unit_of(profile: Profile, body: Body, unit: Unit) -> Unit:
    """How heads are counted there: a body that cannot count by household counts its members."""
    return profile.bodies[body].unit(unit) or Unit.ADULTS


def check_words(asked: Call, now: datetime) -> None:
    if wrong := _wrong_agenda(asked) | _wrong_days(asked, now):
        raise InvalidInput(wrong)


def _wrong_agenda(asked: Call) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not asked.agenda:
        wrong["agenda"] = "请至少选一个议题。"
    if len({decision.id for decision, _ in asked.agenda}) < len(asked.agenda):
        wrong["agenda"] = "同一个议题在一次会上只能走一步：提议、商议、审议、决议要分别开会。"
    if asked.body is Body.HOUSEHOLD_CANVASS:
        wrong["body"] = "逐户征求意见不是会议。请在议题里登记为“征求意见”。"
    if asked.body is Body.GROUP_MEETING and asked.group is None:
        wrong["group"] = "请选择是哪个村民小组的会。"
    return wrong


def _wrong_days(asked: Call, now: datetime) -> dict[str, str]:
    today = clock.local_date(now)
    wrong: dict[str, str] = {}
    if asked.notified_on > today:
        wrong["notified_on"] = "通知日期还没有到。请填已经发出通知的那一天。"
    elif asked.notified_on > asked.day:
        wrong["notified_on"] = "通知日期晚于开会日期，请核对。"
    if (asked.day - today).days > FURTHEST:
        wrong["starts_at"] = f"开会日期是 {asked.day:%Y-%m-%d}，在一年以后，请核对年份。"
    if asked.starts_at <= now and not asked.late_reason.strip():
        wrong["late_reason"] = "开会时间已经过去了。事后补录请写明理由，记录上会标明“补录”。"
    return wrong


def last_notice_day(profile: Profile, body: Body, day: date) -> date | None:
    """The last day on which people may be told of a meeting on `day`; None: no days are set."""
    needed = profile.bodies[body].notice_days.value
    return None if needed is None else day - timedelta(days=needed)


def notice_blockers(profile: Profile, asked: Call, now: datetime) -> list[Blocker]:
    """Notice in time, unless the law lets this body meet ad hoc and a reason is given.

    A meeting already held is taken as it was: its verdict will say what was missing.
    """
    body = profile.bodies[asked.body]
    last = last_notice_day(profile, asked.body, asked.day)
    if asked.starts_at <= now or last is None or asked.notified_on <= last:
        return []
    if body.ad_hoc.value and asked.ad_hoc_reason.strip():
        return []
    needed = body.notice_days
    earliest = asked.notified_on + timedelta(days=needed.value or 0)
    days = (asked.day - asked.notified_on).days
    way_out = "；有特殊情况要临时通知的，写明是什么情况" if body.ad_hoc.value else ""
    return [
        Blocker(
            "notice-too-short",
            f"从通知到开会只有 {days} 天，{asked.body.label}要提前 {needed.value} 天通知。"
            f"这一天开会，最迟 {last.month} 月 {last.day} 日就要通知到。",
            basis=needed.basis,
            remedy=f"把开会日期改到 {earliest.month} 月 {earliest.day} 日或以后{way_out}",
        )
    ]


def _already_voted(asked: Call, step: CycleStep, now: datetime) -> bool:
    """A vote the wrong body took before it came here is kept: its verdict says it is unlawful."""
    return asked.starts_at <= now and step is CycleStep.RESOLVE and asked.body in VOTING


async def item_blockers(
    profile: Profile, asked: Call, decision: Decision, step: CycleStep, *, now: datetime
) -> list[Blocker]:
    name = f"“{decision.title}”"
    aside = (CycleStep.HEAR, CycleStep.CHANGE)
    if step not in aside and step not in steps_of(decision):
        return [_not_a_step(name, step)]
    right = body_of(decision, step)
    if right is not asked.body and not _already_voted(asked, step, now):
        return [_wrong_body(name, step, right, asked.body)]
    if already_done(decision, step):
        return [Blocker("step-done", f"{name}的“{step.label}”已经完成，或者议题已经结束。")]
    if asked.body is decision.body and not _as_opened(profile, asked, decision):
        text = f"{name}立项时定的是{_way(decision)}，这次会议不是。"
        return [Blocker("wrong-unit", text, remedy="按议题立项时定的方式召集")]
    if step is CycleStep.CHANGE and not await _asks_change(decision):
        return [Blocker("no-change-asked", f"{name}没有提出过变更。", remedy="先在议题里提出变更")]
    if step is not CycleStep.HEAR and (found := await _second_call(decision, step)):
        return [found]
    return await _pace_blockers(profile, asked, decision, step, now=now)


def _as_opened(profile: Profile, asked: Call, decision: Decision) -> bool:
    unit = unit_of(profile, asked.body, decision.unit)
    group_id = decision.group_id if asked.body is Body.GROUP_MEETING else None
    return (unit, group_id) == (asked.unit, None if asked.group is None else asked.group.id)


def _way(decision: Decision) -> str:
    group = "" if decision.group is None else f"{decision.group.name}的会，"
    return f"{group}{decision.unit.label}"


async def _asks_change(decision: Decision) -> bool:
    return await Change.exists(decision_id=decision.id, stage=ChangeStage.OPEN)


def _not_a_step(name: str, step: CycleStep) -> Blocker:
    return Blocker(
        "not-a-step",
        f"{name}不用单独走“{step.label}”这一步。",
        remedy="按议题里写的下一步召集会议",
    )


def _wrong_body(name: str, step: CycleStep, right: Body, asked: Body) -> Blocker:
    return Blocker(
        "wrong-body",
        f"{name}的“{step.label}”应当由{right.label}进行，不能由{asked.label}代替，"
        "也不能和别的会开成一个会。",
        remedy=f"另外召集{right.label}",
    )


async def _second_call(decision: Decision, step: CycleStep) -> Blocker | None:
    """Two meetings on one step would have two rolls: one is recorded or called off first."""
    item = (
        await AgendaItem.filter(decision_id=decision.id, step=step)
        .exclude(meeting__stage=Stage.CANCELLED)
        .order_by("-meeting__starts_at", "-id")
        .select_related("meeting")
        .first()
    )
    if item is None:
        return None
    day = clock.local_date(item.meeting.starts_at)
    name = f"“{decision.title}”的“{step.label}”"
    if item.meeting.stage is Stage.CALLED:
        text = f"{name}已经通知了 {day.month} 月 {day.day} 日的会。"
        remedy = "等那次会开过、登记好；不开了的，先在那次会议里取消"
        return Blocker("already-called", text, remedy=remedy)
    if item.verdict == "passed" and step is not CycleStep.CHANGE:
        text = f"{name}在 {day.month} 月 {day.day} 日的会上已经通过。"
        return Blocker("already-passed", text, remedy="在议题里点“往下走”")
    return None


async def _pace_blockers(
    profile: Profile, asked: Call, decision: Decision, step: CycleStep, *, now: datetime
) -> list[Blocker]:
    """Where the profile demands days between two steps, a meeting to come must leave them."""
    gap = profile.whole("pace.min_gap_days")
    previous = before(decision, step)
    if not gap or previous is None or asked.starts_at <= now:
        return []
    last = await last_day_of(decision.id, previous)
    if last is None or (asked.day - last).days >= gap:
        return []
    days = (asked.day - last).days
    text = f"离上一步“{previous.label}”只隔 {days} 天，本村规则要求至少 {gap} 天。"
    return [Blocker("gap-too-short", text, profile.basis("pace.min_gap_days"), "把开会时间往后改")]


async def last_day_of(decision_id: int, step: CycleStep) -> date | None:
    """The China day of the latest meeting that was held on this step."""
    item = await HELD.first(decision_id, step.value)
    return None if item is None else clock.local_date(item.meeting.starts_at)


def distinct(found: Iterable[Blocker]) -> list[Blocker]:
    """The same sentence once, also when several matters lead to it."""
    return list(dict.fromkeys(found))
