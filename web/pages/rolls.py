"""应到名单 of one meeting: who was entitled when it was called, and what was corrected since.

After the minutes stand nothing is corrected any more; the deed refuses it and so does the page.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import present, roll_changes
from deliberation.models import Meeting, MeetingStage
from deliberation.present import Line
from village import electors, rolls
from village.errors import NotFound
from village.models import Household, Person, Roll, RollEntry
from village.permissions import Permission
from web import finding, forms
from web.guards import actor_of, village_of
from web.pages import meeting_words as words
from web.pages.meetings import may, meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

TEMPLATE = "rolls/show.html"


async def show(request: Request) -> Response:
    meeting, roll = await _roll_of(request)
    context = await _context(request, meeting, roll)
    return render(request, TEMPLATE, {**context, "form": forms.blank(), "blockers": ()})


async def _roll_of(request: Request) -> tuple[Meeting, Roll]:
    meeting = await meeting_of(request)
    require(request, Permission.REGISTER_VIEW)
    if meeting.roll is None:
        raise NotFound("这份名单")
    return meeting, meeting.roll


async def _context(request: Request, meeting: Meeting, roll: Roll) -> dict[str, object]:
    village, actor = village_of(request), actor_of(request)
    lines = await present.lines_of(meeting)
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.group, []).append(one)
    asked = request.query_params.get("q", "")
    correctable = meeting.stage is MeetingStage.CALLED and may(request, Permission.ROLL_CORRECT)
    found = await finding.villagers(village, asked, actor) if correctable else None
    return {
        "meeting": meeting,
        "roll": roll,
        "groups": list(groups.items()),
        "size": len(lines),
        "measure": words.measure(meeting),
        "by_household": electors.by_household(roll.kind),
        "corrections": await _corrections(roll),
        "correctable": correctable,
        "found": found,
        "capacity": words.capacity,
    }


async def _corrections(roll: Roll) -> list[tuple[object, str]]:
    """Each correction with the name of the one it concerns."""
    rows = await rolls.corrections(roll)
    added = {one.correction_id: one for one in await _entries(roll) if one.correction_id}
    struck = {one.id: one for one in await _entries(roll)}
    return [(row, _name(added.get(row.id) or struck.get(row.struck_id or 0))) for row in rows]


async def _entries(roll: Roll) -> list[RollEntry]:
    return await RollEntry.filter(roll_id=roll.id).select_related("person", "household")


def _name(entry: RollEntry | None) -> str:
    if entry is None:
        return ""
    if entry.person is not None:
        return entry.person.name
    return "" if entry.household is None else f"户号 {entry.household.number}"


async def add(request: Request) -> Response:
    meeting, roll = await _roll_of(request)
    require(request, Permission.ROLL_CORRECT)
    form = await request.form()
    try:
        with forms.reading(form) as read:
            person_id = read.whole("person", "请选择要补入的人。", most=2**31 - 1)
            reason = read.text("reason", "请写明为什么补入。", least=2, most=200)
        who = await _who(meeting, roll, person_id)
        await roll_changes.add(meeting, who, reason, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return await _refused(request, meeting, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/roll", status_code=303)


async def _who(meeting: Meeting, roll: Roll, person_id: int) -> Person | Household:
    """The person chosen, or where households count the household."""
    found = Person.filter(id=person_id, village_id=meeting.village_id).select_related("household")
    person = await found.first()
    if person is None:
        raise NotFound("这个人")
    if not electors.by_household(roll.kind):
        return person
    if person.household is None:
        raise NotFound("这个人所在的户")
    return person.household


async def ask_strike(request: Request) -> Response:
    meeting, roll = await _roll_of(request)
    require(request, Permission.ROLL_CORRECT)
    line = await _line(request, meeting)
    context = {"meeting": meeting, "roll": roll, "line": line}
    return render(request, "rolls/strike.html", {**context, "form": forms.blank(), "blockers": ()})


async def _line(request: Request, meeting: Meeting) -> Line:
    asked = request.path_params["entry_id"]
    for one in await present.lines_of(meeting):
        if one.entry.id == asked:
            return one
    raise NotFound("名单上的这个人")


async def strike(request: Request) -> Response:
    meeting, roll = await _roll_of(request)
    require(request, Permission.ROLL_CORRECT)
    line, form = await _line(request, meeting), await request.form()
    try:
        with forms.reading(form) as read:
            reason = read.text("reason", "请写明为什么划去。", least=2, most=200)
        actor, now = actor_of(request), request.state.now
        await roll_changes.strike(meeting, line.entry.id, reason, actor, now=now)
    except REFUSED as refusal:
        context = {"meeting": meeting, "roll": roll, "line": line}
        return again(request, "rolls/strike.html", context, form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/roll", status_code=303)


async def _refused(
    request: Request, meeting: Meeting, form: FormData, refusal: Exception
) -> Response:
    if not isinstance(refusal, REFUSED) or meeting.roll is None:
        raise refusal
    context = await _context(request, meeting, meeting.roll)
    return again(request, TEMPLATE, context, form, refusal)
