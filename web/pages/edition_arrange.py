"""Articles put in order: added, split, moved, joined, struck, brought back, numbered anew."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bylaws import arranging, texts
from bylaws.editing import LONGEST
from bylaws.models import Edition, EditionArticle
from village.errors import InvalidInput
from village.permissions import Permission
from web import asking, forms
from web.asking import Asked, Field
from web.forms import reading
from web.guards import actor_of
from web.pages.edition import base_of, done, edition_for, here_of
from web.pages.edition_text import ARTICLE, article_context, row_for
from web.retyped import REFUSED, again
from web.strip import Link

P = Permission
FIRST = "first"


async def _places(edition: Edition) -> list[tuple[str, str]]:
    rows = await texts.rows_of(edition.id)
    return [(FIRST, "放在最前面")] + [
        (str(one.id), f"放在{one.label}后面：{one.text[:14]}") for one in rows
    ]


def _to_text(edition: Edition) -> Link:
    return Link(f"{here_of(edition)}/text", edition.title)


async def _add_sheet(edition: Edition) -> Asked:
    fields = (
        Field("long", "text", "条文", rows=6),
        Field("select", "after", "放在哪里", options=await _places(edition)),
        Field("text", "chapter", "章名（可以不填）", "不填就和前面一条同一章。"),
    )
    here = f"{here_of(edition)}/articles/"
    return Asked("添一条", here, "添上", _to_text(edition), fields)


async def ask_add(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    rows = await texts.rows_of(edition.id)
    after = request.query_params.get("after", str(rows[-1].id) if rows else FIRST)
    return asking.ask(request, await _add_sheet(edition), forms.blank(after=after))


async def add(request: Request) -> Response:
    edition, form = await edition_for(request, P.BYLAW_DRAFT), await request.form()
    try:
        with reading(form) as read:
            text = read.text("text", "请写条文。", most=LONGEST, lines=True)
            after = read.pick("after", await _by_place(edition), "请选择放在哪里。") or None
            chapter = read.text("chapter", most=arranging.LONGEST_CHAPTER)
        await arranging.add(
            *(edition, text, after, actor_of(request)),
            now=request.state.now,
            chapter=chapter or None,
        )
    except REFUSED as refusal:
        return asking.again(request, await _add_sheet(edition), form, refusal)
    return done(edition, "/text")


async def _by_place(edition: Edition) -> dict[str, int]:
    """0 is the place in front of all."""
    rows = await texts.rows_of(edition.id)
    return {FIRST: 0} | {str(one.id): one.id for one in rows}


def _split_sheet(edition: Edition, row: EditionArticle) -> Asked:
    fields = (
        Field("hidden", "base_version"),
        Field("long", "first", "前一条留下", rows=5),
        Field("long", "second", "分出去的新一条", rows=5),
    )
    here = f"{here_of(edition)}/articles/{row.id}"
    lead = "前一条还是原来那一条，它的来历跟着它；后一条是新的，记着是从这里分出来的。"
    back = Link(here, row.label)
    return Asked(f"把{row.label}分成两条", f"{here}/split", "分成两条", back, fields, (lead,))


async def ask_split(request: Request) -> Response:
    edition, row = await row_for(request)
    form = forms.blank(first=row.text, base_version=edition.text_version)
    return asking.ask(request, _split_sheet(edition, row), form)


async def split(request: Request) -> Response:
    edition, row = await row_for(request)
    form = await request.form()
    try:
        with reading(form) as read:
            first = read.text("first", "前一条不能是空的。", most=LONGEST, lines=True)
            second = read.text("second", "请写分出去的一条。", most=LONGEST, lines=True)
            base = base_of(form)
        await arranging.split(
            edition, row.id, first, second, base, actor_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        return asking.again(request, _split_sheet(edition, row), form, refusal)
    return done(edition, "/text")


Deed = Callable[[Request, Edition, EditionArticle, FormData], Awaitable[None]]


async def _move(request: Request, edition: Edition, row: EditionArticle, form: FormData) -> None:
    with reading(form) as read:
        after = read.pick("after", await _by_place(edition), "请选择移到哪里。") or None
    await arranging.move(edition, row.id, after, actor_of(request), now=request.state.now)


async def _join(request: Request, edition: Edition, row: EditionArticle, form: FormData) -> None:
    rows = await texts.rows_of(edition.id)
    into = {str(one.id): one.id for one in rows if one.id != row.id} or {"": row.id}
    with reading(form) as read:
        wanted = read.pick("into", into, "请选择并到哪一条里去。")
        base = base_of(form)
    actor, now = actor_of(request), request.state.now
    await arranging.join(edition, row.id, wanted, base, actor, now=now)


async def _chapter(request: Request, edition: Edition, row: EditionArticle, form: FormData) -> None:
    with reading(form) as read:
        chapter = read.text("chapter", most=arranging.LONGEST_CHAPTER)
    await arranging.rechapter(edition, row.id, chapter, actor_of(request), now=request.state.now)


async def _strike(request: Request, edition: Edition, row: EditionArticle, _: FormData) -> None:
    await arranging.strike(edition, row.id, actor_of(request), now=request.state.now)


async def _restore(request: Request, edition: Edition, row: EditionArticle, _: FormData) -> None:
    await arranging.restore(edition, row.id, actor_of(request), now=request.state.now)


DEEDS: Mapping[str, Deed] = {
    "move": _move,
    "join": _join,
    "chapter": _chapter,
    "strike": _strike,
    "restore": _restore,
}


async def arrange(request: Request) -> Response:
    """One of the small acts on one article, by the button that was pressed."""
    edition, row = await row_for(request)
    form = await request.form()
    try:
        deed = DEEDS.get(str(form.get("act", "")))
        if deed is None:
            raise InvalidInput({"": "请选择移动、合并、改章名还是删去。"})
        await deed(request, edition, row, form)
    except REFUSED as refusal:
        return again(
            request,
            ARTICLE,
            await article_context(edition, row),
            _as_shown(row, form, edition),
            refusal,
        )
    return done(edition, "/text")


def _as_shown(row: EditionArticle, form: FormData, edition: Edition) -> FormData:
    """The page it stood on has the words of the article too."""
    kept = [(name, value) for name, value in form.multi_items() if name != "text"]
    return FormData([*kept, ("text", row.text), ("base_version", str(edition.text_version))])


async def renumber(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    await arranging.renumber(edition, actor_of(request), now=request.state.now)
    return done(edition, "/text")
