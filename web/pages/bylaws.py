"""Village bylaws for anyone: the text in force today or on any past day, and any one edition.

The short version stands first; a long text has a page of its own, so that this one stays light.
"""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from bylaws import editions, reading, reviews_due
from bylaws.models import BylawKind, Edition, EditionStage
from bylaws.reading import Shelf
from publicity import reading as sealed
from village import clock, profiles
from web import bylaw_words, typed
from web.guards import village_of
from web.render import render
from web.typed import Mistyped

LIGHT = 4_500
"""Characters of a text that still go on the first page within the weight of one."""


async def rules(request: Request) -> Response:
    return await _front(request, BylawKind.RULES)


async def charter(request: Request) -> Response:
    return await _front(request, BylawKind.CHARTER)


async def _front(request: Request, kind: BylawKind) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    day, wrong = _asked(request, today)
    shelf = await reading.shelf(village.id, kind, day)
    sheet = await reading.sheet(shelf.bound) if shelf.bound else None
    others = [one for one in BylawKind if one is not kind]
    context = {
        "kind": kind,
        "day": day,
        "past": day != today,
        "wrong": wrong,
        "asked": request.query_params.get("on", ""),
        "shelf": shelf,
        "sheet": sheet,
        "light": sheet is not None and weight(sheet) <= LIGHT,
        "chapters": chapters(sheet) if sheet else [],
        "remarks": await reading.remarks(shelf.bound, today) if shelf.bound else (),
        "listed": _listed(shelf, today),
        "review_on": await reviews_due.next_review(village, kind, today),
        "collecting": reading.collecting(shelf.making, request.state.now),
        "others": [one for one in others if await reading.any_shown(village.id, one)],
    }
    return render(request, "bylaws/front.html", context, status=422 if wrong else 200)


def _asked(request: Request, today: date) -> tuple[date, str]:
    """The day in the address, or today; and what is wrong with what was asked."""
    said = typed.clean(request.query_params.get("on", ""))
    if not said:
        return today, ""
    try:
        return typed.written_day(said), ""
    except Mistyped as mistyped:
        return today, str(mistyped)


def weight(sheet: reading.Sheet) -> int:
    text = sheet.text
    return sum(len(one.text) for one in text.articles) + len(text.preamble) + len(text.closing)


def chapters(sheet: reading.Sheet) -> list[str]:
    return list(dict.fromkeys(one.chapter for one in sheet.text.articles if one.chapter))


def _listed(shelf: Shelf, today: date) -> list[tuple[Edition, bylaw_words.Tag, Edition | None]]:
    """Each edition, where it stands, and the one to compare it with."""
    shown = {one.id: one for one in shelf.editions}
    return [
        (one, bylaw_words.standing(one, shelf.standing(one, today)), before(one, shelf, shown))
        for one in shelf.editions
    ]


def before(edition: Edition, shelf: Shelf, shown: dict[int, Edition]) -> Edition | None:
    """What it revises; else, of texts that were entered, the one that bound before it."""
    if edition.based_on_id in shown:
        return shown[edition.based_on_id]
    if edition.in_force_on is None:
        return None
    earlier = [
        one
        for one in shelf.published
        if one.in_force_on and one.in_force_on < edition.in_force_on and one.id in shown
    ]
    return earlier[-1] if earlier else None


async def edition_of(request: Request) -> Edition:
    """The door for an edition's number in a public address."""
    return await editions.shown_in(village_of(request).id, request.path_params["edition_id"])


async def show(request: Request) -> Response:
    edition, today = await edition_of(request), clock.local_date(request.state.now)
    shelf = await reading.shelf(edition.village_id, edition.kind, today)
    sheet = await reading.sheet(edition)
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    making = not edition.imported and edition.stage is not EditionStage.PUBLISHED
    preview = profile.is_on("bylaws.preview_by_township")
    context = {
        "edition": edition,
        "sheet": sheet,
        "tag": bylaw_words.standing(edition, shelf.standing(edition, today)),
        "until": shelf.ended_on(edition),
        "before": before(edition, shelf, {one.id: one for one in shelf.editions}),
        "remarks": await reading.remarks(edition, today),
        "steps": bylaw_words.steps(sheet, preview=preview) if making else [],
        "collecting": reading.collecting(edition, request.state.now),
        "heard": await reading.heard(edition, sheet.rows, request.state.actor),
        "seal": await sealed.latest_seal(edition.village_id, f"edition:{edition.id}"),
    }
    return render(request, "bylaws/show.html", context)
