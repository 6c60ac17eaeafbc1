"""A meeting on the desk in words: what stands, what it counted, what is to be done next.

Everything is drawn from the record; nothing here decides.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deliberation.judging import Judged
from deliberation.models import AgendaItem, CycleStep, Meeting, MeetingStage, VoteMethod
from deliberation.outcome import Verdict
from deliberation.present import Heads, Line
from village import clock
from village.permissions import Office
from village.rules import Body, Unit
from web.strip import Head
from web.wording import full_day, weekday

HEARD = "只听取意见，不作决定：协商可以通过，议题尚未决议"


@dataclass(frozen=True, slots=True)
class Result:
    """One matter of a meeting: its count, its verdict, why, and where to go on."""

    item_id: int
    decision_id: int
    title: str
    step: str
    count: tuple[Head, ...]
    method: str
    verdict: str
    passed: bool
    reasons: tuple[Mapping[str, Any], ...]
    faults: tuple[Mapping[str, Any], ...]
    discussion: str
    resolution: str
    recused: tuple[str, ...]
    again: str = ""


def measure(meeting: Meeting) -> str:
    return "户" if meeting.unit is Unit.HOUSEHOLDS else "人"


def body_name(meeting: Meeting) -> str:
    group = meeting.group.name if meeting.body is Body.GROUP_MEETING and meeting.group else ""
    return f"{group}{meeting.body.label}"


SIGNS = {
    Body.PARTY_BRANCH: "党支部",
    Body.PARTY_MEETING: "党支部",
    Body.TWO_COMMITTEES: "党支部、村民委员会",
    Body.COLLECTIVE_ASSEMBLY: "集体经济组织",
    Body.COLLECTIVE_REPRESENTATIVES: "集体经济组织",
}


def signed_by(meeting: Meeting) -> str:
    """Who calls this body together."""
    return f"{meeting.village.name}{SIGNS.get(meeting.body, '村民委员会')}"


def when(meeting: Meeting) -> str:
    there = clock.local(meeting.starts_at)
    return f"{full_day(there.date())}（{weekday(there.date())}）{there:%H:%M}"


def result_of(
    item: AgendaItem, ruling: Mapping[str, Any], recused: Sequence[str], meeting: Meeting
) -> Result:
    """From what was frozen, or from what is about to be."""
    reasons = tuple(ruling.get("reasons", ()))
    return Result(
        item_id=item.id,
        decision_id=item.decision_id,
        title=item.decision.title,
        step=item.step.label,
        count=_count(item, ruling),
        method="" if item.method is None else item.method.label,
        verdict=_verdict(item),
        passed=item.verdict == "passed",
        reasons=reasons,
        faults=_faults(item, reasons),
        discussion=item.discussion,
        resolution=item.resolution,
        recused=tuple(recused),
        again=_again(item, meeting),
    )


def _faults(
    item: AgendaItem, reasons: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """What stands against it; that nothing was counted is no fault where nobody could vote."""
    found = [one for one in reasons if one.get("calls_for")]
    if item.method is VoteMethod.NONE and item.verdict == str(Verdict.NO_QUORUM):
        found = [one for one in found if one.get("code") != "no-count"]
    return tuple(found)


def frozen(item: AgendaItem, recused: Sequence[str], meeting: Meeting) -> Result:
    return result_of(item, json.loads(item.ruling or "{}"), recused, meeting)


def about_to_be(judged: Judged, recused: Sequence[str], meeting: Meeting) -> Result:
    """The row as recording would fill it, filled in memory only."""
    item, count, weighed = judged.item, judged.count, judged.weighed
    if judged.declared and count is not None:
        item.discussion, item.resolution = count.discussion, count.resolution
        return frozen(item, recused, meeting)
    if count is None or weighed is None:
        return result_of(item, {}, (), meeting)
    item.method, item.yes, item.verdict = count.method, count.yes, judged.verdict
    item.no, item.abstain, item.spoiled = count.no, count.abstain, count.spoiled
    item.discussion, item.resolution = count.discussion, count.resolution
    item.present = weighed.case.present
    return result_of(item, weighed.to_json(), recused, meeting)


def _verdict(item: AgendaItem) -> str:
    if not item.verdict:
        return "没有表决：开会前议题已经撤回，或者这一步已经办完"
    if item.step is CycleStep.HEAR:
        return HEARD
    return Verdict(item.verdict).label


def _count(item: AgendaItem, ruling: Mapping[str, Any]) -> tuple[Head, ...]:
    """需要 beside what there was; nothing where nothing was counted."""
    heads = []
    if (needed := ruling.get("needed_present")) is not None and item.present is not None:
        heads += [
            Head("需要到会", needed),
            Head("实到", item.present, _enough(item.present, needed)),
        ]
    if item.yes is None:
        return tuple(heads)
    if (votes := ruling.get("needed_yes")) is not None:
        heads.append(Head("需要同意", votes))
        heads.append(Head("同意", item.yes, _enough(item.yes, votes)))
    else:
        heads.append(Head("同意", item.yes))
    heads += [Head("反对", item.no or 0), Head("弃权", item.abstain or 0)]
    return (*heads, Head("废票", item.spoiled)) if item.spoiled else tuple(heads)


def _enough(had: int, needed: int) -> Literal["good", "short"]:
    return "good" if had >= needed else "short"


def _again(item: AgendaItem, meeting: Meeting) -> str:
    """Where the next meeting on the same step is called, if this one settled nothing. A sitting
    that failed is called again as a whole."""
    if (
        meeting.stage is MeetingStage.FAILED
        or item.verdict in ("", "passed")
        or item.step is CycleStep.HEAR
    ):
        return ""
    return f"/desk/{meeting.village.code}/meetings/new?decision={item.decision_id}&step={item.step}"


def heads(found: Heads) -> list[Head]:
    """应到 实到 需要 还差, and who is not ticked yet."""
    boxes = [Head("应到", found.entitled)]
    if found.needed is not None:
        boxes.append(Head("需要到会", found.needed))
        boxes.append(Head("实到", found.present, _enough(found.present, found.needed)))
        if found.missing:
            boxes.append(Head("还差", found.missing, "short"))
    else:
        boxes.append(Head("实到", found.present))
    boxes += [Head("请假", found.leave), Head("缺席", found.absent)]
    return [*boxes, Head("还没登记", found.open)] if found.open else boxes


def quorum_sentence(found: Heads, meeting: Meeting) -> str:
    """“实到 28 人，需要 29 人，还差 1 人”, for reading aloud."""
    unit = measure(meeting)
    said = f"应到 {found.entitled} {unit}，实到 {found.present} {unit}"
    if found.needed is None:
        return f"{said}。"
    if found.missing:
        return f"{said}，需要 {found.needed} {unit}，还差 {found.missing} {unit}。"
    return f"{said}，需要 {found.needed} {unit}，够了。"


def double_seats(lines: Iterable[Line]) -> list[str]:
    """一人两职: who sits here in more than one capacity."""
    return [
        f"{one.name}（{'、'.join(office.label for office in one.offices)}）"
        for one in lines
        if len(one.offices) > 1
    ]


def capacity(offices: Sequence[Office]) -> str:
    return "、".join(office.label for office in offices)


def over(meeting: Meeting) -> bool:
    return meeting.stage in (MeetingStage.HELD, MeetingStage.FAILED)
