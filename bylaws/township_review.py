"""乡镇审核 before the vote: advice with a last day, answered by the village. Never an approval.

After its last day silence counts as nothing to say, and the village goes on.
"""

from datetime import datetime, timedelta

from bylaws import edition_flow, texts
from bylaws.models import Edition, EditionAdvice, EditionStage
from deliberation.models import AdviceView
from village import clock, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission

S = EditionStage
RELATED = ("edition__village",)


async def send(edition: Edition, actor: Actor, *, now: datetime) -> EditionAdvice:
    """The draft as the legal adviser signed it, to the township."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        profile = await profiles.kept(fresh.profile_code, fresh.profile_digest)
        days = profile.whole("bylaws.advice_days") or 0
        due = clock.local_date(now) + timedelta(days=days)
        dossier = await edition_flow.take("edition.send", fresh, actor, now=now, due=due)
        return await EditionAdvice.create(
            edition_id=fresh.id,
            asked_at=now,
            due_on=due,
            digest=texts.digest_of(fresh, dossier.rows),
        )


async def of_edition(edition_id: int) -> EditionAdvice | None:
    """The request that counts, with its edition."""
    found = EditionAdvice.filter(edition_id=edition_id).order_by("-id")
    return await found.select_related(*RELATED).first()


async def for_officer(actor: Actor, advice_id: int) -> EditionAdvice:
    """A request for advice, for officers of that township only."""
    advice = await EditionAdvice.get_or_none(id=advice_id).select_related(*RELATED)
    if advice is None:
        raise NotFound("这份送审的草案")
    village = advice.edition.village
    if not actor.may(Permission.TOWNSHIP_ADVISE, village.id, village.township_id):
        raise NotFound("这份送审的草案")
    return advice


async def waiting(township_id: int) -> list[EditionAdvice]:
    """Drafts that wait for this township's word, the most urgent first."""
    found = EditionAdvice.filter(
        edition__village__township_id=township_id,
        edition__stage=S.REVIEWING,
        given_at__isnull=True,
    )
    return await found.order_by("due_on", "id").select_related(*RELATED)


async def advise(
    advice: EditionAdvice, view: AdviceView, text: str, actor: Actor, *, now: datetime
) -> None:
    """Once, and only while it can still be of use: before the vote."""
    village = advice.edition.village
    seat = actor.require(Permission.TOWNSHIP_ADVISE, village.id, village.township_id)
    if view is AdviceView.SUGGEST and not text.strip():
        raise InvalidInput({"text": "请写明对哪一条有什么建议、依据是什么。"})
    async with storage.writing(village.id) as held:
        fresh = await Edition.get(id=advice.edition_id)
        if fresh.stage is not S.REVIEWING:
            raise Blocked([_too_late(fresh)])
        hit = await EditionAdvice.filter(id=advice.id, given_at__isnull=True).update(
            view=view, text=text.strip(), given_at=now, given_by_id=seat.person_id
        )
        if not hit:
            raise Stale("这份审核意见")
        await ledger.record(
            *(held, seat, "edition.advise", f"edition:{fresh.id}"),
            now=now,
            view=str(view),
            words=ledger.text_digest(text),
        )


def _too_late(edition: Edition) -> Blocker:
    text = f"这一版现在是“{edition.stage.label}”，表决前的审核已经过去了。"
    remedy = "通过以后发现违反法律的，按“责令改正”办"
    return Blocker("advice-too-late", text, remedy=remedy)


async def answer(advice: EditionAdvice, text: str, actor: Actor, *, now: datetime) -> None:
    """What became of the advice, and why: advice binds nobody."""
    village = advice.edition.village
    seat = actor.require(Permission.BYLAW_ADVANCE, village.id, village.township_id)
    if not text.strip():
        raise InvalidInput({"text": "请写明采纳没有、为什么。"})
    async with storage.writing(village.id) as held:
        fresh = await EditionAdvice.get(id=advice.id)
        if fresh.given_at is None:
            text = "乡镇还没有提意见，不用答复。"
            raise Blocked([Blocker("no-advice-yet", text)])
        hit = await EditionAdvice.filter(id=advice.id, answered_at__isnull=True).update(
            answer=text.strip(), answered_at=now, answered_by_id=seat.person_id
        )
        if not hit:
            raise Stale("对乡镇意见的答复")
        subject, words = f"edition:{advice.edition_id}", ledger.text_digest(text)
        await ledger.record(held, seat, "edition.answer_advice", subject, now=now, words=words)
