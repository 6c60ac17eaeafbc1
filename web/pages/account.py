"""What is one's own: where one is signed in, the PIN, the password. Everybody may end the rest."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bylaws import red_list
from village import entering, secrets, sessions
from village.errors import InvalidInput, NotPermitted
from village.models import SessionLevel
from village.permissions import Office, Seat
from web import forms, typed
from web.guards import actor_of, session_of
from web.pages.entry import SAME_TWICE, home_of, new_pin, visit_of
from web.render import render


async def show(request: Request) -> Response:
    session, now = session_of(request), request.state.now
    live = await sessions.live_of(session.person_id, now=now)
    context = {
        "session": session,
        "others": [one for one in live if one.id != session.id],
        "offices": [seat.office.label for seat in request.state.held if _official(seat)],
        "home": home_of(session),
        "village": session.person.village,
        "in_office": session.level is not SessionLevel.PASS,
        "praised": await red_list.mine(actor_of(request)),
    }
    return render(request, "account/show.html", context)


async def end_one(request: Request) -> Response:
    session_id, now = request.path_params["session_id"], request.state.now
    await sessions.end_one(session_of(request), session_id, now=now)
    return RedirectResponse("/account/", status_code=303)


async def end_others(request: Request) -> Response:
    await sessions.end_others(session_of(request), now=request.state.now)
    return RedirectResponse("/account/", status_code=303)


async def pin(request: Request) -> Response:
    return render(request, "account/pin.html", {"form": forms.blank()})


async def change_pin(request: Request) -> Response:
    form, session, now = await request.form(), session_of(request), request.state.now
    try:
        with forms.reading(form) as read:
            old = typed.narrow(read.text("pin", "请输入现在用的密码。", most=12))
            new = new_pin(read, "new_pin")
        await entering.change_pin(session, old, new, visit_of(request), now=now)
    except InvalidInput as invalid:
        filled = forms.filled(form, invalid.fields)
        return render(request, "account/pin.html", {"form": filled}, status=422)
    return RedirectResponse("/account/", status_code=303)


async def password(request: Request) -> Response:
    _only_in_office(request)
    return render(request, "account/password.html", {"form": forms.blank()})


async def change_password(request: Request) -> Response:
    _only_in_office(request)
    form, session, now = await request.form(), session_of(request), request.state.now
    secret = request.app.state.settings.secret_key
    try:
        with forms.reading(form) as read:
            old, new = read.raw("old_password"), read.raw("password")
            if not old:
                read.wrong("old_password", "请输入现在用的口令。")
            if new != read.raw("password_again"):
                read.wrong("password_again", SAME_TWICE)
        await secrets.change_password(session, old, new, secret=secret, now=now)
    except InvalidInput as invalid:
        filled = forms.filled(form, invalid.fields)
        return render(request, "account/password.html", {"form": filled}, status=422)
    return RedirectResponse("/account/", status_code=303)


def _official(seat: Seat) -> bool:
    return seat.office is not Office.VILLAGER


def _only_in_office(request: Request) -> None:
    """One who has not shown the old password goes through the office door."""
    if session_of(request).level is SessionLevel.PASS:
        raise NotPermitted("改办公口令")
