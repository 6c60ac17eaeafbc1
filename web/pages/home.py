"""A village's home: its name, the doors, what hangs on the board, what is being discussed."""

from starlette.requests import Request
from starlette.responses import Response

from deliberation import queries
from publicity import board
from village import clock
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
    context = {
        "doors": doors(village.code, len(hanging), len(running)),
        "papers": await papers.listed(hanging[:MOST_SHOWN], today),
        "more_papers": max(len(hanging) - MOST_SHOWN, 0),
        "matters": [stages.told(one) for one in running[:MOST_SHOWN]],
        "more_matters": max(len(running) - MOST_SHOWN, 0),
    }
    return render(request, "home/show.html", context)


def doors(code: str, hanging: int, running: int) -> list[Door]:
    """Only doors that open; each issue that builds one adds its line here."""
    return [
        Door(f"/v/{code}/board", "看公开", f"{hanging} 张在公示" if hanging else "现在没有"),
        Door(
            f"/v/{code}/decisions/", "村里议的事", f"{running} 件在议" if running else "看办过的事"
        ),
    ]
