"""The register on the desk: found by name, listed by group, one person with what belongs to him.

An ID number is never shown whole; every change is a deed of village/people_edits.py.
"""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import clock, kinship, pass_lists, people, people_edits, people_lists
from village.idnumbers import Vault, vault
from village.models import Departure, Group, PartyStatus, Pass, Person, Residence, Sex, Village
from village.permissions import Permission
from village.roster_columns import RosterColumn
from web import forms, seals
from web.forms import Filled
from web.guards import LARGEST_ID, actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

C = RosterColumn
YES_NO = (("是", "是"), ("否", "否"))
CHOICES: Mapping[str, object] = {
    "sexes": [(one.label, one.label) for one in Sex],
    "parties": [(one.label, one.label) for one in PartyStatus],
    "residences": [(one.label, one.label) for one in Residence],
    "yes_no": YES_NO,
}
"""A form is read like a row of a roster, so its values are the words of a roster."""


def vault_of(request: Request) -> Vault:
    return vault(request.app.state.settings.secret_key)


def place_of(village: Village, person: Person | None = None) -> str:
    return f"/desk/{village.code}/people/{person.id if person is not None else ''}"


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    today = clock.local_date(request.state.now)
    asked = request.query_params.get("q", "").strip()[:60]
    whole, groups = await people_lists.sizes(village, actor, today)
    context = {
        "whole": whole,
        "groups": groups,
        "found": await people.search(village, asked, actor) if asked else None,
        "most": people.FOUND_AT_MOST,
        "form": forms.blank(q=asked),
        "may_edit": actor.may(Permission.REGISTER_EDIT, village.id, village.township_id),
    }
    return render(request, "people/index.html", context)


async def group(request: Request) -> Response:
    today = clock.local_date(request.state.now)
    listing = await people_lists.of_group(
        village_of(request), request.path_params["group_id"], page_of(request),
        actor_of(request), today,
    )  # fmt: skip
    return render(request, "people/group.html", {"listing": listing})


def page_of(request: Request) -> int:
    """Anything that is no number is the first page."""
    asked = request.query_params.get("page", "")
    return max(1, min(int(asked), LARGEST_ID)) if asked.isascii() and asked.isdigit() else 1


async def person_of(request: Request) -> Person:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.REGISTER_VIEW, village.id, village.township_id)
    return await people_lists.one_of(village, request.path_params["person_id"], actor)


async def for_edit(request: Request) -> Person:
    """The person, for those who may change the register."""
    village = village_of(request)
    actor_of(request).require(Permission.REGISTER_EDIT, village.id, village.township_id)
    return await person_of(request)


async def show(request: Request) -> Response:
    village, actor, person = village_of(request), actor_of(request), await person_of(request)
    today, keys = clock.local_date(request.state.now), vault_of(request)
    held = await people_lists.offices_held(person)
    context = {
        "person": person,
        "age": people.age_on(person.born_on, today),
        "id_number": people.id_number_shown(person, keys),
        "phone": people.phone_of(person, keys),
        "home": await people_lists.at_home_with(person, today),
        "held": held,
        "relatives": await kinship.near_relatives(person),
        "declared": await people_lists.declared_kin(person),
        "card": await _card(request, person),
        "sealed": await seals.latest(village.id, f"person:{person.id}"),
        "may_edit": actor.may(Permission.REGISTER_EDIT, village.id, village.township_id),
    }
    return render(request, "people/show.html", context)


async def _card(request: Request, person: Person) -> tuple[str, str] | None:
    """Where the pass is seen to, and its state; None for those who do not issue passes."""
    village, actor = village_of(request), actor_of(request)
    if not actor.may(Permission.PASS_ISSUE, village.id, village.township_id):
        return None
    card = await Pass.filter(person_id=person.id, revoked_at=None).first()
    if card is not None:
        state = await pass_lists.state_of(card, now=request.state.now)
        return f"/desk/{village.code}/passes/{card.id}", state.label
    household = person.household
    group_id = household.group_id if household is not None else None
    place = f"/desk/{village.code}/passes/groups/{group_id or pass_lists.OTHERS}"
    return place, pass_lists.PassState.NONE.label


async def ask_new(request: Request) -> Response:
    village = village_of(request)
    actor_of(request).require(Permission.REGISTER_EDIT, village.id, village.township_id)
    begun = forms.blank(registered="是", residence=Residence.HOME.label, party="否")
    context = await _choices(village)
    return render(request, "people/new.html", {**context, "form": begun, "blockers": ()})


async def _choices(village: Village) -> dict[str, object]:
    rows = await Group.filter(village_id=village.id).order_by("position", "id")
    return {**CHOICES, "groups": [one.name for one in rows]}


def _typed(form: FormData) -> dict[str, str]:
    sent = {str(column): form.get(str(column), "") for column in people_edits.EDITED}
    return {name: value for name, value in sent.items() if isinstance(value, str)}


async def enter(request: Request) -> Response:
    village, form, now = village_of(request), await request.form(), request.state.now
    try:
        with forms.reading(form) as read:
            joined_on = read.maybe_day("joined_on")
        person = await people_edits.enter(
            village, _typed(form), actor_of(request), vault_of(request),
            joined_on=joined_on, now=now,
        )  # fmt: skip
    except REFUSED as refusal:
        return again(request, "people/new.html", await _choices(village), form, refusal)
    return RedirectResponse(place_of(village, person), status_code=303)


async def ask_edit(request: Request) -> Response:
    person = await for_edit(request)
    context = await _edit_context(request, person)
    begun = _begun(person, vault_of(request))
    return render(request, "people/edit.html", {**context, "form": begun, "blockers": ()})


async def _edit_context(request: Request, person: Person) -> dict[str, object]:
    kept = people.id_number_shown(person, vault_of(request))
    return {**await _choices(village_of(request)), "person": person, "kept_id": kept}


def _begun(person: Person, keys: Vault) -> Filled:
    """The entry as it stands; the ID number is not shown, so its field stays empty."""
    home = person.household
    return forms.blank(
        household=home.number if home is not None else None,
        group=home.group.name if home is not None and home.group is not None else None,
        name=person.name,
        sex=person.sex.label if person.sex is not None else None,
        born=person.born_on.isoformat() if person.born_on is not None else None,
        relation=person.relation,
        phone=people.phone_of(person, keys),
        party=person.party.label,
        registered="是" if person.registered else "否",
        residence=person.residence.label,
        collective="是" if person.collective_member else "否",
    )


async def edit(request: Request) -> Response:
    person, form = await for_edit(request), await request.form()
    try:
        await people_edits.edit(
            person, _typed(form), actor_of(request), vault_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        context = await _edit_context(request, person)
        return again(request, "people/edit.html", context, form, refusal)
    return RedirectResponse(place_of(village_of(request), person), status_code=303)


async def ask_leave(request: Request) -> Response:
    person = await for_edit(request)
    begun = forms.blank(left_on=clock.local_date(request.state.now))
    return render(request, "people/leave.html", await _leaving(person, begun))


async def _leaving(person: Person, form: Filled) -> dict[str, object]:
    return {"person": person, "reasons": list(Departure), "form": form, "blockers": ()}


async def leave(request: Request) -> Response:
    person, form = await for_edit(request), await request.form()
    try:
        with forms.reading(form) as read:
            why = read.choice("why", Departure, "请选择为什么离开名册。")
            left_on = read.day("left_on", "请填写哪天离开的。")
        await people_edits.take_off(
            person, why, actor_of(request), left_on=left_on, now=request.state.now
        )
    except REFUSED as refusal:
        context = await _leaving(person, forms.blank())
        return again(request, "people/leave.html", context, form, refusal)
    return RedirectResponse(place_of(village_of(request), person), status_code=303)


async def come_back(request: Request) -> Response:
    person = await for_edit(request)
    await people_edits.take_up_again(person, actor_of(request), now=request.state.now)
    return RedirectResponse(place_of(village_of(request), person), status_code=303)
