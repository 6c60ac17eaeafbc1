"""The sealed record, newest line first, for office holders and the township; and going over it.

Read as it is stored: a line somebody has tampered with is shown too, and the check names it.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from village import record_check
from village.models import Village
from village.permissions import Permission
from web import record_words
from web.guards import actor_of, village_of
from web.pages.people import page_of
from web.record_words import Leads
from web.render import render

TO_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Belonging:
    """The desk the record is read from: the way back, its name, and where subjects lead."""

    village: Village
    back: str
    home: str
    leads: Leads


def _on_desk(request: Request) -> Belonging:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    leads = record_words.to_desk(village.code, actor, village.id, village.township_id)
    return Belonging(village, f"/desk/{village.code}/", "今天要办的", leads)


def _at_township(request: Request) -> Belonging:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.TOWNSHIP_VIEW, village.id, village.township_id)
    leads = record_words.to_public(village.code)
    return Belonging(village, f"/township/{village.code}/", f"{village.name}的情况", leads)


async def show(request: Request) -> Response:
    return await _lines(request, _on_desk(request))


async def check(request: Request) -> Response:
    return await _checked(request, _on_desk(request))


async def show_township(request: Request) -> Response:
    return await _lines(request, _at_township(request))


async def check_township(request: Request) -> Response:
    return await _checked(request, _at_township(request))


async def _lines(request: Request, here: Belonging) -> Response:
    village = here.village
    actor_of(request).require(Permission.RECORD_VIEW, village.id, village.township_id)
    size = village.log_size
    pages = max(1, -(-size // TO_A_PAGE))
    page = min(page_of(request), pages)
    last = size - (page - 1) * TO_A_PAGE
    rows = await record_check.lines_of(village.id, max(0, last - TO_A_PAGE), last)
    context = {
        "lines": [record_words.line_of(row, here.leads) for row in reversed(rows)],
        "size": size,
        "page": page,
        "pages": pages,
        "back": here.back,
        "home": here.home,
    }
    return render(request, "record/show.html", context)


async def _checked(request: Request, here: Belonging) -> Response:
    village = here.village
    actor_of(request).require(Permission.RECORD_VIEW, village.id, village.township_id)
    good, fault = await record_check.verify_village(village.id)
    lines = await record_check.lines_of(village.id, max(good - 1, 0), good)
    head = lines[-1].head.decode(errors="replace") if lines else ""
    context = {
        "good": good,
        "fault": fault,
        "head": head,
        "back": here.back,
        "now": request.state.now,
    }
    return render(request, "record/check.html", {**context, "now": request.state.now})
