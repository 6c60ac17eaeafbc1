"""责令改正: the township says what is unlawful, on what facts and basis, and until when.

It cannot change or repeal a word: the village answers with a new edition that its assembly adopts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bylaws.edition_dossier import is_answered
from bylaws.models import BylawFiling, CorrectionOrder, Edition, EditionArticle, EditionStage
from village import clock, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission
from village.rules import Profile

S = EditionStage
VOTED = (S.ADOPTED, S.FILED, S.PUBLISHED)
RELATED = ("edition__village", "article", "answered_by")
LONGEST_BASIS = 300
LONGEST_FACTS = 2_000

__all__ = [
    "Order",
    "for_officer",
    "is_answered",
    "is_overdue",
    "of_township",
    "of_village",
    "order",
    "revoke",
]


@dataclass(frozen=True, slots=True)
class Order:
    """`article_id`: the identity of the article it is about; None for the whole text."""

    facts: str
    basis: str
    due_on: date
    article_id: int | None = None


async def order(edition: Edition, asked: Order, actor: Actor, *, now: datetime) -> CorrectionOrder:
    """Of a text that was adopted. Later than the profile's days after filing is marked late."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_FILE, village.id, village.township_id)
    today = clock.local_date(now)
    _check(asked, today)
    async with storage.writing(village.id) as held:
        fresh = await Edition.get(id=edition.id)
        if fresh.stage not in VOTED:
            raise Blocked([_not_adopted(fresh)])
        await _check_article(fresh, asked)
        profile = await profiles.kept(fresh.profile_code, fresh.profile_digest)
        made = await CorrectionOrder.create(
            edition_id=fresh.id,
            article_id=asked.article_id,
            facts=asked.facts.strip(),
            basis=asked.basis.strip(),
            ordered_on=today,
            due_on=asked.due_on,
            late=await _is_late(fresh, profile, today),
            ordered_by_id=seat.person_id,
        )
        await ledger.record(
            *(held, seat, "correction.order", f"edition:{fresh.id}"),
            now=now,
            order=made.id,
            article=asked.article_id,
            due=asked.due_on,
            late=made.late,
            words=ledger.text_digest(asked.facts, asked.basis),
        )
        return made


def _check(asked: Order, today: date) -> None:
    wrong: dict[str, str] = {}
    if not asked.facts.strip() or len(asked.facts) > LONGEST_FACTS:
        wrong["facts"] = f"请写明哪几个字、错在哪里，最多 {LONGEST_FACTS} 字。"
    if not asked.basis.strip() or len(asked.basis) > LONGEST_BASIS:
        wrong["basis"] = f"请写明依据哪部法律的哪一条，最多 {LONGEST_BASIS} 字。"
    if asked.due_on <= today:
        wrong["due_on"] = "改正期限应当在今天以后：村里要起草、要开会。"
    if wrong:
        raise InvalidInput(wrong)


def _not_adopted(edition: Edition) -> Blocker:
    text = f"这一版现在是“{edition.stage.label}”，还没有通过，没有什么可以责令改正。"
    return Blocker("not-adopted", text, remedy="表决以前，请在“乡镇审核”里提意见")


async def _check_article(edition: Edition, asked: Order) -> None:
    if asked.article_id is None:
        return
    of_text = EditionArticle.filter(edition_id=edition.id, struck=False)
    if not await of_text.filter(article_id=asked.article_id).exists():
        raise NotFound("这一条")


async def _is_late(edition: Edition, profile: Profile, today: date) -> bool:
    days = profile.whole("bylaws.township_correct_days")
    filing = await BylawFiling.get_or_none(edition_id=edition.id)
    if days is None or filing is None:
        return False
    return today > filing.submitted_on + timedelta(days=days)


async def for_officer(actor: Actor, order_id: int) -> CorrectionOrder:
    found = await CorrectionOrder.get_or_none(id=order_id).select_related(*RELATED)
    if found is None:
        raise NotFound("这份责令改正")
    village = found.edition.village
    if not actor.may(Permission.BYLAW_FILE, village.id, village.township_id):
        raise NotFound("这份责令改正")
    return found


async def revoke(found: CorrectionOrder, why: str, actor: Actor, *, now: datetime) -> None:
    """Taken back by the township that gave it, with the reason; it stays on the register."""
    village = found.edition.village
    seat = actor.require(Permission.BYLAW_FILE, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么撤销。"})
    async with storage.writing(village.id) as held:
        fresh = await CorrectionOrder.get(id=found.id).select_related("answered_by")
        if is_answered(fresh):
            text = "村里已经用新的一版改正了，这份责令改正不用再撤销。"
            raise Blocked([Blocker("already-answered", text)])
        hit = await CorrectionOrder.filter(id=found.id, revoked_on=None).update(
            revoked_on=clock.local_date(now), revoked_why=why.strip()
        )
        if not hit:
            raise Stale("这份责令改正")
        await ledger.record(
            *(held, seat, "correction.revoke", f"edition:{found.edition_id}"),
            now=now,
            order=found.id,
            words=ledger.text_digest(why),
        )


def is_overdue(found: CorrectionOrder, today: date) -> bool:
    return found.revoked_on is None and not is_answered(found) and today > found.due_on


async def of_village(village_id: int) -> list[CorrectionOrder]:
    """Every order to this village, the latest first: also those long answered."""
    found = CorrectionOrder.filter(edition__village_id=village_id)
    return await found.order_by("-id").select_related(*RELATED)


async def of_township(township_id: int) -> list[CorrectionOrder]:
    """The register of all orders, the latest first."""
    found = CorrectionOrder.filter(edition__village__township_id=township_id)
    return await found.order_by("-id").select_related(*RELATED)
