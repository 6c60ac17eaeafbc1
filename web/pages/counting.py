"""监票、计票, each on one's own device: confirm that a vote is closed, enter what one counted.

Nobody sees another's numbers before both are in. Tellers the meeting chose need no office.
"""

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import ballots, counting, hall, meeting_file, present, slips
from deliberation.casting import WRITE
from deliberation.counting import Round
from deliberation.models import Ballot, BallotStage, Meeting, TellerRole, VoteMethod
from deliberation.reconciling import Sheet
from village.errors import NotFound
from village.models import Person
from village.permissions import GRANTS, Permission
from web import forms, typed
from web.guards import actor_of, prove_first, village_of
from web.pages.meetings import meeting_of, place_of, require
from web.pages.minutes import people_of
from web.render import path_of, render
from web.retyped import REFUSED, again

COUNT, CLOSE, TELLERS = "counting/count.html", "counting/close.html", "counting/tellers.html"
WRITTEN = 6  # lines for names that were written in
HELPING = (Permission.BALLOT_COUNT, Permission.BALLOT_CLOSE)
FIELDS = (
    ("scrutineer-1", TellerRole.SCRUTINEER),
    ("scrutineer-2", TellerRole.SCRUTINEER),
    ("caller-1", TellerRole.CALLER),
    ("counter-1", TellerRole.COUNTER),
    ("counter-2", TellerRole.COUNTER),
)


def _office_first(request: Request) -> Response | None:
    """Somebody whose office may, but who has shown only the pass: to the password and back."""
    village, actor = village_of(request), actor_of(request)
    held = [one for one in request.state.held if one.covers(village.id, village.township_id)]
    able = [one for one in held if GRANTS[one.office].intersection(HELPING)]
    if not able or any(one in actor.seats for one in able):
        return None
    back = quote(_here(request) if request.method == "POST" else path_of(request), safe="")
    return RedirectResponse(f"/enter/office?back={back}", status_code=303)


def _here(request: Request) -> str:
    return str(request.url.path)


async def _ballot(request: Request, permission: Permission, *roles: TellerRole) -> Ballot:
    """For an office that may, or a teller of the meeting in one of these roles."""
    actor, village = actor_of(request), village_of(request)
    ballot = await ballots.for_officer(actor, village.id, request.path_params["ballot_id"])
    if not await hall.is_teller(ballot.meeting_id, actor, *roles):
        actor.require(permission, village.id, village.township_id)
    return ballot


async def _to_close(request: Request) -> Ballot:
    return await _ballot(request, Permission.BALLOT_CLOSE, TellerRole.SCRUTINEER)


async def _to_count(request: Request) -> Ballot:
    return await _ballot(request, Permission.BALLOT_COUNT)


async def index(request: Request) -> Response:
    """The votes of a meeting that wait for somebody to confirm or to count."""
    if elsewhere := _office_first(request):
        return elsewhere
    village = village_of(request)
    found = await ballots.of_meeting(request.path_params["meeting_id"])
    if not found or found[0].village_id != village.id:
        raise NotFound("要监票、计票的表决")
    await ballots.for_officer(actor_of(request), village.id, found[0].id)
    waiting = [one for one in found if one.stage in (BallotStage.CLOSING, BallotStage.CLOSED)]
    context = {"meeting": found[0].meeting, "ballots": waiting}
    return render(request, "counting/index.html", context)


async def ask_close(request: Request) -> Response:
    if elsewhere := _office_first(request) or prove_first(request, _here(request)):
        return elsewhere
    context = await _closing(await _to_close(request))
    return render(request, CLOSE, {**context, "form": forms.blank(), "blockers": ()})


async def _closing(ballot: Ballot) -> dict[str, object]:
    stopper = await Person.get_or_none(id=ballot.stopped_by_id or 0)
    return {
        "ballot": ballot,
        "piles": await slips.piles(ballot),
        "stopper": "" if stopper is None else stopper.name,
    }


async def close(request: Request) -> Response:
    if elsewhere := _office_first(request) or prove_first(request, _here(request)):
        return elsewhere
    ballot, form = await _to_close(request), await request.form()
    try:
        await ballots.confirm_close(ballot, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, CLOSE, await _closing(ballot), form, refusal)
    return RedirectResponse(_here(request), status_code=303)


async def ask_count(request: Request) -> Response:
    if elsewhere := _office_first(request):
        return elsewhere
    context = await _counting(request, await _to_count(request))
    return render(request, COUNT, {**context, "form": forms.blank(), "blockers": ()})


async def _counting(request: Request, ballot: Ballot) -> dict[str, object]:
    rounds = await counting.visible_to(actor_of(request), ballot)
    number = counting.current(await counting.rounds(ballot))
    mine = actor_of(request).person_id
    done = any(
        row.counter_id == mine for one in rounds for row in one.sheets if one.number == number
    )
    options = await ballots.options_of(ballot)
    return {
        "ballot": ballot,
        "options": options,
        "by_hands": ballot.method is VoteMethod.HANDS,
        "needed": await counting.is_needed(ballot),
        "piles": await slips.piles(ballot),
        "turn": number,
        "done": done,
        "agreed": bool(rounds and rounds[-1].agreed),
        "before": [_told(one, dict(options)) for one in rounds if one.complete],
        "written": range(1, WRITTEN + 1) if ballot.write_in else (),
        "closed": ballot.stage is BallotStage.CLOSED,
    }


def _told(one: Round, labels: dict[str, str]) -> tuple[int, bool, list[tuple[str, str]]]:
    """A finished round: its number, whether both agreed, and who entered what."""
    lines = []
    for row in one.sheets:
        sheet = counting.sheet_of(row)
        printed = list(labels)
        votes = sorted(
            sheet.votes.items(),
            key=lambda one: printed.index(one[0]) if one[0] in labels else len(printed),
        )
        said = [f"{labels.get(code, code.removeprefix(WRITE))} {n}" for code, n in votes]
        said += [f"废票 {sheet.spoiled}", f"收回 {sheet.returned}"]
        lines.append((row.counter.name, "，".join(said)))
    return one.number, bool(one.agreed), lines


async def count(request: Request) -> Response:
    if elsewhere := _office_first(request):
        return elsewhere
    ballot, form = await _to_count(request), await request.form()
    try:
        sheet = await _sheet(ballot, form)
        await counting.enter(ballot, sheet, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, COUNT, await _counting(request, ballot), form, refusal)
    return RedirectResponse(_here(request), status_code=303)


async def _sheet(ballot: Ballot, form: FormData) -> Sheet:
    """A number nobody wrote is asked for: an empty field must not become a nought."""
    missing = "请填写，没有的填 0。"
    with forms.reading(form) as read:
        votes = {
            code: read.whole(f"votes-{code}", missing)
            for code, _ in await ballots.options_of(ballot)
        }
        for place in range(1, WRITTEN + 1):
            name = typed.clean(read.raw(f"name-{place}"))
            if name:
                votes[WRITE + name] = read.whole(f"written-{place}", missing)
        if ballot.method is VoteMethod.HANDS:
            return Sheet(votes)
        rest = (read.whole(one, missing) for one in ("returned", "missing", "unused", "spoiled"))
        return Sheet(votes, *rest)


async def ask_tellers(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.BALLOT_RUN)
    context = await _choosing(meeting)
    return render(request, TELLERS, {**context, "form": forms.blank(), "blockers": ()})


async def _choosing(meeting: Meeting) -> dict[str, object]:
    people = await _offered(meeting)
    file = await meeting_file.file_of(meeting)
    return {"meeting": meeting, "people": list(people.items()), "chosen": file.tellers}


async def _offered(meeting: Meeting) -> dict[str, str]:
    lines = await present.lines_of(meeting)
    return await people_of(meeting, [one for one in lines if one.state == "present"])


async def appoint(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.BALLOT_RUN)
    offered = {key: int(key) for key in await _offered(meeting)}
    try:
        with forms.reading(form) as read:
            named = [(read.maybe_pick(field, offered), role) for field, role in FIELDS]
        chosen = [(who, role) for who, role in named if who is not None]
        await counting.appoint(meeting, chosen, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TELLERS, await _choosing(meeting), form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/doors", status_code=303)
