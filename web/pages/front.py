"""The front of the site: every township with its villages, and what is going on in each."""

from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from deliberation import queries
from publicity import board
from village import clock
from village.models import Village
from web.render import render


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    hanging: int
    running: int


async def show(request: Request) -> Response:
    rows = (
        await Village.all()
        .order_by("township_id", "name", "id")
        .values("id", "code", "name", "township__name", "township__county")
    )
    ids = [row["id"] for row in rows]
    hanging = await board.counted_on(ids, clock.local_date(request.state.now))
    running = await queries.running_in(ids)
    townships = [
        (
            name,
            county,
            [
                Place(
                    row["code"], row["name"], hanging.get(row["id"], 0), running.get(row["id"], 0)
                )
                for row in found
            ],
        )
        for (county, name), found in groupby(rows, _township)
    ]
    return render(request, "front/show.html", {"townships": townships})


def _township(row: dict[str, str]) -> tuple[str, str]:
    return row["township__county"], row["township__name"]
