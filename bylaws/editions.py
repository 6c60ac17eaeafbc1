"""Editions: found through one door each, started anew or from the text in force, given up.

One edition of a document is in the making at a time, so that nobody votes on another's draft.
"""

from dataclasses import dataclass
from datetime import datetime

from bylaws import texts
from bylaws.editing import IN_THE_MAKING, OPEN_TO_EDITS
from bylaws.models import (
    BylawKind,
    CorrectionOrder,
    Edition,
    EditionArticle,
    EditionStage,
)
from village import ledger, profiles, rules, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.models import Village
from village.permissions import Actor, Permission

S = EditionStage
RELATED = ("village", "based_on", "decision", "notice")
VOTED = (S.ADOPTED, S.FILED, S.PUBLISHED)
FOR_TOWNSHIP = (S.REVIEWING, S.VOTING, *VOTED, S.REJECTED)
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Start:
    """`base` None: the latest text adopted, if any, unless `from_scratch`."""

    kind: BylawKind
    title: str
    why: str
    base: Edition | None = None
    from_scratch: bool = False


async def visible_to(actor: Actor, village_id: int, edition_id: int) -> Edition:
    """An edition on the desk of this village."""
    edition = await _found(id=edition_id, village_id=village_id)
    if not actor.may(Permission.DESK_VIEW, village_id, edition.village.township_id):
        raise NotFound("这份村规民约")
    return edition


async def shown_in(village_id: int, edition_id: int) -> Edition:
    """An edition as anyone may read it: from the day on which people were asked about it."""
    edition = await _found(id=edition_id, village_id=village_id)
    if not is_shown(edition):
        raise NotFound("这份村规民约")
    return edition


def is_shown(edition: Edition) -> bool:
    return edition.imported or edition.collect_from is not None


async def for_officer(actor: Actor, edition_id: int) -> Edition:
    """An edition that has come before this officer's township."""
    edition = await _found(id=edition_id, stage__in=FOR_TOWNSHIP)
    if not actor.may(Permission.BYLAW_FILE, edition.village_id, edition.village.township_id):
        raise NotFound("这份村规民约")
    return edition


async def _found(**asked: object) -> Edition:
    edition = await Edition.filter(**asked).select_related(*RELATED).first()
    if edition is None:
        raise NotFound("这份村规民约")
    return edition


async def of_village(village_id: int, kind: BylawKind) -> list[Edition]:
    """All editions of one document, the latest first."""
    found = Edition.filter(village_id=village_id, kind=kind).order_by("-number")
    return await found.select_related(*RELATED)


async def in_the_making(village_id: int, kind: BylawKind) -> Edition | None:
    found = Edition.filter(village_id=village_id, kind=kind, stage__in=IN_THE_MAKING)
    return await found.select_related(*RELATED).first()


async def latest_adopted(village_id: int, kind: BylawKind) -> Edition | None:
    """What a revision starts from: also a text that is adopted and not yet published."""
    found = Edition.filter(village_id=village_id, kind=kind, stage__in=VOTED, repealed_on=None)
    return await found.order_by("-adopted_on", "-id").first()


async def start(village: Village, asked: Start, actor: Actor, *, now: datetime) -> Edition:
    """Begin to make or revise. Orders of correction that wait for an answer are answered by it."""
    seat = actor.require(Permission.BYLAW_DRAFT, village.id, village.township_id)
    _check_start(village, asked)
    async with storage.writing(village.id) as held:
        if found := await in_the_making(village.id, asked.kind):
            raise Blocked([_in_hand(found)])
        base = asked.base or await latest_adopted(village.id, asked.kind)
        base = None if asked.from_scratch else base
        edition = await store(held, asked, base, seat.person_id, now)
        orders = await _answers(edition)
        await ledger.record(
            *(held, seat, "edition.start", f"edition:{edition.id}"),
            now=now,
            kind=str(asked.kind),
            number=edition.number,
            based_on=None if base is None else base.id,
            profile=edition.profile_digest,
            answers=orders,
            why=ledger.text_digest(asked.title, asked.why),
        )
    edition.village = village
    return edition


def _check_start(village: Village, asked: Start) -> None:
    wrong: dict[str, str] = {}
    if not asked.title.strip():
        wrong["title"] = f"请写名称，例如“{village.name}{asked.kind.label}”。"
    if len(asked.title) > LONGEST_TITLE:
        wrong["title"] = f"名称最多 {LONGEST_TITLE} 字。"
    if not asked.why.strip():
        wrong["why"] = "请写明为什么制定或者修订，征集意见的公告上会写。"
    if wrong:
        raise InvalidInput(wrong)
    base = asked.base
    if base is not None and (base.village_id, base.kind) != (village.id, asked.kind):
        raise NotFound("作底稿的那一版")


def _in_hand(found: Edition) -> Blocker:
    return Blocker(
        "another-in-hand",
        f"第 {found.number} 版“{found.title}”正在“{found.stage.label}”，一次只能起草一版。",
        remedy="接着办那一版；不再办的，先撤回它",
    )


async def store(
    village: Village, asked: Start, base: Edition | None, by: int | None, now: datetime
) -> Edition:
    here = await Village.get(id=village.id)
    profile = rules.profile(here.profile_code)
    await profiles.keep(profile, now=now)
    edition = await Edition.create(
        village_id=village.id,
        kind=asked.kind,
        number=await _next_number(village.id, asked.kind),
        title=asked.title.strip(),
        why=asked.why.strip(),
        based_on=base,
        profile_code=profile.code,
        profile_digest=profile.digest,
        started_at=now,
        started_by_id=by,
    )
    if base is not None:
        await _copy(base, edition)
    return edition


async def _next_number(village_id: int, kind: BylawKind) -> int:
    last = await Edition.filter(village_id=village_id, kind=kind).order_by("-number").first()
    return 1 if last is None else last.number + 1


async def _copy(base: Edition, edition: Edition) -> None:
    edition.layout, edition.preamble, edition.closing = base.layout, base.preamble, base.closing
    edition.short_text = base.short_text
    await edition.save()
    await EditionArticle.bulk_create(
        EditionArticle(
            edition_id=edition.id,
            article_id=row.article_id,
            position=row.position,
            label=row.label,
            number=row.number,
            chapter=row.chapter,
            text=row.text,
        )
        for row in await texts.rows_of(base.id)
    )


async def _answers(edition: Edition) -> int:
    return await CorrectionOrder.filter(
        edition__village_id=edition.village_id,
        edition__kind=edition.kind,
        answered_by_id=None,
        revoked_on=None,
    ).update(answered_by_id=edition.id)


async def unanswer(edition: Edition) -> None:
    """Inside a deed: an edition that came to nothing answers no order."""
    await CorrectionOrder.filter(answered_by_id=edition.id).update(answered_by_id=None)


async def withdraw(edition: Edition, why: str, actor: Actor, *, now: datetime) -> None:
    """Give a draft up before it is voted on; everything written stays on record."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_ADVANCE, village.id, village.township_id)
    if not why.strip():
        raise InvalidInput({"why": "请写明为什么撤回。"})
    async with storage.writing(village.id) as held:
        fresh = await Edition.get(id=edition.id)
        if fresh.stage not in OPEN_TO_EDITS:
            text = f"这一版现在是“{fresh.stage.label}”，不能撤回。"
            remedy = "正在表决的，先撤回表决的议题" if fresh.stage is S.VOTING else ""
            raise Blocked([Blocker("cannot-withdraw", text, remedy=remedy)])
        await Edition.filter(id=fresh.id).update(
            stage=S.WITHDRAWN, ended_at=now, ended_why=why.strip()
        )
        await unanswer(fresh)
        subject, digest = f"edition:{fresh.id}", ledger.text_digest(why)
        await ledger.record(held, seat, "edition.withdraw", subject, now=now, why=digest)
