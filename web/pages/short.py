"""Short addresses on printed paper: to what they stand for, typed in any case."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_places
from publicity import shortcodes
from village.errors import NotFound
from village.models import Village


async def follow(request: Request) -> Response:
    found = await shortcodes.behind(request.path_params["code"].strip())
    kind, _, number = found.subject.partition(":")
    if kind not in PLACES or not number.isdigit():
        raise NotFound("这个短地址")
    place = await PLACES[kind](found.village, int(number))
    return RedirectResponse(f"/v/{found.village.code}/{place}", status_code=303)


async def _notice(_village: Village, number: int) -> str:
    return f"notices/{number}"


async def _decision(_village: Village, number: int) -> str:
    return f"decisions/{number}"


async def _village_itself(_village: Village, _number: int) -> str:
    return ""


async def _meeting(_village: Village, number: int) -> str:
    return f"meetings/{number}"


async def _place(village: Village, number: int) -> str:
    """A lamp post or a well: what is said there is said about it, while its code is in use."""
    in_use = any(one.id == number for one in await concern_places.of_village(village.id))
    return f"concerns/new?place={number}" if in_use else "concerns/new"


async def _edition(_village: Village, number: int) -> str:
    return f"bylaws/{number}"


async def _say(_village: Village, number: int) -> str:
    return f"say-days/{number}"


PLACES: dict[str, Callable[[Village, int], Awaitable[str]]] = {
    "notice": _notice,
    "decision": _decision,
    "meeting": _meeting,
    "edition": _edition,
    "village": _village_itself,
    "place": _place,
    "say": _say,
}
