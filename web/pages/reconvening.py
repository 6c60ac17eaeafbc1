"""Too few came: 宣布流会, which is put on record, and then 改期, which calls the sitting again.

Two steps on two pages: that it failed is recorded also while nobody knows the new day yet.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import adjourning, drafting, meetings, present
from deliberation.models import Meeting, MeetingStage
from deliberation.present import Heads
from village import clock
from village.permissions import Permission
from village.rules import Profile
from web import forms
from web.guards import actor_of
from web.pages import calling
from web.pages import meeting_words as words
from web.pages.meetings import may, meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

ADJOURN, RECONVENE = "meetings/adjourn.html", "meetings/reconvene.html"
AGAIN = "（改期）"
FAILED = "到会人数不够，会议没有开成，没有作出决定。"


async def ask(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    if meeting.stage is not MeetingStage.CALLED:
        return RedirectResponse(place_of(meeting), status_code=303)
    draft = await drafting.drafted(meeting)
    form = forms.blank(text=f"{draft.text}\n{FAILED}")
    return render(request, ADJOURN, {**await _sat(request, meeting), "form": form, "blockers": ()})


async def _sat(request: Request, meeting: Meeting) -> dict[str, object]:
    """Who came, as counted by the rules the meeting was called under."""
    lines = await present.lines_of(meeting)
    profile = await present.rules_of(meeting)
    counted: Heads = present.heads_of(lines, present.bar_of(profile, meeting))
    now = request.state.now
    late = clock.local_date(now) > clock.local_date(meeting.starts_at)
    return {
        "meeting": meeting,
        "heads": words.heads(counted),
        "sentence": words.quorum_sentence(counted, meeting),
        "counted": counted,
        "to_come": meeting.starts_at > now,
        "asks_reason": late and not meeting.late_reason,
    }


async def adjourn(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_RECORD)
    try:
        with forms.reading(form) as read:
            text = read.text("text", "请写明当时的情况。", least=4, most=8000, lines=True)
            why = read.text("late_reason", most=200)
        actor, now = actor_of(request), request.state.now
        await adjourning.adjourn(meeting, text, actor, now=now, late_reason=why)
    except REFUSED as refusal:
        return again(request, ADJOURN, await _sat(request, meeting), form, refusal)
    next_page = "/reconvene" if may(request, Permission.MEETING_CALL) else ""
    return RedirectResponse(f"{place_of(meeting)}{next_page}", status_code=303)


async def ask_again(request: Request) -> Response:
    failed = await meeting_of(request)
    require(request, Permission.MEETING_CALL)
    after = (await meetings.linked(failed)).after
    if failed.stage is not MeetingStage.FAILED or after is not None:
        return RedirectResponse(place_of(after or failed), status_code=303)
    form = forms.blank(
        title=failed.title.removesuffix(AGAIN) + AGAIN,
        place=failed.place,
        notified_on=clock.local_date(request.state.now),
        notified_how=failed.notified_how,
    )
    context = await _new_sitting(request, failed)
    return render(request, RECONVENE, {**context, "form": form, "blockers": ()})


async def _new_sitting(request: Request, failed: Meeting) -> dict[str, object]:
    profile: Profile = await present.rules_of(failed)
    body = profile.bodies[failed.body]
    days, today = body.notice_days.value, clock.local_date(request.state.now)
    return {
        "meeting": failed,
        "measure": words.measure(failed),
        "body": body,
        "agenda": await meetings.left_to_decide(failed),
        "earliest": None if days is None else today + timedelta(days=days),
    }


async def reconvene(request: Request) -> Response:
    failed, form = await meeting_of(request), await request.form()
    require(request, Permission.MEETING_CALL)
    if not await meetings.left_to_decide(failed):
        return RedirectResponse(place_of(failed), status_code=303)
    try:
        with forms.reading(form) as read:
            asked = calling.told(read, failed.body, failed.unit, failed.group, ())
        made = await meetings.reconvene(failed, asked, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, RECONVENE, await _new_sitting(request, failed), form, refusal)
    return RedirectResponse(place_of(made), status_code=303)
