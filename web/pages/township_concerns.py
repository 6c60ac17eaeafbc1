"""What villages handed up to the township: receive it, give it to somebody, reply.

The reply goes to whoever raised it; the village calls back, and rates the township.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_lists, hand_ups
from deliberation.concern_lists import Reader
from deliberation.models import ConcernHandUp, ConcernResult
from village import clock
from village.errors import NotFound
from web import forms
from web.forms import Filled
from web.guards import actor_of, township_of, village_of
from web.render import render
from web.retyped import REFUSED, again

SHOW = "township/concern.html"


async def _handed_up(request: Request) -> ConcernHandUp:
    up = await hand_ups.for_officer(actor_of(request), request.path_params["up_id"])
    if up.village_id != village_of(request).id:
        raise NotFound("这件上报的事")
    return up


async def _context(request: Request, up: ConcernHandUp) -> dict[str, object]:
    today = clock.local_date(request.state.now)
    await up.fetch_related("officer", "concern__received_by")
    found = await hand_ups.officers(township_of(request), today)
    return {
        "up": up,
        "concern": up.concern,
        "history": await concern_lists.history(up.concern, Reader.DESK),
        "media": await concern_lists.media_of(up.concern, Reader.DESK),
        "officers": [(str(one.person_id), one.person.name) for one in found],
        "results": ConcernResult,
    }


async def show(request: Request) -> Response:
    up = await _handed_up(request)
    begun: Filled = forms.blank(officer=up.officer_id or "", due_on=up.due_on)
    context = {**await _context(request, up), "form": begun, "blockers": ()}
    return render(request, SHOW, context)


def _there(up: ConcernHandUp) -> RedirectResponse:
    place = f"/township/{up.village.code}/concerns/{up.id}"
    return RedirectResponse(place, status_code=303)


async def receive(request: Request) -> Response:
    up = await _handed_up(request)
    await hand_ups.receive_up(up, actor_of(request), now=request.state.now)
    return _there(up)


async def assign(request: Request) -> Response:
    up, form = await _handed_up(request), await request.form()
    context = await _context(request, up)
    today = clock.local_date(request.state.now)
    found = await hand_ups.officers(township_of(request), today)
    offered = {str(one.person_id): one.person_id for one in found}
    try:
        with forms.reading(form) as read:
            officer_id = read.pick("officer", offered, "请选择交给谁办。")
            due_on = read.day("due_on", "请写明哪天以前答复。")
        task = hand_ups.Task(officer_id or 0, due_on or today)
        await hand_ups.assign_up(up, task, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, SHOW, context, form, refusal)
    return _there(up)


async def reply(request: Request) -> Response:
    up, form = await _handed_up(request), await request.form()
    context = await _context(request, up)
    try:
        hand_ups.ready_for_reply(up)  # before the fields: without it there are none on the page
        with forms.reading(form) as read:
            words = read.text("words", "请写下答复。", most=2000, lines=True)
            result = read.choice("result", ConcernResult, "请选择办成了没有。")
        await hand_ups.reply(up, words, result, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, SHOW, context, form, refusal)
    return _there(up)
