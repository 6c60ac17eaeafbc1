"""签收单 on the desk: one slip for every household, printed, handed out, and back again.

A slip says that the text was received, no more; the list of who has not signed is for nobody else.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import acknowledgements, editions
from bylaws.models import Acknowledgement, Edition
from village import clock
from village.models import Household, Person
from village.permissions import Permission
from web import forms
from web.guards import actor_of, village_of
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "bylaws/slips.html"
LONGEST_NUMBER = 30


async def _edition(request: Request) -> Edition:
    village, number = village_of(request), request.path_params["edition_id"]
    edition = await editions.visible_to(actor_of(request), village.id, number)
    require(request, Permission.BYLAW_KEEP)
    return edition


async def show(request: Request) -> Response:
    edition, today = await _edition(request), clock.local_date(request.state.now)
    context = await _context(edition, request.query_params.get("done", ""))
    return render(request, TEMPLATE, {**context, "form": forms.blank(on=today), "blockers": ()})


async def _context(edition: Edition, done: str = "") -> dict[str, object]:
    """`done`: the number of the household whose slip just came back, to say so."""
    slips = await acknowledgements.of_edition(edition.id)
    return {
        "edition": edition,
        "slips": slips,
        "out": [one for one in slips if one.returned_on is None],
        "done": next((one.household.number for one in slips if one.household.number == done), ""),
    }


async def print_(request: Request) -> Response:
    edition, form = await _edition(request), await request.form()
    try:
        await acknowledgements.print_slips(edition, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(edition), form, refusal)
    return RedirectResponse(f"{here(edition)}/sheet", status_code=303)


def here(edition: Edition) -> str:
    return f"/desk/{edition.village.code}/bylaws/{edition.id}/slips"


async def returned(request: Request) -> Response:
    edition, form = await _edition(request), await request.form()
    try:
        with forms.reading(form) as read:
            number = read.text("number", "请填写签收单上的户号。", most=LONGEST_NUMBER)
            on = read.day("on", "请填写收回的日期。")
            home = await Household.get_or_none(village_id=edition.village_id, number=number)
            if home is None and number:
                read.wrong("number", f"没有户号是“{number}”的户，请对照签收单再填。")
        if home is not None:
            actor, now = actor_of(request), request.state.now
            await acknowledgements.returned(edition, home.id, on, actor, now=now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(edition), form, refusal)
    return RedirectResponse(f"{here(edition)}?done={number}", status_code=303)


async def sheet(request: Request) -> Response:
    """Slips to print on A4 and to cut apart, by household number."""
    edition = await _edition(request)
    slips = await acknowledgements.of_edition(edition.id)
    heads = await _heads(slips)
    cards = [(one, heads.get(one.household_id, "")) for one in slips]
    return render(request, "bylaws/slips_sheet.html", {"edition": edition, "cards": cards})


async def _heads(slips: Sequence[Acknowledgement]) -> dict[int, str]:
    homes = [one.household_id for one in slips]
    found = Person.filter(household_id__in=homes, is_head=True, left_on=None)
    return {one.household_id or 0: one.name for one in await found.order_by("-id")}
