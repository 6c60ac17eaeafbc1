"""A vote on the desk: drawn up, opened, stopped, declared, or thrown away with a reason."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import ballots, counting, declaring, hall, meeting_file, present, slips, tallying
from deliberation.ballots import Plan
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotKind,
    BallotStage,
    Meeting,
    VoteMethod,
)
from deliberation.tallying import Counted
from village.errors import NotFound
from village.permissions import Actor, Permission
from web import forms, typed
from web.forms import Reader
from web.guards import actor_of, village_of
from web.minutes_form import Here
from web.pages import meeting_words as words
from web.pages.meetings import may, meeting_of, require
from web.render import render
from web.retyped import REFUSED, again
from web.strip import Head

PREPARE, SHOW = "ballot/prepare.html", "ballot/desk.html"
METHODS = (VoteMethod.SECRET, VoteMethod.NAMED, VoteMethod.HANDS)
MOST_RECUSED = 4

VOIDING = {BallotStage.CLOSED: Permission.BALLOT_CLOSE}

Deed = Callable[..., Awaitable[object]]


async def ballot_of(request: Request) -> Ballot:
    """The vote in the address, for this desk; else it is not there."""
    actor, village = actor_of(request), village_of(request)
    return await ballots.for_officer(actor, village.id, request.path_params["ballot_id"])


def desk_of(ballot: Ballot) -> str:
    return f"/desk/{ballot.village.code}/ballots/{ballot.id}"


async def _item(request: Request, meeting: Meeting) -> AgendaItem:
    file = await meeting_file.file_of(meeting)
    wanted = request.path_params["item_id"]
    for item in file.items:
        if item.id == wanted:
            return item
    raise NotFound("这个议题")


async def _here(meeting: Meeting) -> Here:
    lines = await present.lines_of(meeting)
    return Here([one for one in lines if one.state is AttendanceState.PRESENT])


async def ask(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.BALLOT_RUN)
    item = await _item(request, meeting)
    context = _prepare(meeting, item, await _here(meeting))
    form = forms.blank(question=f"{item.decision.title}，您同意吗？", seats=1)
    return render(request, PREPARE, {**context, "form": form, "blockers": ()})


def _prepare(meeting: Meeting, item: AgendaItem, here: Here) -> dict[str, object]:
    return {
        "meeting": meeting,
        "item": item,
        "here": here,
        "methods": METHODS,
        "kinds": list(BallotKind),
        "places": range(1, MOST_RECUSED + 1),
    }


async def prepare(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.BALLOT_RUN)
    item, here = await _item(request, meeting), await _here(meeting)
    try:
        with forms.reading(form) as read:
            plan = _plan(read, here)
        ballot = await ballots.prepare(item, plan, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, PREPARE, _prepare(meeting, item, here), form, refusal)
    return RedirectResponse(desk_of(ballot), status_code=303)


def _plan(read: Reader, here: Here) -> Plan:
    method = read.pick("method", {str(one): one for one in METHODS}, "请选择怎样表决。")
    return Plan(
        method,
        read.text("question", "请写明要表决什么。", most=120),
        kind=read.choice("kind", BallotKind, "请选择票上印什么。"),
        options=read.text("options", most=4000, lines=True).splitlines(),
        seats=read.maybe_whole("seats", least=1, most=60) or 1,
        write_in=read.flag("write_in"),
        recused=_recused(read, here),
    )


def _recused(read: Reader, here: Here) -> dict[int, str]:
    found: dict[int, str] = {}
    for place in range(1, MOST_RECUSED + 1):
        said = typed.clean(read.raw(f"recused-{place}"))
        if not said:
            continue
        lines = here.find(said)
        if len(lines) != 1:
            text = "到会的人里没有这个名字，或者有同名的。同名的请在名字后面写上户号。"
            read.wrong(f"recused-{place}", text)
            continue
        why = read.text(f"why-{place}", "请写明为什么回避，例如承包人是他儿子。", most=100)
        found[lines[0].entry.id] = why
    return found


async def show(request: Request) -> Response:
    ballot = await ballot_of(request)
    context = await _context(request, ballot)
    return render(request, SHOW, {**context, "form": forms.blank(), "blockers": ()})


async def _context(request: Request, ballot: Ballot) -> dict[str, object]:
    votes = await hall.progress_of(ballot.meeting)
    is_told = ballot.stage is BallotStage.DECLARED
    told = await tallying.counted(ballot) if is_told else None
    found = await counting.rounds(ballot)
    return {
        "ballot": ballot,
        "vote": next((one for one in votes if one.ballot.id == ballot.id), None),
        "options": await ballots.options_of(ballot),
        "needs_count": await counting.is_needed(ballot),
        "rounds": found,
        "agreed": bool(found and found[-1].agreed),
        "result": words.frozen(ballot.item, (), ballot.meeting) if is_told else None,
        "votes_by_label": [] if told is None else _by_label(told),
        "piles_heads": await pile_heads(ballot),
        "by_hands": ballot.method is VoteMethod.HANDS,
        "may_run": may(request, Permission.BALLOT_RUN),
        "may_void": may(request, VOIDING.get(ballot.stage, Permission.BALLOT_RUN)),
    }


def _by_label(told: Counted) -> list[tuple[str, str]]:
    return [(told.labels[code], f"{votes} 票") for code, votes in told.totals.items()]


async def pile_heads(ballot: Ballot) -> list[Head]:
    piles = await slips.piles(ballot)
    found = [Head("印了", piles.printed), Head("发出", piles.issued), Head("还剩", piles.left)]
    return [*found, Head("作废", piles.void)] if piles.void else found


async def open_(request: Request) -> Response:
    return await _act(request, ballots.open_)


async def stop(request: Request) -> Response:
    return await _act(request, ballots.stop)


async def declare(request: Request) -> Response:
    return await _act(request, declaring.declare)


async def void(request: Request) -> Response:
    """By the clerk; once counting has begun by a supervisor, as the deed asks again."""
    stage = (await ballot_of(request)).stage
    require(request, VOIDING.get(stage, Permission.BALLOT_RUN))

    async def deed(ballot: Ballot, actor: Actor, *, now: datetime) -> None:
        with forms.reading(await request.form()) as read:
            why = read.text("why", "请写明为什么作废。", least=2, most=200)
        await ballots.void(ballot, why, actor, now=now)

    return await _act(request, deed)


async def _act(request: Request, deed: Deed) -> Response:
    ballot, form = await ballot_of(request), await request.form()
    try:
        await deed(ballot, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, SHOW, await _context(request, ballot), form, refusal)
    return RedirectResponse(desk_of(ballot), status_code=303)
