"""Handing out passes. A fresh token is in the one answer that prints it and nowhere else.

That answer is a page and no redirect: there is nothing it could lead to and show again.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import pass_lists, passes, secrets, sessions
from village.errors import InvalidInput, NotFound
from village.models import Pass, Person, Village
from village.pass_lists import Holder, PassState
from village.passes import Card, PassEnd
from web import forms, qr
from web.guards import actor_of, village_of
from web.render import render

NOBODY = "请至少勾选一个人。"
REASONS = {str(why): why for why in (PassEnd.LOST, PassEnd.LEFT, PassEnd.MISTAKE)}


async def groups(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    counts = await pass_lists.counts(village, actor, now=request.state.now)
    return render(request, "passes/groups.html", {"counts": counts})


async def group(request: Request) -> Response:
    name, holders = await _group(request)
    missing = [str(one.person.id) for one in holders if one.state is PassState.NONE]
    return _group_page(request, name, holders, forms.blank(person=missing))


async def print_group(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    name, holders = await _group(request)
    offered = {str(one.person.id): one.person for one in holders}
    try:
        with forms.reading(form) as read:
            people = read.picks("person", offered, NOBODY)
    except InvalidInput as invalid:
        filled = forms.filled(form, invalid.fields)
        return _group_page(request, name, holders, filled, status=422)
    cards = await passes.issue(village, people, actor_of(request), now=request.state.now)
    return _sheet(request, cards, f"/desk/{village.code}/passes/groups/{_group_id(request)}")


async def one(request: Request) -> Response:
    village = village_of(request)
    card = await passes.for_window(village, request.path_params["pass_id"], actor_of(request))
    state = await pass_lists.state_of(card, now=request.state.now)
    return _one_page(request, card, state, forms.blank())


async def revoke(request: Request) -> Response:
    village, actor, form = village_of(request), actor_of(request), await request.form()
    card = await passes.for_window(village, request.path_params["pass_id"], actor)
    try:
        with forms.reading(form) as read:
            why = read.pick("why", REASONS, "请选择为什么注销。")
    except InvalidInput as invalid:
        state = await pass_lists.state_of(card, now=request.state.now)
        filled = forms.filled(form, invalid.fields)
        return _one_page(request, card, state, filled, status=422)
    await passes.revoke(village, card, why, actor, now=request.state.now)
    return RedirectResponse(f"/desk/{village.code}/passes/", status_code=303)


async def unlock(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    card = await passes.for_window(village, request.path_params["pass_id"], actor)
    await passes.unlock(village, card, actor, now=request.state.now)
    return RedirectResponse(f"/desk/{village.code}/passes/{card.id}", status_code=303)


async def reissue(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    card = await passes.for_window(village, request.path_params["pass_id"], actor)
    cards = await passes.issue(village, [card.person], actor, now=request.state.now)
    return _sheet(request, cards, f"/desk/{village.code}/passes/")


async def officials(request: Request) -> Response:
    village = village_of(request)
    found = await pass_lists.officials(village, actor_of(request), now=request.state.now)
    return render(request, "passes/officials.html", {"officials": found})


async def print_clerk(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    person = await _official(request, village)
    cards = await passes.issue(village, [person], actor, now=request.state.now)
    return _sheet(request, cards, f"/township/{village.code}/passes/")


async def forget_password(request: Request) -> Response:
    village = village_of(request)
    person = await _official(request, village)
    await secrets.clear(person, actor_of(request), now=request.state.now)
    return RedirectResponse(f"/township/{village.code}/passes/", status_code=303)


async def _group(request: Request) -> tuple[str, list[Holder]]:
    return await pass_lists.holders(
        village_of(request), _group_id(request), actor_of(request), now=request.state.now
    )


def _group_id(request: Request) -> int:
    number: int = request.path_params["group_id"]
    return number


def _group_page(
    request: Request, name: str, holders: Sequence[Holder], form: forms.Filled, *, status: int = 200
) -> Response:
    context = {
        "group_id": _group_id(request),
        "name": name,
        "holders": holders,
        "options": [(one.person.id, one.person.name, f"（{one.state.label}）") for one in holders],
        "form": form,
    }
    return render(request, "passes/group.html", context, status=status)


def _one_page(
    request: Request, card: Pass, state: PassState, form: forms.Filled, *, status: int = 200
) -> Response:
    context = {
        "card": card,
        "place": sessions.place_of(card.person),
        "state": state,
        "reasons": list(REASONS.values()),
        "form": form,
    }
    return render(request, "passes/show.html", context, status=status)


async def _official(request: Request, village: Village) -> Person:
    found = await pass_lists.officials(village, actor_of(request), now=request.state.now)
    for one in found:
        if one.holder.person.id == request.path_params["person_id"]:
            return one.holder.person
    raise NotFound("这个人")


def _sheet(request: Request, cards: Sequence[Card], back: str) -> Response:
    """The cards, once. Never kept by the browser: going back would show other people's doors."""
    printed = [
        (
            card,
            sessions.place_of(card.person),
            qr.svg(f"{request.state.public_url}/enter/{card.token}", f"{card.serial} 的二维码"),
        )
        for card in cards
    ]
    answer = render(request, "passes/sheet.html", {"cards": printed, "back": back})
    answer.headers["Cache-Control"] = "no-store"
    return answer
