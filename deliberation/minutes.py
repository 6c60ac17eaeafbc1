"""Recording a meeting: who was there, how it was counted, and the verdict, frozen together.

What was recorded is never edited; a correction is added with who and when.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from deliberation import attendance, meetings
from deliberation.heads import Sat, ruling_for
from deliberation.models import (
    AgendaItem,
    Change,
    ChangeStage,
    CycleStep,
    Decision,
    Meeting,
    MeetingStage,
    MinutesCorrection,
    Observer,
    ObserverSide,
    Recusal,
    Teller,
    TellerRole,
    VoteMethod,
)
from deliberation.sequence import before, source_of
from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, Stale
from village.permissions import Actor, Permission, Seat


@dataclass(frozen=True, slots=True)
class ItemCount:
    """The count of one matter; `yes` None means that nothing was counted."""

    item_id: int
    method: VoteMethod
    yes: int | None = None
    no: int = 0
    abstain: int = 0
    spoiled: int = 0
    discussion: str = ""
    resolution: str = ""
    recused: Mapping[int, str] | None = None

    @property
    def recused_ids(self) -> frozenset[int]:
        return frozenset(self.recused or {})


@dataclass(frozen=True, slots=True)
class Minutes:
    """`entitled` and `present` are typed only for a hearing, which has no roll."""

    chair_id: int | None
    recorder_id: int | None
    text: str
    items: Sequence[ItemCount]
    observers: Sequence[tuple[str, ObserverSide, str]] = ()
    tellers: Sequence[tuple[int, TellerRole]] = ()
    excluded_reported: bool = False
    late_reason: str = ""
    entitled: int | None = None
    present: int | None = None


async def record(meeting: Meeting, minutes: Minutes, actor: Actor, *, now: datetime) -> None:
    """Freeze the meeting: attendance, counts and verdicts. Refuses numbers that cannot be."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Meeting.get(id=meeting.id).select_related("village")
        if fresh.stage is not MeetingStage.CALLED:
            raise Stale("这次会议的记录")
        _check_time(fresh, minutes, now)
        sat = await _sat(fresh, minutes)
        items = await AgendaItem.filter(meeting_id=fresh.id).select_related("decision__village")
        found = await _blockers(fresh, minutes, items, sat)
        if found:
            raise Blocked(found)
        verdicts = [await _freeze_item(fresh, minutes, item, sat, now) for item in items]
        stood = any(verdict != "no_quorum" for verdict in verdicts)
        await _freeze_meeting(fresh, minutes, sat, stood, now)
        await _seal(fresh, minutes, sat, items, seat, now=now)


def _check_time(meeting: Meeting, minutes: Minutes, now: datetime) -> None:
    if meeting.starts_at > now:
        raise Blocked([_in_the_future(meeting)])
    late = clock.local_date(now) > clock.local_date(meeting.starts_at)
    if late and not (meeting.late_reason or minutes.late_reason):
        text = "会议不是今天开的。事后补录请写明理由，记录上会标明“补录”和两个时间。"
        raise InvalidInput({"late_reason": text})


def _in_the_future(meeting: Meeting) -> Blocker:
    at = clock.local(meeting.starts_at)
    return Blocker(
        "in-the-future",
        f"会议定在 {at.month} 月 {at.day} 日 {at:%H:%M}，还没有开，不能登记会议记录。",
        remedy="会开过以后再登记",
    )


async def _sat(meeting: Meeting, minutes: Minutes) -> Sat:
    """Heads: from the roll and the ticks, or as typed where there is no roll."""
    if meeting.roll_id is None:
        if minutes.entitled is None or minutes.present is None:
            raise InvalidInput({"present": "请填写应到和实到人数。"})
        return Sat(entries=(), here=frozenset(), typed=(minutes.entitled, minutes.present))
    entries = await attendance.entries_of(meeting)
    here = await attendance.present_ids(meeting.id)
    return Sat(entries=tuple(entries), here=frozenset(here & {one.id for one in entries}))


async def _blockers(
    meeting: Meeting, minutes: Minutes, items: Sequence[AgendaItem], sat: Sat
) -> list[Blocker]:
    found: list[Blocker] = []
    if sat.present > sat.entitled:
        found.append(_too_many_present(sat))
    counts = {count.item_id: count for count in minutes.items}
    for item in items:
        count = counts.get(item.id)
        if count is None:
            text = f"“{item.decision.title}”还没有填写表决情况。"
            found.append(Blocker("item-missing", text, remedy="没有表决的，选“没有表决”"))
            continue
        found.extend(_count_blockers(item, count, sat))
        found.extend(await _order_blockers(meeting, item))
    return found


def _too_many_present(sat: Sat) -> Blocker:
    return Blocker(
        "too-many-present",
        f"到会 {sat.present} 人，多于应到 {sat.entitled} 人。",
        remedy="核对签到表后重新填写",
    )


def _count_blockers(item: AgendaItem, count: ItemCount, sat: Sat) -> list[Blocker]:
    if strangers := count.recused_ids - sat.here:
        text = f"“{item.decision.title}”登记回避的人里有 {len(strangers)} 人没有到会。"
        return [Blocker("recused-not-here", text, remedy="只有到会的人才需要登记回避")]
    if count.yes is None:
        return []
    votes = count.yes + count.no + count.abstain + count.spoiled
    able = sat.present - len(count.recused_ids)
    if votes <= able:
        return []
    return [
        Blocker(
            "too-many-votes",
            f"“{item.decision.title}”共 {votes} 票，多于参加表决的 {able} 人。",
            remedy="核对票数后重新填写",
        )
    ]


async def _order_blockers(meeting: Meeting, item: AgendaItem) -> list[Blocker]:
    """The step before must stand, and its meeting must not lie after this one."""
    decision, step = item.decision, item.step
    source = source_of(decision, step)
    if source is not None and decision.stage is not source:
        text = f"“{decision.title}”现在是“{decision.stage.label}”，还不能登记“{step.label}”的结果。"
        return [Blocker("out-of-order", text, remedy="先完成前一步，再登记这次会议")]
    previous = before(decision, step)
    if previous is None:
        return []
    last = await meetings.last_day_of(decision.id, previous)
    day = clock.local_date(meeting.starts_at)
    if last is None or last <= day:
        return []
    text = f"“{previous.label}”是 {last:%Y-%m-%d} 开的，比这次会议晚，次序不对。"
    return [Blocker("before-the-step-before", text, remedy="核对两次会议的日期")]


async def _freeze_item(
    meeting: Meeting, minutes: Minutes, item: AgendaItem, sat: Sat, now: datetime
) -> str:
    count = next(one for one in minutes.items if one.item_id == item.id)
    recused = dict(count.recused or {})
    ruling, delegation = await ruling_for(meeting, item, count, sat, minutes.excluded_reported)
    counted = count.yes is not None
    await AgendaItem.filter(id=item.id).update(
        method=count.method,
        present=sat.present,
        yes=count.yes,
        no=count.no if counted else None,
        abstain=count.abstain if counted else None,
        spoiled=count.spoiled if counted else None,
        discussion=count.discussion,
        resolution=count.resolution,
        verdict=str(ruling.verdict),
        ruling=json.dumps(ruling.to_json(), ensure_ascii=False),
    )
    await Recusal.bulk_create(
        Recusal(item=item, entry_id=entry_id, reason=reason)
        for entry_id, reason in sorted(recused.items())
    )
    if delegation is not None:
        await Decision.filter(id=item.decision_id).update(delegation_id=delegation.id)
    if item.step is CycleStep.CHANGE:
        await _settle_change(item, str(ruling.verdict), now)
    item.verdict = str(ruling.verdict)
    return item.verdict


async def _settle_change(item: AgendaItem, verdict: str, now: datetime) -> None:
    """Only a verdict on the merits settles a change; a meeting that failed leaves it open."""
    stages = {"passed": ChangeStage.ADOPTED, "rejected": ChangeStage.REFUSED}
    if verdict in stages:
        await Change.filter(decision_id=item.decision_id, stage=ChangeStage.OPEN).update(
            stage=stages[verdict], settled_at=now
        )


async def _freeze_meeting(
    meeting: Meeting, minutes: Minutes, sat: Sat, stood: bool, now: datetime
) -> None:
    late = meeting.late_reason or minutes.late_reason
    await Meeting.filter(id=meeting.id).update(
        stage=MeetingStage.HELD if stood else MeetingStage.FAILED,
        chair_id=minutes.chair_id,
        recorder_id=minutes.recorder_id,
        entitled=sat.entitled,
        present=sat.present,
        women_entitled=sat.women_entitled,
        women_present=sat.women_present,
        excluded=sat.unreachable,
        excluded_reported=minutes.excluded_reported,
        minutes=minutes.text,
        late_reason=late,
        recorded_at=now,
    )
    await Observer.bulk_create(
        Observer(meeting_id=meeting.id, name=name, side=side, title=title)
        for name, side, title in minutes.observers
    )
    await Teller.bulk_create(
        Teller(meeting_id=meeting.id, person_id=person_id, role=role)
        for person_id, role in minutes.tellers
    )


async def _seal(
    meeting: Meeting,
    minutes: Minutes,
    sat: Sat,
    items: Sequence[AgendaItem],
    seat: Seat,
    *,
    now: datetime,
) -> None:
    counts = {count.item_id: count for count in minutes.items}
    await ledger.record(
        meeting.village_id,
        seat,
        "meeting.record",
        f"meeting:{meeting.id}",
        now=now,
        entitled=sat.entitled,
        present=sat.present,
        here=ledger.text_digest(*(str(one) for one in sorted(sat.here))),
        words=ledger.text_digest(minutes.text, *(one.resolution for one in minutes.items)),
        late=clock.local_date(now) > clock.local_date(meeting.starts_at),
        results=[
            f"decision:{item.decision_id}/{item.step}/{counts[item.id].yes}/{counts[item.id].no}"
            f"/{counts[item.id].abstain}/{counts[item.id].spoiled}/{item.verdict}"
            for item in items
        ],
    )


async def correct(meeting: Meeting, text: str, actor: Actor, *, now: datetime) -> None:
    """Add a correction beside the minutes. Numbers and verdict stay as they were sealed."""
    village = meeting.village
    seat = actor.require(Permission.MEETING_RECORD, village.id, village.township_id)
    async with storage.writing(village.id):
        if not await Meeting.exists(id=meeting.id, recorded_at__isnull=False):
            raise Stale("这次会议的记录")
        await MinutesCorrection.create(
            meeting=meeting, text=text, made_by_id=seat.person_id, made_at=now
        )
        subject, digest = f"meeting:{meeting.id}", ledger.text_digest(text)
        await ledger.record(village.id, seat, "meeting.correct", subject, now=now, words=digest)
