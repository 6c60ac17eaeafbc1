"""Villagers' assemblies of 1,200 to measure on: everybody with an open session, votes to cast.

People, passes and sessions are stored as rows; matters, meetings, rolls, doors and ballots come
about by the product's own deeds, and every request is what a phone sends.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from deliberation import attendance, ballots, decisions, doors, meetings
from deliberation.attendance import Tick
from deliberation.ballots import Plan
from deliberation.decisions import Proposal
from deliberation.meetings import Call
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    CycleStep,
    Decision,
    DecisionStage,
    Meeting,
    Source,
    VoteMethod,
)
from village import clock, evidence, offices, rules, sessions, storage
from village.clock import Clock
from village.models import (
    Appointment,
    Household,
    Pass,
    Person,
    Session,
    SessionLevel,
    Sex,
    Township,
    Village,
)
from village.permissions import Actor, Office
from village.rows import Row
from village.rules import Body, MatterKind, Unit
from web import cookies, migrating, once, tables
from web.bench import running
from web.settings import Settings

ADULTS = 1200
BORN = date(1980, 5, 1)
CODE = "huitang"
OPEN_FOR = timedelta(hours=12)
AT_ONCE = 400
Kind = TypeVar("Kind", bound=Row)


@dataclass(frozen=True, slots=True)
class Voter:
    session_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Hall:
    """One meeting that is under way, with its open ballots."""

    meeting: Meeting
    ballots: Sequence[int]
    voters: Sequence[Voter]
    secret: str
    port: int

    @property
    def place(self) -> str:
        return f"/v/{CODE}/meetings/{self.meeting.id}"

    def look(self, ballot_id: int, voter: Voter) -> str:
        return self._post(f"/v/{CODE}/ballots/{ballot_id}/look", voter, choice="yes")

    def cast(self, ballot_id: int, voter: Voter) -> str:
        """The last button of the ballot, as a phone sends it."""
        return self._post(f"/v/{CODE}/ballots/{ballot_id}", voter, choice="yes")

    def scan(self, voter: Voter) -> str:
        return self.get(f"{self.place}/in/{self._code()}", voter)

    def ask(self, voter: Voter) -> str:
        return self.get(f"{self.place}/arrive?{urlencode({'ticket': self._ticket()})}", voter)

    def arrive(self, voter: Voter) -> str:
        """The one button after the code on the wall was scanned."""
        return self._post(f"{self.place}/arrive", voter, ticket=self._ticket())

    def get(self, path: str, voter: Voter, *headers: str) -> str:
        return running.get(path, self.port, _cookie(voter), *headers)

    def _code(self) -> str:
        return doors.code(self.meeting.id, secret=self.secret, now=Clock().now())

    def _ticket(self) -> str:
        now = Clock().now()
        return doors.ticket_for(self.meeting, self._code(), secret=self.secret, now=now)

    def _post(self, path: str, voter: Voter, **fields: str) -> str:
        key = once.mint(self.secret, f"session:{voter.session_id}", Clock().now())
        body = urlencode({once.FIELD: key, **fields})
        return running.post(path, self.port, body, _cookie(voter))


def _cookie(voter: Voter) -> str:
    return f"Cookie: {cookies.NAME}={voter.token}"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    async with storage.opened(tables.config_for(settings.database_url)):
        yield


async def build(settings: Settings) -> None:
    """The village and its people, once for each database."""
    rules.use_extra(settings.data_dir / "rulebook")
    evidence.store_in(settings.data_dir)
    await migrating.migrate(settings.database_url, settings.data_dir / "backups")
    async with opened(settings):
        township = await Township.create(code="cesu", name="测速镇")
        village = await Village.create(
            township=township, code=CODE, name="会堂村", profile_code="national-2025"
        )
        homes = await _kept([Household(village=village, number=f"{n:04d}") for n in range(400)])
        people = await _kept([_adult(village, homes, n) for n in range(ADULTS)])
        for office, person in zip(
            (Office.VILLAGE_CLERK, Office.COMMITTEE_CHAIR, Office.SUPERVISOR), people, strict=False
        ):
            await Appointment.create(
                township=township, village=village, person=person, office=office, began_on=BORN
            )


def _adult(village: Village, homes: Sequence[Household], number: int) -> Person:
    return Person(
        township_id=village.township_id,
        village_id=village.id,
        household_id=homes[number % len(homes)].id,
        is_head=number < len(homes),
        name=f"村民{number}",
        born_on=BORN,
        sex=Sex.FEMALE if number % 2 else Sex.MALE,
    )


async def _kept(rows: list[Kind]) -> list[Kind]:
    """Stored, and read again with their ids."""
    table = type(rows[0])
    before = await table.all().count()
    await table.bulk_create(rows, AT_ONCE)
    return await table.all().order_by("id").offset(before)


async def assembly(settings: Settings, port: int, votes: int, *, here: bool) -> Hall:
    """Called for today with the doors open. `here`: all are ticked and the ballots are open."""
    now = Clock().now()
    async with opened(settings):
        village = await Village.get(code=CODE).select_related("township")
        clerk, chair = [await _holder(village, one, now) for one in OFFICERS]
        matters = [await _matter(village, number, chair, now) for number in range(votes)]
        meeting = await _called(village, matters, clerk, now)
        await doors.open_(meeting, clerk, now=now)
        if here:
            entries = await attendance.entries_of(meeting)
            ticks = [Tick(one.id, AttendanceState.PRESENT) for one in entries]
            await attendance.mark(meeting, ticks, clerk, now=now)
        meeting = await Meeting.get(id=meeting.id).select_related("village", "roll")
        voters = await _voters(village, now)
    hall = Hall(meeting, (), voters, settings.secret_key, port)
    return await put_to_the_vote(settings, hall) if here else hall


OFFICERS = (Office.VILLAGE_CLERK, Office.COMMITTEE_CHAIR)


async def put_to_the_vote(settings: Settings, hall: Hall) -> Hall:
    """A secret ballot on every matter of the agenda, all open."""
    now = Clock().now()
    async with opened(settings):
        clerk = await _holder(hall.meeting.village, Office.VILLAGE_CLERK, now)
        plan = Plan(VoteMethod.SECRET, "是否同意这个方案？")
        items = AgendaItem.filter(meeting_id=hall.meeting.id).order_by("position")
        found = [await ballots.prepare(item, plan, clerk, now=now) for item in await items]
        for ballot in found:
            await ballots.open_(ballot, clerk, now=now)
    return Hall(hall.meeting, [one.id for one in found], hall.voters, hall.secret, hall.port)


async def _holder(village: Village, office: Office, now: datetime) -> Actor:
    today = clock.local_date(now)
    [row] = await offices.holders(village, office, today)
    return Actor(row.person_id, row.person.name, "", await offices.seats_of(row.person, today))


async def _matter(village: Village, number: int, actor: Actor, now: datetime) -> Decision:
    proposal = Proposal(
        title=f"测速用的议题 {number + 1}",
        summary="机耕路铺水泥。",
        collective=False,
        kind=MatterKind.PUBLIC_WORKS,
        body=Body.VILLAGERS_ASSEMBLY,
        unit=Unit.ADULTS,
        source=Source.PEOPLE,
    )
    decision = await decisions.open_matter(village, proposal, actor, now=now)
    await Decision.filter(id=decision.id).update(stage=DecisionStage.REVIEWED)
    decision.stage = DecisionStage.REVIEWED
    return decision


async def _called(
    village: Village, matters: Sequence[Decision], clerk: Actor, now: datetime
) -> Meeting:
    day = clock.local_date(now)
    call = Call(
        body=Body.VILLAGERS_ASSEMBLY,
        unit=Unit.ADULTS,
        title="会堂村村民会议",
        place="文化礼堂",
        starts_at=clock.at_local(day),
        notified_on=day - timedelta(days=12),
        notified_how="广播",
        agenda=tuple((one, CycleStep.RESOLVE) for one in matters),
        late_reason="测速",
    )
    made = await meetings.call(village, call, clerk, now=now)
    return await Meeting.get(id=made.id).select_related("village", "roll")


async def _voters(village: Village, now: datetime) -> list[Voter]:
    """A pass and an open session for everybody; what a phone's cookie would hold."""
    people = await Person.filter(village_id=village.id).order_by("id")
    marks = {one.id: secrets.token_hex(6) for one in people}
    cards = await _kept(
        [
            Pass(person=one, digest=marks[one.id] * 5, serial=marks[one.id], issued_at=now)
            for one in people
        ]
    )
    tokens = {one.id: secrets.token_urlsafe(32) for one in cards}
    found = await _kept(
        [
            Session(
                person_id=one.person_id,
                entered_by_id=one.id,
                digest=sessions.digest_of(tokens[one.id]),
                level=SessionLevel.PASS,
                opened_at=now,
                proven_at=now,
                expires_at=now + OPEN_FOR,
            )
            for one in cards
        ]
    )
    return [Voter(one.id, tokens[one.entered_by_id]) for one in found]
