"""Objections to a notice: raised by a villager or written down for one, answered in time.

One that comes after the last day is kept and marked late. The public page never names anybody.
"""

from datetime import datetime, timedelta

from publicity.models import Notice, Objection, ObjectionChannel
from village import clock, ledger, people, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, NotPermitted, Stale
from village.models import Person
from village.permissions import Actor, Permission, Seat

READING = (Permission.OBJECTION_ANSWER, Permission.SUPERVISION_GIVE)


async def of_village(actor: Actor, village_id: int, objection_id: int) -> Objection:
    """One objection with its words: for those who answer, and for the supervision committee."""
    found = await Objection.get_or_none(id=objection_id, village_id=village_id).select_related(
        "village", "notice", "person"
    )
    if found is None:
        raise NotFound("这条异议")
    township_id = found.village.township_id
    if not actor.may(Permission.DESK_VIEW, village_id, township_id):
        raise NotFound("这条异议")
    if not any(actor.may(one, village_id, township_id) for one in READING):
        raise NotPermitted("查看异议的原文")
    return found


async def raise_own(
    notice: Notice, text: str, actor: Actor, *, answer_days: int, now: datetime
) -> Objection:
    """By the villager, on the phone. `answer_days` comes from the village's profile."""
    village = notice.village
    seat = actor.require(Permission.OBJECTION_RAISE, village.id, village.township_id)
    async with storage.writing(village.id):
        return await _keep(
            notice,
            text,
            seat,
            (seat.person_id, ObjectionChannel.PHONE),
            answer_days=answer_days,
            now=now,
        )


async def write_down(
    notice: Notice,
    person: Person,
    text: str,
    channel: ObjectionChannel,
    actor: Actor,
    *,
    answer_days: int,
    now: datetime,
) -> Objection:
    """For a villager at the window or by letter: the record names who wrote it down."""
    village = notice.village
    seat = actor.require(Permission.OBJECTION_ANSWER, village.id, village.township_id)
    today = clock.local_date(now)
    people.check_here(person, village.id, today)
    async with storage.writing(village.id):
        return await _keep(
            notice, text, seat, (person.id, channel), answer_days=answer_days, now=now
        )


async def _keep(
    notice: Notice,
    text: str,
    seat: Seat,
    by: tuple[int | None, ObjectionChannel],
    *,
    answer_days: int,
    now: datetime,
) -> Objection:
    today = clock.local_date(now)
    if not text.strip():
        raise InvalidInput({"text": "请写明对哪里有异议。"})
    fresh = await Notice.get(id=notice.id)
    if fresh.withdrawn_at is not None:
        raise Blocked([_gone()])
    person_id, channel = by
    objection = await Objection.create(
        village_id=notice.village_id,
        notice_id=notice.id,
        person_id=person_id,
        channel=channel,
        text=text,
        raised_at=now,
        late=today > fresh.last_day,
        answer_due=today + timedelta(days=answer_days),
    )
    await ledger.record(
        notice.village_id,
        seat,
        "objection.raise",
        f"objection:{objection.id}",
        now=now,
        about=f"notice:{notice.id}",
        digest=ledger.text_digest(text),
        late=objection.late,
    )
    return objection


def _gone() -> Blocker:
    return Blocker(
        "notice-withdrawn", "这张公告已经撤下了。", remedy="看看新贴出的更正公告，再提出异议"
    )


async def answer(
    objection: Objection, text: str, upheld: bool, actor: Actor, *, now: datetime
) -> None:
    """Answer once; a second answer is refused, so that no answer is silently replaced."""
    village = objection.village
    seat = actor.require(Permission.OBJECTION_ANSWER, village.id, village.township_id)
    if not text.strip():
        raise InvalidInput({"text": "请写下答复。"})
    async with storage.writing(village.id):
        hit = await Objection.filter(id=objection.id, answered_at__isnull=True).update(
            answer=text, upheld=upheld, answered_at=now, answered_by_id=seat.person_id
        )
        if not hit:
            raise Stale("这条异议")
        await ledger.record(
            village.id,
            seat,
            "objection.answer",
            f"objection:{objection.id}",
            now=now,
            upheld=upheld,
            digest=ledger.text_digest(text),
        )


async def open_for(notice: Notice) -> list[Objection]:
    """Those still waiting for an answer, the most urgent first."""
    return (
        await Objection.filter(notice_id=notice.id, answered_at__isnull=True)
        .order_by("answer_due", "id")
        .select_related("person")
    )


def public_name(name: str) -> str:
    """刘某: enough to know one's own, not enough to point at somebody."""
    return f"{name[:1]}某"
