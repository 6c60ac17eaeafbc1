"""The second door: a password before one acts in office, a one-time code for the township.

Each step gives the session a new token; what was not shown earns no seat.
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from village import secrets, sessions
from village.errors import InvalidInput, NotPermitted
from village.idnumbers import WrongNumber
from village.models import Secret, Session, SessionLevel
from web import cookies, forms, qr
from web.guards import prove_first, session_of
from web.pages.entry import SAME_TWICE, back_in, home_of, quoted
from web.render import render

Step = str
SET_PASSWORD, PASSWORD, SET_CODE, CODE = "set_password", "password", "set_code", "code"


async def show(request: Request) -> Response:
    session = session_of(request)
    step = await _next_step(request, session)
    if step is None:
        return RedirectResponse(_onward(request, session), status_code=303)
    # A phone left lying must not give its finder an office.
    if step == SET_PASSWORD and (elsewhere := prove_first(request, _here(request))):
        return elsewhere
    return _page(request, session, step, forms.blank())


async def open_(request: Request) -> Response:
    """Whatever is the next thing to show; a form sent twice finds the next one or the desk."""
    session, form = session_of(request), await request.form()
    step = await _next_step(request, session)
    if step is None:
        return RedirectResponse(_onward(request, session), status_code=303)
    if step == SET_PASSWORD and (elsewhere := prove_first(request, _here(request))):
        return elsewhere
    try:
        with forms.reading(form) as read:
            said = _said(read, step)
        level = await _judge(request, session, step, said)
    except InvalidInput as invalid:
        return _page(request, session, step, forms.filled(form, invalid.fields), status=422)
    token = await sessions.raised(session, level, now=request.state.now)
    answer = RedirectResponse(_here(request), status_code=303)
    cookies.give(request, answer, token)
    return answer


async def _next_step(request: Request, session: Session) -> Step | None:
    """What is still to be shown for the highest of one's seats."""
    needed = {sessions.needed_for(seat) for seat in request.state.held}
    if needed <= {SessionLevel.PASS}:
        raise NotPermitted("进入办公台")
    kept = await secrets.of(session.person_id)
    if session.level is SessionLevel.PASS:
        return PASSWORD if kept is not None and kept.password_hash else SET_PASSWORD
    if session.level is SessionLevel.PASSWORD and SessionLevel.CODE in needed:
        return CODE if _has_code(kept) else SET_CODE
    return None


def _has_code(kept: Secret | None) -> bool:
    return kept is not None and kept.totp_cipher is not None


def _said(read: forms.Reader, step: Step) -> dict[str, str]:
    if step in {CODE, SET_CODE}:
        code = read.text("code", "请输入动态码上的 6 位数字。", most=12).replace(" ", "")
        return {"code": code, "offer": read.raw("offer")}
    password = read.raw("password")
    if not password:
        read.wrong("password", "请输入口令。")
    elif step == SET_PASSWORD and password != read.raw("password_again"):
        read.wrong("password_again", SAME_TWICE)
    return {"password": password}


async def _judge(
    request: Request, session: Session, step: Step, said: dict[str, str]
) -> SessionLevel:
    secret, now, person = _secret(request), request.state.now, session.person
    if step == SET_PASSWORD:
        await secrets.set_password(person, said["password"], secret=secret, now=now)
        return SessionLevel.PASSWORD
    if step == PASSWORD:
        await secrets.check_password(person, said["password"], secret=secret, now=now)
        return SessionLevel.PASSWORD
    wall = request.state.wall
    if step == CODE:
        await secrets.check_code(person, said["code"], secret=secret, now=now, wall=wall)
        return SessionLevel.CODE
    offered = _offered(request, session, said["offer"])
    await secrets.enrol(person, offered, said["code"], secret=secret, now=now, wall=wall)
    return SessionLevel.CODE


def _page(
    request: Request, session: Session, step: Step, form: forms.Filled, *, status: int = 200
) -> Response:
    context: dict[str, object] = {"form": form, "here": _here(request), "home": home_of(session)}
    if step == SET_CODE:
        context |= _offer(request, session, form)
    return render(request, f"entry/{step}.html", context, status=status)


def _offer(request: Request, session: Session, form: forms.Filled) -> dict[str, object]:
    """A fresh secret travels sealed in the form: looking at the page stores nothing."""
    try:
        code_secret = _offered(request, session, form.value("offer"))
    except InvalidInput:
        code_secret = secrets.new_code_secret()
    address = secrets.code_address(code_secret, session.person)
    return {
        "offer": secrets.offer(code_secret, session.id, _secret(request)),
        "code_secret": code_secret,
        "picture": qr.svg(address, "给验证器扫的二维码"),
    }


def _offered(request: Request, session: Session, sealed: str) -> str:
    try:
        return secrets.offered(sealed, session.id, _secret(request))
    except WrongNumber as failure:
        raise InvalidInput({"code": "这一页放得太久了，请用下面新的二维码再扫一次。"}) from failure


def _here(request: Request) -> str:
    return f"/enter/office?back={quote(back_in(request), safe='')}"


def _onward(request: Request, session: Session) -> str:
    back = back_in(request)
    return quoted(back) if back != "/" else request.state.desk or home_of(session)


def _secret(request: Request) -> str:
    secret: str = request.app.state.settings.secret_key
    return secret
