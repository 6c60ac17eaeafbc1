"""Signing in on a phone, and the page of a running meeting for those who sit in it.

The code on the wall gives a ticket first, so that who must still show a pass keeps the place.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import documents, doors, hall, meeting_file, meetings, present, signatures
from deliberation.hall import Place
from deliberation.models import AgendaItem, Meeting, MeetingStage
from village import clock
from village.errors import NotFound
from village.permissions import GRANTS, Permission
from web import live
from web.guards import actor_of, village_of
from web.hall import apart, heads, screen_of, women
from web.pages import meeting_words as words
from web.pages import paper_words
from web.pages.paper_words import Sheet
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
    if not _belongs(request, meeting):
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
    mine = await hall.place_of(meeting, actor_of(request))
    if mine is None and not _belongs(request, meeting):
        raise NotFound("这次会议")
    return mine


def _belongs(request: Request, meeting: Meeting) -> bool:
    township_id = village_of(request).township_id
    return any(seat.covers(meeting.village_id, township_id) for seat in actor_of(request).seats)


async def _notice(request: Request, meeting: Meeting) -> Response:
    """As on the board: when, where, about what. Meetings of the Party and of the committees are
    not on the board, so that who is not signed in is asked to, and a stranger finds nothing."""
    if meeting.body in documents.AMONG_THEMSELVES:
        if request.state.actor is not None:
            raise NotFound("这次会议")
        back = quote(place_of(meeting), safe="")
        return RedirectResponse(f"/enter?back={back}", status_code=303)
    file = await meeting_file.file_of(meeting)
    context = {
        "meeting": meeting,
        "when": words.when(meeting),
        "items": file.items,
        "papers": len(await documents.of_meeting(meeting.id)),
        "linked": await meetings.linked(meeting),
        "measure": words.measure(meeting),
        "here": place_of(meeting),
    }
    return render(request, "doors/notice.html", context)


async def show(request: Request) -> Response:
    """For who belongs here the running meeting; for anybody else what the notice says."""
    meeting = await _meeting(request)
    actor = request.state.actor
    mine = None if actor is None else await hall.place_of(meeting, actor)
    if actor is None or (mine is None and not _belongs(request, meeting)):
        return await _notice(request, meeting)
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
        "voted": await hall.taken_by(mine.entry, meeting.id) if mine else [],
        "items": file.items,
        "papers": await _papers(request, meeting, file.items),
        "linked": await meetings.linked(meeting),
        "measure": words.measure(meeting),
        "may_join": open_now and profile.bodies[meeting.body].online.value,
        "counts": called and await _counts(request, meeting),
        "signs": await _signs(request, meeting),
    }
    return render(request, "doors/here.html", context)


async def _papers(request: Request, meeting: Meeting, items: Sequence[AgendaItem]) -> list[Sheet]:
    """Only those that this reader may open."""
    township_id = village_of(request).township_id
    if not await documents.may_read(actor_of(request), meeting, township_id):
        return []
    return await paper_words.of_meeting(meeting, items)


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
        "apart": apart(screen.floor),
        "village": village_of(request),
    }


async def _drawn(request: Request, meeting_id: int) -> str:
    """The same for everybody in the hall: nothing of whoever happens to ask first."""
    context = await _now(request, meeting_id)
    return environment().get_template("doors/_now.html").render(context)
