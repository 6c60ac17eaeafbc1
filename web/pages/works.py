"""实施 on the desk: who does it, how far it is, what it cost, acceptance, changes of substance."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import works
from deliberation.models import Decision
from deliberation.works import Plan
from village import pictures
from village.permissions import Permission
from web import forms, uploads
from web.guards import actor_of
from web.pages.matter import matter_for, place_of
from web.render import render
from web.retyped import REFUSED, again


async def _for(request: Request, permission: Permission, template: str) -> Response:
    decision = await matter_for(request, permission)
    budget = decision.budget_cents
    form = forms.blank(budget="" if budget is None else f"{budget // 100}.{budget % 100:02d}")
    return render(request, template, _context(decision) | {"form": form, "blockers": ()})


def _context(decision: Decision) -> dict[str, object]:
    return {"decision": decision, "photo": uploads.PHOTO}


def _done(decision: Decision) -> Response:
    return RedirectResponse(place_of(decision), status_code=303)


async def ask_begin(request: Request) -> Response:
    return await _for(request, Permission.WORKS_RECORD, "works/begin.html")


async def begin(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.WORKS_RECORD), await request.form()
    try:
        with forms.reading(form) as read:
            plan = Plan(
                doer=read.text("doer", "请写由哪个单位或者谁来实施。", most=100),
                budget_cents=read.money("budget", "请填写预算，没有花费的填 0。"),
                began_on=read.day("began_on", "请填写开始的日子。"),
                due_on=read.day("due_on", "请填写计划完成的日子。"),
            )
        await works.begin(decision, plan, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "works/begin.html", _context(decision), form, refusal)
    return _done(decision)


async def ask_progress(request: Request) -> Response:
    return await _for(request, Permission.WORKS_RECORD, "works/progress.html")


async def progress(request: Request) -> Response:
    decision, actor = await matter_for(request, Permission.WORKS_RECORD), actor_of(request)
    async with request.form() as form:
        try:
            with forms.reading(form) as read:
                milestone = (
                    read.text("title", "请写这一步做了什么。", most=100),
                    read.maybe_day("due_on"),
                    read.maybe_day("done_on"),
                    read.text("note", most=400),
                )
                sent = read.maybe_upload("photo", uploads.PHOTO)
            picture = None if sent is None else await pictures.accept(sent.content, field="photo")
            await works.add_milestone(decision, milestone, picture, actor, now=request.state.now)
        except REFUSED as refusal:
            return again(request, "works/progress.html", _context(decision), form, refusal)
    return _done(decision)


async def ask_finish(request: Request) -> Response:
    return await _for(request, Permission.WORKS_RECORD, "works/finish.html")


async def finish(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.WORKS_RECORD), await request.form()
    try:
        with forms.reading(form) as read:
            day = read.day("finished_on", "请填写完成的日子。")
            spent = read.money("spent", "请填写决算，没有花费的填 0。")
        await works.finish(decision, day, spent, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "works/finish.html", _context(decision), form, refusal)
    return _done(decision)


async def ask_acceptance(request: Request) -> Response:
    return await _for(request, Permission.WORKS_ACCEPT, "works/acceptance.html")


async def accept(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.WORKS_ACCEPT), await request.form()
    try:
        with forms.reading(form) as read:
            ask = "请写验收意见：做得怎样，账目对不对。"
            text = read.text("text", ask, least=2, most=2000, lines=True)
        await works.accept(decision, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "works/acceptance.html", _context(decision), form, refusal)
    return _done(decision)


async def ask_change(request: Request) -> Response:
    return await _for(request, Permission.WORKS_RECORD, "works/change.html")


async def change(request: Request) -> Response:
    decision, form = await matter_for(request, Permission.WORKS_RECORD), await request.form()
    try:
        with forms.reading(form) as read:
            what = read.text("what", "请写要变更什么。", least=4, most=2000, lines=True)
            why = read.text("why", "请写为什么要变更。", least=4, most=2000, lines=True)
        await works.ask_change(decision, what, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "works/change.html", _context(decision), form, refusal)
    return _done(decision)
