"""Registering that somebody took office: first the person is found, then the office filled in."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import clock, eligibility, offices, outsiders, people
from village.eligibility import Mandate
from village.models import Group, Person, Village
from village.outsiders import Arriving
from village.permissions import Actor, Office, Permission
from web import finding, forms
from web.finding import Candidates
from web.guards import actor_of, village_of
from web.pages.offices import place_of
from web.pages.people import vault_of
from web.render import render
from web.retyped import REFUSED, again

FORM, OUTSIDE = "offices/new.html", "offices/outside.html"
OFFERED = [office for office in Office if office not in eligibility.NEVER]


def _clerk(request: Request) -> tuple[Village, Actor]:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.OFFICE_APPOINT, village.id, village.township_id)
    return village, actor


async def found_by(request: Request, asked: str) -> Candidates:
    """Villagers and those from outside; who is from where stands beside the name."""
    village, actor = _clerk(request)
    asked = asked.strip()[: finding.LONGEST]
    if not asked:
        return Candidates("")
    inside = finding.as_options(await people.search(village, asked, actor))
    today = clock.local_date(request.state.now)
    outside = [
        (str(one.person_id), one.name, "村外 · " + ("、".join(one.serves) or "没有任职"))
        for one in await outsiders.search(village, asked, actor, today)
    ]
    return finding.candidates(asked, [*outside, *inside])


async def ask(request: Request) -> Response:
    found = await found_by(request, request.query_params.get("q", ""))
    today = clock.local_date(request.state.now)
    office = request.query_params.get("office", "")
    chosen = next(iter(found.ids)) if len(found.ids) == 1 else None
    form = forms.blank(person=chosen, office=office or None, began_on=today)
    context = await _context(village_of(request), found)
    return render(request, FORM, {**context, "form": form, "blockers": ()})


async def _context(village: Village, found: Candidates) -> dict[str, object]:
    groups = await Group.filter(village_id=village.id).order_by("position", "id")
    return {
        "found": found,
        "offices": OFFERED,
        "of_groups": eligibility.OF_GROUPS,
        "groups": [(str(one.id), one.name) for one in groups],
    }


async def appoint(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    found = await found_by(request, str(form.get("q", "")))
    context = await _context(village, found)
    try:
        person_id, mandate = await _read(form, village, found.ids)
        person = await Person.get(id=person_id)
        await offices.appoint(village, person, mandate, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, context, form, refusal)
    return RedirectResponse(place_of(village), status_code=303)


async def _read(form: FormData, village: Village, ids: Mapping[str, int]) -> tuple[int, Mandate]:
    groups = {str(one.id): one.id for one in await Group.filter(village_id=village.id)}
    offered = {str(one): one for one in OFFERED}
    with forms.reading(form) as read:
        person_id = read.pick("person", ids or {"": 0}, "请选择是哪个人。")
        mandate = Mandate(
            office=read.pick("office", offered, "请选择担任什么职务。"),
            began_on=read.day("began_on", "请填写从哪天起担任。"),
            term_ends_on=read.maybe_day("term_ends_on"),
            group_id=read.maybe_pick("group", groups),
            how=read.text("how", most=offices.MOST_WORDS),
        )
    return person_id, mandate


async def ask_outside(request: Request) -> Response:
    _clerk(request)
    form = forms.blank(name=request.query_params.get("q", "").strip()[: finding.LONGEST])
    return render(request, OUTSIDE, {"form": form, "blockers": ()})


async def enter_outside(request: Request) -> Response:
    (village, actor), form = _clerk(request), await request.form()
    try:
        with forms.reading(form) as read:
            arriving = Arriving(
                name=read.text("name", "请填写姓名。", most=60),
                id_number=read.text("id_number", most=40),
                born_on=read.maybe_day("born_on"),
            )
        person = await outsiders.enter(
            village, arriving, actor, vault_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        return again(request, OUTSIDE, {}, form, refusal)
    return RedirectResponse(place_of(village, f"new?q={quote(person.name)}"), status_code=303)
