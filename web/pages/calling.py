"""Calling a meeting: first what it is about, then one page with the numbers that matter.

Body and unit are never chosen: they follow from the matter and its step.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import agenda, decisions, meetings
from deliberation.agenda import Waiting
from deliberation.calling import ROLLS, VOTING, Call
from deliberation.models import CycleStep, Decision
from village import clock, electors
from village.errors import NotFound
from village.models import Group, Village
from village.permissions import Office, Permission
from village.rules import Body, Unit
from web import forms
from web.forms import Reader
from web.guards import LARGEST_ID, actor_of, village_of
from web.pages.meetings import require
from web.render import render
from web.retyped import REFUSED, again

FORM = "meetings/new.html"
OTHERS = tuple(body for body in VOTING if body is not Body.GROUP_MEETING)
STEPS = {str(step): step for step in CycleStep}


async def new(request: Request) -> Response:
    """Without a matter in the address: the list of what waits for a meeting."""
    village = village_of(request)
    require(request, Permission.MEETING_CALL)
    asked = request.query_params
    if "decision" not in asked:
        found = await agenda.waiting(village)
        return render(request, "meetings/choose.html", {"waiting": found, "hear": CycleStep.HEAR})
    first = await _first(request, f"{asked['decision']}-{asked.get('step', '')}")
    today = clock.local_date(request.state.now)
    context = await _context(village, first, today)
    form = forms.blank(
        agenda=[first.key],
        title=await _title(village, first, today),
        place=await _usual_place(village, first),
        notified_on=today,
        notified_how="广播、张贴、微信群",
    )
    return render(request, FORM, {**context, "form": form, "blockers": ()})


async def _first(request: Request, key: str) -> Waiting:
    """The matter and step named in the address or the form, through the door."""
    village, actor = village_of(request), actor_of(request)
    number, _, code = key.partition("-")
    if not number.isdigit() or int(number) > LARGEST_ID or code not in STEPS:
        raise NotFound("这个议题")
    decision = await decisions.visible_to(actor, village.id, int(number))
    return await agenda.one(decision, STEPS[code])


async def _context(village: Village, first: Waiting, today: date) -> dict[str, object]:
    others = [one for one in await agenda.waiting(village) if one.table == first.table]
    shared = [first] + [one for one in others if one.key != first.key and one.called is None]
    body = first.profile.bodies[first.body]
    needed = body.notice_days
    return {
        "first": first,
        "shared": shared if first.step is not CycleStep.HEAR else [first],
        "options": [(one.key, one.decision.title, one.step.label) for one in shared],
        "body": body,
        "earliest": None if needed.value is None else today + timedelta(days=needed.value),
        "voting": [(str(one), one.label) for one in OTHERS if one is not first.body],
        "resolving": first.step is CycleStep.RESOLVE,
        "failed": await meetings.failed_before(first.decision.id, first.step),
        **await _numbers(village, first, today),
    }


async def _numbers(village: Village, first: Waiting, today: date) -> dict[str, object]:
    """Who counts as the register stands now; the roll itself is frozen when it is sent."""
    kind = ROLLS.get((first.body, first.unit))
    if kind is None:
        return {
            "kind": None,
            "entitled": 0,
            "apart": "",
            "needed": None,
            "quorum": None,
            "doubts": (),
        }
    who = await electors.of(village, kind, group=first.group, day=today, profile=first.profile)
    bar = first.profile.bodies[first.body].quorum[first.profile.bodies[first.body].unit(first.unit)]
    seats = [one for one in who if Office.REPRESENTATIVE in one.offices]
    apart = ""
    if first.body is Body.REPRESENTATIVE_ASSEMBLY:
        apart = f"村民代表 {len(seats)} 人，村民委员会成员 {len(who) - len(seats)} 人"
    return {
        "kind": kind,
        "entitled": len(who),
        "apart": apart,
        "quorum": bar,
        "needed": None if bar.value is None else bar.value.needed(len(who)),
        "doubts": await electors.doubts(village, kind, today),
    }


async def _title(village: Village, first: Waiting, today: date) -> str:
    """柳湾村第三届村民代表会议 2026 年第 4 次会议; a hearing is named after its matter."""
    if first.body is Body.HEARING:
        return f"“{first.decision.title}”听证会"
    group = "" if first.group is None else first.group.name
    term = village.term if first.body is Body.REPRESENTATIVE_ASSEMBLY else ""
    number = await agenda.number_in_year(village, first, today.year)
    body = first.body.label
    if village.name.endswith("村") and not (group or term) and not body.startswith("村民"):
        body = body.removeprefix("村")
    return f"{village.name}{group}{term}{body} {today.year} 年第 {number} 次会议"


async def _usual_place(village: Village, first: Waiting) -> str:
    last = await agenda.last_of_body(village, first)
    return "" if last is None else last.place


async def create(request: Request) -> Response:
    village, form = village_of(request), await request.form()
    require(request, Permission.MEETING_CALL)
    first = await _first(request, str(form.get("first", "")))
    today = clock.local_date(request.state.now)
    context = await _context(village, first, today)
    try:
        asked = await _read(request, form, first)
        meeting = await meetings.call(village, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, FORM, context, form, refusal)
    return RedirectResponse(f"/desk/{village.code}/meetings/{meeting.id}", status_code=303)


async def _read(request: Request, form: FormData, first: Waiting) -> Call:
    keys = [key for key in dict.fromkeys(form.getlist("agenda")) if isinstance(key, str)]
    items = [await _first(request, key) for key in keys]
    with forms.reading(form) as read:
        if not items:
            read.wrong("agenda", "请至少选一个议题。")
        other = read.maybe_choice("body", Body) if first.step is CycleStep.RESOLVE else None
        agenda = tuple((one.decision, one.step) for one in items)
        return told(read, other or first.body, first.unit, first.group, agenda)


def told(
    read: Reader,
    body: Body,
    unit: Unit,
    group: Group | None,
    agenda: Sequence[tuple[Decision, CycleStep]],
) -> Call:
    """When, where and how people were told, as it stands in the form."""
    return Call(
        body=body,
        unit=unit,
        title=read.text("title", "请写会议的名称。", least=2, most=100),
        place=read.text("place", "请写在哪里开会。", most=80),
        starts_at=read.moment("starts_at", "请填写开会的日期和时间。"),
        notified_on=read.day("notified_on", "请填写哪一天通知的。"),
        notified_how=read.text("notified_how", "请写怎样通知的，例如广播、入户。", most=100),
        agenda=tuple(agenda),
        group=group,
        ad_hoc_reason=read.text("ad_hoc_reason", most=200),
        late_reason=read.text("late_reason", most=200),
    )
