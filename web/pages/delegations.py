"""村民会议的授权 on the desk: what the representatives may decide, until when, how given."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import delegations
from deliberation.delegations import Mandate
from deliberation.models import Delegation, DelegationWay
from village import clock, rules
from village.models import Village
from village.permissions import Permission
from village.rules import MatterKind
from web import forms
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

FORM = "delegations/new.html"
REVOKE, FILE = "delegations/revoke.html", "delegations/file.html"


def _place(village: Village) -> str:
    return f"/desk/{village.code}/delegations/"


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DESK_VIEW, village.id, village.township_id)
    today = clock.local_date(request.state.now)
    profile = rules.profile(village.profile_code)
    context = {
        "rows": [(one, _labels(one)) for one in await delegations.of_village(village.id)],
        "today": today,
        "may_record": actor.may(Permission.DELEGATION_RECORD, village.id, village.township_id),
        "files": profile.is_on("delegation.filed_with_township"),
    }
    return render(request, "delegations/index.html", context)


def _labels(one: Delegation) -> list[str]:
    return [MatterKind(code).label for code in one.matters.split(",")]


def _context(village: Village) -> dict[str, object]:
    profile = rules.profile(village.profile_code)
    kinds = [(kind, delegations.may_be_given(profile, kind)) for kind in MatterKind]
    return {
        "matters": [(str(kind), kind.label) for kind, may in kinds if may],
        "kept_back": [
            kind.label
            for kind, may in kinds
            if not may and not profile.matters[kind].collective.value
        ],
        "ways": delegations.ways(profile),
        "files": profile.is_on("delegation.filed_with_township"),
    }


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


async def _one(request: Request) -> tuple[Village, Delegation]:
    """The mandate in the address, for those who may record what the assembly does with it."""
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DELEGATION_RECORD, village.id, village.township_id)
    key = request.path_params["delegation_id"]
    return village, await delegations.for_village(village.id, key)


def _told(one: Delegation) -> dict[str, object]:
    return {"one": one, "labels": _labels(one)}


async def ask_revoke(request: Request) -> Response:
    _, one = await _one(request)
    form = forms.blank(revoked_on=clock.local_date(request.state.now))
    return render(request, REVOKE, {**_told(one), "form": form, "blockers": ()})


async def revoke(request: Request) -> Response:
    (village, one), form = await _one(request), await request.form()
    try:
        with forms.reading(form) as read:
            day = read.day("revoked_on", "请填写村民会议决定收回的那一天。")
        await delegations.revoke(one, village, day, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, REVOKE, _told(one), form, refusal)
    return RedirectResponse(_place(village), status_code=303)


async def ask_file(request: Request) -> Response:
    _, one = await _one(request)
    return render(request, FILE, {**_told(one), "form": forms.blank(), "blockers": ()})


async def file(request: Request) -> Response:
    (village, one), form = await _one(request), await request.form()
    try:
        with forms.reading(form) as read:
            day = read.day("filed_on", "请填写报乡镇备案的那一天。")
        await delegations.file(one, village, day, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, FILE, _told(one), form, refusal)
    return RedirectResponse(_place(village), status_code=303)
