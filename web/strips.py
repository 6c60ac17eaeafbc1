"""From a dossier to the six-step strip: dates, bodies, heads, what the open step still lacks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from deliberation import cycle
from deliberation.dossier import Dossier, Posting, Sitting
from deliberation.models import CycleStep, Decision, DecisionStage
from deliberation.reminders import reminders
from deliberation.sequence import BODIES_OF, ORDER, steps_of
from publicity.models import NoticeKind
from village.errors import Blocker
from village.rules import Body
from web.strip import Head, Link, StepState, StripStep
from web.wording import day, full_moment

MEETINGS = {
    CycleStep.PROPOSE: ("提议", DecisionStage.PROPOSED),
    CycleStep.CONSULT: ("商议", DecisionStage.CONSULTED),
    CycleStep.REVIEW: ("审议", DecisionStage.REVIEWED),
    CycleStep.RESOLVE: ("决议", DecisionStage.RESOLVED),
}
PAPERS = {
    NoticeKind.RESOLUTION: ("决议公开", DecisionStage.DISCLOSED),
    NoticeKind.RESULT: ("结果公开", DecisionStage.CONCLUDED),
}
BROKEN_OFF = (DecisionStage.REJECTED, DecisionStage.WITHDRAWN)
WAITING = "还没有开始"


def _meetings_of(decision: Decision) -> tuple[CycleStep, ...]:
    """The 议 shown: of a merged pair both, since each took place."""
    steps = steps_of(decision)
    return (CycleStep.PROPOSE, *steps) if decision.merge_first_two else steps


def _states(decision: Decision) -> list[StepState]:
    """done, …, now, later, …: one is open unless the matter has ended."""
    reached = [stage for _, stage in (MEETINGS[step] for step in _meetings_of(decision))]
    reached += [stage for _, stage in PAPERS.values()]
    states: list[StepState] = []
    for stage in reached:
        done = decision.stage not in BROKEN_OFF and _stands(decision, stage)
        states.append("done" if done else "later")
    if decision.stage not in BROKEN_OFF and "later" in states:
        states[states.index("later")] = "now"
    return states


def _as_far_as(dossier: Dossier) -> list[StepState]:
    """Of a matter that was broken off, the meetings that had passed it stay on show as done."""
    states = _states(dossier.decision)
    if dossier.decision.stage not in BROKEN_OFF:
        return states
    for place, step in enumerate(_meetings_of(dossier.decision)):
        sitting = dossier.sitting(step)
        if sitting is not None and sitting.passed:
            states[place] = "done"
    return states


def _stands(decision: Decision, stage: DecisionStage) -> bool:
    return ORDER.index(decision.stage) >= ORDER.index(stage)


def brief(decision: Decision) -> list[StripStep]:
    """Names and states only: for lists, without asking the database."""
    names = [MEETINGS[step][0] for step in _meetings_of(decision)]
    names += [name for name, _ in PAPERS.values()]
    return [StripStep(name, state) for name, state in zip(names, _states(decision), strict=True)]


def full(dossier: Dossier, *, desk: bool = False) -> list[StripStep]:
    """The whole strip. `desk` adds links that only the office can follow."""
    states = iter(_as_far_as(dossier))
    strip = [
        _meeting_step(dossier, step, next(states), desk) for step in _meetings_of(dossier.decision)
    ]
    return strip + [_paper_step(dossier, kind, next(states), desk) for kind in PAPERS]


def _meeting_step(dossier: Dossier, step: CycleStep, state: StepState, desk: bool) -> StripStep:
    name = MEETINGS[step][0]
    asked = CycleStep.CONSULT if _is_merged(dossier, step) else step
    sittings = dossier.sittings.get(asked, ())
    counted = sittings[-1] if sittings else None
    lines = tuple(_line(dossier, one) for one in sittings) or (WAITING,)
    return StripStep(
        name=_long_name(dossier, step) if desk or state != "later" else name,
        state=state,
        lines=lines if sittings or state == "now" else (),
        brief=day(counted.day) if counted else "",
        heads=_heads(counted) if counted else (),
        basis=_basis(counted),
        links=_meeting_links(dossier, sittings) if desk else (),
        blockers=_told(cycle.blockers(dossier), desk) if state == "now" else (),
        reminders=_told(reminders(dossier), desk) if state == "now" else (),
    )


def _told(found: Sequence[Blocker], desk: bool) -> tuple[Blocker, ...]:
    """Anyone may know what is missing; what to do about it is told to the office."""
    return tuple(one if desk else replace(one, remedy="") for one in found)


def body_of(decision: Decision, step: CycleStep) -> Body:
    return BODIES_OF.get(step, decision.body)


def _is_merged(dossier: Dossier, step: CycleStep) -> bool:
    return dossier.decision.merge_first_two and step is CycleStep.PROPOSE


def _long_name(dossier: Dossier, step: CycleStep) -> str:
    body = body_of(dossier.decision, step)
    if _is_merged(dossier, step):
        return "党组织提议（与商议合并召开）"
    if step is CycleStep.RESOLVE and dossier.decision.group is not None:
        return f"{dossier.decision.group.name}{body.label}决议"
    return f"{body.label}{MEETINGS[step][0]}"


def _line(dossier: Dossier, sitting: Sitting) -> str:
    meeting, item = sitting.item.meeting, sitting.item
    said = [day(sitting.day), f"应到 {meeting.entitled}，实到 {meeting.present}"]
    if meeting.body is not body_of(dossier.decision, item.step):
        said.insert(1, meeting.body.label)
    if item.yes is not None:
        said.append(f"同意 {item.yes}")
    if not sitting.passed:
        said.append(_verdict(sitting))
    if meeting.late_reason and meeting.recorded_at is not None:
        said.append(f"补录于 {full_moment(meeting.recorded_at)}")
    return " · ".join(said)


def _verdict(sitting: Sitting) -> str:
    words = {
        "no_quorum": "到会人数不够，没有开成",
        "undecided": "会议成立，没有表决数，不能认定通过",
        "rejected": "没有通过",
        "unlawful": "程序不合法，不能认定通过",
    }
    if sitting.item.step is CycleStep.HEAR:
        return "协商，尚未决议"
    return words.get(sitting.item.verdict, "")


def _heads(sitting: Sitting) -> tuple[Head, ...]:
    """The boxes of the paper: needed and had, so that anyone can check."""
    item, ruling = sitting.item, sitting.ruling
    need, votes = ruling.get("needed_present"), ruling.get("needed_yes")
    heads = []
    if need is not None:
        heads += [
            Head("需要到会", need),
            Head("实到", item.present or 0, _enough(item.present, need)),
        ]
    if item.yes is None:
        return tuple(heads)
    if votes is not None:
        heads += [Head("需要同意", votes), Head("同意", item.yes, _enough(item.yes, votes))]
    heads += [Head("反对", item.no or 0), Head("弃权", item.abstain or 0)]
    if item.spoiled:
        heads.append(Head("废票", item.spoiled))
    return tuple(heads)


def _enough(had: int | None, needed: int) -> Literal["good", "short"]:
    return "good" if (had or 0) >= needed else "short"


def _basis(sitting: Sitting | None) -> str:
    if sitting is None:
        return ""
    return "".join(
        f"{one['text']}（{one['basis']}）" for one in sitting.reasons if one.get("basis")
    )


def _meeting_links(dossier: Dossier, sittings: Sequence[Sitting]) -> tuple[Link, ...]:
    code = dossier.decision.village.code
    return tuple(
        Link(f"/desk/{code}/meetings/{one.item.meeting_id}", f"{day(one.day)}的会议记录")
        for one in sittings
    )


def _paper_step(dossier: Dossier, kind: NoticeKind, state: StepState, desk: bool) -> StripStep:
    posting = dossier.posting(kind)
    lines = [_posted_line(posting)] if posting else []
    if kind is NoticeKind.RESULT and state == "now":
        lines = [*_works_lines(dossier), *lines]
    if not lines and state == "now":
        lines = [WAITING]
    return StripStep(
        name=PAPERS[kind][0],
        state=state,
        lines=tuple(lines),
        brief=day(posting.notice.first_day) if posting else "",
        basis=posting.notice.basis if posting else "",
        links=_paper_links(dossier, posting, desk),
        blockers=_told(cycle.blockers(dossier), desk) if state == "now" else (),
        reminders=_told(reminders(dossier), desk) if state == "now" else (),
    )


def _posted_line(posting: Posting) -> str:
    notice = posting.notice
    return f"{day(notice.first_day)}贴出，满 {notice.days} 天到 {day(notice.last_day)}。"


def _works_lines(dossier: Dossier) -> list[str]:
    works = dossier.works
    if dossier.by_publication and dossier.posting(NoticeKind.RESULT) is None:
        return ["文本报备案、公布以后，就是实施和结果公开。"]
    if works is None:
        return []
    if works.finished_on is None:
        return [f"正在实施：{works.doer}，计划 {day(works.due_on)}完成。"]
    return [f"{day(works.finished_on)}完成：{works.doer}。"]


def _paper_links(dossier: Dossier, posting: Posting | None, desk: bool) -> tuple[Link, ...]:
    if posting is None:
        return ()
    code, number = dossier.decision.village.code, posting.notice.id
    links = [
        Link(f"/v/{code}/notices/{number}", "看公告"),
        Link(f"/v/{code}/notices/{number}/poster", "打印公告"),
    ]
    if desk:
        links.append(Link(f"/desk/{code}/notices/{number}", "照片、异议和监督意见"))
    return tuple(links)
