"""登记表决和记录: fill in, look once more at the verdict, then freeze; and the printed 会议记录."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deliberation import (
    drafting,
    judging,
    meeting_file,
    meetings,
    minutes,
    observing,
    present,
)
from deliberation.judging import is_declared
from deliberation.minutes import Minutes, Sitting
from deliberation.models import AgendaItem, Meeting, MeetingStage, ObserverSide, VoteMethod
from deliberation.present import Heads, Line
from deliberation.sequence import already_done
from village import clock, offices
from village.errors import InvalidInput
from village.permissions import Office, Permission
from village.rules import Body, Profile
from web import forms, minutes_form
from web.forms import Filled
from web.guards import actor_of, village_of
from web.minutes_form import Here
from web.once import FIELD
from web.pages import meeting_words as words
from web.pages.meetings import meeting_of, place_of, require
from web.render import render
from web.retyped import REFUSED, again

FORM = "minutes/form.html"
MOST_TO_CHOOSE = 60
CHAIRS = {
    Body.PARTY_BRANCH: Office.PARTY_SECRETARY,
    Body.TWO_COMMITTEES: Office.PARTY_SECRETARY,
    Body.PARTY_MEETING: Office.PARTY_SECRETARY,
    Body.COLLECTIVE_ASSEMBLY: Office.COLLECTIVE_CHAIR,
    Body.COLLECTIVE_REPRESENTATIVES: Office.COLLECTIVE_CHAIR,
}


@dataclass(frozen=True, slots=True)
class Table:
    """What the form is about: who came, what is still on the agenda, who may be named."""

    meeting: Meeting
    profile: Profile
    counted: Heads
    here: Here
    items: tuple[AgendaItem, ...]
    people: Mapping[str, str]

    @property
    def hearing(self) -> bool:
        return self.meeting.body is Body.HEARING

    @property
    def ids(self) -> Mapping[str, int]:
        return {key: int(key) for key in self.people}


async def _table(request: Request) -> Table:
    meeting = await meeting_of(request)
    require(request, Permission.MEETING_RECORD)
    lines = await present.lines_of(meeting)
    profile = await present.rules_of(meeting)
    file = await meeting_file.file_of(meeting)
    here = [one for one in lines if one.state == "present"]
    return Table(
        meeting=meeting,
        profile=profile,
        counted=present.heads_of(lines, present.bar_of(profile, meeting)),
        here=Here(here),
        items=tuple(one for one in file.items if not already_done(one.decision, one.step)),
        people=await people_of(meeting, here),
    )


async def people_of(meeting: Meeting, here: list[Line]) -> dict[str, str]:
    """Office holders with their offices, then those who came, as long as a list can be read."""
    day = clock.local_date(meeting.starts_at)
    held: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in await offices.standing(meeting.village, day):
        held.setdefault(row.person_id, []).append(row.office.label)
        names[row.person_id] = row.person.name
    found = {str(key): f"{name}（{'、'.join(held[key])}）" for key, name in names.items()}
    if len(here) <= MOST_TO_CHOOSE:
        for one in here:
            key = one.came_id or one.entry.person_id
            found.setdefault(str(key), one.came or one.name)
    found.pop("None", None)
    return found


async def _begun(table: Table) -> Filled:
    """Who usually presides and writes is chosen beforehand, and what the system saw of the
    meeting is drafted; of a vote that nobody declared nothing is."""
    day = clock.local_date(table.meeting.starts_at)
    village = table.meeting.village
    chairing = CHAIRS.get(table.meeting.body, Office.COMMITTEE_CHAIR)
    chairs = await offices.holders(village, chairing, day)
    writers = await offices.holders(village, Office.VILLAGE_CLERK, day)
    return forms.blank(
        chair="" if not chairs else str(chairs[0].person_id),
        recorder="" if not writers else str(writers[0].person_id),
        **await _observers(table.meeting),
        **await _drafted(table),
    )


async def _observers(meeting: Meeting) -> dict[str, str]:
    """Those noted at the door."""
    found: dict[str, str] = {}
    for place, one in enumerate(await observing.of_meeting(meeting.id), start=1):
        stem = f"observer-{place}"
        found |= {f"{stem}-name": one.name, f"{stem}-side": str(one.side)}
        found[f"{stem}-title"] = one.title
    return found


async def _drafted(table: Table) -> dict[str, str]:
    declared = [one for one in table.items if is_declared(one)]
    if table.meeting.doors_opened_at is None and not declared:
        return {}
    draft = await drafting.drafted(table.meeting)
    words = {f"discussion-{one.id}": draft.items[one.id] for one in declared}
    return {"text": draft.text, **words}


def _context(request: Request, table: Table, form: Filled) -> dict[str, object]:
    meeting, now = table.meeting, request.state.now
    late = clock.local_date(now) > clock.local_date(meeting.starts_at)
    body = table.profile.bodies[meeting.body]
    excluded = meeting.roll.unreachable if meeting.roll else 0
    return {
        "meeting": meeting,
        "items": table.items,
        "declared": {
            one.id: words.frozen(one, (), meeting) for one in table.items if is_declared(one)
        },
        "hearing": table.hearing,
        "heads": [] if table.hearing else words.heads(table.counted),
        "sentence": "" if table.hearing else words.quorum_sentence(table.counted, meeting),
        "unticked": 0 if table.hearing else table.counted.open,
        "too_few": not table.hearing and table.counted.missing > 0,
        "people": list(table.people.items()),
        "here": table.here,
        "methods": list(VoteMethod),
        "sides": list(ObserverSide),
        "asks_reason": late and not meeting.late_reason,
        "excludes": excluded and table.profile.is_on("denominator.exclude_unreachable"),
        "excluded": excluded,
        "majority": body.majority,
        "rows": lambda kind, item_id=None: minutes_form.rows(form, kind, item_id),
        "to_come": meeting.starts_at > now,
        "form": form,
    }


async def show(request: Request) -> Response:
    table = await _table(request)
    if table.meeting.stage is not MeetingStage.CALLED:
        return RedirectResponse(place_of(table.meeting), status_code=303)
    form = await _begun(table)
    return render(request, FORM, {**_context(request, table, form), "blockers": ()})


async def look(request: Request) -> Response:
    """再看一眼: the verdict as it would be frozen. Stores nothing; the form rides along."""
    table, form = await _table(request), await request.form()
    try:
        told = _read(table, form)
        sitting = await minutes.preview(
            table.meeting, told, actor_of(request), now=request.state.now
        )
    except REFUSED as refusal:
        return _refused(request, table, form, refusal)
    return render(request, "minutes/look.html", _looked(table, told, sitting, form))


def _read(table: Table, form: FormData) -> Minutes:
    return minutes_form.read(form, table.items, table.ids, table.here, hearing=table.hearing)


def _refused(request: Request, table: Table, form: FormData, refusal: Exception) -> Response:
    if not isinstance(refusal, REFUSED):
        raise refusal
    context = _context(request, table, forms.filled(form, {}))
    return again(request, FORM, context, form, refusal)


def _looked(table: Table, told: Minutes, sitting: Sitting, form: FormData) -> dict[str, object]:
    meeting = table.meeting
    names = {one.entry.id: one.name for one in table.here.lines}
    results = [
        words.about_to_be(
            one,
            [
                f"{names.get(key, '')}：{why}"
                for key, why in ((one.count.recused or {}) if one.count else {}).items()
            ],
            meeting,
        )
        for one in sitting.items
    ]
    return {
        "meeting": meeting,
        "sitting": sitting,
        "results": results,
        "told": told,
        "people": table.people,
        "measure": words.measure(meeting),
        "late": sitting.late,
        "typed": [
            (name, value)
            for name, value in form.multi_items()
            if isinstance(value, str) and name != FIELD
        ],
    }


async def edit(request: Request) -> Response:
    """回去改: the form as it was filled in."""
    table, form = await _table(request), await request.form()
    filled = forms.filled(form, {})
    return render(request, FORM, {**_context(request, table, filled), "blockers": ()})


async def record(request: Request) -> Response:
    """What the form offers is read only when it did not come back as plain as it mostly does."""
    number, village = request.path_params["meeting_id"], village_of(request)
    meeting = await meetings.to_record(actor_of(request), village.id, number)
    require(request, Permission.MEETING_RECORD)
    form, table = await request.form(), None
    try:
        told = await _plain(meeting, form)
        if told is None:
            table = await _table(request)
            told = _read(table, form)
        await minutes.record(meeting, told, actor_of(request), now=request.state.now)
    except REFUSED as refusal:
        return _refused(request, table or await _table(request), form, refusal)
    return RedirectResponse(place_of(meeting), status_code=303)


async def _plain(meeting: Meeting, form: FormData) -> Minutes | None:
    """Nobody stepped out, and all who are named hold an office: then the form can be read
    without the list of everybody who came. None: it may be wrong, or asks for that list."""
    ids = minutes_form.named(form)
    day = clock.local_date(meeting.starts_at)
    if ids is None or not await offices.all_hold_office(meeting.village_id, ids, day):
        return None
    items = [one for one in await judging.ITEMS(meeting.id) if not judging.is_off(one)]
    people = {str(one): one for one in ids}
    try:
        hearing = meeting.body is Body.HEARING
        return minutes_form.read(form, items, people, Here(()), hearing=hearing)
    except InvalidInput:
        return None
