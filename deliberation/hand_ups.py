"""Handing up: 小组说事点 → 村说事室 → 乡镇. The township must receive, assign and reply.

Who received it first in the village stays responsible; afterwards the village rates the township.
"""

from dataclasses import dataclass
from datetime import date, datetime

from tortoise.expressions import Q

from deliberation import deadlines, handling
from deliberation.concern_doors import handling_seat
from deliberation.concern_flow import OPENED, Said, fresh, move, note, out_of_turn
from deliberation.concern_guards import facts_of
from deliberation.models import (
    Concern,
    ConcernHandUp,
    ConcernLevel,
    ConcernResult,
    ConcernStage,
    EntryKind,
    Road,
)
from deliberation.rating_words import Rating, check_rating
from village import clock, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.ledger import text_digest
from village.models import Appointment, Township, Village
from village.permissions import Actor, Office, Permission, Seat

L, P = ConcernLevel, Permission
BEFORE_ROUTING = (
    ConcernStage.RAISED,
    ConcernStage.RECEIVED,
    ConcernStage.VERIFIED,
    ConcernStage.STUDIED,
)


@dataclass(frozen=True, slots=True)
class Task:
    officer_id: int
    due_on: date


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


async def hand_up(concern: Concern, why: str, actor: Actor, *, now: datetime) -> ConcernHandUp:
    """From the group to the village; from the village to the township use `routing.route`."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    handling.check_words(why, "why", "请写一句为什么小组办不了。")
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        if current.level is not L.GROUP or current.stage not in (*BEFORE_ROUTING, *OPENED):
            raise Blocked([out_of_turn("concern.route", current)])
        up = await _step(current, L.VILLAGE, why, seat, now=now)
        await Concern.filter(id=current.id).update(level=L.VILLAGE)
        current.level = L.VILLAGE
        said = Said(EntryKind.HANDED_UP, f"小组说事点报到村说事室：{why.strip()}")
        await note(
            *(current, "concern.hand_up", seat, said),
            now=now,
            to=str(L.VILLAGE),
            why=text_digest(why),
        )
        return up


async def _step(
    concern: Concern,
    to: ConcernLevel,
    why: str,
    seat: Seat,
    *,
    now: datetime,
    due_on: date | None = None,
    by_raiser: bool = False,
) -> ConcernHandUp:
    return await ConcernHandUp.create(
        concern_id=concern.id,
        village_id=concern.village_id,
        to_level=to,
        round=concern.round,
        why=why.strip(),
        by_raiser=by_raiser,
        handed_at=now,
        handed_by_id=seat.person_id,
        due_on=due_on,
        closed_at=now if to is L.VILLAGE else None,
    )


async def sent_up(
    concern: Concern, why: str, seat: Seat, *, now: datetime, by_raiser: bool = False
) -> ConcernHandUp:
    """Inside the deed: to the township, with a day by which it replies. `routing` has asked
    whether it must be discussed first; a raiser who was not satisfied has the right to it."""
    today = clock.local_date(now)
    facts = await facts_of(concern, today)
    profile = rules.profile(concern.village.profile_code)
    due_on = deadlines.after(profile, "township_days", today)
    # the raiser's own words have been looked at by nobody: the township reads them, not the public
    who = "说事人不满意，报到乡镇" if by_raiser else f"村里报到乡镇：{why.strip().rstrip('。')}"
    said = Said(EntryKind.HANDED_UP, f"{who}。乡镇 {_day(due_on)}前答复。")
    changes = {
        "road": Road.TOWNSHIP,
        "level": L.TOWNSHIP,
        "answer_by": due_on,
        "due_on": due_on,
        "assignee_id": None,
    }
    await move(
        *(concern, "concern.escalate" if by_raiser else "concern.route", seat, said),
        now=now,
        facts=facts,
        changes=changes,
        road=str(Road.TOWNSHIP),
        why=text_digest(why),
    )
    return await _step(concern, L.TOWNSHIP, why, seat, now=now, due_on=due_on, by_raiser=by_raiser)


async def for_officer(actor: Actor, hand_up_id: int) -> ConcernHandUp:
    """What came up to this township; the one way in for its id from outside."""
    up = await ConcernHandUp.get_or_none(id=hand_up_id).select_related(
        "concern__village", "concern__group", "concern__place", "village"
    )
    if up is None or up.to_level is not L.TOWNSHIP:
        raise NotFound("这件上报的事")
    if not actor.may(P.TOWNSHIP_ANSWER, None, up.village.township_id):
        raise NotFound("这件上报的事")
    return up


async def waiting(township: Township) -> list[ConcernHandUp]:
    """What the township still owes a reply, by last day."""
    return (
        await ConcernHandUp.filter(
            village__township_id=township.id, to_level=L.TOWNSHIP, closed_at=None
        )
        .order_by("due_on", "id")
        .select_related("concern", "village", "officer")
    )


async def of_village(village: Village, most: int = 60) -> list[ConcernHandUp]:
    """All that came up from one village, the latest first; those without a reply before them."""
    rows = ConcernHandUp.filter(village_id=village.id, to_level=L.TOWNSHIP)
    found = await rows.order_by("-id").limit(most).select_related("concern", "officer")
    return sorted(found, key=lambda one: one.closed_at is not None)


async def officers(township: Township, today: date) -> list[Appointment]:
    return await Appointment.filter(
        Q(ended_on=None) | Q(ended_on__gt=today),
        township_id=township.id,
        village_id=None,
        office=Office.TOWNSHIP_OFFICER,
        began_on__lte=today,
    ).select_related("person")


async def receive_up(up: ConcernHandUp, actor: Actor, *, now: datetime) -> None:
    seat = _township_seat(up, actor)
    async with storage.writing(up.village_id):
        concern = await _open(up)
        still = ConcernHandUp.filter(id=up.id, received_at=None)
        if not await still.update(received_at=now, received_by_id=seat.person_id):
            raise Stale("这件上报的事")
        said = Said(EntryKind.LEVEL, "乡镇已收到。")
        await note(concern, "concern.receive_up", seat, said, now=now)


async def assign_up(up: ConcernHandUp, task: Task, actor: Actor, *, now: datetime) -> None:
    """To one officer of the township, by a day not after the one the raiser was told."""
    seat = _township_seat(up, actor)
    today = clock.local_date(now)
    async with storage.writing(up.village_id):
        concern = await _open(up)
        current = await ConcernHandUp.get(id=up.id)
        if current.received_at is None:
            raise Blocked([_not_received()])
        last = max(concern.answer_by or task.due_on, today)
        if not today <= task.due_on <= last:
            text = f"要在今天到 {_day(last)}之间，说事人等着答复。"
            raise InvalidInput({"due_on": text})
        township = await Township.get(id=up.village.township_id)
        if task.officer_id not in {one.person_id for one in await officers(township, today)}:
            raise NotFound("这位乡镇干部")
        await ConcernHandUp.filter(id=up.id).update(officer_id=task.officer_id, due_on=task.due_on)
        said = Said(EntryKind.LEVEL, f"乡镇已交办，{_day(task.due_on)}前答复。")
        await note(
            *(concern, "concern.assign_up", seat, said),
            now=now,
            to=task.officer_id,
            due=task.due_on,
        )


def ready_for_reply(up: ConcernHandUp) -> None:
    """Refuses while nobody of the township has it in hand."""
    if up.received_at is None:
        raise Blocked([_not_received()])
    if up.officer_id is None:
        text = "还没有交给哪位乡镇干部办。"
        raise Blocked([Blocker("not-assigned", text, remedy="先交办，再答复")])


async def reply(
    up: ConcernHandUp, words: str, result: ConcernResult, actor: Actor, *, now: datetime
) -> None:
    """The township's answer goes to whoever raised it; then the village calls back and rates."""
    seat = _township_seat(up, actor)
    async with storage.writing(up.village_id):
        concern = await _open(up)
        ready_for_reply(await ConcernHandUp.get(id=up.id))
        await handling.answered(concern, words, result, seat, now=now, step="concern.reply")
        await ConcernHandUp.filter(id=up.id).update(
            reply=words.strip(),
            result=result,
            replied_at=now,
            replied_by_id=seat.person_id,
            closed_at=now,
        )
        await Concern.filter(id=concern.id).update(level=L.VILLAGE)


def _township_seat(up: ConcernHandUp, actor: Actor) -> Seat:
    return actor.require(P.TOWNSHIP_ANSWER, None, up.village.township_id)


async def _open(up: ConcernHandUp) -> Concern:
    """The concern, while this very step up still waits for its reply."""
    concern = await fresh(await Concern.get(id=up.concern_id))
    if not await ConcernHandUp.exists(id=up.id, closed_at=None):
        raise Stale("这件上报的事")
    return concern


def _not_received() -> Blocker:
    return Blocker("not-received", "乡镇还没有接收这件事。", remedy="先点“接收”")


async def rate_township(up: ConcernHandUp, rating: Rating, actor: Actor, *, now: datetime) -> None:
    """评乡镇: by the village, once, after the reply."""
    village = up.village
    seat = actor.require(P.CONCERN_HANDLE, village.id, village.township_id)
    check_rating(rating)
    async with storage.writing(village.id):
        current = await ConcernHandUp.get(id=up.id)
        if current.replied_at is None:
            text = "乡镇还没有答复，现在不能评。"
            raise Blocked([Blocker("not-answered", text, remedy="等乡镇答复以后再评")])
        if current.rated_at is not None:
            raise Blocked([Blocker("rated-before", "这件事村里已经评过乡镇了，只能评一次。")])
        await ConcernHandUp.filter(id=up.id).update(
            attitude=rating.attitude,
            process=rating.process,
            outcome=rating.result,
            rating_reason=rating.reason.strip(),
            rated_at=now,
            rated_by_id=seat.person_id,
        )
        concern = await Concern.get(id=up.concern_id)
        said = Said(EntryKind.LEVEL, "村里评了乡镇的办理。", told=False)
        await note(concern, "concern.rate_up", seat, said, now=now, marks=rating.marks)
