"""受理 核实 研究 交办 办理 反馈 延期: what the village does with a concern, step by step.

Who received it first stays responsible for it to the end, whoever it is assigned to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deliberation import concern_flow, deadlines
from deliberation.concern_checks import Medium, media_fault
from deliberation.concern_doors import handled_by, handling_seat
from deliberation.concern_flow import OPENED, Said, fresh, move, note
from deliberation.concern_guards import facts_of
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernLevel,
    ConcernMedium,
    ConcernResult,
    ConcernStage,
    EntryKind,
    MediumMoment,
)
from village import clock, offices, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.ledger import text_digest
from village.models import Appointment, Person
from village.permissions import SUPERVISION, Actor, Office, Seat

DOERS = tuple(one for one in Office if one not in (Office.VILLAGER, Office.OPERATOR))
LONGEST = 2000
LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Assignment:
    person_id: int
    due_on: date


async def receive(concern: Concern, actor: Actor, *, now: datetime) -> None:
    """首问责任: of two who press at once, one is responsible and the other is told so."""
    seat = await handling_seat(actor, concern, clock.local_date(now))
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        if current.stage is not ConcernStage.RAISED:
            raise Stale("这件说事")
        await received(current, seat, now=now)


async def received(concern: Concern, seat: Seat, *, now: datetime) -> None:
    """Inside the deed: for whoever takes the first step, whatever step they came for."""
    changes: dict[str, object] = {"due_on": concern.answer_by}
    if concern.received_by_id is None:
        changes |= {"received_by_id": seat.person_id, "received_at": now}
    if concern.level is ConcernLevel.GROUP and seat.office is not Office.GROUP_LEADER:
        changes["level"] = ConcernLevel.VILLAGE
    said = Said(EntryKind.RECEIVED, f"已受理，{_day(concern.answer_by)}答复。")
    await move(concern, "concern.receive", seat, said, now=now, changes=changes)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.month} 月 {day.day} 日前"


async def verify(concern: Concern, found: str, actor: Actor, *, now: datetime) -> None:
    await _look_into(concern, "concern.verify", EntryKind.VERIFIED, found, actor, now)


async def study(concern: Concern, words: str, actor: Actor, *, now: datetime) -> None:
    await _look_into(concern, "concern.study", EntryKind.STUDIED, words, actor, now)


async def _look_into(  # noqa: PLR0917 - one body for two steps of the same shape
    concern: Concern, step: str, kind: EntryKind, words: str, actor: Actor, now: datetime
) -> None:
    seat = await handling_seat(actor, concern, clock.local_date(now))
    check_words(words, "words", "请写一句核实或者研究的情况。")
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        if current.stage is ConcernStage.RAISED:
            await received(current, seat, now=now)
        said = Said(kind, words.strip(), public=False, told=False)
        await move(current, step, seat, said, now=now, words=text_digest(words))


def check_words(words: str, field: str, missing: str, longest: int = LONGEST) -> None:
    if not words.strip():
        raise InvalidInput({field: missing})
    if len(words.strip()) > longest:
        raise InvalidInput({field: f"写了 {len(words.strip())} 字，最多 {longest} 字。"})


async def candidates(concern: Concern, today: date) -> list[Appointment]:
    """To whom it can be assigned: whoever holds an office of the village; what was said to the
    supervisors stays with them."""
    closed = concern.audience is ConcernAudience.SUPERVISORS
    found: dict[int, Appointment] = {}
    for one in await offices.standing(concern.village, today, SUPERVISION if closed else DOERS):
        found.setdefault(one.person_id, one)
    return list(found.values())


async def assign(concern: Concern, task: Assignment, actor: Actor, *, now: datetime) -> None:
    """交办: who, by when. Doing it again gives it to somebody else; the day may not pass the
    one the raiser was told."""
    today = clock.local_date(now)
    seat = await handling_seat(actor, concern, today)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        _check_day(current, task.due_on, today)
        person = await _doer(current, task.person_id, today)
        said = Said(EntryKind.ASSIGNED, f"交给{person.name}办，{_day(task.due_on)}办好。")
        changes = {"assignee_id": person.id, "due_on": task.due_on}
        facts = await facts_of(current, today)
        await move(
            *(current, "concern.assign", seat, said),
            now=now,
            facts=facts,
            changes=changes,
            to=person.id,
            due=task.due_on,
        )


def _check_day(concern: Concern, due_on: date, today: date) -> None:
    last = concern.answer_by
    if due_on < today:
        raise InvalidInput({"due_on": "办好的日子已经过了，请核对。"})
    if last is not None and due_on > max(last, today):
        text = f"答应说事人 {_day(last)}答复，不能晚于这一天；来不及的先办延期。"
        raise InvalidInput({"due_on": text})


async def _doer(concern: Concern, person_id: int, today: date) -> Person:
    for one in await candidates(concern, today):
        if one.person_id == person_id:
            return await Person.get(id=person_id)
    raise NotFound("可以交办的人")


async def progress(
    concern: Concern,
    words: str,
    actor: Actor,
    *,
    media: Sequence[tuple[MediumMoment, Medium]] = (),
    public: bool = True,
    now: datetime,
) -> None:
    """办理: what was done, with photographs from before and after; the raiser always reads it."""
    today = clock.local_date(now)
    seat = await handled_by(actor, concern, today)
    check_words(words, "words", "请写一写办到哪一步了。")
    if wrong := media_fault([one for _, one in media]):
        raise InvalidInput(wrong)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        said = Said(EntryKind.PROGRESS, words.strip(), public=public)
        kept = [one.digest for _, one in media]
        facts = await facts_of(current, today)
        await move(
            *(current, "concern.progress", seat, said),
            now=now,
            facts=facts,
            words=text_digest(words),
            media=kept,
        )
        await keep_media(current, media, seat, shown=public, now=now)


async def keep_media(
    concern: Concern,
    media: Sequence[tuple[MediumMoment, Medium]],
    seat: Seat,
    *,
    shown: bool,
    now: datetime,
) -> None:
    """Taken by the village itself: shown with the progress they belong to."""
    await ConcernMedium.bulk_create(
        ConcernMedium(
            concern_id=concern.id,
            kind=one.kind,
            moment=moment,
            digest=one.digest,
            seconds=one.seconds,
            width=one.width,
            height=one.height,
            shown=shown,
            added_at=now,
            added_by_id=seat.person_id,
        )
        for moment, one in media
    )


async def answer(
    concern: Concern, words: str, result: ConcernResult, actor: Actor, *, now: datetime
) -> None:
    """反馈: what came of it, told to everybody who raised it; they have the last word."""
    today = clock.local_date(now)
    seat = await handled_by(actor, concern, today)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        await answered(current, words, result, seat, now=now)


async def answered(
    concern: Concern,
    words: str,
    result: ConcernResult,
    seat: Seat,
    *,
    now: datetime,
    step: str = "concern.answer",
) -> None:
    """Inside the deed: the answer of the village, or the township's reply."""
    check_words(words, "words", "请写给说事人的答复。")
    today = clock.local_date(now)
    profile = rules.profile(concern.village.profile_code)
    owed = answer_owed(concern, today)
    changes = {
        "answer": words.strip(),
        "result": result,
        "answered_at": now,
        "answered_by_id": seat.person_id,
        "due_on": deadlines.after(profile, "callback_days", today),
        **owed,
    }
    said = Said(EntryKind.ANSWERED, f"{result.label}：{words.strip()}")
    facts = await facts_of(concern, today)
    await move(
        *(concern, step, seat, said),
        now=now,
        facts=facts,
        changes=changes,
        result=str(result),
        in_time=owed["in_time"],
        words=text_digest(words),
    )


def answer_owed(concern: Concern, today: date) -> dict[str, bool]:
    """Whether the first answer, or the matter it became, came by the day that was promised."""
    in_time = concern.in_time
    if in_time is None:
        in_time = concern.answer_by is None or today <= concern.answer_by
    return {"in_time": in_time}


async def extend(concern: Concern, to: date, why: str, actor: Actor, *, now: datetime) -> None:
    """延期, once and with the reason, which the raiser reads."""
    today = clock.local_date(now)
    seat = await handling_seat(actor, concern, today)
    check_words(why, "why", "请写明为什么要延期，说事人看得到。", LONGEST_WHY)
    async with storage.writing(concern.village_id):
        current = await fresh(concern)
        if current.stage not in OPENED or current.answer_by is None:
            raise Blocked([concern_flow.out_of_turn("concern.progress", current)])
        if current.extended_on is not None:
            text = f"这件事已经延过一次，延到 {_day(current.answer_by)}，只能延一次。"
            remedy = "到期前反馈办到了哪一步；办不了的报乡镇"
            raise Blocked([Blocker("extended-before", text, remedy=remedy)])
        _check_later(current, current.answer_by, to)
        await Concern.filter(id=current.id).update(
            answer_by=to, due_on=to, extended_on=today, extended_why=why.strip()
        )
        said = Said(EntryKind.EXTENDED, f"延到 {_day(to)}答复。{why.strip()}")
        await note(current, "concern.extend", seat, said, now=now, to=to, why=text_digest(why))


def _check_later(concern: Concern, last: date, to: date) -> None:
    profile = rules.profile(concern.village.profile_code)
    furthest = deadlines.after(profile, "complex_days", last)
    if to <= last:
        raise InvalidInput({"to": f"要晚于现在的 {_day(last)}。"})
    if to > furthest:
        raise InvalidInput({"to": f"最多延到 {furthest.month} 月 {furthest.day} 日。"})
