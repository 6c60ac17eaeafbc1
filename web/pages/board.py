"""The board of a village: what hangs on a day, as a page and as feeds for programs."""

from collections.abc import Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from publicity import board
from village import clock
from village.models import Village
from web import feeds, typed
from web.guards import village_of
from web.pages import papers
from web.pages.papers import Paper
from web.render import render
from web.typed import Mistyped


async def show(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    day, wrong = _asked(request, today)
    hanging, over = await board.on_day_and_before(village.id, day)
    found = await papers.listed([*hanging, *over], day)
    context = {
        "day": day,
        "wrong": wrong,
        "asked": request.query_params.get("on", ""),
        "papers": found[: len(hanging)],
        "over": found[len(hanging) :],
    }
    return render(request, "board/show.html", context, status=422 if wrong else 200)


def _asked(request: Request, today: date) -> tuple[date, str]:
    """The day in the address, or today; and what is wrong with what was asked."""
    said = typed.clean(request.query_params.get("on", ""))
    if not said:
        return today, ""
    try:
        day = typed.written_day(said)
    except Mistyped as mistyped:
        return today, str(mistyped)
    if day > today:
        return today, "这一天还没有到，公开栏上挂什么要到那天才知道。"
    return day, ""


async def json_feed(request: Request) -> Response:
    village, found = await _hanging(request)
    text = feeds.json_feed(village, found, request.state.public_url)
    return Response(text, media_type="application/feed+json")


async def atom(request: Request) -> Response:
    village, found = await _hanging(request)
    text = feeds.atom(village, found, request.state.public_url)
    return Response(text, media_type="application/atom+xml")


async def _hanging(request: Request) -> tuple[Village, Sequence[Paper]]:
    village = village_of(request)
    day, _ = _asked(request, clock.local_date(request.state.now))
    return village, await papers.listed(await board.on_day(village.id, day), day)
