"""A village's first clerk, registered by the township where there is nobody to do it."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import clock, offices
from village.eligibility import Mandate
from village.errors import InvalidInput
from village.models import Person, Village
from village.named import named
from village.permissions import Office, Permission
from web import forms
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

FORM = "township/clerk.html"
HOW = "乡镇登记"


def _founder(request: Request) -> Village:
    village = village_of(request)
    actor_of(request).require(Permission.TOWNSHIP_FOUND, village.id, village.township_id)
    return village


async def ask(request: Request) -> Response:
    village, today = _founder(request), clock.local_date(request.state.now)
    context = {"clerks": await offices.holders(village, Office.VILLAGE_CLERK, today)}
    form = forms.blank(began_on=today)
    return render(request, FORM, {**context, "form": form, "blockers": ()})


async def appoint(request: Request) -> Response:
    village, form = _founder(request), await request.form()
    today, actor = clock.local_date(request.state.now), actor_of(request)
    clerks = await offices.holders(village, Office.VILLAGE_CLERK, today)
    try:
        person, mandate = await _read(form, village)
        await offices.appoint(village, person, mandate, actor, now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, {"clerks": clerks}, form, refusal)
    return RedirectResponse(f"/township/{village.code}/passes/", status_code=303)


async def _read(form: FormData, village: Village) -> tuple[Person, Mandate]:
    with forms.reading(form) as read:
        name = read.text("name", "请填写文书的姓名。", most=60)
        household = read.text("household", most=30)
        began_on = read.day("began_on", "请填写从哪天起担任。")
    person = await _person(village, name, household)
    return person, Mandate(Office.VILLAGE_CLERK, began_on, how=HOW)


async def _person(village: Village, name: str, household: str) -> Person:
    """A villager by the whole name, or somebody from outside who is on record already."""
    ids, _ = await named(village, f"{name} {household}".strip())
    if not ids:
        outside = Person.filter(
            township_id=village.township_id, village_id=None, name=name, left_on=None
        )
        ids = [int(str(one)) for one in await outside.values_list("id", flat=True)]
    if len(ids) != 1:
        raise InvalidInput({"name": "名册里没有这个人，或者不止一个人叫这个名字。同名的请填户号。"})
    return await Person.get(id=ids[0])
