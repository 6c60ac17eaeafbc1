"""The flow of a concern as one table: 受理 核实 研究 分流 交办 办理 反馈 回访 评价 归档.

It ends in exactly one outcome, and every line meant for the raiser reaches all who raised it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from deliberation.concern_guards import (
    Facts,
    called_back_long_ago,
    discussed,
    matter_over,
    nothing_at_township,
    session_over,
    somebody_does_it,
)
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernEntry,
    ConcernStage,
    EntryKind,
)
from village import ledger
from village.errors import Blocked, Blocker, Stale
from village.flows import Step
from village.permissions import Office, Permission, Seat

S, P = ConcernStage, Permission
ANSWERING = (nothing_at_township, session_over, discussed, matter_over, somebody_does_it)
OPENED = (S.ROUTED, S.ASSIGNED, S.HANDLING)

FLOW: tuple[Step[Facts], ...] = (
    Step("concern.receive", S.RAISED, S.RECEIVED, P.CONCERN_HANDLE),
    Step("concern.verify", S.RECEIVED, S.VERIFIED, P.CONCERN_HANDLE),
    Step("concern.study", S.VERIFIED, S.STUDIED, P.CONCERN_HANDLE),
    Step("concern.route", S.STUDIED, S.ROUTED, P.CONCERN_HANDLE),
    *(
        Step("concern.route", one, S.ROUTED, P.CONCERN_HANDLE, (nothing_at_township,))
        for one in OPENED
    ),
    *(
        Step("concern.assign", one, S.ASSIGNED, P.CONCERN_HANDLE, (nothing_at_township,))
        for one in OPENED
    ),
    *(Step("concern.progress", one, S.HANDLING, P.CONCERN_HANDLE) for one in OPENED[1:]),
    *(Step("concern.answer", one, S.ANSWERED, P.CONCERN_HANDLE, ANSWERING) for one in OPENED),
    Step("concern.reply", S.ROUTED, S.ANSWERED, P.TOWNSHIP_ANSWER),
    Step("concern.call_back", S.ANSWERED, S.CALLED_BACK, P.CONCERN_CALL_BACK),
    Step("concern.call_back", S.CALLED_BACK, S.CALLED_BACK, P.CONCERN_CALL_BACK),
    Step("concern.rate", S.ANSWERED, S.RATED, P.CONCERN_RAISE),
    Step("concern.rate", S.CALLED_BACK, S.RATED, P.CONCERN_RAISE),
    Step("concern.reopen", S.RATED, S.RECEIVED, P.CONCERN_RAISE),
    Step("concern.escalate", S.RATED, S.ROUTED, P.CONCERN_RAISE),
    Step("concern.archive", S.RATED, S.ARCHIVED, P.CONCERN_RAISE),
    Step("concern.archive", S.ANSWERED, S.ARCHIVED, P.CONCERN_HANDLE, (called_back_long_ago,)),
    Step("concern.archive", S.CALLED_BACK, S.ARCHIVED, P.CONCERN_HANDLE, (called_back_long_ago,)),
)
VERBS = {
    "concern.receive": "受理",
    "concern.verify": "核实",
    "concern.study": "研究",
    "concern.route": "分流",
    "concern.assign": "交办",
    "concern.progress": "登记进度",
    "concern.answer": "反馈",
    "concern.reply": "答复",
    "concern.call_back": "回访",
    "concern.rate": "评价",
    "concern.reopen": "重新办理",
    "concern.escalate": "报到乡镇",
    "concern.archive": "归档",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the history keeps of a step: for the public page, for the raiser, or only inside."""

    kind: EntryKind
    text: str = ""
    public: bool = True
    told: bool = True


def step_of(name: str, stage: ConcernStage) -> Step[Facts] | None:
    return next((one for one in FLOW if one.name == name and one.source is stage), None)


def blockers(name: str, facts: Facts) -> Sequence[Blocker]:
    """What stands in the way of this step now: for the page, before anybody presses."""
    concern = facts.concern
    if concern.outcome is not None:
        return (ended(concern),)
    step = step_of(name, concern.stage)
    return (out_of_turn(name, concern),) if step is None else step.blockers(facts)


async def fresh(concern: Concern) -> Concern:
    """As it stands now, to be read inside the deed; refuses what has ended meanwhile."""
    found = await Concern.get(id=concern.id).select_related("village")
    if found.outcome is not None:
        raise Blocked([ended(found)])
    return found


async def move(
    concern: Concern,
    name: str,
    seat: Seat,
    said: Said,
    *,
    now: datetime,
    facts: Facts | None = None,
    changes: Mapping[str, Any] | None = None,
    **data: object,
) -> None:
    """One step along, written and told. Call it inside the deed, on a row `fresh` has read."""
    step = step_of(name, concern.stage)
    if step is None:
        raise Blocked([out_of_turn(name, concern)])
    if found := step.blockers(facts or Facts(concern, date.min)):
        raise Blocked(found)
    told = {"stage": step.target, **(changes or {})}
    still = Concern.filter(id=concern.id, stage=step.source, outcome__isnull=True)
    if not await still.update(**told):
        raise Stale("这件说事")
    for key, value in told.items():
        setattr(concern, key, value)
    await note(concern, name, seat, said, now=now, **data)


async def note(
    concern: Concern, action: str, seat: Seat, said: Said, *, now: datetime, **data: object
) -> None:
    """A line of the history and one of the record. Call it inside the deed."""
    await tell(concern, seat, said, now=now)
    who, subject = _unnamed(concern, seat), f"concern:{concern.id}"
    await ledger.record(concern.village_id, who, action, subject, now=now, **data)


def _unnamed(concern: Concern, seat: Seat) -> Seat:
    """Every office reads the record, also the one spoken of: who told the supervisors stands in
    their own papers and not there."""
    told = concern.audience is ConcernAudience.SUPERVISORS and seat.office is Office.VILLAGER
    return replace(seat, person_id=None) if told else seat


async def tell(concern: Concern, seat: Seat | None, said: Said, *, now: datetime) -> None:
    """The line alone. What the raiser is told, all are told whose concerns were merged in."""
    readers = [concern]
    if said.told:
        readers += await Concern.filter(merged_into_id=concern.id)
        await Concern.filter(id__in=[one.id for one in readers]).update(told_at=now)
    await ConcernEntry.bulk_create(
        ConcernEntry(
            concern_id=one.id,
            at=now,
            kind=said.kind,
            level=concern.level,
            round=concern.round,
            by_id=None if seat is None else seat.person_id,
            office="" if seat is None else str(seat.office),
            text=said.text,
            public=said.public and one.id == concern.id,
            told=said.told,
        )
        for one in readers
    )


def ended(concern: Concern) -> Blocker:
    how = "已经办结归档" if concern.outcome is None else f"已经了结：{concern.outcome.label}"
    return Blocker("ended", f"编号 {concern.number} 的事{how}。", remedy="有新情况的，请另提一件")


def out_of_turn(name: str, concern: Concern) -> Blocker:
    verb, stands = VERBS[name], concern.stage.label
    text = f"编号 {concern.number} 的事现在是“{stands}”，不能{verb}。"
    code = "not-answered" if name in ("concern.rate", "concern.call_back") else "out-of-turn"
    return Blocker(code, text, remedy="刷新页面，看看现在该做哪一步")
