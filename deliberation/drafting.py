"""Minutes drafted from what happened: times, heads, names by capacity, counts, verdict and basis.

Only what the system knows; what was said is added by the clerk. Nothing here is stored.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deliberation import ballots, floor, tallying
from deliberation.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
    Ballot,
    BallotKind,
    BallotStage,
    Meeting,
    Teller,
    TellerRole,
    VoteMethod,
)
from deliberation.outcome import Verdict
from village import clock, rolls
from village.models import RollEntry
from village.rules import Unit

MOST_NAMES = 100
"""A longer list of names is the sign-in sheet, not the minutes."""
ADVICE = (
    "party-first",
    "collective-property",
    "delegation-not-stated",
    "notice-not-stated",
    "women-not-stated",
    "too-few-representatives",
    "too-few-women-representatives",
)
"""What the clerk is asked to look at is no part of what happened in the hall."""
STATES = (AttendanceState.LEAVE, AttendanceState.ABSENT)


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` for the minutes as a whole; `items` what happened on each matter, by its id."""

    text: str
    items: dict[int, str]

    @property
    def whole(self) -> str:
        return "\n".join((self.text, *self.items.values()))


async def drafted(meeting: Meeting) -> Draft:
    fresh = await Meeting.get(id=meeting.id).select_related("village", "reconvenes")
    rows = Attendance.filter(meeting_id=fresh.id).order_by("id")
    seen = await rows.select_related("entry__person", "person")
    paragraphs = [_when(fresh), _called(fresh), await _heads(fresh, seen)]
    paragraphs += _names(fresh, seen)
    paragraphs += await _tellers(fresh)
    found = AgendaItem.filter(meeting_id=fresh.id).order_by("position")
    items = await found.select_related("decision")
    votes = await ballots.of_meeting(fresh.id)
    told = {
        one.id: "".join(
            [f"{place}．“{one.decision.title}”（{one.step.label}）："]
            + [await _vote(vote) for vote in votes if vote.item_id == one.id]
            + [_verdict(one)]
        )
        for place, one in enumerate(items, start=1)
    }
    return Draft("\n".join(one for one in paragraphs if one), told)


def _day(moment: datetime) -> str:
    at = clock.local(moment)
    return f"{at.year} 年 {at.month} 月 {at.day} 日"


def _hour(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M}"


def _when(meeting: Meeting) -> str:
    text = f"时间：{_day(meeting.starts_at)} {_hour(meeting.starts_at)}。地点：{meeting.place}。"
    if meeting.doors_opened_at is not None:
        text += f"{_hour(meeting.doors_opened_at)}开始签到。"
    if meeting.quorum_at is not None:
        text += f"{_hour(meeting.quorum_at)}到会人数达到要求。"
    return text


def _called(meeting: Meeting) -> str:
    day = meeting.notified_on
    how = f"，方式：{meeting.notified_how}" if meeting.notified_how else ""
    text = f"{day.year} 年 {day.month} 月 {day.day} 日通知{how}。"
    if meeting.reconvenes is not None:
        text += f"{_day(meeting.reconvenes.starts_at)}的会议人数不足没有开成，这次是重新召集。"
    return text


async def _heads(meeting: Meeting, seen: Sequence[Attendance]) -> str:
    if meeting.roll_id is None:
        return ""
    heads = await floor.floor_of(meeting)
    unit = "户" if meeting.unit is Unit.HOUSEHOLDS else "人"
    came = [one for one in seen if one.state is AttendanceState.PRESENT]
    text = f"应到 {heads.entitled} {unit}"
    text += "" if heads.needed is None else f"，需要 {heads.needed} {unit}"
    text += f"，实到 {len(came)} {unit}"
    for state in STATES:
        count = sum(one.state is state for one in seen)
        text += f"，{state.label} {count} {unit}" if count else ""
    if heads.women_entitled is not None:
        text += f"；其中妇女代表应到 {heads.women_entitled} 人"
    remote = sum(one.remote for one in came)
    text += f"；在网上参加 {remote} {unit}" if remote else ""
    left = [one for one in came if one.left_at is not None]
    text += f"；提前离会 {len(left)} {unit}" if left else ""
    return text + "。"


def _names(meeting: Meeting, seen: Sequence[Attendance]) -> list[str]:
    """Each once, under what brought him here; a household by the one who came for it."""
    came = [one for one in seen if one.state is AttendanceState.PRESENT]
    if not came or len(came) > MOST_NAMES:
        return ["到会人员名单见签到册。"] if came else []
    groups: dict[str, list[str]] = {}
    for one in came:
        groups.setdefault(_capacity(one.entry), []).append(_name(one))
    return [f"{label} {len(names)} 名：{'、'.join(names)}。" for label, names in groups.items()]


def _capacity(entry: RollEntry) -> str:
    held = rolls.capacity_of(entry)
    if held:
        return "、".join(one.label for one in held)
    return "各户代表" if entry.household_id is not None else "到会人员"


def _name(one: Attendance) -> str:
    who = one.person if one.person is not None else one.entry.person
    name = who.name if who is not None else ""
    if one.person is not None and one.entry.person is not None:
        return f"{name}（受{one.entry.person.name}书面委托）"
    return name


async def _tellers(meeting: Meeting) -> list[str]:
    rows = Teller.filter(meeting_id=meeting.id).order_by("id").select_related("person")
    groups: dict[TellerRole, list[str]] = {}
    for one in await rows:
        groups.setdefault(one.role, []).append(one.person.name)
    told = [f"{role.label}：{'、'.join(groups[role])}。" for role in TellerRole if role in groups]
    return ["".join(told)] if told else []


async def _vote(ballot: Ballot) -> str:
    if ballot.stage is BallotStage.VOID:
        return f"一次表决作废：{ballot.voided_why}。"
    if ballot.stage is not BallotStage.DECLARED:
        return "表决还没有宣布结果。"
    told = await tallying.counted(ballot)
    return _how(ballot) + _channels(told) + _figures(told)


def _how(ballot: Ballot) -> str:
    text = f"{ballot.method.label}表决。" if ballot.method is VoteMethod.HANDS else ""
    text = text or f"{ballot.method.label}。"
    if ballot.opened_at is not None and ballot.stopped_at is not None:
        text += f"{_hour(ballot.opened_at)}开始，{_hour(ballot.stopped_at)}截止。"
    return text


def _channels(told: tallying.Counted) -> str:
    if told.ballot.method is VoteMethod.HANDS:
        return "由两人分别清点，结果一致。"
    text = f"手机投票 {told.by_phone} 人"
    if told.piles.printed:
        missing = told.sheet.missing if told.sheet else 0
        text += f"；纸票印 {told.piles.printed} 张，发出 {told.piles.issued} 张"
        text += f"，收回 {told.returned} 张，没交回 {missing} 张，两人分别清点，结果一致"
    again = len(told.rounds) - 1
    return text + (f"（先后清点 {again + 1} 次）" if again > 0 else "") + "。"


def _figures(told: tallying.Counted) -> str:
    unit = "票"
    figures = [f"{told.labels[code]} {count} {unit}" for code, count in told.totals.items()]
    figures += [f"废票 {told.spoiled} 张"] if told.spoiled or told.piles.issued else []
    head = f"参加表决时到会 {told.ballot.present_at_close}，"
    lead = "得票：" if told.ballot.kind is BallotKind.CHOOSE else ""
    return f"{head}{lead}{'，'.join(figures)}。"


def _verdict(item: AgendaItem) -> str:
    """The verdict as it was declared, a line for each sentence of the rules with its basis."""
    if not item.ruling:
        return ""
    ruling = json.loads(item.ruling)
    reasons = [_reason(one) for one in ruling["reasons"] if one["code"] not in ADVICE]
    return "".join(f"\n{one}" for one in [*reasons, f"结果：{Verdict(item.verdict).label}。"])


def _reason(reason: dict[str, str]) -> str:
    basis = reason.get("basis") or ""
    return f"{reason['text']}（依据：{basis}）" if basis else reason["text"]
