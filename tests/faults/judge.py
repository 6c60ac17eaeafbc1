"""What is stored, beside what voters were told. On any database, also while a server runs."""

from collections import Counter
from dataclasses import dataclass

from tortoise.connection import get_connection

from deliberation import ballots, tallying
from deliberation.models import Ballot
from tests.faults.crowd import Crowd
from tests.faults.town import Town
from village import ledger, storage
from web import migrating, tables


@dataclass(frozen=True, slots=True)
class Found:
    turnout: tuple[int, ...]
    tally: dict[str, int]
    lines: int
    """How many votes the sealed record tells of."""


async def found(town: Town) -> Found:
    async def ask(query: str):
        return await get_connection(storage.CONNECTION).execute_query_dict(query)

    async with storage.opened(tables.config_for(town.url)):
        entries = await ask("SELECT entry_id FROM turnout")
        tally = await ask("SELECT option, votes FROM tally")
        told = await ask(
            f"SELECT count(*) AS n FROM ledger_entry"  # noqa: S608 - our own number
            f" WHERE action = 'ballot.cast' AND subject = 'ballot:{town.ballot}'"
        )
    return Found(
        tuple(row["entry_id"] for row in entries),
        {row["option"]: row["votes"] for row in tally},
        told[0]["n"],
    )


def wrong(crowd: Crowd, seen: Found) -> list[str]:
    """Every way in which the votes are not what people were told. Empty is right."""
    choices = {one.entry: one.choice for one in crowd.town.voters}
    cast = Counter(choices[entry] for entry in seen.turnout)
    faults = []
    if lost := crowd.told - set(seen.turnout):
        faults.append(f"lost: {len(lost)} who were told that they are in")
    if len(set(seen.turnout)) != len(seen.turnout):
        faults.append("somebody is in twice")
    if cast != Counter(seen.tally):
        faults.append(f"counted {seen.tally}, cast {dict(cast)}")
    if seen.lines != len(seen.turnout):
        faults.append(f"the record tells of {seen.lines} votes, there are {len(seen.turnout)}")
    if crowd.strange:
        faults.append(f"answered strangely: {crowd.strange[0]}")
    return faults


async def record_fault(town: Town) -> object:
    """The first fault of the sealed record or of the schema; None is right."""
    async with storage.opened(tables.config_for(town.url)):
        _, fault = await ledger.verify()
        await migrating.check()
    return fault


async def closed(town: Town) -> tallying.Counted:
    """Stopped and confirmed by two people, then counted as the product counts."""
    async with storage.opened(tables.config_for(town.url)):
        ballot = await Ballot.get(id=town.ballot).select_related("village", "meeting")
        await ballots.stop(ballot, town.clerk, now=town.now())
        await ballots.confirm_close(ballot, town.supervisor, now=town.now())
        return await tallying.counted(ballot)
