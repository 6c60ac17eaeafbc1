"""The words of an edition read from its rows: in order, as one text, with what they digest to.

Reads only. A digest covers every word that is voted on, each part with its length.
"""

from collections.abc import Sequence

from bylaws import articles
from bylaws.articles import ArticleText, BylawText, Layout
from bylaws.comparison import Clause
from bylaws.models import ArticleEdit, Edition, EditionArticle
from bylaws.numerals import numeral
from village import ledger
from village.errors import NotFound

SHOWN = 16  # signs of a digest that a person is asked to compare
Rows = Sequence[EditionArticle]


async def rows_of(edition_id: int, *, struck: bool = False) -> list[EditionArticle]:
    """As the text runs; with `struck`, also what was taken out of it."""
    found = EditionArticle.filter(edition_id=edition_id).order_by("position", "id")
    return await (found if struck else found.filter(struck=False))


async def row_of(edition_id: int, row_id: int) -> EditionArticle:
    """The door for an article's number from outside: of this edition, or not there."""
    row = await EditionArticle.get_or_none(id=row_id, edition_id=edition_id)
    if row is None:
        raise NotFound("这一条")
    return row


def bylaw_text(edition: Edition, rows: Rows) -> BylawText:
    found = [
        ArticleText(row.label, row.number, row.text, row.chapter, place)
        for place, row in enumerate(rows, start=1)
    ]
    return BylawText(
        title=edition.title,
        preamble=edition.preamble,
        articles=tuple(found),
        closing=edition.closing,
        layout=edition.layout,
        repeated=tuple(articles.repeated(found)),
        skipped=tuple(articles.skipped(found)),
    )


def clauses(rows: Rows) -> list[Clause]:
    """For comparing two editions: an article is known by its identity."""
    return [Clause(row.article_id, row.label, row.chapter, row.text) for row in rows]


def digest_of(edition: Edition, rows: Rows) -> str:
    words = [edition.title, edition.preamble]
    for row in rows:
        words += [row.chapter, row.label, row.text]
    return ledger.text_digest(*words, edition.closing)


def digest_shown(digest: str) -> str:
    """The beginning of it, in groups that nobody takes for a phone number."""
    return "·".join(digest[at : at + 4] for at in range(0, SHOWN, 4))


def labels(layout: Layout, rows: Rows) -> list[str]:
    """What the articles are called as they follow each other now, as an import would call them."""
    unit = articles.unit_of(layout, (row.text for row in rows))
    return [f"第{numeral(number)}{unit}" for number in range(1, len(rows) + 1)]


async def edits_of(edition_id: int, article_id: int | None = None) -> list[ArticleEdit]:
    """The history of a text or of one of its articles, the latest first."""
    found = ArticleEdit.filter(edition_id=edition_id).order_by("-version", "-id")
    if article_id is not None:
        found = found.filter(article_id=article_id)
    return await found.select_related("made_by")


async def since(edition_id: int, version: int) -> list[ArticleEdit]:
    """What changed after somebody looked at that version."""
    found = ArticleEdit.filter(edition_id=edition_id, version__gt=version)
    return await found.order_by("version", "id").select_related("made_by")


async def wordings_of(village_id: int, article_id: int) -> list[EditionArticle]:
    """One article through all editions that have it, the earliest first."""
    found = EditionArticle.filter(article_id=article_id, article__village_id=village_id)
    return await found.order_by("edition__number").select_related("edition", "article")
