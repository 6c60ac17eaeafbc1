"""What people may know while a meeting runs: one's own place there, and how far each vote has come.

Reads only. Never a running result, and never who of the others has voted.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deliberation import ballots, casting, floor
from deliberation.models import (
    Attendance,
    AttendanceState,
    Ballot,
    BallotStage,
    Meeting,
    MeetingStage,
    Teller,
    TellerRole,
    Turnout,
    VoteMethod,
)
from village import clock, rolls
from village.errors import NotFound
from village.models import Person, RollEntry
from village.permissions import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One's own line of the roll. `came` is who stands there for a household; "" is oneself."""

    entry: RollEntry
    at: datetime | None
    left_at: datetime | None
    came: str

    @property
    def is_here(self) -> bool:
        return self.at is not None and self.left_at is None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many took part of how many who may; `voted` None where hands are raised."""

    ballot: Ballot
    voted: int | None
    able: int


async def place_of(meeting: Meeting, actor: Actor) -> Place | None:
    """None: not on the roll of this meeting."""
    person = await Person.get_or_none(id=actor.person_id or 0)
    if person is None or meeting.roll is None:
        return None
    entry = await rolls.entry_of(meeting.roll, person)
    if entry is None:
        return None
    row = await Attendance.get_or_none(
        meeting_id=meeting.id, entry_id=entry.id, state=AttendanceState.PRESENT
    ).select_related("person")
    if row is None:
        return Place(entry, None, None, "")
    other = row.person is not None and row.person_id != person.id
    return Place(entry, row.marked_at, row.left_at, row.person.name if other and row.person else "")


async def taken_by(entry: RollEntry, meeting_id: int) -> list[str]:
    """The questions open now in which this line of the roll has taken part already."""
    took = Turnout.filter(
        entry_id=entry.id, ballot__meeting_id=meeting_id, ballot__stage=BallotStage.OPEN
    )
    return [one.ballot.question for one in await took.order_by("id").select_related("ballot")]


async def progress_of(meeting: Meeting) -> list[Progress]:
    """Every vote of the meeting that stands, in order."""
    found = [one for one in await ballots.of_meeting(meeting.id) if one.stage != BallotStage.VOID]
    return [await _progress(one) for one in found]


async def _progress(ballot: Ballot) -> Progress:
    recused = await ballots.recused_ids(ballot.item_id)
    if ballot.stage is BallotStage.READY:
        return Progress(ballot, None, 0)
    turnout = Turnout.filter(ballot_id=ballot.id)
    voted = {int(str(one)) for one in await turnout.values_list("entry_id", flat=True)}
    here = {int(one) for one in ballot.here.split(",") if one}
    if ballot.stage is BallotStage.OPEN:
        here = await floor.present_ids(ballot.meeting_id) | voted
    by_hands = ballot.method is VoteMethod.HANDS
    return Progress(ballot, None if by_hands else len(voted), len(here - recused))


async def left_at(meeting_id: int) -> dict[int, datetime]:
    """When those who left early went, by entry of the roll."""
    gone = Attendance.filter(
        meeting_id=meeting_id, state=AttendanceState.PRESENT, left_at__isnull=False
    )
    return {one.entry_id: one.left_at for one in await gone if one.left_at is not None}


async def is_teller(meeting_id: int, actor: Actor, *roles: TellerRole) -> bool:
    """Chosen by the meeting; `roles` narrows it to some of them."""
    chosen = Teller.filter(meeting_id=meeting_id, person_id=actor.person_id or 0)
    return await (chosen.filter(role__in=roles) if roles else chosen).exists()


async def running(village_id: int, day: date) -> list[Meeting]:
    """Meetings of that day whose doors were opened and whose minutes are not written yet."""
    begins = clock.at_local(day)
    found = Meeting.filter(
        village_id=village_id,
        stage=MeetingStage.CALLED,
        doors_opened_at__isnull=False,
        starts_at__gte=begins,
        starts_at__lt=begins + timedelta(days=1),
    )
    return await found.order_by("starts_at", "id").select_related("roll")


async def open_for(actor: Actor, village_id: int) -> list[Ballot]:
    """Votes one can take part in now: open, on the roll, here, and not yet done."""
    found = []
    for ballot in await Ballot.filter(village_id=village_id, stage=BallotStage.OPEN).order_by("id"):
        try:
            paper = await casting.for_voter(actor, ballot.id)
        except NotFound:
            continue
        stands = await casting.standing(paper.ballot, paper.entry, actor.person_id)
        if stands.channel is None and stands.blocker is None:
            found.append(paper.ballot)
    return found
