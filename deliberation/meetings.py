"""Called meetings: the right body, notice in time, an agenda, and a roll frozen at the calling.

A meeting that was held before it is entered here is allowed, marked 补录 with its reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from deliberation.models import AgendaItem, Change, ChangeStage, CycleStep, Decision, Meeting
from deliberation.models import MeetingStage as Stage
from deliberation.sequence import BODIES_OF, already_done, before
from village import clock, ledger, rolls, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.models import Group, RollKind, Village
from village.permissions import Actor, Permission
from village.rules import Body, Profile, Unit

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


async def visible_to(actor: Actor, village_id: int, meeting_id: int) -> Meeting:
    meeting = await Meeting.get_or_none(id=meeting_id, village_id=village_id).select_related(
        "village", "group", "roll", "chair", "recorder"
    )
    if meeting is None:
        raise NotFound("这次会议")
    if not actor.may(Permission.DESK_VIEW, village_id, meeting.village.township_id):
        raise NotFound("这次会议")
    return meeting


async def call(village: Village, asked: Call, actor: Actor, *, now: datetime) -> Meeting:
    """Call a meeting and freeze who is entitled. All that stands against it is listed at once."""
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    _check_words(asked, now)
    profile = rules.profile(village.profile_code)
    async with storage.writing(village.id):
        found = [*_notice_blockers(profile, asked, now)]
        for decision, step in asked.agenda:
            found.extend(await _item_blockers(profile, asked, decision, step, now=now))
        if found:
            raise Blocked(found)
        day = clock.local_date(asked.starts_at)
        kind = ROLLS.get((asked.body, asked.unit))
        roll = None
        if kind is not None:
            roll = await rolls.freeze(
                village, kind, group=asked.group, day=day, now=now, profile=profile
            )
        meeting = await Meeting.create(
            village=village,
            body=asked.body,
            unit=asked.unit,
            group=asked.group,
            title=asked.title,
            place=asked.place,
            starts_at=asked.starts_at,
            notified_on=asked.notified_on,
            notified_how=asked.notified_how,
            ad_hoc_reason=asked.ad_hoc_reason,
            late_reason=asked.late_reason,
            roll=roll,
            called_at=now,
            called_by_id=seat.person_id,
        )
        await AgendaItem.bulk_create(
            AgendaItem(meeting=meeting, decision=decision, step=step, position=place)
            for place, (decision, step) in enumerate(asked.agenda, start=1)
        )
        await ledger.record(
            village.id,
            seat,
            "meeting.call",
            f"meeting:{meeting.id}",
            now=now,
            body=str(asked.body),
            unit=str(asked.unit),
            day=day,
            notified=asked.notified_on,
            entitled=None if roll is None else roll.size,
            roll=None if roll is None else roll.digest,
            late=bool(asked.late_reason),
            about=[f"decision:{decision.id}/{step}" for decision, step in asked.agenda],
        )
        return meeting


def _check_words(asked: Call, now: datetime) -> None:
    today, day = clock.local_date(now), clock.local_date(asked.starts_at)
    wrong: dict[str, str] = {}
    if not asked.agenda:
        wrong["agenda"] = "请至少选一个议题。"
    if asked.body is Body.HOUSEHOLD_CANVASS:
        wrong["body"] = "逐户征求意见不是会议。请在议题里登记为“征求意见”。"
    if asked.body is Body.GROUP_MEETING and asked.group is None:
        wrong["group"] = "请选择是哪个村民小组的会。"
    if asked.notified_on > today:
        wrong["notified_on"] = "通知日期还没有到。请填已经发出通知的那一天。"
    elif asked.notified_on > day:
        wrong["notified_on"] = "通知日期晚于开会日期，请核对。"
    if asked.starts_at <= now and not asked.late_reason:
        wrong["late_reason"] = "开会时间已经过去了。事后补录请写明理由，记录上会标明“补录”。"
    if wrong:
        raise InvalidInput(wrong)


def _notice_blockers(profile: Profile, asked: Call, now: datetime) -> list[Blocker]:
    """Notice in time, unless the law lets this body meet ad hoc and a reason is given.

    A meeting already held is taken as it was: its verdict will say what was missing.
    """
    needed = profile.bodies[asked.body].notice_days
    ad_hoc = profile.bodies[asked.body].ad_hoc
    days = (clock.local_date(asked.starts_at) - asked.notified_on).days
    if asked.starts_at <= now or needed.value is None or days >= needed.value:
        return []
    if ad_hoc.value and asked.ad_hoc_reason:
        return []
    way_out = "，或者写明临时通知的特殊情况" if ad_hoc.value else ""
    return [
        Blocker(
            "notice-too-short",
            f"从通知到开会只有 {days} 天，{asked.body.label}要提前 {needed.value} 天通知。",
            basis=needed.basis,
            remedy=f"把开会时间往后改{way_out}",
        )
    ]


async def _item_blockers(
    profile: Profile, asked: Call, decision: Decision, step: CycleStep, *, now: datetime
) -> list[Blocker]:
    name = f"“{decision.title}”"
    right = BODIES_OF.get(step, decision.body)
    if right is not asked.body and not _already_voted(asked, step, now):
        return [_wrong_body(name, step, right, asked.body)]
    if already_done(decision, step):
        return [Blocker("step-done", f"{name}的“{step.label}”已经完成，或者议题已经结束。")]
    if asked.body is decision.body and (asked.unit, _id(asked.group)) != (
        decision.unit,
        decision.group_id,
    ):
        text = f"{name}立项时定的是{decision.unit.label}，这次会议不是。"
        return [Blocker("wrong-unit", text, remedy="按议题立项时定的方式召集")]
    if step is CycleStep.CHANGE and not await _asks_change(decision):
        return [Blocker("no-change-asked", f"{name}没有提出过变更。", remedy="先在议题里提出变更")]
    return await _pace_blockers(profile, asked, decision, step, now=now)


def _already_voted(asked: Call, step: CycleStep, now: datetime) -> bool:
    """A vote the wrong body took before it came here is kept: its verdict says it is unlawful."""
    return asked.starts_at <= now and step is CycleStep.RESOLVE and asked.body in VOTING


def _id(group: Group | None) -> int | None:
    return None if group is None else group.id


async def _asks_change(decision: Decision) -> bool:
    return await Change.exists(decision_id=decision.id, stage=ChangeStage.OPEN)


def _wrong_body(name: str, step: CycleStep, right: Body, asked: Body) -> Blocker:
    return Blocker(
        "wrong-body",
        f"{name}的“{step.label}”应当由{right.label}进行，不能由{asked.label}代替，"
        "也不能和别的会开成一个会。",
        remedy=f"另外召集{right.label}",
    )


async def _pace_blockers(
    profile: Profile, asked: Call, decision: Decision, step: CycleStep, *, now: datetime
) -> list[Blocker]:
    """Where the profile demands days between two steps, a meeting to come must leave them."""
    gap = profile.whole("pace.min_gap_days")
    previous = before(decision, step)
    if not gap or previous is None or asked.starts_at <= now:
        return []
    last = await last_day_of(decision.id, previous)
    day = clock.local_date(asked.starts_at)
    if last is None or (day - last).days >= gap:
        return []
    text = f"离上一步“{previous.label}”只隔 {(day - last).days} 天，本村规则要求至少 {gap} 天。"
    return [Blocker("gap-too-short", text, profile.basis("pace.min_gap_days"), "把开会时间往后改")]


async def last_day_of(decision_id: int, step: CycleStep) -> date | None:
    """The China day of the latest meeting that was held on this step."""
    item = (
        await AgendaItem.filter(decision_id=decision_id, step=step, meeting__stage=Stage.HELD)
        .order_by("-meeting__starts_at")
        .select_related("meeting")
        .first()
    )
    return None if item is None else clock.local_date(item.meeting.starts_at)


async def cancel(meeting: Meeting, why: str, actor: Actor, *, now: datetime) -> None:
    """Call it off before anything was recorded; the calling stays in the record."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_CALL, village.id, village.township_id)
    async with storage.writing(village.id):
        hit = await Meeting.filter(id=meeting.id, stage=Stage.CALLED).update(
            stage=Stage.CANCELLED, cancelled_why=why
        )
        if not hit:
            raise Stale("这次会议")
        subject, digest = f"meeting:{meeting.id}", ledger.text_digest(why)
        await ledger.record(village.id, seat, "meeting.cancel", subject, now=now, why=digest)
