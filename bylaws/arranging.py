"""Putting articles in order: added, moved, split, joined, struck, restored, numbered anew.

An article that moves is still itself, and what was struck can be brought back.
"""

from collections.abc import Sequence
from datetime import datetime

from bylaws import editing, texts
from bylaws.editing import Hand
from bylaws.models import Article, Edition, EditionArticle, EditKind
from village.errors import Blocked, Blocker, InvalidInput, NotFound, Stale
from village.permissions import Actor

LONGEST_CHAPTER = 120


async def add(
    edition: Edition,
    text: str,
    after_row_id: int | None,
    actor: Actor,
    *,
    now: datetime,
    chapter: str | None = None,
) -> EditionArticle:
    """A new article behind that one (None: in front of all), in its chapter unless told."""
    text = editing.article_text(text)
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await _rows(hand)
        place = _place_after(rows, after_row_id)
        near = rows[place - 1].chapter if place else ""
        made = await hand.add(text, near if chapter is None else _chapter(chapter))
        return await _insert(hand, rows, made, place)


async def _rows(hand: Hand) -> list[EditionArticle]:
    rows = await texts.rows_of(hand.edition.id)
    if len(rows) >= editing.MOST:
        text = f"已经有 {len(rows)} 条了，最多 {editing.MOST} 条。"
        raise Blocked([Blocker("too-many-articles", text, remedy="先把可以合并的条文合并")])
    return rows


def _place_after(rows: Sequence[EditionArticle], row_id: int | None) -> int:
    if row_id is None:
        return 0
    for place, row in enumerate(rows, start=1):
        if row.id == row_id:
            return place
    raise NotFound("这一条")


async def _insert(
    hand: Hand, rows: Sequence[EditionArticle], made: int, place: int
) -> EditionArticle:
    row = await EditionArticle.get(id=made)
    await hand.renumber([*rows[:place], row, *rows[place:]])
    return row


async def split(  # noqa: PLR0917 - one form: the article, its two halves, from which version
    edition: Edition,
    row_id: int,
    first: str,
    second: str,
    base_version: int,
    actor: Actor,
    *,
    now: datetime,
) -> EditionArticle:
    """The first half stays the article it was; the second is a new one that came from it."""
    first = editing.article_text(first, field_name="first")
    second = editing.article_text(second, field_name="second")
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await _rows(hand)
        row = rows[_place_after(rows, row_id) - 1]
        _unchanged(hand, row, base_version)
        await _rewrite(hand, row, first)
        made = await hand.add(second, row.chapter, came_from=row.article_id)
        return await _insert(hand, rows, made, rows.index(row) + 1)


def _unchanged(hand: Hand, row: EditionArticle, base_version: int) -> None:
    """Cutting and joining is done on the words one has seen."""
    if row.version > base_version or base_version > hand.edition.text_version:
        raise Stale(row.label)


async def _rewrite(hand: Hand, row: EditionArticle, text: str) -> None:
    if row.text == text:
        return
    hand.note(EditKind.WRITE, article_id=row.article_id, before=row.text, after=text)
    row.text, row.version = text, hand.next_version
    await row.save(update_fields=["text", "version"])


async def join(
    edition: Edition,
    row_id: int,
    into_row_id: int,
    base_version: int,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """The words of one article to the end of another, which keeps its identity."""
    if row_id == into_row_id:
        raise InvalidInput({"into": "请选择并到哪一条里去。"})
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await texts.rows_of(edition.id)
        row, into = (rows[_place_after(rows, one) - 1] for one in (row_id, into_row_id))
        for one in (row, into):
            _unchanged(hand, one, base_version)
        await _rewrite(hand, into, editing.clean(f"{into.text}\n{row.text}"))
        await _take_out(hand, row)
        await Article.filter(id=row.article_id).update(joined_to_id=into.article_id)
        await hand.renumber([one for one in rows if one.id != row.id])


async def _take_out(hand: Hand, row: EditionArticle) -> None:
    hand.note(EditKind.STRIKE, article_id=row.article_id, before=row.text)
    row.struck, row.version = True, hand.next_version
    await row.save(update_fields=["struck", "version"])


async def move(
    edition: Edition, row_id: int, after_row_id: int | None, actor: Actor, *, now: datetime
) -> None:
    """Behind that article (None: in front of all), and into its chapter."""
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await texts.rows_of(edition.id)
        row = rows.pop(_place_after(rows, row_id) - 1)
        if after_row_id == row.id:
            return
        place = _place_after(rows, after_row_id)
        before = row.label
        near = rows[place - 1] if place else rows[0] if rows else row
        row.chapter = near.chapter
        await row.save(update_fields=["chapter"])
        await hand.renumber([*rows[:place], row, *rows[place:]])
        if row.label != before:
            hand.note(EditKind.MOVE, article_id=row.article_id, before=before, after=row.label)


async def strike(edition: Edition, row_id: int, actor: Actor, *, now: datetime) -> None:
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await texts.rows_of(edition.id)
        row = rows.pop(_place_after(rows, row_id) - 1)
        await _take_out(hand, row)
        await hand.renumber(rows)


async def restore(edition: Edition, row_id: int, actor: Actor, *, now: datetime) -> None:
    """Back where it stood, as far as its neighbours are still there."""
    async with editing.deed(edition, actor, now=now) as hand:
        row = await texts.row_of(edition.id, row_id)
        if not row.struck:
            raise Stale(row.label)
        rows = await _rows(hand)
        row.struck, row.version = False, hand.next_version
        await row.save(update_fields=["struck", "version"])
        await Article.filter(id=row.article_id).update(joined_to_id=None)
        place = sum(one.position < row.position for one in rows)
        hand.note(EditKind.RESTORE, article_id=row.article_id, after=row.text)
        await hand.renumber([*rows[:place], row, *rows[place:]])


async def rechapter(
    edition: Edition, row_id: int, chapter: str, actor: Actor, *, now: datetime
) -> None:
    """Under another chapter; the chapters are told by the articles that stand in them."""
    chapter = _chapter(chapter)
    async with editing.deed(edition, actor, now=now) as hand:
        row = await texts.row_of(edition.id, row_id)
        if row.chapter == chapter:
            return
        hand.note(EditKind.CHAPTER, article_id=row.article_id, before=row.chapter, after=chapter)
        row.chapter = chapter
        await row.save(update_fields=["chapter"])


def _chapter(chapter: str) -> str:
    chapter = " ".join(chapter.split())
    if len(chapter) > LONGEST_CHAPTER:
        raise InvalidInput({"chapter": f"章名最多 {LONGEST_CHAPTER} 字。"})
    return chapter


async def renumber(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """From one upwards through the whole text, whatever numbers a file came with."""
    async with editing.deed(edition, actor, now=now) as hand:
        rows = await texts.rows_of(edition.id)
        before = "、".join(row.label for row in rows)
        await hand.renumber(rows)
        after = "、".join(row.label for row in rows)
        if after != before:
            hand.note(EditKind.NUMBER, before=before, after=after)
