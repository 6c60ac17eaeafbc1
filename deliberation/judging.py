"""What minutes amount to before they are kept: refusals, heads, and the verdict on each matter.

Stores nothing: a page may look first, and recording asks again inside its own deed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from deliberation import floor, heads, meetings
from deliberation.heads import Sat, Votes, Weighed
from deliberation.models import (
    AgendaItem,
    Meeting,
    MeetingStage,
    ObserverSide,
    TellerRole,
    VoteMethod,
)
from deliberation.outcome import Verdict
from deliberation.sequence import already_done, before, source_of
from village import clock
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.prepared import A_NUMBER, Prepared
from village.statement import Among, Statement

FRESH = Prepared(lambda key: Meeting.filter(id=key).select_related("village"), A_NUMBER)
OURS = Among(
    "SELECT id FROM person WHERE township_id = ?1"
    " AND (village_id IS NULL OR village_id = ?2) AND id IN (?*)"
)
RUNNING = Statement(
    "SELECT item_id FROM ballot WHERE meeting_id = ?1 AND stage IN ('open', 'closing', 'closed')"
)
ITEMS = Prepared(
    lambda meeting_id: (
        AgendaItem.filter(meeting_id=meeting_id)
        .order_by("position")
        .select_related("decision__village")
    ),
    A_NUMBER,
)


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
    def votes(self) -> Votes:
        return Votes(self.yes, self.no, self.abstain, self.spoiled)

    @property
    def apart(self) -> frozenset[int]:
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


@dataclass(frozen=True, slots=True)
class Judged:
    """One matter as it was put to the vote. `weighed` None: off the agenda before it began, or
    `declared` in the meeting, when count and verdict stand already."""

    item: AgendaItem
    count: ItemCount | None
    weighed: Weighed | None
    declared: bool = False

    @property
    def verdict(self) -> str:
        if self.declared:
            return self.item.verdict
        return "" if self.weighed is None else str(self.weighed.ruling.verdict)

    @property
    def lacked_quorum(self) -> bool:
        if self.declared:
            reasons = json.loads(self.item.ruling)["reasons"]
            return any(one["calls_for"] == Verdict.NO_QUORUM for one in reasons)
        if self.weighed is None:
            return True
        return any(one.calls_for is Verdict.NO_QUORUM for one in self.weighed.ruling.reasons)


@dataclass(frozen=True, slots=True)
class Sitting:
    """The whole meeting. `sat` is whoever came, also for a part of it. `stood` is False where
    too few came for anything to be decided."""

    meeting: Meeting
    sat: Sat
    items: tuple[Judged, ...]
    late: bool

    @property
    def stood(self) -> bool:
        return not all(one.lacked_quorum for one in self.items)


async def judge(meeting: Meeting, minutes: Minutes, *, now: datetime) -> Sitting:
    """Every refusal at once where they do not hang on each other; then the verdicts."""
    fresh = await FRESH.first(meeting.id)
    if fresh is None or fresh.stage is not MeetingStage.CALLED:
        raise Stale("这次会议的记录")
    late = _check_time(fresh, minutes, now)
    await _check_people(fresh, minutes)
    came, sat = await _sat(fresh, minutes)
    items = await ITEMS(fresh.id)
    counts = {count.item_id: count for count in minutes.items}
    found = [] if came.present <= came.entitled else [_too_many_present(came)]
    if found := [*found, *await _blockers(fresh, counts, items, sat)]:
        raise Blocked(found)
    judged = [await _judged(fresh, minutes, counts.get(item.id), item, sat) for item in items]
    if found := _impossible(judged):
        raise Blocked(found)
    return Sitting(fresh, came, tuple(judged), late)


def _check_time(meeting: Meeting, minutes: Minutes, now: datetime) -> bool:
    """Whether it is entered on a later day than it was held, which needs a reason."""
    if meeting.starts_at > now:
        raise Blocked([_in_the_future(meeting)])
    late = clock.local_date(now) > clock.local_date(meeting.starts_at)
    if late and not (meeting.late_reason or minutes.late_reason.strip()):
        text = "会议不是今天开的。事后补录请写明理由，记录上会标明“补录”和两个时间。"
        raise InvalidInput({"late_reason": text})
    return late


def _in_the_future(meeting: Meeting) -> Blocker:
    at = clock.local(meeting.starts_at)
    return Blocker(
        "in-the-future",
        f"会议定在 {at.month} 月 {at.day} 日 {at:%H:%M}，还没有开，不能登记会议记录。",
        remedy="会开过以后再登记",
    )


async def _check_people(meeting: Meeting, minutes: Minutes) -> None:
    """Chair, recorder and tellers are people of this village, or of its township's offices."""
    named = {minutes.chair_id, minutes.recorder_id, *(who for who, _ in minutes.tellers)}
    ids = [one for one in named if one is not None]
    village = meeting.village
    if ids and len(await OURS.among(ids, village.township_id, village.id)) < len(ids):
        raise NotFound("这个人")


async def _sat(meeting: Meeting, minutes: Minutes) -> tuple[Sat, Sat]:
    """Heads, of all who came and of those here at the end: from the roll and the ticks, or as
    typed where there is no roll."""
    if meeting.roll_id is None:
        if minutes.entitled is None or minutes.present is None:
            raise InvalidInput({"present": "请填写应到和实到人数。"})
        typed = Sat(entries=(), here=frozenset(), typed=(minutes.entitled, minutes.present))
        return typed, typed
    entries = tuple(await floor.entries_of(meeting))
    ids = {one.id for one in entries}
    came, here = await floor.came_and_here(meeting.id)
    return Sat(entries, frozenset(came & ids)), Sat(entries, frozenset(here & ids))


async def _blockers(
    meeting: Meeting, counts: Mapping[int, ItemCount], items: Sequence[AgendaItem], sat: Sat
) -> list[Blocker]:
    found: list[Blocker] = []
    live = [item for item in items if not is_off(item)]
    if not live:
        text = "这次会议的议题都已经撤回或者办完了，没有可以登记的。"
        found.append(Blocker("nothing-left", text, remedy="取消这次会议，写明原因"))
    running = await _running(meeting)
    for item in live:
        count = counts.get(item.id)
        if item.id in running:
            found.append(_still_running(item))
            continue
        if is_declared(item):
            found.extend(_typed_over(item, count))
            continue
        if count is None:
            text = f"“{item.decision.title}”还没有填写表决情况。"
            found.append(Blocker("item-missing", text, remedy="没有表决的，选“没有表决”"))
            continue
        found.extend(_count_blockers(item, count, sat))
        found.extend(await order_blockers(meeting, item))
    return found


def is_declared(item: AgendaItem) -> bool:
    """Its vote was counted and declared in the meeting: nobody types another count over it."""
    return item.verdict != ""


async def _running(meeting: Meeting) -> set[int]:
    return {row["item_id"] for row in await RUNNING(meeting.id)}


def _still_running(item: AgendaItem) -> Blocker:
    text = f"“{item.decision.title}”的表决还没有宣布结果。"
    remedy = "先截止、清点、宣布结果；要重来的，作废这次表决"
    return Blocker("ballot-running", text, remedy=remedy)


def _typed_over(item: AgendaItem, count: ItemCount | None) -> list[Blocker]:
    if count is None or (count.yes is None and not count.votes.cast and not count.apart):
        return []
    text = f"“{item.decision.title}”已经在会上宣布了结果，票数不能另填。"
    return [Blocker("already-declared", text, remedy="这一项只填讨论情况和决议内容")]


def _too_many_present(sat: Sat) -> Blocker:
    return Blocker(
        "too-many-present",
        f"到会 {sat.present} 人，多于应到 {sat.entitled} 人。",
        remedy="核对签到表后重新填写",
    )


def _count_blockers(item: AgendaItem, count: ItemCount, sat: Sat) -> list[Blocker]:
    name = f"“{item.decision.title}”"
    if strangers := count.apart - sat.here:
        text = f"{name}登记回避的人里有 {len(strangers)} 人没有到会。"
        return [Blocker("recused-not-here", text, remedy="只有到会的人才需要登记回避")]
    if found := _half_counted(name, count):
        return [found]
    able = sat.present - len(count.apart)
    if count.votes.cast <= able:
        return []
    return [
        Blocker(
            "too-many-votes",
            f"{name}共 {count.votes.cast} 票，多于参加表决的 {able} 人。",
            remedy="核对票数后重新填写",
        )
    ]


def _half_counted(name: str, count: ItemCount) -> Blocker | None:
    """A vote whose heads nobody wrote down is taken as it was; half of a count is not."""
    if count.yes is None and count.votes.cast:
        text = f"{name}填了反对、弃权或废票，但没有填同意多少票。"
        return Blocker("votes-not-stated", text, remedy="填上同意的票数，没有人同意的填 0")
    if count.method is VoteMethod.NONE and count.yes is not None:
        text = f"{name}选了“没有表决”，却填了票数。"
        return Blocker("not-voted-but-counted", text, remedy="选上表决的方式，或者把票数清空")
    return None


def is_off(item: AgendaItem) -> bool:
    """Withdrawn, or past this step already: nothing is left to be decided here."""
    return already_done(item.decision, item.step)


async def order_blockers(meeting: Meeting, item: AgendaItem) -> list[Blocker]:
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


async def _judged(
    meeting: Meeting, minutes: Minutes, count: ItemCount | None, item: AgendaItem, sat: Sat
) -> Judged:
    if is_declared(item):
        return Judged(item, _as_declared(item, count), None, declared=True)
    if count is None or is_off(item):
        return Judged(item, None, None)
    weighed = await heads.weigh(
        meeting,
        item,
        count.votes,
        sat,
        recused=count.apart,
        excluded_reported=minutes.excluded_reported or meeting.excluded_reported,
    )
    return Judged(item, count, weighed)


def _as_declared(item: AgendaItem, count: ItemCount | None) -> ItemCount:
    """The words from the minutes, the numbers from the declaration."""
    return ItemCount(
        item.id,
        item.method or VoteMethod.NONE,
        item.yes,
        item.no or 0,
        item.abstain or 0,
        item.spoiled or 0,
        count.discussion if count else "",
        count.resolution if count else "",
    )


def _impossible(judged: Sequence[Judged]) -> list[Blocker]:
    """Numbers that cannot be are not kept as a verdict; they are sent back to be corrected."""
    return [
        Blocker(reason.code, reason.text, reason.basis, "核对人数和票数后重新填写")
        for one in judged
        if one.weighed is not None
        for reason in one.weighed.ruling.reasons
        if reason.calls_for is Verdict.INVALID_RECORD
    ]
