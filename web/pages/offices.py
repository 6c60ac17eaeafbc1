"""Offices on the desk: who holds what until when, what is amiss, what was; ending and terms."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import clock, offices
from village.models import Appointment, Village
from village.permissions import Permission
from web import forms, office_view, seals
from web.guards import actor_of, village_of
from web.pages.people import page_of
from web.render import render
from web.retyped import REFUSED, again

TO_A_PAGE = 40


def place_of(village: Village, rest: object = "") -> str:
    return f"/desk/{village.code}/offices/{rest}"


def _may(request: Request, permission: Permission) -> bool:
    village = village_of(request)
    return actor_of(request).may(permission, village.id, village.township_id)


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    today = clock.local_date(request.state.now)
    context = {
        "view": await office_view.office_view(village, today),
        "may_appoint": _may(request, Permission.OFFICE_APPOINT),
        "may_look": _may(request, Permission.REGISTER_VIEW),
    }
    return render(request, "offices/index.html", context)


async def history(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    today = clock.local_date(request.state.now)
    over = Appointment.filter(village_id=village.id, ended_on__lte=today)
    pages = max(1, -(-(await over.count()) // TO_A_PAGE))
    page = min(max(page_of(request), 1), pages)
    rows = over.order_by("-ended_on", "-id").offset((page - 1) * TO_A_PAGE).limit(TO_A_PAGE)
    context = {
        "rows": await rows.select_related("person", "group"),
        "page": page,
        "pages": pages,
        "may_look": _may(request, Permission.REGISTER_VIEW),
    }
    return render(request, "offices/history.html", context)


async def _one(request: Request) -> Appointment:
    return await offices.for_office(
        actor_of(request), village_of(request), request.path_params["appointment_id"]
    )


async def _to_change(request: Request) -> Appointment:
    """The appointment, for those who register appointments."""
    village = village_of(request)
    actor_of(request).require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    return await _one(request)


async def show(request: Request) -> Response:
    village, row = village_of(request), await _one(request)
    context = {
        "row": row,
        "sealed": await seals.latest(village.id, f"appointment:{row.id}"),
        "may_appoint": _may(request, Permission.OFFICE_APPOINT),
    }
    return render(request, "offices/show.html", context)


async def ask_end(request: Request) -> Response:
    row = await _to_change(request)
    form = forms.blank(ended_on=clock.local_date(request.state.now))
    return render(request, "offices/end.html", {"row": row, "form": form, "blockers": ()})


async def end(request: Request) -> Response:
    row, form = await _to_change(request), await request.form()
    try:
        with forms.reading(form) as read:
            missing = "请写明离任原因，例如任期届满、辞职、罢免。"
            why = read.text("why", missing, most=offices.MOST_WORDS)
            ended_on = read.day("ended_on", "请填写从哪天起不再担任。")
        await offices.end(row, why, actor_of(request), ended_on=ended_on, now=request.state.now)
    except REFUSED as refusal:
        return again(request, "offices/end.html", {"row": row}, form, refusal)
    return RedirectResponse(place_of(village_of(request)), status_code=303)


async def ask_term(request: Request) -> Response:
    row = await _to_change(request)
    form = forms.blank(began_on=row.began_on, term_ends_on=row.term_ends_on)
    return render(request, "offices/term.html", {"row": row, "form": form, "blockers": ()})


async def set_term(request: Request) -> Response:
    row, form = await _to_change(request), await request.form()
    try:
        with forms.reading(form) as read:
            began_on = read.day("began_on", "请填写从哪天起担任。")
            ends_on = read.maybe_day("term_ends_on")
        await offices.set_term(row, began_on, ends_on, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "offices/term.html", {"row": row}, form, refusal)
    return RedirectResponse(place_of(village_of(request), row.id), status_code=303)
