"""Coming in and going out. Looking at a pass writes nothing and tells strangers nothing.

WeChat's scanner opens these pages in its own browser; every step is a plain form.
"""

from datetime import date
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import clock, entering, offices, passes, pins, sessions
from village.entering import Visit
from village.errors import InvalidInput, NotFound
from village.models import Pass, Session
from village.permissions import GRANTS, Permission
from web import claims, cookies, devices, forms, typed
from web.guards import session_of
from web.render import own_path, render

SAME_TWICE = "两次输的不一样，请再输一遍。"
WORKING = (Permission.DESK_VIEW, Permission.TOWNSHIP_VIEW)


async def ask(request: Request) -> Response:
    """Somebody without a session wanted a page that needs one."""
    back = own_path(request.query_params.get("back", "/"))
    answer = render(request, "entry/ask.html")
    if back != "/":
        cookies.remember_back(request, answer, back)
    return answer


async def show(request: Request) -> Response:
    card = await _card(request)
    return await _form(request, card, forms.blank()) if card else _unknown(request)


async def enter(request: Request) -> Response:
    card = await _card(request)
    if card is None:
        return _unknown(request)
    form = await request.form()
    try:
        with forms.reading(form) as read:
            if card.activated_at is None:
                answer = _proof(read, card)
                pin = new_pin(read, "pin")
            else:
                pin = _pin(read)
        visit, now = visit_of(request), request.state.now
        if card.activated_at is None:
            session, token = await entering.activate(card, answer, pin, visit, now=now)
        else:
            session, token = await entering.enter(card, pin, visit, now=now)
    except InvalidInput as invalid:
        filled = forms.filled(form, invalid.fields)
        return await _form(request, card, filled, status=422)
    return await _welcome(request, session, token)


async def again(request: Request) -> Response:
    """The PIN once more, before a deed that should not be done with a phone left lying."""
    return _again(request, forms.blank())


async def prove_again(request: Request) -> Response:
    form, session = await request.form(), session_of(request)
    try:
        with forms.reading(form) as read:
            pin = _pin(read)
        now = request.state.now
        await entering.check_pin(session.entered_by, pin, visit_of(request), now=now)
    except InvalidInput as invalid:
        return _again(request, forms.filled(form, invalid.fields), status=422)
    await sessions.proven(session, now=now)
    return RedirectResponse(quoted(back_in(request)), status_code=303)


async def leave(request: Request) -> Response:
    """One tap, with or without a session: who wants out is let out."""
    session, now = request.state.session, request.state.now
    home = "/"
    if session is not None:
        await sessions.end(session, now=now)
        home = home_of(session)
    answer = RedirectResponse(home, status_code=303)
    cookies.drop(request, answer)
    claims.drop(request, answer)
    return answer


def visit_of(request: Request) -> Visit:
    device = devices.told(request.headers.get("user-agent", ""))
    return Visit(request.state.address, device, request.app.state.settings.secret_key)


def home_of(session: Session) -> str:
    village = session.person.village
    return f"/v/{village.code}/" if village is not None else "/"


def back_in(request: Request) -> str:
    """Only an address of our own, whatever the query says."""
    return own_path(request.query_params.get("back", "/"))


def quoted(place: str) -> str:
    return quote(place, safe="/?&=%#:+,;@")


async def _card(request: Request) -> Pass | None:
    try:
        return await passes.by_token(request.path_params["token"], now=request.state.now)
    except NotFound:
        return None


def _unknown(request: Request) -> Response:
    return render(request, "entry/unknown.html", status=404)


async def _form(request: Request, card: Pass, form: forms.Filled, *, status: int = 200) -> Response:
    now = request.state.now
    blocker = await entering.locked(card, now=now) or entering.unprovable(card)
    context = {
        "card": card,
        "place": sessions.place_of(card.person),
        "village": card.person.village,
        "township": card.person.township,
        "actor": None,
        "desk": None,
        "form": form,
        "asked": pins.asked_of(card.person),
        "blockers": [blocker] if blocker else [],
    }
    name = "enter" if card.activated_at else "first"
    return render(request, f"entry/{name}.html", context, status=status)


def _proof(read: forms.Reader, card: Pass) -> str | date:
    if pins.asked_of(card.person) is pins.ProofKind.BIRTHDAY:
        return read.day("proof", "请填写出生年月日，例如 1950 年 3 月 2 日。")
    return typed.narrow(read.text("proof", "请填写身份证号的最后四位。", most=4, least=4))


def _pin(read: forms.Reader) -> str:
    return typed.narrow(read.text("pin", "请输入 6 位数字密码。", most=12))


def new_pin(read: forms.Reader, name: str) -> str:
    """Typed twice, for it cannot be seen."""
    pin = typed.narrow(read.text(name, "请定一个 6 位数字密码。", most=12))
    repeated = typed.narrow(read.text(f"{name}_again", "请把密码再输一遍。", most=12))
    if pin and repeated and pin != repeated:
        read.wrong(f"{name}_again", SAME_TWICE)
    return pin


def _again(request: Request, form: forms.Filled, *, status: int = 200) -> Response:
    context = {"form": form, "here": f"/enter/again?back={quote(back_in(request), safe='')}"}
    return render(request, "entry/again.html", context, status=status)


async def _welcome(request: Request, session: Session, token: str) -> Response:
    """To where one was going, to the office door, or home. The old session here ends."""
    if request.state.session is not None:
        await sessions.end(request.state.session, now=request.state.now)
    place = home_of(session)
    if back := cookies.back_of(request):
        place = own_path(back)
    elif await _works_in_office(request, session):
        place = "/enter/office"
    answer = RedirectResponse(quoted(place), status_code=303)
    cookies.give(request, answer, token)
    cookies.forget_back(request, answer)
    return answer


async def _works_in_office(request: Request, session: Session) -> bool:
    seats = await offices.seats_of(session.person, clock.local_date(request.state.now))
    return any(work in GRANTS[seat.office] for seat in seats for work in WORKING)
