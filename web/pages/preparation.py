"""Before the vote, on the desk: asking people, the legal adviser's word, risk, the township."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import preparation
from deliberation.models import CanvassWay, Decision, LegalView, RiskLevel
from deliberation.preparation import Asked
from village.permissions import Permission
from web import forms
from web.guards import actor_of
from web.pages.matter import matter_for, matter_of, place_of
from web.render import render
from web.retyped import REFUSED, again


def _blank(request: Request, template: str, decision: Decision, **more: object) -> Response:
    context = {"decision": decision, "form": forms.blank(), "blockers": (), **more}
    return render(request, template, context)


def _done(decision: Decision) -> Response:
    return RedirectResponse(place_of(decision), status_code=303)


async def ask_canvass(request: Request) -> Response:
    decision = await matter_for(request, Permission.DECISION_PREPARE)
    return _blank(request, "matter/canvass.html", decision, ways=list(CanvassWay))


async def canvass(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.DECISION_PREPARE), await request.form()
    try:
        with forms.reading(form) as read:
            asked = Asked(
                way=read.choice("way", CanvassWay, "请选择是怎样征求意见的。"),
                began_on=read.day("began_on", "请填写从哪天开始。"),
                ended_on=read.day("ended_on", "请填写到哪天结束。"),
                asked=read.whole("asked", "请填写征求了多少人的意见。", most=100_000),
                agreed=read.whole("agreed", "请填写赞成的人数，没有就填 0。", most=100_000),
                opposed=read.whole("opposed", "请填写不赞成的人数，没有就填 0。", most=100_000),
                summary=read.text(
                    "summary", "请写明主要的意见，以及怎样采纳。", least=4, most=3000, lines=True
                ),
            )
        await preparation.record_canvass(decision, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = {"decision": decision, "ways": list(CanvassWay)}
        return again(request, "matter/canvass.html", context, form, refusal)
    return _done(decision)


async def ask_legality(request: Request) -> Response:
    decision = await matter_for(request, Permission.LEGAL_CHECK)
    return _blank(request, "matter/legality.html", decision, views=list(LegalView))


async def legality(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.LEGAL_CHECK), await request.form()
    try:
        with forms.reading(form) as read:
            view = read.choice("view", LegalView, "请选择结论。")
            text = read.text("text", "请写明理由和依据。", least=4, most=3000, lines=True)
        await preparation.check_legality(
            decision, view, text, actor_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        context = {"decision": decision, "views": list(LegalView)}
        return again(request, "matter/legality.html", context, form, refusal)
    return _done(decision)


async def ask_risk(request: Request) -> Response:
    decision = await matter_for(request, Permission.DECISION_PREPARE)
    return _blank(request, "matter/risk.html", decision, levels=list(RiskLevel))


async def risk(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.DECISION_PREPARE), await request.form()
    try:
        with forms.reading(form) as read:
            level = read.choice("level", RiskLevel, "请选择风险等级。")
            text = read.text("text", "请写明风险点和化解办法。", least=4, most=3000, lines=True)
        await preparation.assess_risk(
            decision, level, text, actor_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        context = {"decision": decision, "levels": list(RiskLevel)}
        return again(request, "matter/risk.html", context, form, refusal)
    return _done(decision)


async def ask_township(request: Request) -> Response:
    decision = await matter_for(request, Permission.DECISION_PREPARE)
    return render(request, "matter/township.html", {"decision": decision})


async def township(request: Request) -> Response:
    decision = await matter_of(request)
    await preparation.ask_township(decision, actor_of(request), now=request.state.now)
    return _done(decision)
