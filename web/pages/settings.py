"""Which rules the village goes by and how it is reached; running matters keep theirs."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import queries
from village import rules, settling
from village.models import Village
from village.permissions import Permission
from village.rules import Profile
from village.settling import Settlement
from web import forms, seals
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

PAGE = "settings/show.html"


async def show(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    context = await _context(request, village)
    form = forms.blank(**asdict(settling.settled(village)))
    return render(request, PAGE, {**context, "form": form, "blockers": ()})


async def _context(request: Request, village: Village) -> dict[str, object]:
    actor, known = actor_of(request), rules.known()
    return {
        "profile": known.get(village.profile_code),
        "doubtful": {code: doubtful(profile) for code, profile in known.items()},
        "profiles": [
            (code, profile.title, f"{doubtful(profile)} 项待复核" if doubtful(profile) else "")
            for code, profile in known.items()
        ],
        "running": (await queries.running_in([village.id])).get(village.id, 0),
        "may_settle": actor.may(Permission.VILLAGE_SETTLE, village.id, village.township_id),
        "sealed": await seals.latest_of(village.id, "village.settle"),
    }


def doubtful(profile: Profile) -> int:
    """How many of its values were written before the law they now stand under."""
    return sum(value.needs_review for value in profile.values.values())


async def settle(request: Request) -> Response:
    village, actor, form = village_of(request), actor_of(request), await request.form()
    actor.require(Permission.VILLAGE_SETTLE, village.id, village.township_id)
    try:
        with forms.reading(form) as read:
            wish = Settlement(
                profile_code=read.text("profile_code", "请选择用哪一套议事规则。", most=40),
                term=read.text("term", most=20),
                duty_phone=read.text("duty_phone", most=40),
                board_places=read.text("board_places", most=settling.MOST_PLACES),
            )
        await settling.settle(village, wish, actor, now=request.state.now)
    except REFUSED as refusal:
        return again(request, PAGE, await _context(request, village), form, refusal)
    return RedirectResponse(f"/desk/{village.code}/settings", status_code=303)
