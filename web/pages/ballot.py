"""Voting on a phone: choose, look once more, cast; and the same page says afterwards that it is in.

Nothing is chosen beforehand, and no choice ever stands in an address, a log or a receipt.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import ballots
from deliberation.ballots import Paper
from deliberation.models import BallotKind
from village.errors import NotFound
from web import forms
from web.guards import actor_of, prove_first, village_of
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "ballot/vote.html"


async def _paper(request: Request) -> Paper:
    paper = await ballots.for_voter(actor_of(request), request.path_params["ballot_id"])
    if paper.ballot.village_id != village_of(request).id:
        raise NotFound("这次表决")
    return paper


def _here(paper: Paper) -> str:
    return f"/v/{paper.ballot.village.code}/ballots/{paper.ballot.id}"


async def show(request: Request) -> Response:
    """The paper, or where one stands: voted, holding a slip, or what is missing."""
    paper = await _paper(request)
    stands = await ballots.standing(paper.ballot, paper.entry, actor_of(request).person_id)
    if stands.channel is not None or stands.blocker is not None:
        context = {
            "ballot": paper.ballot,
            "channel": stands.channel,
            "blockers": [stands.blocker] if stands.blocker else [],
            "again": "again" in request.query_params,
        }
        return render(request, "ballot/done.html", context)
    if elsewhere := prove_first(request, _here(paper)):
        return elsewhere
    return render(request, TEMPLATE, {**_context(paper), "form": forms.blank(), "blockers": ()})


def _context(paper: Paper) -> dict[str, object]:
    ballot = paper.ballot
    return {
        "ballot": ballot,
        "options": paper.options,
        "one": ballot.kind is BallotKind.YES_NO or ballot.seats == 1,
    }


def _picks(form: FormData) -> tuple[list[str], str]:
    picks = [one for one in form.getlist("choice") if isinstance(one, str)]
    written = form.get("write_in")
    return picks, written if isinstance(written, str) else ""


async def look(request: Request) -> Response:
    """再看一眼: stores nothing; the choice rides in the form to the last button."""
    paper, form = await _paper(request), await request.form()
    if elsewhere := prove_first(request, _here(paper)):
        return elsewhere
    picks, written = _picks(form)
    try:
        chosen = ballots.picked(paper, picks, written)
    except REFUSED as refusal:
        return again(request, TEMPLATE, _context(paper), form, refusal)
    context = {
        "ballot": paper.ballot,
        "picks": picks,
        "written": written,
        "labels": [paper.label(code) for code in chosen],
    }
    return render(request, "ballot/look.html", context)


async def cast(request: Request) -> Response:
    """The deed itself finds out whether this voter may; the paper is read again for a refusal."""
    here = f"/v/{village_of(request).code}/ballots/{request.path_params['ballot_id']}"
    if elsewhere := prove_first(request, here):
        return elsewhere
    form, actor = await request.form(), actor_of(request)
    sheet = await ballots.sheet_of(village_of(request).id, request.path_params["ballot_id"])
    picks, written = _picks(form)
    try:
        done = await ballots.cast(sheet, picks, actor, now=request.state.now, write_in=written)
    except REFUSED as refusal:
        return again(request, TEMPLATE, _context(await _paper(request)), form, refusal)
    return RedirectResponse(here if done.first else f"{here}?again", status_code=303)
