"""What every edit of a text shares: who may, whether the text still may change, and its history.

Once an edition is before the assembly not a sign of it changes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bylaws import texts
from bylaws.models import (
    Article,
    ArticleEdit,
    Edition,
    EditionArticle,
    EditionPart,
    EditionStage,
    EditKind,
)
from village import ledger, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import Village
from village.permissions import Actor, Permission, Seat

S = EditionStage
OPEN_TO_EDITS = (S.COLLECTING, S.DRAFTING, S.CHECKING, S.REVIEWING)
IN_THE_MAKING = (*OPEN_TO_EDITS, S.VOTING)
LONGEST = 5_000  # characters of one article
MOST = 1_000  # articles


@dataclass
class Hand:
    """One edit under way, inside its deed; `edition` is read under the village's lock."""

    village: Village
    edition: Edition
    seat: Seat
    now: datetime
    made: list[ArticleEdit] = field(default_factory=list)

    @property
    def next_version(self) -> int:
        return self.edition.text_version + 1

    def note(
        self,
        kind: EditKind,
        *,
        article_id: int | None = None,
        part: EditionPart = EditionPart.ARTICLE,
        before: str = "",
        after: str = "",
        base: int | None = None,
    ) -> None:
        """A line of the history; a refused edit belongs to the version that stands."""
        current = self.edition.text_version
        self.made.append(
            ArticleEdit(
                edition_id=self.edition.id,
                article_id=article_id,
                part=part,
                kind=kind,
                version=current if kind is EditKind.REFUSED else self.next_version,
                base_version=current if base is None else base,
                before=before,
                after=after,
                made_by_id=self.seat.person_id,
                made_at=self.now,
            )
        )

    async def renumber(self, rows: texts.Rows) -> None:
        """Positions and labels as the articles now follow each other."""
        names = texts.labels(self.edition.layout, rows)
        for place, (row, name) in enumerate(zip(rows, names, strict=True), start=1):
            if (row.position, row.label, row.number) == (place, name, place):
                continue
            row.position, row.label, row.number = place, name, place
            await row.save(update_fields=["position", "label", "number"])

    async def add(self, text: str, chapter: str = "", *, came_from: int | None = None) -> int:
        """A new article at the end of the edition, still to be put in its place; its row's id."""
        article = await Article.create(
            village_id=self.village.id, kind=self.edition.kind, came_from_id=came_from
        )
        row = await EditionArticle.create(
            edition_id=self.edition.id,
            article_id=article.id,
            position=MOST + 1,
            label="",
            chapter=chapter,
            text=text,
            version=self.next_version,
        )
        self.note(EditKind.ADD, article_id=article.id, after=text)
        return row.id


@asynccontextmanager
async def deed(edition: Edition, actor: Actor, *, now: datetime) -> AsyncIterator[Hand]:
    """One edit: its history and its line on the record are stored with it."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_DRAFT, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        fresh = await Edition.get(id=edition.id).select_related("village")
        if found := frozen(fresh):
            raise Blocked([found])
        hand = Hand(held, fresh, seat, now)
        yield hand
        await _stored(hand)


async def _stored(hand: Hand) -> None:
    if not hand.made:
        return
    await ArticleEdit.bulk_create(hand.made)
    version = max(one.version for one in hand.made)
    if version > hand.edition.text_version:
        hand.edition.text_version = version
        await hand.edition.save(update_fields=["text_version"])
    first = hand.made[0]
    await ledger.record(
        hand.village,
        hand.seat,
        "edition.edit",
        f"edition:{hand.edition.id}",
        now=hand.now,
        kind=str(first.kind),
        part=str(first.part),
        article=first.article_id,
        version=version,
        edits=len(hand.made),
        words=ledger.text_digest(*(one.after for one in hand.made)),
    )


def frozen(edition: Edition) -> Blocker | None:
    """Why not a word of this edition may change now."""
    if edition.stage is S.COLLECTING and edition.collect_from is not None:
        text = "正在对这份文本征集民意，征集期间文本不改动，免得大家看的不是同一份。"
        return Blocker("collecting-now", text, remedy="征集期满，进到“拟定草案”再改")
    if edition.stage in OPEN_TO_EDITS:
        return None
    text = f"“{edition.title}”第 {edition.number} 版现在是“{edition.stage.label}”，文本不能再改。"
    remedy = "要改的，另起草新的一版"
    if edition.stage is S.VOTING:
        remedy = "要改的，先撤回这次表决的议题，改好、审过再提交"
    return Blocker("text-frozen", text, remedy=remedy)


def clean(text: str, *, field_name: str = "text", most: int = LONGEST) -> str:
    """One way of ending lines, nothing in front or behind; refused when far too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("　")
    if len(text) > most:
        raise InvalidInput({field_name: f"这里写了 {len(text)} 字，最多 {most} 字，请分成几条。"})
    return text


def article_text(text: str, *, field_name: str = "text") -> str:
    text = clean(text, field_name=field_name)
    if not text:
        raise InvalidInput({field_name: "条文不能是空的。不要这一条的，请用“删去”。"})
    return text
