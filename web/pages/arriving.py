"""Signing in on a phone, and the page of a running meeting for those who sit in it.

The code on the wall gives a ticket first, so that who must still show a pass keeps the place.
"""

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import doors, hall, meeting_file, meetings, present, signatures
from deliberation.hall import Place
from deliberation.models import Meeting, MeetingStage
from village import clock
from village.errors import NotFound
from village.permissions import GRANTS, Permission
from web import live
from web.guards import actor_of, village_of
from web.hall import heads, screen_of, women
from web.pages import meeting_words as words
from web.render import environment, render


async def _meeting(request: Request) -> Meeting:
    """As anybody of this village may know of it; elsewhere it is not there."""
    return await meetings.announced(village_of(request).id, request.path_params["meeting_id"])


def place_of(meeting: Meeting) -> str:
    return f"/v/{meeting.village.code}/meetings/{meeting.id}"


async def scan(request: Request) -> Response:
    """What the code on the wall opens. Nothing is stored; only its freshness is looked at."""
    meeting = await _meeting(request)
    secret = request.app.state.settings.secret_key
    code = request.path_params["shown"]
    ticket = doors.ticket_for(meeting, code, secret=secret, now=request.state.now)
    place = f"{place_of(meeting)}/arrive?ticket={quote(ticket)}"
    return RedirectResponse(place, status_code=303)


async def ask(request: Request) -> Response:
    """One button. Who is signed in already is told so at once."""
    meeting = await _meeting(request)
    mine = await _own(request, meeting)
    if mine is not None and mine.is_here:
        return RedirectResponse(place_of(meeting), status_code=303)
    context = {
        "meeting": meeting,
        "ticket": request.query_params.get("ticket", ""),
        "mine": mine,
        "by_household": words.measure(meeting) == "户",
    }
    return render(request, "doors/arrive.html", context)


async def arrive(request: Request) -> Response:
    meeting, form = await _meeting(request), await request.form()
    await _own(request, meeting)
    ticket = form.get("ticket")
    secret = request.app.state.settings.secret_key
    await doors.arrive(
        meeting,
        actor_of(request),
        ticket if isinstance(ticket, str) else "",
        secret=secret,
        now=request.state.now,
    )
    return RedirectResponse(place_of(meeting), status_code=303)


async def join(request: Request) -> Response:
    """From afar, where the rules of this body know it."""
    meeting = await _meeting(request)
    await _own(request, meeting)
    await doors.join(meeting, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(meeting), status_code=303)


async def leave(request: Request) -> Response:
    """I am going: the votes I cast so far stay."""
    meeting = await _meeting(request)
    mine = await _own(request, meeting)
    if mine is None:
        raise NotFound("这次会议")
    await doors.leave(meeting, mine.entry.id, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(meeting), status_code=303)


async def _own(request: Request, meeting: Meeting) -> Place | None:
    """None where one only looks on: from an office here, without a line on the roll."""
    actor, village = actor_of(request), village_of(request)
    mine = await hall.place_of(meeting, actor)
    if mine is None and not any(
        seat.covers(village.id, village.township_id) for seat in actor.seats
    ):
        raise NotFound("这次会议")
    return mine


async def show(request: Request) -> Response:
    meeting = await _meeting(request)
    mine = await _own(request, meeting)
    if live.wanted(request):
        return live.stream(request, f"hall:{meeting.id}", lambda: _drawn(request, meeting.id))
    profile = await present.rules_of(meeting)
    file = await meeting_file.file_of(meeting)
    called = meeting.stage is MeetingStage.CALLED
    open_now = called and meeting.doors_opened_at is not None and meeting.doors_closed_at is None
    context = {
        **await _now(request, meeting.id),
        "meeting": meeting,
        "when": words.when(meeting),
        "mine": mine,
        "since": _time(mine.at) if mine else "",
        "items": file.items,
        "may_join": open_now and profile.bodies[meeting.body].online.value,
        "counts": called and await _counts(request, meeting),
        "signs": await _signs(request, meeting),
    }
    return render(request, "doors/here.html", context)


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{clock.local(moment):%H:%M}"


async def _counts(request: Request, meeting: Meeting) -> bool:
    """Whether to show the way to closing and counting; the deed itself asks once more."""
    if any(Permission.BALLOT_COUNT in GRANTS[seat.office] for seat in request.state.held):
        return True
    file = await meeting_file.file_of(meeting)
    return actor_of(request).person_id in {one.person_id for one in file.tellers}


async def _signs(request: Request, meeting: Meeting) -> bool:
    if meeting.recorded_at is None:
        return False
    found = await signatures.signers(meeting)
    return actor_of(request).person_id in {one.person.id for one in found}


async def _now(request: Request, meeting_id: int) -> dict[str, object]:
    screen = await screen_of(village_of(request).id, meeting_id)
    return {
        "screen": screen,
        "heads": heads(screen.floor),
        "women": women(screen.floor),
        "village": village_of(request),
    }


async def _drawn(request: Request, meeting_id: int) -> str:
    """The same for everybody in the hall: nothing of whoever happens to ask first."""
    context = await _now(request, meeting_id)
    return environment().get_template("doors/_now.html").render(context)
