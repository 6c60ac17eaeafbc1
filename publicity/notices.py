"""Notices on the board: posted with their words and days fixed, withdrawn only with a reason.

The day of posting is not counted; a notice has run its days when its last day is over.
"""

from dataclasses import dataclass
from datetime import date, datetime

from publicity import shortcodes
from publicity.models import Notice, NoticeKind
from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission, Seat

LONGEST = 366  # days: more is a slip of the pen


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be hung up. `days` is the length of the period, `least` what the law asks."""

    subject: str
    kind: NoticeKind
    title: str
    body: str
    days: int
    least: int
    basis: str
    places: str = ""


async def shown_in(village_id: int, notice_id: int) -> Notice:
    """A notice of this village, hanging or gone: what once hung can always be read."""
    notice = await Notice.get_or_none(id=notice_id, village_id=village_id).select_related("village")
    if notice is None:
        raise NotFound("这张公告")
    return notice


async def post(
    village_id: int, paper: Paper, seat: Seat, *, now: datetime, replaces: Notice | None = None
) -> Notice:
    """Hang it up today. Call it inside `storage.writing`; the caller has checked the seat."""
    if paper.days < paper.least:
        raise Blocked([_too_short(paper)])
    if paper.days > LONGEST:
        raise InvalidInput({"days": f"公示期填的是 {paper.days} 天，最多填 {LONGEST} 天，请核对。"})
    if await current(village_id, paper.subject, paper.kind) is not None:
        raise Stale("这张公告")
    first = clock.local_date(now)
    notice = await Notice.create(
        village_id=village_id,
        subject=paper.subject,
        kind=paper.kind,
        title=paper.title,
        body=paper.body,
        digest=ledger.text_digest(paper.title, paper.body),
        first_day=first,
        days=paper.days,
        last_day=clock.last_day(first, paper.days),
        basis=paper.basis,
        places=paper.places,
        posted_at=now,
        posted_by_id=seat.person_id,
        replaces=replaces,
    )
    await shortcodes.code_for(village_id, f"notice:{notice.id}")
    await ledger.record(
        village_id,
        seat,
        "notice.post",
        f"notice:{notice.id}",
        now=now,
        about=paper.subject,
        kind=str(paper.kind),
        digest=notice.digest,
        first=notice.first_day,
        last=notice.last_day,
    )
    return notice


def _too_short(paper: Paper) -> Blocker:
    return Blocker(
        "period-too-short",
        f"公示期填的是 {paper.days} 天，至少要 {paper.least} 天。",
        basis=paper.basis,
        remedy=f"把公示天数改成 {paper.least} 天或更长",
    )


async def current(village_id: int, subject: str, kind: NoticeKind) -> Notice | None:
    """The one that counts now: the latest that was not withdrawn."""
    return (
        await Notice.filter(
            village_id=village_id, subject=subject, kind=kind, withdrawn_at__isnull=True
        )
        .order_by("-id")
        .first()
    )


def ran_its_days(notice: Notice, today: date) -> bool:
    return today > notice.last_day


async def withdraw(notice: Notice, why: str, actor: Actor, *, now: datetime) -> None:
    """Take it down before its time, with a reason that stays on show."""
    village = notice.village
    seat = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    _check_why(why)
    async with storage.writing(village.id):
        await take_down(notice, why, seat, now=now)


def _check_why(why: str) -> None:
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么撤下，理由会一直看得到。"})


async def take_down(notice: Notice, why: str, seat: Seat, *, now: datetime) -> None:
    """The withdrawing itself, for deeds that go on to post a corrected paper."""
    if ran_its_days(notice, clock.local_date(now)):
        raise Blocked([_already_over(notice)])
    hit = await Notice.filter(id=notice.id, withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_why=why
    )
    if not hit:
        raise Stale("这张公告")
    subject = f"notice:{notice.id}"
    digest = ledger.text_digest(why)
    await ledger.record(notice.village_id, seat, "notice.withdraw", subject, now=now, why=digest)


def _already_over(notice: Notice) -> Blocker:
    return Blocker(
        "period-over",
        f"这张公告 {notice.last_day.month} 月 {notice.last_day.day} 日已经期满，不能再撤下。",
        remedy="内容有错的，另发一张更正公告",
    )


async def correct(notice: Notice, body: str, why: str, actor: Actor, *, now: datetime) -> Notice:
    """Withdraw a wrong paper and hang the corrected one; its days begin anew."""
    village = notice.village
    seat = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    _check_why(why)
    if body.strip() in ("", notice.body.strip()):
        raise InvalidInput({"body": "内容没有改动。请把有错的地方改过来再贴。"})
    async with storage.writing(village.id):
        await take_down(notice, why, seat, now=now)
        paper = Paper(
            subject=notice.subject,
            kind=notice.kind,
            title=notice.title,
            body=body,
            days=notice.days,
            least=notice.days,
            basis=notice.basis,
            places=notice.places,
        )
        return await post(village.id, paper, seat, now=now, replaces=notice)
