"""Writing a draft: the whole text, one article at a time with what the check says beside it.

Whoever is second loses nothing: changes apart are joined, a clash shows both texts and keeps yours.
"""

from collections import defaultdict
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import adviser, drafting, texts
from bylaws.checked import Checked
from bylaws.diffing import diff
from bylaws.drafting import Saved, SaveOutcome
from bylaws.editing import LONGEST, frozen
from bylaws.models import Edition, EditionArticle, EditionPart
from bylaws.texts import Rows
from village.errors import NotFound
from village.permissions import Permission
from web import forms, typed
from web.forms import Filled, reading
from web.guards import actor_of
from web.pages.edition import base_of, edition_for, edition_of, here_of
from web.pages.meetings import may
from web.render import render
from web.retyped import REFUSED, again

P, Part = Permission, EditionPart
ARTICLE, PART, CLASH = "bylaw_desk/article.html", "bylaw_desk/part.html", "bylaw_desk/clash.html"
PARTS = {str(one): one for one in (Part.TITLE, Part.PREAMBLE, Part.CLOSING, Part.SHORT)}
SAID = {str(one): one for one in SaveOutcome}


async def whole(request: Request) -> Response:
    edition = await edition_of(request)
    every = await texts.rows_of(edition.id, struck=True)
    rows = [one for one in every if not one.struck]
    found = await adviser.findings(edition, rows)
    counted: dict[int, int] = defaultdict(int)
    for one in found:
        if one.row is not None and not one.settled:
            counted[one.row.id] += 1
    text = texts.bylaw_text(edition, rows)
    context = {
        "edition": edition,
        "rows": rows,
        "struck": [one for one in every if one.struck],
        "counted": counted,
        "around": [one for one in found if one.row is None and not one.settled],
        "repeated": text.repeated,
        "skipped": text.skipped,
        "writes": _writes(request, edition),
    }
    return render(request, "bylaw_desk/text.html", context)


def _writes(request: Request, edition: Edition) -> bool:
    return may(request, P.BYLAW_DRAFT) and frozen(edition) is None


async def row_for(request: Request) -> tuple[Edition, EditionArticle]:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    return edition, await texts.row_of(edition.id, request.path_params["row_id"])


async def article(request: Request) -> Response:
    edition, row = await row_for(request)
    context = await article_context(edition, row)
    wanted, text = request.query_params.get("take", ""), row.text
    if wanted:
        found = await adviser.findings(edition, await texts.rows_of(edition.id))
        taken = [suggested(one, text) for one in found if one.key == wanted and _of(one, row)]
        text = taken[0] if taken else text
    saved = SAID.get(request.query_params.get("saved", ""))
    shut = frozen(edition)
    form = forms.blank(text=text, base_version=edition.text_version)
    told = {"saved": saved, "form": form, "blockers": [shut] if shut else []}
    return render(request, ARTICLE, {**context, **told, "took": text != row.text})


async def article_context(edition: Edition, row: EditionArticle) -> dict[str, object]:
    rows = await texts.rows_of(edition.id)
    found = await adviser.findings(edition, rows)
    place = next((at for at, one in enumerate(rows) if one.id == row.id), None)
    return {
        "edition": edition,
        "row": row,
        "found": [one for one in found if _of(one, row)],
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place is not None and place + 1 < len(rows) else None,
        "others": _others(rows, row),
        "longest": LONGEST,
        "saved": None,
        "took": False,
    }


def _others(rows: Rows, row: EditionArticle) -> list[tuple[str, str]]:
    """Where it may be moved to or joined: the number and the beginning of every other article."""
    return [(str(one.id), f"{one.label} {one.text[:14]}") for one in rows if one.id != row.id]


def suggested(one: Checked, text: str) -> str:
    """The article with the wording of the check in place of the words it quotes."""
    finding = one.finding
    if finding is None or not finding.suggest:
        return text
    if finding.span is None:
        return text
    start, end = finding.span
    return f"{text[:start]}{finding.suggest.rstrip('。')}{text[end:]}"


async def save(request: Request) -> Response:
    edition, row = await row_for(request)
    form, actor, now = await request.form(), actor_of(request), request.state.now
    try:
        with reading(form) as read:
            text = read.text(
                "text", "条文不能是空的。不要这一条的，请用“删去”。", most=LONGEST, lines=True
            )
            base = base_of(form)
        saved = await drafting.write_article(edition, row.id, text, base, actor, now=now)
    except REFUSED as refusal:
        return again(request, ARTICLE, await article_context(edition, row), form, refusal)
    here = f"{here_of(edition)}/articles/{row.id}"
    if saved.outcome is SaveOutcome.CLASHED:
        return await _clashed(request, edition, saved, row.label, here)
    return RedirectResponse(f"{here}?saved={saved.outcome}", status_code=303)


async def check(request: Request) -> Response:
    """For the script while one writes: findings in words not yet saved. Writes nothing."""
    edition, row = await row_for(request)
    form = await request.form()
    rows = await texts.rows_of(edition.id)
    words = typed.clean(str(form.get("text", ""))[:LONGEST], lines=True)
    for one in rows:
        if one.id == row.id:
            one.text = words
    found = [one for one in await adviser.findings(edition, rows) if _of(one, row)]
    page = render(request, "bylaw_desk/_found.html", {"found": found, "here": ""})
    return Response(page.body, media_type="text/plain; charset=utf-8")


def _of(one: Checked, row: EditionArticle) -> bool:
    return one.row is not None and one.row.id == row.id


async def _clashed(
    request: Request, edition: Edition, saved: Saved, name: str, here: str
) -> Response:
    """Both texts side by side, and a form with one's own that starts from what stands now."""
    fresh = await Edition.get(id=edition.id)
    edits = await texts.edits_of(edition.id)
    last = next((one for one in edits if one.after == saved.theirs and one.made_by), None)
    context = {
        "edition": edition,
        "saved": saved,
        "name": name,
        "here": here,
        "by": last.made_by.name if last and last.made_by else "",
        "theirs": diff(saved.base, saved.theirs),
        "mine": diff(saved.base, saved.mine),
        "form": Filled({"text": [saved.mine], "base_version": [str(fresh.text_version)]}),
        "blockers": (),
    }
    return render(request, CLASH, context, status=409)


def _part(request: Request) -> EditionPart:
    part = PARTS.get(request.path_params["part"])
    if part is None:
        raise NotFound("这一部分")
    return part


def _words(edition: Edition, part: EditionPart) -> str:
    return str(getattr(edition, drafting.FIELD_OF[part]))


async def part(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    which, found = _part(request), frozen(edition)
    form = forms.blank(text=_words(edition, which), base_version=edition.text_version)
    context = await _part_context(edition, which)
    told = {"form": form, "blockers": [found] if found else []}
    return render(request, PART, {**context, **told})


async def _part_context(edition: Edition, part: EditionPart) -> dict[str, object]:
    found: Sequence[Checked] = ()
    if part is not Part.SHORT:
        found = await adviser.findings(edition, await texts.rows_of(edition.id))
    return {
        "edition": edition,
        "part": part,
        "found": [one for one in found if one.part is part],
        "saved": None,
    }


async def save_part(request: Request) -> Response:
    edition = await edition_for(request, P.BYLAW_DRAFT)
    which, form = _part(request), await request.form()
    actor, now = actor_of(request), request.state.now
    try:
        with reading(form) as read:
            most = drafting.LONGEST_OF[which]
            text = read.text("text", most=most, lines=which is not Part.TITLE)
            base = base_of(form)
        saved = await drafting.write_part(edition, which, text, base, actor, now=now)
    except REFUSED as refusal:
        return again(request, PART, await _part_context(edition, which), form, refusal)
    if saved.outcome is SaveOutcome.CLASHED:
        here = f"{here_of(edition)}/parts/{which}"
        return await _clashed(request, edition, saved, which.label, here)
    return RedirectResponse(f"{here_of(edition)}/text", status_code=303)


async def history(request: Request) -> Response:
    """Every edit of this edition, or (?article=) of one article, the latest first."""
    edition = await edition_of(request)
    rows = {one.article_id: one for one in await texts.rows_of(edition.id, struck=True)}
    asked = request.query_params.get("article", "")
    one = next((row for row in rows.values() if str(row.article_id) == asked), None)
    edits = await texts.edits_of(edition.id, one.article_id if one else None)
    told = [
        (
            edit,
            rows[edit.article_id].label if edit.article_id in rows else edit.part.label,
            diff(edit.before, edit.after),
        )
        for edit in edits[:MOST_SHOWN]
    ]
    context = {"edition": edition, "row": one, "told": told, "more": len(edits) > MOST_SHOWN}
    return render(request, "bylaw_desk/history.html", context)


MOST_SHOWN = 200
