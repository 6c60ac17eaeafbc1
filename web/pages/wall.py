"""The projector's page: who is here in counts, the code to sign in, the vote in hand, its result.

Opened only from the desk, because it shows the code; it shows no name, and no running result.
"""

from starlette.requests import Request
from starlette.responses import Response

from deliberation import doors
from web import hall, live, qr
from web.guards import village_of
from web.hall import Screen
from web.pages.meetings import meeting_of
from web.render import environment, render

RELOAD = "20"  # seconds, for a browser without the script


async def show(request: Request) -> Response:
    """`?live` is where the script takes the page; the plain one loads itself anew."""
    meeting = await meeting_of(request)
    if live.wanted(request):
        return live.stream(
            request,
            f"wall:{meeting.id}",
            lambda: _drawn(request, meeting.id),
            lambda: int(request.app.state.clock.now().timestamp()) // doors.WINDOW,
        )
    is_live = "live" in request.query_params
    screen = await hall.screen_of(meeting.village_id, meeting.id)
    context = {**_context(request, screen), "is_live": is_live}
    answer = render(request, "wall/show.html", context)
    answer.headers["Vary"] = "Accept, Cookie"
    if not is_live:
        answer.headers["Refresh"] = RELOAD
    return answer


async def _drawn(request: Request, meeting_id: int) -> str:
    screen = await hall.screen_of(village_of(request).id, meeting_id)
    return environment().get_template("wall/_now.html").render(_context(request, screen))


def _context(request: Request, screen: Screen) -> dict[str, object]:
    code = None
    if screen.doors_open:
        now = request.app.state.clock.now()
        secret = request.app.state.settings.secret_key
        shown = doors.code(screen.meeting.id, secret=secret, now=now)
        place = f"/v/{screen.meeting.village.code}/meetings/{screen.meeting.id}/in/{shown}"
        code = qr.svg(f"{request.state.public_url}{place}", "签到二维码")
    return {
        "screen": screen,
        "heads": hall.heads(screen.floor),
        "women": hall.women(screen.floor),
        "apart": hall.apart(screen.floor),
        "qr": code,
    }
