"""Say days for anyone: when the next ones are, what is on the agenda, what was agreed.

Who raised it is nobody's business here, and neither are the names of those who came.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from deliberation import concern_lists, say_days
from deliberation.models import ConcernSight, SayItem
from village import clock
from web.guards import village_of
from web.pages.notices import ask_days
from web.render import render


async def index(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    context = {
        "sessions": await say_days.of_village(village.id),
        "days": say_days.fixed_days(village, today),
    }
    return render(request, "say_days/public.html", context)


async def show(request: Request) -> Response:
    village = village_of(request)
    session = await say_days.in_village(village.id, request.path_params["say_id"])
    items = await say_days.items_of(session)
    shown = _shown(items)
    context = {
        "session": session,
        "items": shown,
        "closed": len(items) - len(shown),
        "asked": await concern_lists.questions_on(village.id, f"say:{session.id}"),
        "ask_days": ask_days(request),
    }
    return render(request, "say_days/public_one.html", context)


def _shown(items: Sequence[SayItem]) -> list[SayItem]:
    return [one for one in items if one.concern.sight is ConcernSight.SHOWN]
