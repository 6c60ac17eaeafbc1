"""What a say day left behind, put on record; and later, what came of what was agreed.

采纳 is no resolution: the page says so, and nobody's votes are asked for.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import say_days, say_records
from deliberation.models import SayItem, SaySession, SayStage, SayVerdict
from deliberation.say_records import Agreed, SayRecord
from village.errors import Stale
from village.permissions import Permission
from web import forms
from web.forms import Reader
from web.guards import actor_of
from web.pages.say_days import lines_of, place_of, session_of
from web.render import render
from web.retyped import REFUSED, again

RECORD, RESULT = "say_days/record.html", "say_days/result.html"
MOST_PRESENT = 100_000


async def _open_items(session: SaySession) -> list[SayItem]:
    """What was withdrawn or merged since needs no verdict any more."""
    return [one for one in await say_days.items_of(session) if one.concern.outcome is None]


async def ask(request: Request) -> Response:
    session = await session_of(request, Permission.SAY_HOLD)
    if session.stage is not SayStage.CALLED:
        return RedirectResponse(place_of(session), status_code=303)
    context = await _context(request, session)
    return render(request, RECORD, {**context, "form": forms.blank(), "blockers": ()})


async def _context(request: Request, session: SaySession) -> dict[str, object]:
    lines = lines_of(request, await _open_items(session))
    return {"session": session, "lines": lines, "verdicts": SayVerdict}


async def record(request: Request) -> Response:
    session, form = await session_of(request, Permission.SAY_HOLD), await request.form()
    if session.stage is not SayStage.CALLED:
        raise Stale(say_days.WHAT)
    items = await _open_items(session)
    try:
        with forms.reading(form) as read:
            held = SayRecord(
                present=read.whole("present", "请写来了多少人。", least=1, most=MOST_PRESENT),
                came=read.text("came", "请写来了哪些人，或者哪些方面的人。", most=2000, lines=True),
                said=read.text("said", "请写会上说了什么。", most=10_000, lines=True),
                agreed=_agreed(read, items),
            )
        await say_records.record(session, held, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, RECORD, await _context(request, session), form, refusal)
    return RedirectResponse(place_of(session), status_code=303)


def _agreed(read: Reader, items: Sequence[SayItem]) -> list[Agreed]:
    found = []
    for item in items:
        name = f"item-{item.id}"
        missing = "请记这一件采纳、部分采纳还是不采纳。"
        found.append(
            Agreed(
                item.id,
                read.choice(name, SayVerdict, missing),
                read.text(f"{name}-reason", "请写理由，说事人看得到。", most=1000, lines=True),
                read.text(f"{name}-carrying", most=1000, lines=True),
                read.maybe_day(f"{name}-by"),
                read.flag(f"{name}-matter"),
            )
        )
    return found


async def ask_result(request: Request) -> Response:
    context = await _of_item(request)
    return render(request, RESULT, {**context, "form": forms.blank(), "blockers": ()})


async def _of_item(request: Request) -> dict[str, object]:
    session = await session_of(request, Permission.SAY_HOLD)
    item = await say_days.item_of(session, request.path_params["item_id"])
    return {"session": session, "line": lines_of(request, [item])[0]}


async def note_result(request: Request) -> Response:
    session, form = await session_of(request, Permission.SAY_HOLD), await request.form()
    item = await say_days.item_of(session, request.path_params["item_id"])
    try:
        with forms.reading(form) as read:
            words = read.text("words", "请写后来办得怎样。", most=2000, lines=True)
        await say_records.note_result(item, words, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, RESULT, await _of_item(request), form, refusal)
    return RedirectResponse(place_of(session), status_code=303)
