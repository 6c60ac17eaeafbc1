"""村民会议的授权 on the desk: what the representatives may decide, until when, how given."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import delegations
from deliberation.delegations import Mandate
from deliberation.models import DelegationWay
from village import clock, rules
from village.models import Village
from village.permissions import Permission
from village.rules import MatterKind
from web import forms
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

FORM = "delegations/new.html"


def _place(village: Village) -> str:
    return f"/desk/{village.code}/delegations/"


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    today = clock.local_date(request.state.now)
    rows = [
        (one, [MatterKind(code).label for code in one.matters.split(",")])
        for one in await delegations.of_village(village.id)
    ]
    may = actor.may(Permission.DELEGATION_RECORD, village.id, village.township_id)
    context = {"rows": rows, "today": today, "may_record": may}
    return render(request, "delegations/index.html", context)


def _context(village: Village) -> dict[str, object]:
    profile = rules.profile(village.profile_code)
    matters = [
        (str(kind), kind.label) for kind, found in profile.matters.items() if found.delegable
    ]
    kept_back = [kind.label for kind, found in profile.matters.items() if not found.delegable]
    return {"matters": matters, "kept_back": kept_back, "ways": list(DelegationWay)}


async def new(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    context = {**_context(village), "form": forms.blank(), "blockers": ()}
    return render(request, FORM, context)


async def record(request: Request) -> Response:
    village, actor, form = village_of(request), actor_of(request), await request.form()
    actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    offered = {str(kind): kind for kind in MatterKind}
    try:
        with forms.reading(form) as read:
            mandate = Mandate(
                way=read.choice("way", DelegationWay, "请选择是怎样授权的。"),
                matters=tuple(read.picks("matters", offered, "请至少勾选一类授权的事项。")),
                given_on=read.day("given_on", "请填写授权的日子。"),
                ends_on=read.day("ends_on", "请填写授权到哪天为止。"),
                note=read.text("note", most=400, lines=True),
                filed_on=read.maybe_day("filed_on"),
            )
        await delegations.record(village, mandate, actor, now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, _context(village), form, refusal)
    return RedirectResponse(_place(village), status_code=303)


async def revoke(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    found = await delegations.for_village(village.id, request.path_params["delegation_id"])
    await delegations.revoke(found, village, actor, now=request.state.now)
    return RedirectResponse(_place(village), status_code=303)
