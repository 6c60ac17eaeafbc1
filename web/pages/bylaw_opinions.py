"""A villager's opinion on a draft, given on a phone: on one article or on the whole.

The draft is read without signing in; here one comes in with one's own pass and short PIN.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import opinions, reading, texts
from bylaws.models import Edition, EditionArticle
from village import clock
from village.errors import NotFound
from village.permissions import Actor, Permission
from web import forms
from web.guards import actor_of, prove_first, village_of
from web.pages.bylaw_papers import address_of
from web.pages.bylaws import edition_of
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "bylaws/opinion.html"
MISSING = "请写下您的意见：哪里不合适，想怎么改。"


async def ask(request: Request) -> Response:
    edition = await edition_of(request)
    _villager(request)
    row = await _article(edition, request.query_params.get("article", ""))
    here = f"{address_of(request, edition)}/opinion"
    here += f"?article={row.article_id}" if row else ""
    if elsewhere := prove_first(request, here):
        return elsewhere
    closed = opinions.not_open(edition, request.state.now)
    context = _context(edition, row)
    shown = {**context, "form": forms.blank(), "blockers": [closed] if closed else []}
    return render(request, TEMPLATE, shown)


def _villager(request: Request) -> Actor:
    """Refused at the door, before anything is typed in vain."""
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.OPINION_GIVE, village.id, village.township_id)
    return actor


async def _article(edition: Edition, said: str) -> EditionArticle | None:
    """The article one speaks of, by its identity; nothing said is the whole."""
    if not said:
        return None
    rows = await texts.rows_of(edition.id)
    found = next((row for row in rows if str(row.article_id) == said), None)
    if found is None:
        raise NotFound("这一条")
    return found


def _context(edition: Edition, row: EditionArticle | None) -> dict[str, object]:
    return {"edition": edition, "row": row}


async def give(request: Request) -> Response:
    edition, form = await edition_of(request), await request.form()
    actor = _villager(request)
    row = await _article(edition, str(form.get("article", "")))
    try:
        with forms.reading(form) as read:
            text = read.text("text", MISSING, least=4, most=opinions.LONGEST, lines=True)
        about = row.article_id if row else None
        given = await opinions.give(edition, text, actor, now=request.state.now, article_id=about)
    except REFUSED as refusal:
        return again(request, TEMPLATE, _context(edition, row), form, refusal)
    place = f"{address_of(request, edition)}/opinions/{given.id}"
    return RedirectResponse(place, status_code=303)


async def receipt(request: Request) -> Response:
    """What the one who spoke keeps: the number, what comes next."""
    edition = await edition_of(request)
    own = await reading.own_opinion(edition, actor_of(request), request.path_params["opinion_id"])
    rows = await texts.rows_of(edition.id, struck=True)
    about = next((row.label for row in rows if row.article_id == own.article_id), "")
    closes = edition.collect_to
    context = {
        "edition": edition,
        "opinion": own,
        "about": about,
        "open": closes is not None and clock.local_date(request.state.now) <= closes,
    }
    return render(request, "bylaws/receipt.html", context)
