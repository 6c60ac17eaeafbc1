"""A running meeting as the wall and the phones show it: heads, the vote in hand, what was declared.

Counts only, no names; while people vote, how many have voted and never what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deliberation import doors, hall, meetings, tallying
from deliberation.casting import ABSTAIN
from deliberation.floor import Floor
from deliberation.hall import Progress
from deliberation.models import BallotKind, BallotStage, Meeting, MeetingStage
from village import clock
from web.pages import meeting_words as words
from web.pages.meeting_words import Result
from web.strip import Head

COUNTED = ("quorum-met", "no-quorum", "majority-met", "majority-missed", "chosen", "tied")
RUNNING = (BallotStage.OPEN, BallotStage.CLOSING, BallotStage.CLOSED)


@dataclass(frozen=True, slots=True)
class Declared:
    """`options`: label and votes of everything that could be chosen, where it was a choice."""

    result: Result
    options: tuple[tuple[str, int], ...]

    @property
    def why(self) -> list[Mapping[str, Any]]:
        """What was counted against what was needed, and whatever stands against it."""
        return [
            one
            for one in self.result.reasons
            if one.get("calls_for") or one.get("code", "") in COUNTED
        ]


@dataclass(frozen=True, slots=True)
class Screen:
    meeting: Meeting
    floor: Floor
    measure: str
    votes: tuple[Progress, ...]
    vote: Progress | None
    declared: Declared | None
    quorum_at: str

    @property
    def doors_open(self) -> bool:
        meeting = self.meeting
        opened = meeting.doors_opened_at is not None and meeting.doors_closed_at is None
        return opened and meeting.stage is MeetingStage.CALLED

    @property
    def over(self) -> bool:
        return self.meeting.stage is not MeetingStage.CALLED


async def screen_of(village_id: int, meeting_id: int) -> Screen:
    meeting = await meetings.announced(village_id, meeting_id)
    floor = await doors.floor_of(meeting)
    votes = await hall.progress_of(meeting)
    vote = _in_hand(votes)
    declared = None
    if vote is not None and vote.ballot.stage is BallotStage.DECLARED:
        declared = await _declared(vote, meeting)
    return Screen(
        meeting=meeting,
        floor=floor,
        measure=words.measure(meeting),
        votes=tuple(votes),
        vote=vote,
        declared=declared,
        quorum_at="" if floor.quorum_at is None else f"{clock.local(floor.quorum_at):%H:%M}",
    )


def _in_hand(votes: Sequence[Progress]) -> Progress | None:
    """What runs now, else what was declared last; until a vote begins there is none."""
    running = [one for one in votes if one.ballot.stage in RUNNING]
    if running:
        return running[-1]
    told = [one for one in votes if one.ballot.stage is BallotStage.DECLARED]
    return max(told, key=lambda one: str(one.ballot.declared_at), default=None)


async def _declared(vote: Progress, meeting: Meeting) -> Declared:
    ballot = vote.ballot
    result = words.frozen(ballot.item, (), meeting)
    if ballot.kind is BallotKind.YES_NO:
        return Declared(result, ())
    told = await tallying.counted(ballot)
    labels = told.labels
    ranked = sorted(told.totals.items(), key=lambda one: (one[0] == ABSTAIN, -one[1]))
    return Declared(result, tuple((labels[code], count) for code, count in ranked))


def heads(floor: Floor) -> list[Head]:
    """应到 实到 需要 还差, in this order, for reading from the last row."""
    boxes = [Head("应到", floor.entitled)]
    if floor.needed is None:
        return [*boxes, Head("实到", floor.present)]
    boxes.append(Head("需要", floor.needed))
    if floor.missing:
        return [*boxes, Head("实到", floor.present, "short"), Head("还差", floor.missing, "short")]
    return [*boxes, Head("实到", floor.present, "good"), Head("还差", 0)]


def apart(floor: Floor) -> str:
    """Who of those present is not in the hall himself; empty where nobody is, or may be."""
    parts = [f"书面委托 {floor.by_proxy} 人"] if floor.by_proxy else []
    parts += [f"网上参加 {floor.remote} 人"] if floor.remote else []
    return f"实到里面，{'，'.join(parts)}。" if parts else ""


def women(floor: Floor) -> str:
    """A sentence where a representative assembly has women on its roll."""
    if floor.women_entitled is None or floor.women_present is None:
        return ""
    said = f"妇女代表应到 {floor.women_entitled} 人，到会 {floor.women_present} 人"
    if floor.women_needed is None:
        return f"{said}。"
    if floor.women_missing:
        return f"{said}，需要 {floor.women_needed} 人，还差 {floor.women_missing} 人。"
    return f"{said}，需要 {floor.women_needed} 人，够了。"
