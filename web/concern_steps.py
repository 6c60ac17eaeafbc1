"""What is to be done with a concern next, by whom: one clear act first, then what else may be.

Only offers: every deed asks again by itself, inside its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deliberation import callbacks, concern_doors, concern_flow
from deliberation.concern_flow import OPENED
from deliberation.concern_guards import TAKEN_UP, Facts, facts_of
from deliberation.decisions import ENDED
from deliberation.hand_ups import BEFORE_ROUTING
from deliberation.models import Concern, ConcernLevel, ConcernStage, Road, SayItem, SayStage
from village.errors import Blocker, NotPermitted
from village.permissions import Actor, Permission

S = ConcernStage


@dataclass(frozen=True, slots=True)
class Offer:
    """A page to go to, or with `at_once` a button that does it."""

    name: str
    text: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """`handles`: in whose hands it lies; `does`: those and the assignee; `calls`: calls back."""

    handles: bool = False
    does: bool = False
    calls: bool = False
    holds: bool = False
    opens: bool = False

    @property
    def any(self) -> bool:
        return self.does or self.calls


@dataclass(frozen=True, slots=True)
class Todo:
    """`main` is the one to press now, if it waits for nobody else. `blockers`: why the step after
    it must wait."""

    rights: Rights
    main: Offer | None = None
    others: Sequence[Offer] = ()
    blockers: Sequence[Blocker] = ()
    facts: Facts | None = None


async def rights_of(actor: Actor, concern: Concern, today: date) -> Rights:
    village = concern.village
    handles = does = calls = True
    try:
        await concern_doors.handling_seat(actor, concern, today)
    except NotPermitted:
        handles = False
    try:
        await concern_doors.handled_by(actor, concern, today)
    except NotPermitted:
        does = False
    try:
        callbacks.caller_seat(concern, actor)
    except NotPermitted:
        calls = False
    return Rights(
        handles,
        does,
        calls,
        actor.may(Permission.SAY_HOLD, village.id, village.township_id),
        actor.may(Permission.DECISION_OPEN, village.id, village.township_id),
    )


async def todo_of(actor: Actor, concern: Concern, today: date) -> Todo:
    rights = await rights_of(actor, concern, today)
    facts = await facts_of(concern, today)
    if not concern.is_open:
        return Todo(rights, facts=facts)
    main = _main(facts, rights)
    on_agenda = await SayItem.exists(concern_id=concern.id, session__stage=SayStage.CALLED)
    if facts.concern.road is Road.AGENDA and not main and not on_agenda and rights.holds:
        main = [Offer("agenda", "列入说事会")]
    others = dict.fromkeys(one for one in _besides(facts, rights) if one.name not in _names(main))
    if on_agenda:
        others.pop(Offer("agenda", "列入说事会"), None)
    first = main[0] if main else None
    return Todo(rights, first, (*main[1:], *others), _waiting(facts), facts)


def _names(found: Sequence[Offer]) -> set[str]:
    return {one.name for one in found}


def _main(facts: Facts, rights: Rights) -> list[Offer]:
    concern = facts.concern
    if concern.stage in BEFORE_ROUTING:
        return _at_first(concern) if rights.handles else []
    if concern.stage in OPENED:
        return _on_the_way(facts, rights)
    return _afterwards(facts, rights)


def _at_first(concern: Concern) -> list[Offer]:
    route, verify = Offer("route", "答复或者分流"), Offer("verify", "记核实、研究的情况")
    if concern.stage is S.RAISED:
        return [Offer("receive", "受理", at_once=True), route]
    return [route] if concern.stage is S.STUDIED else [route, verify]


def _on_the_way(facts: Facts, rights: Rights) -> list[Offer]:
    """After it was sent one of the seven ways."""
    concern = facts.concern
    if facts.at_township:
        return []
    found = []
    if _wants_matter(facts) and rights.handles and rights.opens:
        found.append(Offer("matter", "立为议题"))
    if not concern_flow.blockers("concern.answer", facts) and rights.does:
        found.append(Offer("answer", "反馈结果"))
    if concern.stage is S.ROUTED and _to_be_done(facts) and rights.handles:
        found.append(Offer("assign", "交办"))
    if concern.stage is not S.ROUTED and rights.does:
        found.append(Offer("progress", "登记进度、照片"))
    return found


def _wants_matter(facts: Facts) -> bool:
    if facts.matter is not None and facts.matter.stage not in ENDED:
        return False
    agreed = facts.item is not None and facts.discussed_now and facts.item.to_matter
    return facts.matter is None and (facts.concern.road is Road.DECISION or agreed)


def _to_be_done(facts: Facts) -> bool:
    road, item = facts.concern.road, facts.item
    if road is Road.AGENDA:
        return item is not None and item.verdict in TAKEN_UP and not item.to_matter
    return road in (Road.VILLAGE, Road.MEDIATION)


def _afterwards(facts: Facts, rights: Rights) -> list[Offer]:
    """Answered: only a callback and the raiser's own word lead on from here."""
    if not rights.calls:
        return []
    call, rate = Offer("callback", "回访说事人"), Offer("rate", "窗口代记评价")
    if concern_flow.blockers("concern.archive", facts):
        return [call, rate]
    return [Offer("archive", "归档（回访后没有评价）", at_once=True), call, rate]


def _besides(facts: Facts, rights: Rights) -> list[Offer]:
    """What is seldom the next thing, and may always be wanted."""
    concern, found = facts.concern, []
    early = concern.stage in (*BEFORE_ROUTING, *OPENED)
    if not early or not rights.handles or facts.at_township:
        return []
    if concern.level is ConcernLevel.GROUP:
        found.append(Offer("up", "报到村说事室"))
    if concern.stage in OPENED:
        if concern.stage is not S.ROUTED:
            found.append(Offer("assign", "换人办、改日子"))
        if concern.extended_on is None:
            found.append(Offer("extend", "延期（只能一次）"))
        found.append(Offer("route", "改分流"))
    if rights.holds and not facts.discussed_now:
        found.append(Offer("agenda", "列入说事会"))
    if rights.opens and facts.matter is None:
        found.append(Offer("matter", "立为议题"))
    found.append(Offer("merge", "与另一件合并"))
    return found


def _waiting(facts: Facts) -> Sequence[Blocker]:
    """Why it cannot be answered, or archived, yet."""
    if facts.concern.stage in OPENED:
        return concern_flow.blockers("concern.answer", facts)
    if facts.concern.stage in (S.ANSWERED, S.CALLED_BACK):
        return concern_flow.blockers("concern.archive", facts)
    return ()
