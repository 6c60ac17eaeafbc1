"""A villagers' assembly of 1,200 in the middle of a secret ballot, as the product's deeds make it.

The clock of the server is shifted (演练) so that it reads the makers' moment: `town.offset`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deliberation import ballots, slips
from deliberation.models import Ballot
from tests import make
from tests.deliberation.sittings import called as call
from tests.deliberation.sittings import come, reviewed
from tests.deliberation.voting import prepared
from village import passes, sessions, storage
from village.models import Pass, Person, Session, SessionLevel
from village.permissions import Actor, Office
from web import rehearsal, tables

ROLL = 1200
ON_PAPER = 30  # every so many-th voter asks for a slip as well
SECRET = "a secret for tests that is long enough"
CHOICES = ("yes", "yes", "yes", "no", "no", "abstain", "yes")


@dataclass(frozen=True, slots=True)
class Voter:
    """`choice` is what this one means; whoever is in may try the others, and nothing changes.

    Who is `on_paper` asks the clerk for a slip and tries the phone too.
    """

    entry: int
    person: int
    session: int
    token: str
    choice: str
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Town:
    url: str
    ballot: int
    offset: timedelta
    clerk: Actor
    supervisor: Actor
    desk: Voter
    """The clerk at the table, who hands out slips."""
    voters: tuple[Voter, ...]

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


async def founded(url: str, roll: int = ROLL) -> Town:
    """On a fresh, migrated database. Everybody is in the hall, signed in, and the vote is open."""
    async with storage.opened(tables.config_for(url)):
        village = await make.village("liuwan")
        clerk = await make.holder(village, Office.VILLAGE_CLERK)
        supervisor = await make.holder(village, Office.SUPERVISOR)
        await make.people(village, roll - 2)
        meeting = await call(village, await reviewed(village), clerk)
        entries = await come(meeting, clerk, roll)
        ballot = await prepared(meeting, clerk)
        await slips.print_(ballot, roll // ON_PAPER, clerk, secret=SECRET, now=make.NOW)
        await ballots.open_(
            await Ballot.get(id=ballot.id).select_related("village", "meeting"), clerk, now=make.NOW
        )
        offset = make.NOW - datetime.now(UTC)
        await rehearsal.begin_demo()
        await rehearsal.shift(offset)
        tokens = await _signed_in(village, clerk)
        voters = [
            Voter(
                one.id,
                one.person_id,
                *tokens[one.person_id],
                choice=CHOICES[one.id % len(CHOICES)],
                on_paper=one.id % ON_PAPER == 0,
            )
            for one in entries
        ]
        desk = next(one for one in voters if one.person == clerk.person_id)
        return Town(url, ballot.id, offset, clerk, supervisor, desk, tuple(voters))


async def _signed_in(village, clerk: Actor) -> dict[int, tuple[int, str]]:
    """A session for everybody, as if each had shown a pass and its PIN just now."""
    people = await Person.filter(village_id=village.id).order_by("id")
    now = make.NOW
    await Pass.bulk_create(
        Pass(
            person_id=one.id,
            digest=passes.digest_of(f"pass-{one.id}"),
            serial=f"T-{one.id:04d}",
            issued_at=now - timedelta(days=1),
            activated_at=now,
        )
        for one in people
    )
    cards = {card.person_id: card.id for card in await Pass.all()}
    await Session.bulk_create(
        Session(
            person_id=one.id,
            entered_by_id=cards[one.id],
            digest=sessions.digest_of(f"session-of-{one.id}"),
            level=SessionLevel.PASSWORD if one.id == clerk.person_id else SessionLevel.PASS,
            device="手机",
            opened_at=now,
            proven_at=now,
            expires_at=now + timedelta(hours=10),
        )
        for one in people
    )
    return {row.person_id: (row.id, f"session-of-{row.person_id}") for row in await Session.all()}
