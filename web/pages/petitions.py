"""Joint requests on the desk: who signed is found by name and counted against the law's share."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import petitions
from deliberation.models import PetitionKind
from deliberation.petitions import Request as Asked
from village import clock
from village.named import named
from village.permissions import Permission
from web import forms
from web.guards import actor_of, village_of
from web.render import render
from web.retyped import REFUSED, again

FORM = "petitions/new.html"


async def new(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    context = {"kinds": await _kinds(request), "form": forms.blank(), "blockers": ()}
    return render(request, FORM, context)


async def _kinds(request: Request) -> list[tuple[str, str, str]]:
    """Each with the heads it takes; where nobody may sign it that way, it is not offered."""
    today = clock.local_date(request.state.now)
    asked = await petitions.asked_for(village_of(request), today)
    return [
        (str(kind), kind.label, f"可以联名的有 {entitled:,} 人，需要 {needed:,} 人")
        for kind, (entitled, needed) in asked.items()
        if entitled
    ]


async def record(request: Request) -> Response:
    """Names are matched to the register; whoever cannot be told apart is asked for again."""
    village, actor = village_of(request), actor_of(request)
    actor.require(Permission.DECISION_OPEN, village.id, village.township_id)
    form = await request.form()
    try:
        with forms.reading(form) as read:
            kind = read.choice("kind", PetitionKind, "请选择是谁联名。")
            title = read.text("title", "请写联名要求什么。", least=4, most=100)
            names = read.text("names", "请写签名的人。", most=20_000, lines=True)
            signers, unknown = await named(village, names)
            if unknown:
                read.wrong("names", _unknown(unknown))
        asked = Asked(kind=kind, title=title, signers=signers)
        await petitions.record(village, asked, actor, now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, {"kinds": await _kinds(request)}, form, refusal)
    return RedirectResponse(f"/desk/{village.code}/decisions/new", status_code=303)


def _unknown(names: list[str]) -> str:
    shown = "、".join(name[:20] for name in names[:5]) + ("等" if len(names) > 5 else "")
    return (
        f"有 {len(names)} 个名字在名册里找不到，或者有同名的人：{shown}。"
        "找不到的请核对；同名的请在名字后面写上户号，例如 王小明 3021。"
    )
