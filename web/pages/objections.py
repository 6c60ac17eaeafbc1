"""One objection on the desk, and its answer. It is answered once; the answer stays."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from publicity import objections
from publicity.models import Objection
from village.permissions import Permission
from web import forms
from web.guards import actor_of, village_of
from web.pages.meetings import may, require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "objections/show.html"
UPHELD = {"yes": True, "no": False}


async def objection_of(request: Request) -> Objection:
    village, actor = village_of(request), actor_of(request)
    return await objections.of_village(actor, village.id, request.path_params["objection_id"])


def _context(request: Request, objection: Objection) -> dict[str, object]:
    open_ = objection.answered_at is None
    return {
        "objection": objection,
        "may_answer": open_ and may(request, Permission.OBJECTION_ANSWER),
    }


async def show(request: Request) -> Response:
    context = _context(request, await objection_of(request))
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def answer(request: Request) -> Response:
    objection, form = await objection_of(request), await request.form()
    require(request, Permission.OBJECTION_ANSWER)
    try:
        with forms.reading(form) as read:
            upheld = read.pick("upheld", UPHELD, "请选择采纳不采纳。")
            text = read.text("text", "请写下答复。", least=2, most=2000, lines=True)
        actor = actor_of(request)
        await objections.answer(objection, text, upheld, actor, now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, _context(request, objection), form, refusal)
    place = f"/desk/{village_of(request).code}/notices/{objection.notice_id}"
    return RedirectResponse(place, status_code=303)
