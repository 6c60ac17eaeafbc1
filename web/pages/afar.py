"""委托和网上参加: the clerk ticks, one name at a time, who takes part without being in the hall.

Only bodies whose rules know it have anything to tick; for all others the page says why not.
"""

from collections.abc import Mapping, Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import afar, attendance, floor, present
from deliberation.floor import PRESENT
from deliberation.models import Meeting, MeetingStage
from deliberation.present import Line
from village import clock, names
from village.errors import InvalidInput, NotFound
from village.permissions import Permission
from web import forms
from web.guards import actor_of
from web.hall import apart, heads
from web.pages.meetings import meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "attendance/afar.html"
MOST_FOUND = 20
LONGEST = 60


async def show(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    context = await _context(request, meeting, request.query_params)
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def _context(
    request: Request, meeting: Meeting, asked: Mapping[str, object]
) -> dict[str, object]:
    if meeting.roll_id is None:
        raise NotFound("这份名单")
    rules = await afar.rules_of(meeting)
    lines = await present.lines_of(meeting)
    q = str(asked.get("q", "")).strip()[:LONGEST]
    wanted = names.normal_query(q)
    found = [one for one in lines if wanted and one.answers(wanted)]
    counted = await floor.floor_of(meeting)
    today = clock.local_date(request.state.now)
    on_day = clock.local_date(meeting.starts_at) <= today
    return {
        "meeting": meeting,
        "rules": rules,
        "proxies": afar.knows_proxies(meeting, rules),
        "heads": heads(counted),
        "apart": apart(counted),
        "ticks": on_day and meeting.stage is MeetingStage.CALLED,
        "on_day": on_day,
        "q": q,
        "search": forms.blank(q=q),
        "found": found[:MOST_FOUND],
        "more": max(0, len(found) - MOST_FOUND),
        "family": await _family(meeting, found[:MOST_FOUND]),
        "away": [one for one in lines if one.state is PRESENT and (one.remote or one.came_id)],
    }


async def _family(meeting: Meeting, lines: Sequence[Line]) -> dict[int, list[tuple[str, str]]]:
    """By entry: the adults of the same household who may come with a letter."""
    homes = await attendance.adults_of(
        {one.household_id for one in lines if one.household_id is not None},
        clock.local_date(meeting.starts_at),
    )
    return {
        one.entry.id: [
            (str(who.id), who.name)
            for who in homes.get(one.household_id or 0, [])
            if who.id != one.entry.person_id
        ]
        for one in lines
    }


async def save(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_RECORD)
    plain = {name: value for name, value in form.items() if isinstance(value, str)}
    if request.path_params["entry_id"] not in {one.id for one in await floor.entries_of(meeting)}:
        raise NotFound("名册上的这个人")
    try:
        await _tick(request, meeting, form)
    except REFUSED as refusal:
        context = await _context(request, meeting, plain)
        return again(request, TEMPLATE, context, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/afar", status_code=303)


def _chosen(form: FormData, entry_id: int) -> int:
    """The form may not be on the page any more, so that a mistake belongs to the whole of it."""
    said = form.get(f"who-{entry_id}")
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    raise InvalidInput({"": "请选受托的是哪一位家人。"})


async def _tick(request: Request, meeting: Meeting, form: FormData) -> None:
    entry_id, actor = request.path_params["entry_id"], actor_of(request)
    way, now = form.get("way"), request.state.now
    if way == "proxy":
        written = form.get(f"written-{entry_id}") == "yes"
        person_id = _chosen(form, entry_id)
        await afar.stand_in(meeting, entry_id, person_id, actor, written=written, now=now)
        return
    deeds = {"online": afar.online, "self": afar.in_person, "absent": afar.not_here}
    deed = deeds.get(way if isinstance(way, str) else "")
    if deed is None:
        raise InvalidInput({"": "没有登记：请点“登记委托”或者“登记网上参加”。"})
    await deed(meeting, entry_id, actor, now=now)
