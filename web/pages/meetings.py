"""Meetings on the desk: the list, one meeting with what is to be done next, calling it off."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import calling, cycle, meeting_file, meetings, minutes, present
from deliberation.dossier import dossier_of
from deliberation.meeting_file import MeetingFile
from deliberation.models import Meeting, MeetingStage
from deliberation.present import Heads
from village import clock, evidence
from village.errors import Blocker
from village.models import Evidence
from village.permissions import Permission
from web import forms, repeats
from web.guards import actor_of, village_of
from web.pages import meeting_words as words
from web.pages import paper_words
from web.pages.people import page_of
from web.render import render
from web.retyped import REFUSED, again
from web.strip import Head, Link, StepState, StripStep

P = Permission
TO_A_PAGE = 40


async def meeting_of(request: Request) -> Meeting:
    """The meeting in the address, for this office and this village; else it is not there."""
    village, actor = village_of(request), actor_of(request)
    return await meetings.visible_to(actor, village.id, request.path_params["meeting_id"])


def place_of(meeting: Meeting) -> str:
    return f"/desk/{meeting.village.code}/meetings/{meeting.id}"


def may(request: Request, permission: Permission) -> bool:
    village = village_of(request)
    return actor_of(request).may(permission, village.id, village.township_id)


def require(request: Request, permission: Permission) -> None:
    """Asked before a form is read: the wrong office is told so, whatever it sent."""
    village = village_of(request)
    actor_of(request).require(permission, village.id, village.township_id)


async def index(request: Request) -> Response:
    village, actor = village_of(request), actor_of(request)
    actor.require(P.DESK_VIEW, village.id, village.township_id)
    number = page_of(request)
    pages = max(1, -(-await meeting_file.how_many(village.id) // TO_A_PAGE))
    found = await meeting_file.listed(village.id, skip=(number - 1) * TO_A_PAGE, most=TO_A_PAGE)
    context = {
        "meetings": found,
        "number": number,
        "pages": pages,
        "may_call": may(request, P.MEETING_CALL),
        "body_name": words.body_name,
    }
    return render(request, "meetings/index.html", context)


async def show(request: Request) -> Response:
    meeting = await meeting_of(request)
    return render(request, "meetings/show.html", await _context(request, meeting))


async def _context(request: Request, meeting: Meeting) -> dict[str, object]:
    lines = await present.lines_of(meeting)
    profile = await present.rules_of(meeting)
    counted = present.heads_of(lines, present.bar_of(profile, meeting))
    file = await meeting_file.file_of(meeting)
    photos = await _photos(request, meeting)
    todo = _todo(_things(request, meeting, counted, len(photos)))
    return {
        "meeting": meeting,
        "when": words.when(meeting),
        "body": words.body_name(meeting),
        "measure": words.measure(meeting),
        "counted": counted,
        "file": file,
        "results": [words.frozen(one, file.recused.get(one.id, ()), meeting) for one in file.items],
        "todo": [step for step, _ in todo],
        "targets": {step.name: href for step, href in todo},
        "missing": await _missing(request, meeting, file),
        "double": words.double_seats(lines),
        "photos": photos,
        "repeats": await repeats.about(meeting.village_id, [f"meeting:{meeting.id}"]),
        "papers": await paper_words.of_meeting(meeting, file.items),
        "linked": await meetings.linked(meeting),
        "may_adjourn": may(request, P.MEETING_RECORD) and too_few(meeting, counted, request),
        "over": words.over(meeting),
        "held_heads": _held_heads(meeting),
        "may_call": may(request, P.MEETING_CALL),
        "may_record": may(request, P.MEETING_RECORD),
        "may_list": may(request, P.REGISTER_VIEW),
        "form": forms.blank(),
        "blockers": (),
    }


def too_few(meeting: Meeting, counted: Heads, request: Request) -> bool:
    """Whether the sitting could be declared to have failed: its hour has come, and heads miss."""
    begun = meeting.stage is MeetingStage.CALLED and meeting.starts_at <= request.state.now
    return begun and meeting.roll_id is not None and counted.missing > 0


async def _photos(request: Request, meeting: Meeting) -> list[Evidence]:
    if not may(request, P.EVIDENCE_VIEW):
        return []
    return await evidence.about(meeting.village, [f"meeting:{meeting.id}"])


async def _missing(request: Request, meeting: Meeting, file: MeetingFile) -> list[Blocker]:
    """What the matters still lack besides this very meeting."""
    if meeting.stage is not MeetingStage.CALLED:
        return []
    today = clock.local_date(request.state.now)
    found: list[Blocker] = []
    for item in file.items:
        dossier = await dossier_of(item.decision, today=today)
        without_meetings = replace(dossier, sittings={})
        found += [one for one in cycle.blockers(without_meetings) if one.code != "no-meeting"]
    return calling.distinct(found)


def _held_heads(meeting: Meeting) -> list[Head]:
    if not words.over(meeting):
        return []
    heads = [Head("应到", meeting.entitled or 0), Head("实到", meeting.present or 0)]
    if meeting.women_entitled:
        heads.append(Head("妇女代表应到", meeting.women_entitled))
        heads.append(Head("妇女代表实到", meeting.women_present or 0))
    return heads


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the three things to do; `href` is empty while it cannot be done."""

    name: str
    line: str
    done: bool
    href: str


def _things(request: Request, meeting: Meeting, counted: Heads, photos: int) -> list[Thing]:
    """登记到会 → 登记表决和记录 → 传照片."""
    if meeting.stage is MeetingStage.CANCELLED or not may(request, P.MEETING_RECORD):
        return []
    here, begun = place_of(meeting), meeting.starts_at <= request.state.now
    on_day = clock.local_date(meeting.starts_at) <= clock.local_date(request.state.now)
    over, has_roll = words.over(meeting), meeting.roll_id is not None
    ticked = over or not has_roll or counted.open == 0
    count = "写主持人、票数和决议，先看一眼结果再登记。" if begun else "会开过以后才能登记。"
    shots = f"已经传了 {photos} 张。" if photos else "签到表要拍一张，会议记录也可以拍。"
    return [
        Thing(
            "登记到会",
            _ticked_line(meeting, counted) if on_day else "开会当天起可以登记。",
            ticked,
            f"{here}/attendance" if on_day and has_roll and not over else "",
        ),
        Thing("登记表决和记录", count, over, f"{here}/minutes" if begun and not over else ""),
        Thing("传照片", shots, photos > 0, f"{here}/photos" if on_day else ""),
    ]


def _todo(things: list[Thing]) -> list[tuple[StripStep, str]]:
    """As steps, each with its address; the first that is open and not done is the one to do."""
    turn = next((one for one in things if one.href and not one.done), None)
    found = []
    for one in things:
        state: StepState = "done" if one.done else ("now" if one is turn else "later")
        links = (Link(one.href, one.name),) if one.href and one is not turn else ()
        found.append((StripStep(one.name, state, lines=(one.line,), links=links), one.href))
    return found


def _ticked_line(meeting: Meeting, counted: Heads) -> str:
    if meeting.roll_id is None:
        return "听证会没有固定名册，在下一步里填应到、实到人数。"
    said = words.quorum_sentence(counted, meeting)
    return f"{said}还有 {counted.open} 个名字没有登记。" if counted.open else said


async def ask_cancel(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, P.MEETING_CALL)
    context = {"meeting": meeting, "form": forms.blank(), "blockers": ()}
    return render(request, "meetings/cancel.html", context)


async def cancel(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, P.MEETING_CALL)
    try:
        with forms.reading(form) as read:
            why = read.text("why", "请写明为什么取消。", least=2, most=200)
        await meetings.cancel(meeting, why, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "meetings/cancel.html", {"meeting": meeting}, form, refusal)
    return RedirectResponse(place_of(meeting), status_code=303)


async def ask_correction(request: Request) -> Response:
    meeting = await meeting_of(request)
    require(request, P.MEETING_RECORD)
    context = {"meeting": meeting, "form": forms.blank(), "blockers": ()}
    return render(request, "meetings/correct.html", context)


async def correct(request: Request) -> Response:
    meeting, form = await meeting_of(request), await request.form()
    require(request, P.MEETING_RECORD)
    try:
        with forms.reading(form) as read:
            ask = "请写明哪里记错了，应当是什么。"
            text = read.text("text", ask, least=4, most=2000, lines=True)
        await minutes.correct(meeting, text, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return again(request, "meetings/correct.html", {"meeting": meeting}, form, refusal)
    return RedirectResponse(place_of(meeting), status_code=303)
