"""Paper slips on the desk: print them, hand them out by the roll, take out the spoilt ones.

Who took a slip is known, which slip it was is not: the voter draws it from the pile.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import ballots, present, slips
from deliberation.models import AttendanceState, Ballot, BallotStage, Channel
from village import names
from village.models import RollEntry
from village.permissions import Permission
from web import forms, qr
from web.guards import actor_of, village_of
from web.pages.balloting import ballot_of, desk_of, pile_heads
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "slips/show.html"
MOST_FOUND = 20
MOST_PRINTED = 3000
LONGEST = 60


async def show(request: Request) -> Response:
    ballot = await ballot_of(request)
    require(request, Permission.BALLOT_RUN)
    q = request.query_params.get("q", "")
    context = await _context(ballot, q, request.query_params.get("done", ""))
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def _context(ballot: Ballot, q: str, done: str = "") -> dict[str, object]:
    """`done`: the entry of the roll that was just dealt with, to say so by name."""
    q = q.strip()[:LONGEST]
    wanted = names.normal_query(q)
    lines = await present.lines_of(ballot.meeting)
    here = [one for one in lines if one.state is AttendanceState.PRESENT]
    found = [one for one in here if one.answers(wanted)] if wanted else []
    took = {one.entry.id: await _channel(ballot, one.entry) for one in found[:MOST_FOUND]}
    return {
        "ballot": ballot,
        "piles": await pile_heads(ballot),
        "open": ballot.stage is BallotStage.OPEN,
        "q": q,
        "search": forms.blank(q=q),
        "people": [(one, took[one.entry.id]) for one in found[:MOST_FOUND]],
        "more": max(0, len(found) - MOST_FOUND),
        "given": next((one.name for one in lines if str(one.entry.id) == done), ""),
    }


async def _channel(ballot: Ballot, entry: RollEntry) -> Channel | None:
    return (await ballots.standing(ballot, entry, None)).channel


async def print_(request: Request) -> Response:
    ballot, form = await ballot_of(request), await request.form()
    require(request, Permission.BALLOT_RUN)
    secret = request.app.state.settings.secret_key
    try:
        with forms.reading(form) as read:
            count = read.whole("count", "请填写印多少张。", least=1, most=MOST_PRINTED)
        await slips.print_(ballot, count, actor_of(request), secret=secret, now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(ballot, ""), form, refusal)
    return RedirectResponse(f"{desk_of(ballot)}/slips/sheet", status_code=303)


async def issue(request: Request) -> Response:
    ballot, form = await ballot_of(request), await request.form()
    require(request, Permission.BALLOT_RUN)
    entry_id = request.path_params["entry_id"]
    try:
        done = await slips.issue(ballot, entry_id, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(ballot, ""), form, refusal)
    said = f"?done={entry_id}" if done.first else ""
    return RedirectResponse(f"{desk_of(ballot)}/slips{said}", status_code=303)


async def spoil(request: Request) -> Response:
    ballot, form = await ballot_of(request), await request.form()
    require(request, Permission.BALLOT_RUN)
    try:
        with forms.reading(form) as read:
            serial = read.text("serial", "请填写票上的编号。", most=12)
        await slips.spoil(ballot, serial, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(ballot, ""), form, refusal)
    return RedirectResponse(f"{desk_of(ballot)}/slips", status_code=303)


async def sheet(request: Request) -> Response:
    """Slips to print on A4 and to cut apart, each with its serial and its code."""
    ballot = await ballot_of(request)
    secret, village = request.app.state.settings.secret_key, village_of(request)
    found = await slips.to_print(ballot, actor_of(request))
    base = f"{request.state.public_url}/v/{village.code}/slips/"
    cards = [
        (one.serial, qr.svg(base + slips.token_of(ballot.id, one.serial, secret), "纸票的码"))
        for one in found
    ]
    options = await ballots.options_of(ballot)
    return render(
        request, "slips/sheet.html", {"ballot": ballot, "cards": cards, "options": options}
    )


async def check(request: Request) -> Response:
    """Whoever scans a slip learns that it is one of ours, and of which vote; nothing more."""
    slip = await slips.check(village_of(request).id, request.path_params["slip"])
    return render(request, "slips/check.html", {"slip": slip})
