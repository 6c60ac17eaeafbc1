"""会议记录 on A4: every field of the paper form, drawn from the record and nothing else."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from deliberation import meeting_file, present
from deliberation.models import AttendanceState, Meeting
from deliberation.present import Line
from village import clock, evidence, offices, rolls
from village.models import Person
from web import seals
from web.guards import village_of
from web.pages import meeting_words as words
from web.pages.meetings import meeting_of
from web.render import render

NAMES_ON_PAPER = 150  # above that the sign-in sheet says it; the record gives the number


async def show(request: Request) -> Response:
    village, meeting = village_of(request), await meeting_of(request)
    file = await meeting_file.file_of(meeting)
    lines = await present.lines_of(meeting)
    day = clock.local_date(meeting.starts_at)
    context = {
        "meeting": meeting,
        "when": words.when(meeting),
        "body": words.body_name(meeting),
        "measure": words.measure(meeting),
        "signed": words.signed_by(meeting),
        "over": words.over(meeting),
        "file": file,
        "results": [words.frozen(one, file.recused.get(one.id, ()), meeting) for one in file.items],
        "chair": await _with_offices(meeting, meeting.chair, day),
        "recorder": await _with_offices(meeting, meeting.recorder, day),
        "here": _names(lines, AttendanceState.PRESENT),
        "leave": _names(lines, AttendanceState.LEAVE),
        "absent": _names(lines, AttendanceState.ABSENT),
        "double": words.double_seats(lines),
        "corrected": 0 if meeting.roll is None else len(await rolls.corrections(meeting.roll)),
        "photos": len(await evidence.about(village, [f"meeting:{meeting.id}"])),
        "seal": await seals.latest(village.id, f"meeting:{meeting.id}"),
    }
    return render(request, "minutes/paper.html", context)


async def _with_offices(meeting: Meeting, person: Person | None, day: date) -> str:
    """主持人姓名及职务, the offices as they were on the day."""
    if person is None:
        return ""
    held = [
        row for row in await offices.standing(meeting.village, day) if row.person_id == person.id
    ]
    named = "、".join(dict.fromkeys(row.office.label for row in held))
    return f"{person.name}（{named}）" if named else person.name


def _names(lines: list[Line], state: AttendanceState) -> tuple[int, str]:
    """How many, and who, while that fits on paper."""
    found = [
        f"{one.name}（{one.came}到会）" if one.came else one.name
        for one in lines
        if one.state is state
    ]
    return len(found), "、".join(found) if len(found) <= NAMES_ON_PAPER else ""
