"""Opinions on a text, from phones and the window, each answered: adopted or not, and why.

They are taken while the period runs and not a day longer, so that all are heard alike.
"""

from datetime import datetime

from bylaws.models import (
    BylawOpinion,
    Edition,
    EditionArticle,
    EditionStage,
    OpinionOutcome,
    OpinionWay,
)
from village import clock, ledger, people, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale, TooOften
from village.models import Person
from village.permissions import Actor, Permission, Seat

LONGEST = 2_000  # characters
MOST_EACH = 60  # opinions of one person on one edition
WHEN_FULL = 86_400  # seconds after which to look again; it is the window that helps then
RELATED = ("person", "article", "edition__village")


async def give(
    edition: Edition, text: str, actor: Actor, *, now: datetime, article_id: int | None = None
) -> BylawOpinion:
    """One's own, on the phone: of one article (its identity) or of the whole."""
    village = edition.village
    seat = actor.require(Permission.OPINION_GIVE, village.id, village.township_id)
    async with storage.writing(village.id):
        by = seat.person_id, OpinionWay.PHONE
        return await _keep(edition, text, seat, by, article_id=article_id, now=now)


async def write_down(
    edition: Edition,
    person: Person,
    text: str,
    way: OpinionWay,
    actor: Actor,
    *,
    now: datetime,
    article_id: int | None = None,
) -> BylawOpinion:
    """For a villager at the window or by letter: the record names who wrote it down."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_DRAFT, village.id, village.township_id)
    today = clock.local_date(now)
    people.check_here(person, village.id, today)
    if way is OpinionWay.PHONE:
        raise InvalidInput({"way": "窗口登记的，请选“窗口代录”或者“书面提出”。"})
    async with storage.writing(village.id):
        by = person.id, way
        return await _keep(edition, text, seat, by, article_id=article_id, now=now)


async def _keep(
    edition: Edition,
    text: str,
    seat: Seat,
    by: tuple[int | None, OpinionWay],
    *,
    article_id: int | None,
    now: datetime,
) -> BylawOpinion:
    person_id, way = by
    text = _checked(text)
    fresh = await Edition.get(id=edition.id)
    if found := not_open(fresh, now):
        raise Blocked([found])
    if article_id is not None and not await EditionArticle.exists(
        edition_id=fresh.id, article_id=article_id, struck=False
    ):
        raise NotFound("这一条")
    said = await BylawOpinion.filter(edition_id=fresh.id, person_id=person_id).count()
    if said >= MOST_EACH:
        raise TooOften(WHEN_FULL, f"您已经提了 {said} 条意见，更多的请到村里当面说。")
    opinion = await BylawOpinion.create(
        village_id=fresh.village_id,
        edition_id=fresh.id,
        article_id=article_id,
        person_id=person_id,
        way=way,
        text=text,
        given_at=now,
    )
    await ledger.record(
        fresh.village_id,
        seat,
        "opinion.give",
        f"edition:{fresh.id}",
        now=now,
        opinion=opinion.id,
        article=article_id,
        way=str(way),
        words=ledger.text_digest(text),
    )
    return opinion


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput({"text": "请写下您的意见。"})
    if len(text) > LONGEST:
        raise InvalidInput({"text": f"一条意见最多 {LONGEST} 字，长的请分几条写。"})
    return text


def not_open(edition: Edition, now: datetime) -> Blocker | None:
    """Why no opinion is taken now; None while the period runs."""
    first, last = edition.collect_from, edition.collect_to
    if first is None or last is None:
        text = f"“{edition.title}”还没有开始征集意见。"
        return Blocker("not-collecting", text, remedy="开始时会在公开栏贴公告")
    if edition.stage is EditionStage.COLLECTING and clock.local_date(now) <= last:
        return None
    text = f"征集意见到 {last.month} 月 {last.day} 日为止，已经结束了。"
    remedy = "还有话要说的，可以在村民会议上提出，或者向村民委员会反映"
    return Blocker("collecting-over", text, remedy=remedy)


async def of_edition(edition_id: int) -> list[BylawOpinion]:
    """All of them, article by article as they came."""
    found = BylawOpinion.filter(edition_id=edition_id).order_by("id")
    return await found.select_related("person", "article")


async def mine(actor: Actor, edition_id: int) -> list[BylawOpinion]:
    """One's own, with the answers."""
    if actor.person_id is None:
        return []
    found = BylawOpinion.filter(edition_id=edition_id, person_id=actor.person_id)
    return await found.order_by("id").select_related("article")


async def on_desk(actor: Actor, village_id: int, opinion_id: int) -> BylawOpinion:
    """One opinion with its words: for those who draft and answer."""
    found = await BylawOpinion.get_or_none(id=opinion_id, village_id=village_id).select_related(
        *RELATED
    )
    if found is None:
        raise NotFound("这条意见")
    village = found.edition.village
    if not actor.may(Permission.BYLAW_DRAFT, village.id, village.township_id):
        raise NotFound("这条意见")
    return found


async def answer(
    opinion: BylawOpinion, outcome: OpinionOutcome, text: str, actor: Actor, *, now: datetime
) -> None:
    """Answer once, with the reason; no answer is silently replaced. `edition__village` loaded."""
    village = opinion.edition.village
    seat = actor.require(Permission.BYLAW_DRAFT, village.id, village.township_id)
    if not text.strip():
        raise InvalidInput({"text": "请写明采纳没有、为什么。"})
    async with storage.writing(village.id) as held:
        hit = await BylawOpinion.filter(id=opinion.id, answered_at__isnull=True).update(
            outcome=outcome,
            answer=text.strip(),
            answered_at=now,
            answered_by_id=seat.person_id,
        )
        if not hit:
            raise Stale("这条意见")
        await ledger.record(
            *(held, seat, "opinion.answer", f"edition:{opinion.edition_id}"),
            now=now,
            opinion=opinion.id,
            outcome=str(outcome),
            words=ledger.text_digest(text),
        )
