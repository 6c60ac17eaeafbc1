"""Place codes: a lamp post, a bin, a well, each with a code that fills in where."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_places
from deliberation.models import ConcernPlace
from publicity import shortcodes
from village.permissions import Permission
from web import forms, qr
from web.guards import actor_of, village_of
from web.pages import say_form
from web.pages.meetings import require
from web.pages.notices import bare
from web.render import render
from web.retyped import REFUSED, again

INDEX = "concerns/places.html"


async def index(request: Request) -> Response:
    require(request, Permission.CONCERN_HANDLE)
    return render(
        request, INDEX, {**await _context(request), "form": forms.blank(), "blockers": ()}
    )


async def _context(request: Request) -> dict[str, object]:
    village = village_of(request)
    return {
        "places": await concern_places.of_village(village.id),
        "groups": [(one.id, one.name) for one in await say_form.groups_of(village)],
    }


async def add(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    require(request, Permission.CONCERN_HANDLE)
    offered = {str(one.id): one.id for one in await say_form.groups_of(village)}
    try:
        with forms.reading(form) as read:
            name = read.text("name", "请写这是哪里，例如三组晒谷场路灯。", most=60)
            group_id = read.maybe_pick("group", offered)
        await concern_places.add(village, name, group_id, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, INDEX, await _context(request), form, refusal)
    return RedirectResponse(f"/desk/{village.code}/places/", status_code=303)


async def retire(request: Request) -> Response:
    place = await _place(request)
    await concern_places.retire(place, actor_of(request), now=request.state.now)
    return RedirectResponse(f"/desk/{village_of(request).code}/places/", status_code=303)


async def _place(request: Request) -> ConcernPlace:
    require(request, Permission.CONCERN_HANDLE)
    return await concern_places.in_village(village_of(request).id, request.path_params["place_id"])


async def sheet(request: Request) -> Response:
    """All of them on A4, to be cut apart and stuck on."""
    require(request, Permission.CONCERN_HANDLE)
    found = await concern_places.of_village(village_of(request).id)
    cards = [(place, *await _code(request, place)) for place in found]
    return render(request, "concerns/place_sheet.html", {"cards": cards})


async def poster(request: Request) -> Response:
    place = await _place(request)
    code, address = await _code(request, place)
    shown = {"place": place, "qr": code, "shown": address}
    return render(request, "concerns/place_poster.html", shown)


async def _code(request: Request, place: ConcernPlace) -> tuple[object, str]:
    short = await shortcodes.known_code(village_of(request).id, f"place:{place.id}")
    address = f"{request.state.public_url}/q/{short}"
    return qr.svg(address, f"扫码说{place.name}的事"), bare(address)
