"""Writing the words: two people at once lose nothing, and the second sees what changed meanwhile.

Every save names the version it began from. Changes in different places are joined word by word;
where they clash nothing is overwritten, and the later words are kept beside the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bylaws import comparison, diffing, editing, texts
from bylaws.articles import MOST_CHARACTERS, ArticleText, BylawText, Layout
from bylaws.diffing import Clash
from bylaws.editing import Hand
from bylaws.models import Article, ArticleEdit, Edition, EditionArticle, EditionPart, EditKind
from village.errors import InvalidInput, Stale, TooLarge
from village.naming import Named
from village.permissions import Actor

WORDS = (EditKind.IMPORT, EditKind.WRITE, EditKind.JOIN)
"""Edits after which a part reads otherwise."""

LONGEST_OF = {
    EditionPart.TITLE: 60,
    EditionPart.PREAMBLE: 5_000,
    EditionPart.CLOSING: 5_000,
    EditionPart.SHORT: 5_000,
}
FIELD_OF = {
    EditionPart.TITLE: "title",
    EditionPart.PREAMBLE: "preamble",
    EditionPart.CLOSING: "closing",
    EditionPart.SHORT: "short_text",
}
LONGEST_CHAPTER = 120


class SaveOutcome(Named):
    SAME = "same", "没有改动"
    SAVED = "saved", "已保存"
    JOINED = "joined", "已和别人刚才的修改合在一起保存"
    CLASHED = "clashed", "别人刚才改了同一处，您的文字已留作底稿"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `theirs` is what stood there; `text` what stands there now."""

    outcome: SaveOutcome
    text: str
    base: str = ""
    mine: str = ""
    theirs: str = ""
    clashes: tuple[Clash, ...] = ()
    struck: bool = False


async def write_article(
    edition: Edition, row_id: int, text: str, base_version: int, actor: Actor, *, now: datetime
) -> Saved:
    text = editing.article_text(text)
    async with editing.deed(edition, actor, now=now) as hand:
        row = await texts.row_of(edition.id, row_id)
        if row.struck:
            hand.note(EditKind.REFUSED, article_id=row.article_id, after=text, base=base_version)
            return Saved(SaveOutcome.CLASHED, "", base=row.text, mine=text, struck=True)
        base = await _base(hand, base_version, row.text, article_id=row.article_id)
        saved = joined(base, text, row.text)
        _note(hand, saved, base_version, article_id=row.article_id)
        if saved.text != row.text:
            row.text, row.version = saved.text, hand.next_version
            await row.save(update_fields=["text", "version"])
            if hand.edition.layout is Layout.VERSE:  # one line may have become a stanza
                await hand.renumber(await texts.rows_of(edition.id))
        return saved


async def write_part(
    edition: Edition,
    part: EditionPart,
    text: str,
    base_version: int,
    actor: Actor,
    *,
    now: datetime,
) -> Saved:
    """Title, preamble, closing and the short version, which is beside the text that is voted on."""
    text = editing.clean(text, most=LONGEST_OF[part])
    if part is EditionPart.TITLE and not text:
        raise InvalidInput({"text": "请写名称，例如“柳湾村村规民约”。"})
    async with editing.deed(edition, actor, now=now) as hand:
        current = str(getattr(hand.edition, FIELD_OF[part]))
        base = await _base(hand, base_version, current, part=part)
        saved = joined(base, text, current)
        _note(hand, saved, base_version, part=part)
        if saved.text != current:
            setattr(hand.edition, FIELD_OF[part], saved.text)
            await hand.edition.save(update_fields=[FIELD_OF[part]])
        return saved


async def _base(
    hand: Hand,
    version: int,
    current: str,
    *,
    part: EditionPart = EditionPart.ARTICLE,
    article_id: int | None = None,
) -> str:
    """How this part read at that version: what the first later change found."""
    if not 1 <= version <= hand.edition.text_version:
        raise Stale("这份草案")
    later = (
        await ArticleEdit.filter(
            edition_id=hand.edition.id,
            part=part,
            article_id=article_id,
            version__gt=version,
            kind__in=WORDS,
        )
        .order_by("version", "id")
        .first()
    )
    return current if later is None else later.before


def joined(base: str, mine: str, theirs: str) -> Saved:
    """Pure: what to keep when `mine` was written on `base` and `theirs` stands there now."""
    if mine in (theirs, base):
        return Saved(SaveOutcome.SAME, theirs, base, mine, theirs)
    if theirs == base:
        return Saved(SaveOutcome.SAVED, mine, base, mine, theirs)
    merge = diffing.merge3(base, mine, theirs)
    if merge.text is None:
        return Saved(SaveOutcome.CLASHED, theirs, base, mine, theirs, merge.clashes)
    return Saved(SaveOutcome.JOINED, merge.text, base, mine, theirs)


def _note(
    hand: Hand,
    saved: Saved,
    base_version: int,
    *,
    part: EditionPart = EditionPart.ARTICLE,
    article_id: int | None = None,
) -> None:
    kinds = {
        SaveOutcome.SAVED: EditKind.WRITE,
        SaveOutcome.JOINED: EditKind.JOIN,
        SaveOutcome.CLASHED: EditKind.REFUSED,
    }
    if saved.outcome not in kinds:
        return
    clashed = saved.outcome is SaveOutcome.CLASHED
    hand.note(
        kinds[saved.outcome],
        part=part,
        article_id=article_id,
        before=saved.theirs,
        after=saved.mine if clashed else saved.text,
        base=base_version,
    )


async def set_text(
    edition: Edition, text: BylawText, base_version: int, actor: Actor, *, now: datetime
) -> int:
    """The whole text from a file. Articles that are there already keep their identity; whatever the
    file leaves out is struck, and can be restored. Refused when somebody saved in between."""
    check_text(text)
    async with editing.deed(edition, actor, now=now) as hand:
        if hand.edition.text_version != base_version:
            raise Stale("这份草案")
        await store_text(hand, text)
    return hand.edition.text_version


def check_text(text: BylawText) -> None:
    """What a file must hold to become an edition."""
    if not text.articles or not any(one.text.strip() for one in text.articles):
        raise InvalidInput({"text": "没有读到条文，请检查文件里有没有一条一条编号的文字。"})
    if len(text.articles) > editing.MOST:
        raise TooLarge(f"条文超过 {editing.MOST} 条，请分成几份。")
    if sum(len(one.text) for one in text.articles) > MOST_CHARACTERS:
        raise TooLarge(f"文本太长，最多 {MOST_CHARACTERS} 字，请分成几份。")
    for one in text.articles:
        editing.clean(one.text)
        if len(one.chapter) > LONGEST_CHAPTER:
            raise InvalidInput({"text": f"“{one.chapter[:12]}……”不像章名，请检查编号。"})


async def store_text(hand: Hand, text: BylawText) -> None:
    """Inside a deed: the text in place of what stood there, article by article."""
    old = await texts.rows_of(hand.edition.id)
    read = [one for one in text.articles if one.text.strip()]
    new = [comparison.Clause(None, one.label, one.chapter, one.text) for one in read]
    same = {j: i for i, j in comparison.partners(texts.clauses(old), new).items()}
    kept = {old[i].id for i in same.values()}
    for row in old:
        if row.id not in kept:
            hand.note(EditKind.STRIKE, article_id=row.article_id, before=row.text)
            await EditionArticle.filter(id=row.id).update(struck=True)
    fresh = []
    for place, one in enumerate(read):
        if place in same:
            await _rewritten(hand, old[same[place]], one, place + 1)
        else:
            fresh.append((place + 1, one))
    await _added(hand, fresh)
    await _framed(hand, text)


async def _rewritten(hand: Hand, row: EditionArticle, one: ArticleText, position: int) -> None:
    wording = editing.clean(one.text)
    if row.text != wording:
        hand.note(EditKind.IMPORT, article_id=row.article_id, before=row.text, after=wording)
        row.text, row.version = wording, hand.next_version
    elif (row.position, row.label, row.number, row.chapter) == (
        position,
        one.label,
        one.number,
        one.chapter,
    ):
        return
    row.position, row.label, row.number = position, one.label, one.number
    row.chapter = one.chapter
    await row.save()


async def _added(hand: Hand, fresh: Sequence[tuple[int, ArticleText]]) -> None:
    for position, one in fresh:
        wording = editing.clean(one.text)
        article = await Article.create(village_id=hand.village.id, kind=hand.edition.kind)
        await EditionArticle.create(
            edition_id=hand.edition.id,
            article_id=article.id,
            position=position,
            label=one.label,
            number=one.number,
            chapter=one.chapter,
            text=wording,
            version=hand.next_version,
        )
        hand.note(EditKind.ADD, article_id=article.id, after=wording)


async def _framed(hand: Hand, text: BylawText) -> None:
    """Title, preamble and closing; a file without a title keeps the one there was."""
    edition = hand.edition
    told = {
        EditionPart.TITLE: editing.clean(text.title or edition.title, most=60),
        EditionPart.PREAMBLE: editing.clean(text.preamble),
        EditionPart.CLOSING: editing.clean(text.closing),
    }
    for part, wording in told.items():
        before = str(getattr(edition, FIELD_OF[part]))
        if wording != before:
            hand.note(EditKind.IMPORT, part=part, before=before, after=wording)
            setattr(edition, FIELD_OF[part], wording)
    edition.layout = text.layout
    await edition.save()
