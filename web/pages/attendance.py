"""登记到会: by name, a page at a time, with the counts that decide beside it; and the 签到表.

Nothing is chosen beforehand. What was saved stays; a page may be saved again.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import afar, attendance, floor, observing, present
from deliberation.attendance import SAME_HOUSEHOLD, Tick
from deliberation.models import AttendanceState, Meeting, MeetingStage, ObserverSide
from deliberation.present import Line
from village import clock, names
from village.models import Person
from village.permissions import Permission
from village.rules import Profile, Unit
from web import forms
from web.forms import Filled
from web.guards import actor_of
from web.hall import women
from web.pages import meeting_words as words
from web.pages.meetings import meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

TO_A_PAGE = 100
LONGEST = 60
TEMPLATE = "attendance/show.html"
STATES = {str(one): one for one in AttendanceState}


async def show(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    context = await _context(request, meeting, request.query_params)
    shown = context["rows"]
    form = _as_saved(shown if isinstance(shown, list) else [])
    return render(request, TEMPLATE, {**context, "form": form, "blockers": ()})


def _as_saved(lines: Sequence[Line]) -> Filled:
    saved: dict[str, object] = {}
    for one in lines:
        saved[f"s{one.entry.id}"] = "" if one.state is None else str(one.state)
        saved[f"w{one.entry.id}"] = "" if one.came_id is None else str(one.came_id)
    return forms.blank(**saved)


async def _context(
    request: Request, meeting: Meeting, asked: Mapping[str, object]
) -> dict[str, object]:
    """`asked` is the address or the form: which group, which page, which name."""
    lines = await present.lines_of(meeting)
    profile = await present.rules_of(meeting)
    group, q = str(asked.get("group", "")), str(asked.get("q", "")).strip()[:LONGEST]
    wanted = names.normal_query(q)
    chosen = [one for one in lines if not group or one.group == group]
    chosen = [one for one in chosen if not wanted or one.answers(wanted)]
    pages = max(1, -(-len(chosen) // TO_A_PAGE))
    number = min(max(1, _number(asked)), pages)
    rows = chosen[(number - 1) * TO_A_PAGE : number * TO_A_PAGE]
    counted = present.heads_of(lines, present.bar_of(profile, meeting))
    return {
        "meeting": meeting,
        "heads": words.heads(counted),
        "sentence": words.quorum_sentence(counted, meeting),
        "counted": counted,
        "groups": _groups(lines),
        "group": group,
        "q": q,
        "search": forms.blank(q=q),
        "rows": rows,
        "number": number,
        "pages": pages,
        "address": f"?{urlencode({'group': group, 'q': q})}&page=",
        "others": await _others(meeting, rows, profile),
        "by_household": meeting.unit is Unit.HOUSEHOLDS,
        "proxy": _proxy(meeting, profile),
        "afar": _afar(meeting, profile),
        "states": list(AttendanceState),
        "women": women(await floor.floor_of(meeting)),
        "observers": await observing.of_meeting(meeting.id),
        "sides": list(ObserverSide),
        "open": meeting.stage is MeetingStage.CALLED,
    }


def _number(asked: Mapping[str, object]) -> int:
    text = str(asked.get("page", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _groups(lines: Sequence[Line]) -> list[tuple[str, int, int]]:
    """Name, how many, how many not ticked yet; a village without groups has none to choose."""
    found: dict[str, list[Line]] = {}
    for one in lines:
        found.setdefault(one.group, []).append(one)
    if len(found) < 2:
        return []
    return [
        (name, len(group), sum(one.state is None for one in group))
        for name, group in found.items()
        if name
    ]


async def _others(
    meeting: Meeting, rows: Sequence[Line], profile: Profile
) -> dict[int, list[tuple[str, str]]]:
    """By entry: who may stand there for it. For a household its adults, the head first."""
    by_household = meeting.unit is Unit.HOUSEHOLDS
    if not by_household and profile.bodies[meeting.body].proxy.value != SAME_HOUSEHOLD:
        return {}
    homes = await attendance.adults_of(
        {one.household_id for one in rows if one.household_id is not None},
        clock.local_date(meeting.starts_at),
    )
    return {
        one.entry.id: [
            (str(who.id), who.name)
            for who in homes.get(one.household_id or 0, [])
            if _may_come(who, one, by_household)
        ]
        for one in rows
    }


def _may_come(who: Person, line: Line, by_household: bool) -> bool:
    return who.registered if by_household else who.id != line.entry.person_id


def _afar(meeting: Meeting, profile: Profile) -> bool:
    rules = profile.bodies[meeting.body]
    return afar.knows_proxies(meeting, rules) or bool(rules.online.value)


def _proxy(meeting: Meeting, profile: Profile) -> tuple[str, str]:
    """Whether somebody may stand in for another, in words, and on what basis."""
    rule = profile.bodies[meeting.body].proxy
    if meeting.unit is Unit.HOUSEHOLDS:
        return "一户来一位成年人就算到会。请选来的是谁。", ""
    if rule.value == SAME_HOUSEHOLD:
        return (
            "本人不能来的，可以书面委托同一户内的成年家人。请选来的是谁，委托书留底。",
            rule.basis,
        )
    return "要本人到会。别人代签、代投都不算，有书面委托也不行；来旁听的人登记为列席。", rule.basis


async def save(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_RECORD)
    plain = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        ticks = _ticks(form)
        await attendance.mark(meeting, ticks, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        context = await _context(request, meeting, plain)
        return again(request, TEMPLATE, context, form, refusal)
    return RedirectResponse(_next(meeting, plain), status_code=303)


def _next(meeting: Meeting, plain: Mapping[str, str]) -> str:
    """The same page again, with its counts: the clerk reads them before going on."""
    keep = {name: plain[name] for name in ("group", "q", "page") if plain.get(name)}
    return f"{place_of(meeting)}/attendance{f'?{urlencode(keep)}' if keep else ''}"


def _ticks(form: FormData) -> list[Tick]:
    """Rows that were on the page; `rest` turns those without a tick into absent ones."""
    with forms.reading(form) as read:
        shown = [int(one) for one in read.raw("shown").split(",") if one.isdigit()][:TO_A_PAGE]
        rest = read.flag("rest")
        ticks = []
        for key in dict.fromkeys(shown):
            state = read.maybe_pick(f"s{key}", STATES)
            if state is None and rest and read.fine(f"s{key}"):
                state = AttendanceState.ABSENT
            came = read.maybe_whole(f"w{key}", most=2**31 - 1)
            if state is not None:
                ticks.append(Tick(key, state, came))
        return ticks


async def observe(request: Request) -> Response:
    """Somebody who sits in: by name and side, never on the roll."""
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_RECORD)
    try:
        await observing.check_open(meeting)
        with forms.reading(form) as read:
            name = read.text("name", "请写列席的人的姓名。", most=40)
            side = read.choice("side", ObserverSide, "请选择是哪一方来的。")
            title = read.text("title", most=40)
        await observing.add(meeting, name, side, title, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, TEMPLATE, await _context(request, meeting, {}), form, refusal)
    return RedirectResponse(f"{place_of(meeting)}/attendance#observers", status_code=303)


async def unobserve(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    observer_id = request.path_params["observer_id"]
    await observing.remove(meeting, observer_id, actor_of(request), now=request.state.now)
    return RedirectResponse(f"{place_of(meeting)}/attendance#observers", status_code=303)


async def sheet(request: Request) -> Response:
    """签到表 on A4: everybody entitled, by group, with room to sign."""
    meeting = await meeting_of(request)
    require(request, Permission.REGISTER_VIEW)
    lines = await present.lines_of(meeting)
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.group, []).append(one)
    context = {
        "meeting": meeting,
        "when": words.when(meeting),
        "body": words.body_name(meeting),
        "groups": list(groups.items()),
        "size": len(lines),
        "by_household": meeting.unit is Unit.HOUSEHOLDS,
        "capacity": words.capacity,
        "observers": await observing.of_meeting(meeting.id),
    }
    return render(request, "attendance/sheet.html", context)
