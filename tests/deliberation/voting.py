"""Shared by the tests of votes: a meeting that sits, a vote on it, and everybody who takes part."""

from deliberation import attendance, ballots, counting, declaring, doors
from deliberation.attendance import Tick
from deliberation.ballots import Plan
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    Ballot,
    BallotKind,
    Meeting,
    Tally,
    VoteMethod,
)
from deliberation.reconciling import Sheet
from tests import make
from tests.deliberation.sittings import assembled, come
from tests.make import NOW
from village.models import Person
from village.permissions import Office
from village.rules import Unit

SECRET = "a secret for tests that is long enough"


async def sitting(adults=6, here=5, **fields):
    """A villagers' assembly with so many on the roll, so many of them ticked as here."""
    meeting, clerk = await assembled(adults, **fields)
    entries = await come(meeting, clerk, here)
    return meeting, clerk, entries


async def prepared(meeting, clerk, method=VoteMethod.SECRET, **fields):
    item = await AgendaItem.get(meeting_id=meeting.id)
    plan = Plan(method, "三组机耕路硬化，您同意吗？", **fields)
    return await ballots.prepare(item, plan, clerk, now=NOW)


async def opened(meeting, clerk, method=VoteMethod.SECRET, **fields):
    ballot = await prepared(meeting, clerk, method, **fields)
    await ballots.open_(ballot, clerk, now=NOW)
    return await Ballot.get(id=ballot.id).select_related("village", "meeting")


async def choosing(meeting, clerk, *labels, **fields):
    return await opened(
        meeting, clerk, kind=BallotKind.CHOOSE, options=labels, **{"seats": 1, **fields}
    )


async def voter(entry):
    """The one who speaks for this entry, as signed in with his own pass."""
    if entry.person_id is not None:
        return make.acting(await Person.get(id=entry.person_id))
    return make.acting(await Person.get(household_id=entry.household_id))


async def votes(ballot, entry, *picks, **fields):
    who = await voter(entry)
    paper = await ballots.for_voter(who, ballot.id)
    if not picks and not fields:
        picks = ("yes",)
    return await ballots.cast(paper, picks, who, now=NOW, **fields)


async def supervisor(village):
    return await make.holder(village, Office.SUPERVISOR)


async def closed(ballot, clerk):
    """Stopped by the clerk, confirmed by a supervisor. The supervisor."""
    await ballots.stop(ballot, clerk, now=NOW)
    watching = await supervisor(ballot.village)
    await ballots.confirm_close(ballot, watching, now=NOW)
    return watching


async def agree(ballot, clerk, watching, **numbers):
    """Both counters found the same."""
    sheet = sheet_for(**numbers)
    await counting.enter(ballot, sheet, clerk, now=NOW)
    return await counting.enter(ballot, sheet, watching, now=NOW)


def sheet_for(yes=0, no=0, abstain=0, **fields):
    told = {"votes": {"yes": yes, "no": no, "abstain": abstain}}
    return Sheet(**{**told, "returned": yes + no + abstain + fields.get("spoiled", 0), **fields})


async def declared(ballot, clerk):
    await declaring.declare(ballot, clerk, now=NOW)
    return await AgendaItem.get(id=ballot.item_id)


async def tallies(ballot):
    return dict(await Tally.filter(ballot_id=ballot.id).values_list("option", "votes"))


async def households(count=6, here=5):
    """The same by household: each sends its head, who is its only adult."""
    meeting, clerk = await assembled(count, unit=Unit.HOUSEHOLDS)
    entries = await attendance.entries_of(meeting)
    ticks = []
    for one in entries[:here]:
        head = await Person.get(household_id=one.household_id)
        ticks.append(Tick(one.id, AttendanceState.PRESENT, head.id))
    if ticks:
        await attendance.mark(meeting, ticks, clerk, now=NOW)
    return meeting, clerk, entries


async def fresh(meeting):
    return await Meeting.get(id=meeting.id).select_related("village", "roll")


async def open_hall(adults=6, **fields):
    """A meeting whose doors are open, nobody signed in yet."""
    meeting, clerk = await assembled(adults, **fields)
    await doors.open_(meeting, clerk, now=NOW)
    return await fresh(meeting), clerk, await attendance.entries_of(meeting)


def ticket(meeting, *, now=NOW):
    shown = doors.code(meeting.id, secret=SECRET, now=now)
    return doors.ticket_for(meeting, shown, secret=SECRET, now=now)


async def arrive(meeting, entry, *, now=NOW):
    who = await voter(entry)
    return await doors.arrive(meeting, who, ticket(meeting), secret=SECRET, now=now)
