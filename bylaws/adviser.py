"""The legal adviser's part: a word on every finding, and a signature under what was read.

The check only points; the adviser decides and says why. What is decided to be changed stays open
until it is changed.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from bylaws import checked, edition_flow, texts
from bylaws.checked import OWN, Checked, OpenPart
from bylaws.models import (
    AdviserSignature,
    Edition,
    EditionArticle,
    EditionPart,
    EditionStage,
    FindingDecision,
)
from bylaws.review_rules import CheckupAction
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound
from village.permissions import Actor, Permission, Seat

S = EditionStage
UNDER_CHECK = (S.CHECKING, S.REVIEWING)
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Word:
    """剔除, 更正, 补充 or 保留, with the reason."""

    action: CheckupAction
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """What a word is said of, in the text as it stands."""

    edition: Edition
    rows: list[EditionArticle]
    place: checked.Place
    code: str
    quote: str

    @property
    def digest(self) -> str:
        """Of the words it stands in. A finding of the check on the whole is not tied to any."""
        if self.place[0] is EditionPart.WHOLE:
            return texts.digest_of(self.edition, self.rows) if self.code == OWN else ""
        return checked.digests(self.edition, self.rows)[self.place]


async def begin_check(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """The draft stands: to the legal adviser."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        await edition_flow.take("edition.check", fresh, actor, now=now)


async def findings(edition: Edition, rows: list[EditionArticle]) -> list[Checked]:
    """Every finding in the text as it stands, with what was said of it. Also while drafting."""
    said = await FindingDecision.filter(edition_id=edition.id).order_by("id")
    return checked.checked(edition, rows, edition.village.name, said)


async def signature_of(edition: Edition) -> AdviserSignature | None:
    found = AdviserSignature.filter(edition_id=edition.id).order_by("-id")
    return await found.select_related("person").first()


async def open_parts(edition: Edition, rows: list[EditionArticle]) -> list[OpenPart]:
    """What cannot go to the vote, and why."""
    found = await findings(edition, rows)
    return checked.open_parts(edition, rows, found, await signature_of(edition))


async def decide(
    edition: Edition, key: str, word: Word, actor: Actor, *, now: datetime
) -> FindingDecision:
    """Of one finding, by the key the page shows it under. A later word counts; both are kept."""
    seat = _seat(edition, actor)
    _check(word)
    async with storage.writing(edition.village_id):
        fresh = await _under_check(edition)
        rows = await texts.rows_of(fresh.id)
        found = {one.key: one for one in await findings(fresh, rows)}
        if key not in found:
            raise NotFound("这一处问题，文字可能刚刚改过")
        one = found[key]
        return await _keep(About(fresh, rows, one.place, one.code, one.quote), word, seat, now)


async def note(
    edition: Edition,
    row_id: int | None,
    quote: str,
    word: Word,
    actor: Actor,
    *,
    now: datetime,
) -> FindingDecision:
    """What the adviser found without the check: in one article, or (None) in the whole."""
    seat = _seat(edition, actor)
    _check(word)
    async with storage.writing(edition.village_id):
        fresh = await _under_check(edition)
        rows = await texts.rows_of(fresh.id)
        place: checked.Place = (EditionPart.WHOLE, None)
        if row_id is not None:
            row = await texts.row_of(fresh.id, row_id)
            place = EditionPart.ARTICLE, row.article_id
            if quote.strip() not in row.text:
                raise InvalidInput({"quote": "这一条里没有这几个字，请照原文抄。"})
        return await _keep(About(fresh, rows, place, OWN, quote.strip()), word, seat, now)


def _seat(edition: Edition, actor: Actor) -> Seat:
    village = edition.village
    return actor.require(Permission.LEGAL_CHECK, village.id, village.township_id)


def _check(word: Word) -> None:
    if not word.reason.strip():
        raise InvalidInput({"reason": "请写明理由，起草的人照着改，村民也看得到。"})
    if len(word.reason) > LONGEST:
        raise InvalidInput({"reason": f"理由最多 {LONGEST} 字。"})


async def _under_check(edition: Edition) -> Edition:
    fresh = await Edition.get(id=edition.id).select_related("village")
    if fresh.stage in UNDER_CHECK:
        return fresh
    text = f"这一版现在是“{fresh.stage.label}”，"
    text += "草案拟定好、进到“法治体检”再逐条决定。"
    if list(S).index(fresh.stage) > list(S).index(S.REVIEWING):
        text = f"这一版现在是“{fresh.stage.label}”，法治体检已经结束。"
    raise Blocked([Blocker("not-under-check", text)])


async def _keep(about: About, word: Word, seat: Seat, now: datetime) -> FindingDecision:
    part, article_id = about.place
    if seat.person_id is None:
        raise NotFound("这位法律顾问")
    decision = await FindingDecision.create(
        edition_id=about.edition.id,
        part=part,
        article_id=article_id,
        code=about.code,
        quote=about.quote,
        digest=about.digest,
        action=word.action,
        reason=word.reason.strip(),
        decided_at=now,
        decided_by_id=seat.person_id,
    )
    await ledger.record(
        about.edition.village_id,
        seat,
        "finding.decide",
        f"edition:{about.edition.id}",
        now=now,
        finding=decision.id,
        part=str(part),
        article=article_id,
        code=about.code,
        decided=str(word.action),
        words=ledger.text_digest(about.quote, word.reason),
    )
    return decision


async def sign(edition: Edition, opinion: str, actor: Actor, *, now: datetime) -> AdviserSignature:
    """Under every word as it stands now. What is changed later is open again, and only that."""
    seat = _seat(edition, actor)
    async with storage.writing(edition.village_id):
        fresh = await _under_check(edition)
        rows = await texts.rows_of(fresh.id)
        waiting = [one for one in await findings(fresh, rows) if not one.settled]
        if waiting:
            raise Blocked([_unsettled(waiting)])
        digest = texts.digest_of(fresh, rows)
        parts = {
            checked.part_key(place): one for place, one in checked.digests(fresh, rows).items()
        }
        signature = await AdviserSignature.create(
            edition_id=fresh.id,
            person_id=seat.person_id,
            digest=digest,
            parts=json.dumps(parts, sort_keys=True),
            opinion=opinion.strip(),
            signed_at=now,
        )
        subject, words = f"edition:{fresh.id}", ledger.text_digest(opinion)
        await ledger.record(
            *(fresh.village_id, seat, "edition.sign", subject),
            now=now,
            digest=digest,
            words=words,
        )
        return signature


def _unsettled(waiting: list[Checked]) -> Blocker:
    names = [one.part.label if one.row is None else one.row.label for one in waiting]
    where = "、".join(dict.fromkeys(names))
    text = f"还有 {len(waiting)} 处问题没有处理完（{where}），处理完才能签字。"
    remedy = "没有决定的，逐条决定；决定要改的，请起草的人改好"
    return Blocker("findings-open", text, remedy=remedy)
