"""分流: the seven roads of a concern. Nothing is dropped: not accepted needs a reason and words.

核实 and 研究 may be passed in the same act, but each stands on the record.
"""

from dataclasses import dataclass
from datetime import datetime

from deliberation import deadlines, hand_ups
from deliberation.concern_doors import handling_seat
from deliberation.concern_flow import Said, fresh, move
from deliberation.concern_guards import Facts, facts_of, must_be_discussed
from deliberation.handling import answered, check_words, received
from deliberation.models import (
    Concern,
    ConcernLevel,
    ConcernResult,
    ConcernStage,
    EntryKind,
    RefusalReason,
    Road,
)
from village import clock, rules, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.ledger import text_digest
from village.permissions import Actor, Office, Seat

TALKED_OVER = (Road.AGENDA, Road.DECISION)
OF_A_GROUP = (Road.ON_THE_SPOT, Road.VILLAGE, Road.MEDIATION)
MISSING = {
    Road.ON_THE_SPOT: "请写给说事人的答复。",
    Road.VILLAGE: "请写一句准备怎么办。",
    Road.AGENDA: "请写一句要商量什么。",
    Road.DECISION: "请写一句为什么要提交四议两公开。",
    Road.MEDIATION: "请写一句转给谁调解、调解什么。",
    Road.TOWNSHIP: "请写一句为什么村里办不了。",
    Road.NOT_ACCEPTED: "不予受理的，请写清楚为什么，说事人看得到。",
}


@dataclass(frozen=True, slots=True)
class Routing:
    """`words` is the answer, the timetable, or the reason, as the road asks for it."""

    road: Road
    words: str
    found: str = ""
    result: ConcernResult | None = None
    refusal: RefusalReason | None = None
    complex: bool = False


async def route(concern: Concern, routing: Routing, actor: Actor, *, now: datetime) -> None:
    """Send it one of the seven ways; an answer on the spot and a refusal are told at once."""
    today = clock.local_date(now)
    seat = await handling_seat(actor, concern, today)
    _check(routing)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        facts = await facts_of(current, today)
        _check_road(facts, routing.road, seat)
        await looked_into(current, seat, routing.found or routing.words, now=now)
        if routing.road is Road.TOWNSHIP:
            await hand_ups.sent_up(current, routing.words, seat, now=now)
            return
        await sent(current, routing, seat, facts, now)
        if routing.road is Road.ON_THE_SPOT and routing.result is not None:
            await answered(current, routing.words, routing.result, seat, now=now)
        elif routing.road is Road.NOT_ACCEPTED and routing.refusal is not None:
            words = f"{routing.refusal.label}。{routing.words.strip()}"
            await answered(current, words, ConcernResult.EXPLAINED, seat, now=now)


def _check(routing: Routing) -> None:
    wrong = {}
    if routing.road is Road.ON_THE_SPOT and routing.result is None:
        wrong["result"] = "请选答复的结果：解决了、部分解决，还是说明了原因。"
    if routing.road is Road.NOT_ACCEPTED and routing.refusal is None:
        wrong["refusal"] = "请从列出的理由里选一条；没有合适的理由，就应当受理。"
    if not routing.words.strip():
        timetable = "复杂的事，请写出办理的时间表，说事人看得到。"
        wrong["words"] = timetable if routing.complex else MISSING[routing.road]
    if wrong:
        raise InvalidInput(wrong)
    check_words(routing.words, "words", MISSING[routing.road])
    if routing.found:
        check_words(routing.found, "found", "请写核实的情况。")


def _check_road(facts: Facts, road: Road, seat: Seat) -> None:
    """附议 of enough neighbours: it goes to a session or a vote, once at least."""
    concern = facts.concern
    if seat.office is Office.GROUP_LEADER and road not in OF_A_GROUP:
        text = f"小组说事点不能“{road.label}”。"
        raise Blocked([Blocker("group-level", text, remedy="先报到村说事室")])
    talked = facts.item is not None or facts.matter is not None
    if concern.must_discuss and road not in TALKED_OVER and not talked:
        raise Blocked([must_be_discussed(concern)])


async def looked_into(concern: Concern, seat: Seat, words: str, *, now: datetime) -> None:
    """Inside the deed: the steps before 分流 that nobody took yet, each a line of its own."""
    if concern.stage is ConcernStage.RAISED:
        await received(concern, seat, now=now)
    for stage, step, kind in (
        (ConcernStage.RECEIVED, "concern.verify", EntryKind.VERIFIED),
        (ConcernStage.VERIFIED, "concern.study", EntryKind.STUDIED),
    ):
        if concern.stage is stage:
            said = Said(kind, words.strip(), public=False, told=False)
            await move(concern, step, seat, said, now=now, words=text_digest(words))


async def sent(concern: Concern, routing: Routing, seat: Seat, facts: Facts, now: datetime) -> None:
    road = routing.road
    changes: dict[str, object] = {"road": road, "refusal": routing.refusal}
    if seat.office is not Office.GROUP_LEADER:
        changes["level"] = ConcernLevel.VILLAGE
    longer = routing.complex or road in (Road.AGENDA, Road.MEDIATION)
    if longer and concern.extended_on is None and not concern.complex:
        profile = rules.profile(concern.village.profile_code)
        raised = clock.local_date(concern.received_at or now)
        day = deadlines.after(profile, "complex_days", raised)
        changes |= {"complex": True, "answer_by": day, "due_on": day}
    told = road not in (Road.ON_THE_SPOT, Road.NOT_ACCEPTED)
    text = f"{road.label}。{routing.words.strip()}" if told else road.label
    await move(
        *(concern, "concern.route", seat, Said(EntryKind.ROUTED, text)),
        now=now,
        facts=facts,
        changes=changes,
        road=str(road),
        refusal=None if routing.refusal is None else str(routing.refusal),
        words=text_digest(routing.words),
    )
