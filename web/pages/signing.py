"""Signing the minutes on one's own device: who must sign reads them whole, then confirms once."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import meeting_file, meetings, signatures
from deliberation.models import Meeting
from deliberation.signatures import Signer
from village.errors import NotFound
from village.permissions import Permission
from web import forms
from web.guards import actor_of, prove_first, village_of
from web.pages import meeting_words as words
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "signing/show.html"


async def _signing(request: Request) -> tuple[Meeting, list[Signer]]:
    """For those who must sign, and for the desk; to everybody else the paper is not there."""
    village, actor = village_of(request), actor_of(request)
    meeting = await meetings.announced(village.id, request.path_params["meeting_id"])
    found = await signatures.signers(meeting) if meeting.recorded_at else []
    must = actor.person_id in {one.person.id for one in found}
    if not must and not actor.may(Permission.DESK_VIEW, village.id, village.township_id):
        raise NotFound("这份会议记录")
    return meeting, found


async def _context(request: Request, meeting: Meeting, found: list[Signer]) -> dict[str, object]:
    file = await meeting_file.file_of(meeting)
    mine = [one for one in found if one.person.id == actor_of(request).person_id]
    return {
        "meeting": meeting,
        "when": words.when(meeting),
        "measure": words.measure(meeting),
        "results": [words.frozen(one, file.recused.get(one.id, ()), meeting) for one in file.items],
        "signers": found,
        "mine": mine[0] if mine else None,
    }


async def show(request: Request) -> Response:
    meeting, found = await _signing(request)
    context = await _context(request, meeting, found)
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def sign(request: Request) -> Response:
    """A second time is answered as the first was: nothing changes."""
    meeting, found = await _signing(request)
    here = f"/v/{meeting.village.code}/meetings/{meeting.id}/sign"
    if elsewhere := prove_first(request, here):
        return elsewhere
    form = await request.form()
    try:
        await signatures.sign(meeting, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = await _context(request, meeting, found)
        return again(request, TEMPLATE, context, form, refusal)
    return RedirectResponse(here, status_code=303)
