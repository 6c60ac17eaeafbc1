"""What is stored, beside what voters were told. On any database, also while a server runs."""

from collections import Counter
from dataclasses import dataclass

from tortoise.connection import get_connection

from deliberation import ballots, slips, tallying
from deliberation.models import Ballot
from tests.deliberation.voting import agree, declared
from tests.faults.crowd import PHONE, SLIP, Crowd
from tests.faults.town import Town
from village import ledger, storage
from web import migrating, tables


@dataclass(frozen=True, slots=True)
class Found:
    """`lines`: how many votes and slips the sealed record tells of."""

    turnout: tuple[tuple[int, str], ...]
    tally: dict[str, int]
    lines: dict[str, int]

    @property
    def entries(self) -> set[int]:
        return {entry for entry, _ in self.turnout}


async def found(town: Town) -> Found:
    async def ask(query: str):
        return await get_connection(storage.CONNECTION).execute_query_dict(query)

    async with storage.opened(tables.config_for(town.url)):
        took_part = await ask("SELECT entry_id, channel FROM turnout")
        tally = await ask("SELECT option, votes FROM tally")
        told = await ask("SELECT action, count(*) AS n FROM ledger_entry GROUP BY action")
    return Found(
        tuple((row["entry_id"], row["channel"]) for row in took_part),
        {row["option"]: row["votes"] for row in tally},
        {row["action"]: row["n"] for row in told},
    )


def wrong(crowd: Crowd, seen: Found) -> list[str]:
    """Every way in which the votes are not what people were told. Empty is right."""
    choices = {one.entry: one.choice for one in crowd.town.voters}
    channels = dict(seen.turnout)
    cast = Counter(choices[entry] for entry, channel in seen.turnout if channel == PHONE)
    slips = sum(channel == SLIP for _, channel in seen.turnout)
    lines = {"ballot.cast": cast.total(), "slip.issue": slips}
    held = {action: seen.lines.get(action, 0) for action in lines}
    faults = {
        f"lost {len(crowd.told - seen.entries)} of those who were told that they are in": (
            crowd.told <= seen.entries
        ),
        "somebody is in twice": len(channels) == len(seen.turnout),
        f"counted {seen.tally}, cast {dict(cast)}": cast == Counter(seen.tally),
        f"on record {held}, stored {lines}": held == lines,
        "told by one channel, counted by another": all(
            channels.get(entry) == channel for entry, channel in crowd.first.items()
        ),
        f"answered strangely: {crowd.strange[:1]}": not crowd.strange,
    }
    return [fault for fault, right in faults.items() if not right]


async def record_fault(town: Town) -> object:
    """The first fault of the sealed record or of the schema; None is right."""
    async with storage.opened(tables.config_for(town.url)):
        _, fault = await ledger.verify()
        await migrating.check()
    return fault


async def closed(town: Town) -> tallying.Counted:
    """Stopped and confirmed by two people, the paper counted by two, the result declared.

    Of the slips one was kept by its voter and one is spoilt.
    """
    async with storage.opened(tables.config_for(town.url)):
        ballot = await Ballot.get(id=town.ballot).select_related("village", "meeting")
        await ballots.stop(ballot, town.clerk, now=town.now())
        await ballots.confirm_close(ballot, town.supervisor, now=town.now())
        piles = await slips.piles(ballot)
        missing, spoiled = min(piles.issued, 1), min(max(piles.issued - 1, 0), 1)
        await agree(
            ballot,
            town.clerk,
            town.supervisor,
            yes=piles.issued - missing - spoiled,
            missing=missing,
            spoiled=spoiled,
            unused=piles.left,
        )
        await declared(ballot, town.clerk)
        return await tallying.counted(ballot)


def unaccounted(counted: tallying.Counted) -> int:
    """Those who took part, less the votes, the spoilt slips and those that did not come back."""
    missing = counted.sheet.missing if counted.sheet else 0
    took_part = counted.by_phone + counted.piles.issued
    return took_part - sum(counted.totals.values()) - counted.spoiled - missing
