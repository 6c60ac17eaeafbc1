"""Say days on the desk: the fixed days and what was called, calling one, its agenda, its poster.

What was said to the supervisors is not on any agenda; whoever may not read a concern sees that
there is one, and not its words.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import concern_doors, say_days
from deliberation.models import (
    Concern,
    ConcernSight,
    Road,
    SayForm,
    SayItem,
    SaySession,
    SayStage,
)
from deliberation.say_days import SayCall
from publicity import shortcodes
from village import clock
from village.models import Village
from village.permissions import Permission
from web import forms, qr
from web.guards import actor_of, village_of
from web.pages.meetings import may, require
from web.pages.notices import bare
from web.render import render
from web.retyped import REFUSED, again

NEW, SHOW = "say_days/new.html", "say_days/show.html"
P = Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One item as this reader may see it; `words` is empty where they may not."""

    item: SayItem
    concern: Concern
    words: str


def today_of(request: Request) -> date:
    return clock.local_date(request.state.now)


async def session_of(request: Request, permission: Permission) -> SaySession:
    require(request, permission)
    village = village_of(request)
    return await say_days.in_village(village.id, request.path_params["say_id"])


def place_of(session: SaySession) -> str:
    return f"/desk/{session.village.code}/say-days/{session.id}"


def lines_of(request: Request, items: Sequence[SayItem]) -> list[Line]:
    read = concern_doors.audiences_of(actor_of(request), village_of(request))
    return [
        Line(one, one.concern, words_of(one.concern) if one.concern.audience in read else "")
        for one in items
    ]


def words_of(concern: Concern) -> str:
    return concern.text or "一段录音"


async def index(request: Request) -> Response:
    require(request, P.CONCERN_VIEW)
    village, today = village_of(request), today_of(request)
    found = await say_days.of_village(village.id)
    context = {
        "free": free_days(village, found, today),
        "sessions": found,
        "today": today,
        "may_hold": may(request, P.SAY_HOLD),
    }
    return render(request, "say_days/index.html", context)


def free_days(village: Village, found: Sequence[SaySession], today: date) -> list[date]:
    """The fixed days to come on which nothing is called yet."""
    taken = {one.day for one in found if one.stage is SayStage.CALLED}
    return [one for one in say_days.fixed_days(village, today) if one not in taken]


async def new(request: Request) -> Response:
    require(request, P.SAY_HOLD)
    village, today = village_of(request), today_of(request)
    held = await say_days.of_village(village.id)
    free = free_days(village, held, today)
    last = next((one for one in held if one.stage is not SayStage.CANCELLED), None)
    proposed = await say_days.proposed(village)
    done = await say_days.discussed(proposed)
    asked = request.query_params.get("concern", "")
    form = forms.blank(
        form=request.query_params.get("form", str(SayForm.SAY))[:20],
        day=_asked_day(request, free),
        place=last.place if last else "",
        time=last.time if last else "",
        concerns=[
            one.id for one in proposed if _wants_a_session(one, done) or str(one.id) == asked
        ],
    )
    offered = options(proposed, done)
    context = {"options": offered, "form": form, "blockers": (), "forms": SayForm}
    return render(request, NEW, context)


def _asked_day(request: Request, free: Sequence[date]) -> date | None:
    asked = request.query_params.get("day", "")[:10]
    return next((one for one in free if one.isoformat() == asked), free[0] if free else None)


def _wants_a_session(concern: Concern, done: Collection[int]) -> bool:
    return (concern.must_discuss or concern.road is Road.AGENDA) and concern.id not in done


def options(found: Sequence[Concern], done: Collection[int]) -> list[tuple[str, str, str]]:
    """What can be put on, with the reason why it stands first or last."""
    return [
        (str(one.id), f"{one.number} {_short(one)}", "上过会" if one.id in done else _note(one))
        for one in found
    ]


def _short(concern: Concern) -> str:
    words = words_of(concern)
    return words if len(words) <= 40 else f"{words[:39]}……"


def _note(concern: Concern) -> str:
    told = [concern.category.label, f"{concern.voices} 人说" if concern.voices > 1 else ""]
    if concern.must_discuss:
        told.insert(0, "须上会")
    elif concern.road is Road.AGENDA:
        told.insert(0, "已经列入议题")
    return " · ".join(one for one in told if one)


async def create(request: Request) -> Response:
    require(request, P.SAY_HOLD)
    village, form = village_of(request), await request.form()
    proposed = await say_days.proposed(village)
    try:
        with forms.reading(form) as read:
            called = SayCall(
                form=read.choice("form", SayForm, "请选哪一种会。"),
                day=read.day("day", "请写哪一天开。"),
                place=read.text("place", "请写在哪里开。", most=100),
                time=read.text("time", most=20),
                invited=read.text("invited", most=2000, lines=True),
                concern_ids=read.picks("concerns", {str(one.id): one.id for one in proposed}),
            )
        session = await say_days.call(village, called, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        done = await say_days.discussed(proposed)
        context = {"options": options(proposed, done), "forms": SayForm}
        return again(request, NEW, context, form, refusal)
    return RedirectResponse(place_of(session), status_code=303)


async def show(request: Request) -> Response:
    session = await session_of(request, P.CONCERN_VIEW)
    context = await _context(request, session)
    return render(request, SHOW, {**context, "form": forms.blank(), "blockers": ()})


async def _context(request: Request, session: SaySession) -> dict[str, object]:
    holds, today = may(request, P.SAY_HOLD), today_of(request)
    called = session.stage is SayStage.CALLED
    proposed = await say_days.proposed(session.village) if holds and called else []
    offered = options(proposed, await say_days.discussed(proposed))
    return {
        "session": session,
        "lines": lines_of(request, await say_days.items_of(session)),
        "options": [(key, f"{said}（{note}）") for key, said, note in offered],
        "holds": holds,
        "due": called and session.day <= today,
        "today": today,
    }


async def put_on(request: Request) -> Response:
    session, form = await session_of(request, P.SAY_HOLD), await request.form()
    found = {str(one.id): one for one in await say_days.proposed(session.village)}
    try:
        with forms.reading(form) as read:
            concern = read.maybe_pick("concern", found)
            if concern is None:
                read.wrong("concern", "请选要列入哪一件。")
        if concern is not None:
            await say_days.put_on(session, concern, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, SHOW, await _context(request, session), form, refusal)
    return RedirectResponse(place_of(session), status_code=303)


async def ask_off(request: Request) -> Response:
    context = await _off(request)
    return render(request, "say_days/off.html", {**context, "form": forms.blank(), "blockers": ()})


async def _off(request: Request) -> dict[str, object]:
    session = await session_of(request, P.SAY_HOLD)
    item = await say_days.item_of(session, request.path_params["item_id"])
    return {"session": session, "line": lines_of(request, [item])[0]}


async def take_off(request: Request) -> Response:
    session, form = await session_of(request, P.SAY_HOLD), await request.form()
    item = await say_days.item_of(session, request.path_params["item_id"])
    try:
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么取下，说事人看得到。", most=300)
        await say_days.take_off(item, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "say_days/off.html", await _off(request), form, refusal)
    return RedirectResponse(place_of(session), status_code=303)


async def ask_cancel(request: Request) -> Response:
    context = {"session": await session_of(request, P.SAY_HOLD)}
    return render(
        request, "say_days/cancel.html", {**context, "form": forms.blank(), "blockers": ()}
    )


async def cancel(request: Request) -> Response:
    session, form = await session_of(request, P.SAY_HOLD), await request.form()
    try:
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么取消，说事人看得到。", most=300)
        await say_days.cancel(session, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "say_days/cancel.html", {"session": session}, form, refusal)
    return RedirectResponse(place_of(session), status_code=303)


async def poster(request: Request) -> Response:
    """The agenda on A4: only what anybody may read, and a code to the public page."""
    session = await session_of(request, P.CONCERN_VIEW)
    code = await shortcodes.known_code(session.village_id, f"say:{session.id}")
    address = f"{request.state.public_url}/q/{code}" if code else ""
    concerns = [one.concern for one in await say_days.items_of(session)]
    shown = [one for one in concerns if one.sight is ConcernSight.SHOWN]
    context = {
        "session": session,
        "shown": shown,
        "closed": len(concerns) - len(shown),
        "qr": qr.svg(address, "扫码看这次会的议程和结果") if address else None,
        "address": bare(address),
    }
    return render(request, "say_days/poster.html", context)
