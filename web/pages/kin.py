"""Near relatives beside the household: declared and withdrawn by the clerk."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import kinship, people_lists
from village.errors import NotFound
from village.kinship import NearRelation
from village.models import Person
from web import finding, forms
from web.guards import actor_of, village_of
from web.pages.people import for_edit, place_of
from web.render import render
from web.retyped import REFUSED, again

FORM = "people/kin.html"


async def ask(request: Request) -> Response:
    person = await for_edit(request)
    found = await _found(request, person, request.query_params.get("q", ""))
    context = _context(person, found)
    return render(request, FORM, {**context, "form": forms.blank(), "blockers": ()})


async def _found(request: Request, person: Person, asked: str) -> finding.Candidates:
    village, actor = village_of(request), actor_of(request)
    return await finding.villagers(village, asked, actor, but=person.id)


def _context(person: Person, found: finding.Candidates) -> dict[str, object]:
    return {"person": person, "found": found, "relations": list(NearRelation)}


async def declare(request: Request) -> Response:
    person, form = await for_edit(request), await request.form()
    found = await _found(request, person, str(form.get("q", "")))
    try:
        with forms.reading(form) as read:
            person_id = read.pick("relative", found.ids or {"": 0}, "请选择是哪个人。")
            relation = read.choice("relation", NearRelation, "请选择是什么关系。")
        relative = await people_lists.one_of(village_of(request), person_id, actor_of(request))
        await kinship.declare(person, relative, relation, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, _context(person, found), form, refusal)
    return RedirectResponse(place_of(village_of(request), person), status_code=303)


async def withdraw(request: Request) -> Response:
    person = await for_edit(request)
    declared = await people_lists.declared_kin(person)
    kin = next((one for one in declared if one.id == request.path_params["kin_id"]), None)
    if kin is None:
        raise NotFound("这条亲属关系")
    await kinship.withdraw(kin, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(village_of(request), person), status_code=303)
