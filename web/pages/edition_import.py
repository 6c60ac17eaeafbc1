"""A text from a file or pasted: read, looked at with all it would change, and only then kept.

Between looking and keeping the words stand in the form itself, where they may be put right.
"""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import comparison, drafting, entering, importing, texts
from bylaws.articles import BylawText, read_text
from bylaws.comparison import ArticleChange, Change, Clause
from bylaws.editing import frozen
from bylaws.entering import Adopted
from bylaws.models import BylawKind, Edition
from village.errors import Blocked, InvalidInput, TooLarge
from village.permissions import Permission
from village.rules import Body
from web import bylaw_words, forms, typed
from web.forms import Filled, Reader, reading
from web.guards import actor_of, village_of
from web.pages.desk_bylaws import place_of
from web.pages.edition import base_of, done, edition_for
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED, again
from web.uploads import BYLAWS

P = Permission
TEMPLATE, ENTER = "bylaw_desk/import.html", "bylaw_desk/enter.html"
BODIES = (
    Body.VILLAGERS_ASSEMBLY,
    Body.REPRESENTATIVE_ASSEMBLY,
    Body.TWO_COMMITTEES,
    Body.GROUP_MEETING,
)
EMPTY = "请选择文件，或者把文字贴在下面。"


@dataclass(frozen=True, slots=True)
class Look:
    """A text as it was read, before anything is kept."""

    plain: str
    text: BylawText
    notes: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    @property
    def chapters(self) -> list[str]:
        return list(dict.fromkeys(one.chapter for one in self.text.articles if one.chapter))

    @property
    def counted(self) -> str:
        return bylaw_words.counted(self.changes)

    @property
    def changed(self) -> list[tuple[str, str, str]]:
        """What would be added, changed, struck: the words, the number, the beginning of it."""
        return [
            (mark.label, (one.after or one.before or NOTHING).label, _head(one))
            for one in self.changes
            for mark in one.marks[:1]
            if mark is not ArticleChange.SAME
        ]


NOTHING = Clause(None, "", "", "")


def _head(change: Change) -> str:
    text = (change.after or change.before or NOTHING).text
    return text if len(text) <= 24 else f"{text[:24]}……"


async def _look(form: FormData, old: list[Clause]) -> Look:
    """The file, or else what was pasted; refused beside its field."""
    plain, notes = await _plain(form)
    try:
        text = read_text(plain)
    except TooLarge as large:
        raise InvalidInput({"text": str(large)}) from large
    found = [*notes, *importing.remarks(text, plain)]
    drafting.check_text(text)
    new = [Clause(None, one.label, one.chapter, one.text) for one in text.articles]
    changes = await asyncio.to_thread(comparison.compare, old, new) if old else ()
    return Look(plain, text, tuple(found), tuple(changes))


async def _plain(form: FormData) -> tuple[str, tuple[str, ...]]:
    with reading(form) as read:
        sent = read.maybe_upload("file", BYLAWS)
    if sent is None:
        plain = typed.clean(read.raw("text"), lines=True)
        if not plain:
            raise InvalidInput({"text": EMPTY})
        return plain, ()
    try:
        found = await asyncio.to_thread(importing.read_plain, sent.name, sent.content)
    except TooLarge as large:
        raise InvalidInput({"file": str(large)}) from large
    plain = typed.clean(found.text, lines=True)
    if not plain:
        raise InvalidInput({"file": f"“{sent.name}”里没有字，请换一个文件。"})
    return plain, found.notes


def _with_text(form: FormData, plain: str) -> Filled:
    """The form as sent, with the words that were read in its box."""
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != "text":
            values.setdefault(name, []).append(value)
    return Filled(values | {"text": [plain]})


async def _open_edition(request: Request) -> Edition:
    return await edition_for(request, P.BYLAW_DRAFT)


async def ask(request: Request) -> Response:
    edition = await _open_edition(request)
    found = frozen(edition)
    context = _context(edition) | {"blockers": [found] if found else []}
    form = forms.blank(base_version=edition.text_version)
    return render(request, TEMPLATE, {**context, "form": form, "look": None})


def _context(edition: Edition) -> dict[str, object]:
    return {"edition": edition, "kind": BYLAWS}


async def take(request: Request) -> Response:
    """First sent, it is shown as read; sent again with `keep`, it is the text."""
    edition, form = await _open_edition(request), await request.form()
    look = None
    try:
        if found := frozen(edition):
            raise Blocked([found])
        old = texts.clauses(await texts.rows_of(edition.id))
        look = await _look(form, old)
        if "keep" in form:
            base = base_of(form)
            actor, now = actor_of(request), request.state.now
            await drafting.set_text(edition, look.text, base, actor, now=now)
            return done(edition, "/text")
    except REFUSED as refusal:
        context = _context(edition) | {"look": look}
        return again(request, TEMPLATE, context, form, refusal)
    except TooLarge as large:
        too_large = InvalidInput({"text": str(large)})
        return again(request, TEMPLATE, _context(edition) | {"look": None}, form, too_large)
    context = _context(edition) | {"look": look, "blockers": ()}
    return render(request, TEMPLATE, {**context, "form": _with_text(form, look.plain)})


async def ask_enter(request: Request) -> Response:
    require(request, P.BYLAW_DRAFT)
    village = village_of(request)
    title = f"{village.name}村规民约"
    form = forms.blank(
        kind=str(BylawKind.RULES), title=title, adopted_body=str(Body.VILLAGERS_ASSEMBLY)
    )
    return render(request, ENTER, {**_enter_context(), "form": form, "blockers": ()})


def _enter_context() -> dict[str, object]:
    return {"kind": BYLAWS, "kinds": list(BylawKind), "bodies": BODIES, "look": None}


async def enter(request: Request) -> Response:
    """A text adopted before: looked at first, then entered with its own days."""
    require(request, P.BYLAW_DRAFT)
    village, form, look = village_of(request), await request.form(), None
    try:
        look = await _look(form, [])
        if "keep" in form:
            with reading(form) as read:
                asked = _adopted(read, look.text)
            actor, now = actor_of(request), request.state.now
            edition = await entering.enter_adopted(village, asked, actor, now=now)
            return RedirectResponse(place_of(village, edition), status_code=303)
    except REFUSED as refusal:
        return again(request, ENTER, _enter_context() | {"look": look}, form, refusal)
    except TooLarge as large:
        return again(request, ENTER, _enter_context(), form, InvalidInput({"text": str(large)}))
    context = _enter_context() | {"look": look, "blockers": ()}
    return render(request, ENTER, {**context, "form": _with_text(form, look.plain)})


def _adopted(read: Reader, text: BylawText) -> Adopted:
    return Adopted(
        kind=read.choice("kind", BylawKind, "请选择是哪一份文本。"),
        title=read.text("title", "请写名称。", most=60),
        text=text,
        adopted_on=read.day("adopted_on", "请填写哪天通过的。"),
        adopted_body=read.choice("adopted_body", Body, "请选择由哪个会议通过的。"),
        in_force_on=read.day("in_force_on", "请填写哪天起施行的。"),
        filed_on=read.maybe_day("filed_on"),
        filing_number=read.text("filing_number", most=40),
        note=read.text("note", most=300),
    )
