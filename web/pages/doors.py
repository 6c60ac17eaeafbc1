"""会场, on the desk: open and end the signing in, who left early, and where every vote stands."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import afar, doors, hall, meeting_file, present, signatures
from deliberation.floor import Floor
from deliberation.models import AttendanceState, Meeting, MeetingStage
from village import clock, names
from village.permissions import Permission
from web import forms
from web.guards import actor_of
from web.hall import apart, heads, screen_of, women
from web.pages import meeting_words as words
from web.pages.meetings import may, meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "doors/show.html"
MOST_FOUND = 30
LONGEST = 60


async def show(request: Request) -> Response:
    meeting = await meeting_of(request)
    context = await _context(request, meeting)
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def _context(request: Request, meeting: Meeting) -> dict[str, object]:
    screen = await screen_of(meeting.village_id, meeting.id)
    votes = {one.ballot.item_id: one for one in screen.votes}
    file = await meeting_file.file_of(meeting)
    profile = await present.rules_of(meeting)
    excluded = meeting.roll.unreachable if meeting.roll else 0
    now = request.state.now
    return {
        "meeting": meeting,
        "screen": screen,
        "heads": heads(screen.floor),
        "women": women(screen.floor),
        "apart": apart(screen.floor),
        "agenda": [(item, votes.get(item.id)) for item in file.items],
        "tellers": file.tellers,
        "its_day": clock.local_date(now) == clock.local_date(meeting.starts_at),
        "when": words.when(meeting),
        "excluded": excluded if profile.is_on("denominator.exclude_unreachable") else 0,
        "may_run": may(request, Permission.MEETING_DOORS),
        "may_tick": may(request, Permission.MEETING_RECORD),
        "signers": await signatures.signers(meeting) if meeting.recorded_at else [],
        "running": meeting.stage is MeetingStage.CALLED,
        "short": _short(request, meeting, screen.floor),
        "afar": await _afar(meeting),
    }


def _short(request: Request, meeting: Meeting, floor: Floor) -> int:
    """How many are missing once the hour has come; 0 before, or when enough are here."""
    begun = meeting.stage is MeetingStage.CALLED and meeting.starts_at <= request.state.now
    return floor.missing if begun else 0


async def _afar(meeting: Meeting) -> bool:
    """Whether the rules of this body know a proxy or taking part from afar."""
    if meeting.roll_id is None:
        return False
    rules = await afar.rules_of(meeting)
    return afar.knows_proxies(meeting, rules) or bool(rules.online.value)


def hall_of(meeting: Meeting) -> str:
    return f"{place_of(meeting)}/doors"


async def open_(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_DOORS)
    reported = bool(form.get("excluded_reported"))
    try:
        await doors.open_(
            meeting, actor_of(request), now=request.state.now, excluded_reported=reported
        )
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(request, meeting), form, refusal)
    return RedirectResponse(hall_of(meeting), status_code=303)


async def shut(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_DOORS)
    try:
        await doors.shut(meeting, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(request, meeting), form, refusal)
    return RedirectResponse(hall_of(meeting), status_code=303)


async def leaving(request: Request) -> Response:
    """Those who came, found by name or pinyin; unasked, only those who left."""
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_DOORS)
    q = request.query_params.get("q", "").strip()[:LONGEST]
    context = await _people(meeting, q)
    return render(request, "doors/leaving.html", {**context, "search": forms.blank(q=q)})


async def _people(meeting: Meeting, q: str) -> dict[str, object]:
    wanted = names.normal_query(q)
    lines = [one for one in await present.lines_of(meeting) if one.state is AttendanceState.PRESENT]
    gone = await hall.left_at(meeting.id)
    found = [one for one in lines if (one.answers(wanted) if wanted else one.entry.id in gone)]
    return {
        "meeting": meeting,
        "q": q,
        "came": len(lines),
        "gone": len(gone),
        "people": [(one, gone.get(one.entry.id)) for one in found[:MOST_FOUND]],
        "more": max(0, len(found) - MOST_FOUND),
    }


async def leave(request: Request) -> Response:
    return await _move(request, left=True)


async def come_back(request: Request) -> Response:
    return await _move(request, left=False)


async def _move(request: Request, *, left: bool) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_DOORS)
    deed = doors.leave if left else doors.come_back
    await deed(meeting, request.path_params["entry_id"], actor_of(request), now=request.state.now)
    return RedirectResponse(f"{hall_of(meeting)}/leaving", status_code=303)
