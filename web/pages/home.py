"""A village's home: its name, the doors, what hangs on the board, what is being discussed."""

from starlette.requests import Request
from starlette.responses import Response

from bylaws import reading
from bylaws.models import BylawKind
from deliberation import concern_lists, hall, queries
from publicity import board
from village import clock
from village.permissions import Actor
from web import stages
from web.guards import village_of
from web.pages import papers
from web.render import render
from web.strip import Door

MOST_SHOWN = 10


async def show(request: Request) -> Response:
    village, today = village_of(request), clock.local_date(request.state.now)
    hanging = await board.on_day(village.id, today)
    running = await queries.in_progress(village.id)
    to_vote = await _to_vote(request)
    usual = doors(village.code, len(hanging), len(running), voting=bool(to_vote))
    rules = await reading.shelf(village.id, BylawKind.RULES, today)
    context = {
        "rules": rules if rules.editions else None,
        "collecting": reading.collecting(rules.making, request.state.now),
        "doors": [*to_vote, *usual],
        "unread": await _unread(request),
        "said": (await concern_lists.counts([village.id], today))[village.id],
        "papers": await papers.listed(hanging[:MOST_SHOWN], today),
        "more_papers": max(len(hanging) - MOST_SHOWN, 0),
        "matters": [stages.told(one) for one in running[:MOST_SHOWN]],
        "more_matters": max(len(running) - MOST_SHOWN, 0),
    }
    return render(request, "home/show.html", context)


async def _to_vote(request: Request) -> list[Door]:
    """去表决: the paper that waits for this very visitor, else a meeting that sits today."""
    village, actor = village_of(request), request.state.actor
    here = f"/v/{village.code}"
    waiting = await hall.open_for(actor, village.id) if isinstance(actor, Actor) else []
    if len(waiting) == 1:
        place = f"{here}/ballots/{waiting[0].id}"
        return [Door(place, "去表决", waiting[0].question, first=True)]
    sitting = await hall.running(village.id, clock.local_date(request.state.now))
    return [
        Door(f"{here}/meetings/{one.id}", "去表决", f"{one.title}正在开", first=True)
        for one in sitting
    ]


async def _unread(request: Request) -> int:
    """How many of the visitor's own concerns have something new to read."""
    actor = request.state.actor
    return await concern_lists.unread(actor, village_of(request).id) if actor else 0


def doors(code: str, hanging: int, running: int, *, voting: bool = False) -> list[Door]:
    """Only doors that open; the red one is to vote while there is a vote, else to speak up."""
    return [
        Door(f"/v/{code}/board", "看公开", f"{hanging} 张在公示" if hanging else "现在没有"),
        Door(f"/v/{code}/concerns/new", "我要说事", "说一说就行", first=not voting),
        Door(
            f"/v/{code}/decisions/", "村里议的事", f"{running} 件在议" if running else "看办过的事"
        ),
    ]
