"""One server process of a race: every voter tries twice on the phone and twice for a slip.

Says how often it was told "that is in" by each channel: `python racing.py URL BALLOT CLERK`.
"""

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deliberation import attendance, ballots, slips
from deliberation.models import Ballot
from tests import make
from tests.make import NOW
from village import storage
from village.errors import NotReady
from village.models import Person
from village.permissions import Office
from web import tables


async def everybody(ballot, clerk, seed):
    """All tries of all voters at once, in an order of this process's own."""
    people = await Person.filter(village_id=ballot.village_id)
    voters = {one.id: make.acting(one) for one in people}
    tries = []
    for entry in await attendance.entries_of(ballot.meeting):
        who = voters[entry.person_id]
        paper = await ballots.for_voter(who, ballot.id)
        tries += [lambda paper=paper, who=who: ballots.cast(paper, ["yes"], who, now=NOW)]
        tries += [lambda paper=paper, who=who: ballots.cast(paper, ["no"], who, now=NOW)]
        tries += [lambda entry=entry: slips.issue(ballot, entry.id, clerk, now=NOW)] * 2
    random.Random(seed).shuffle(tries)
    answers = await asyncio.gather(*(insist(one) for one in tries))
    return Counter(str(one.channel) for one in answers if one.first)


async def insist(one):
    """Told that the server is too busy to store it, a voter tries once more."""
    while True:
        try:
            return await one()
        except NotReady:
            await asyncio.sleep(0.1)


async def race(url, ballot_id, clerk_id, seed):
    async with storage.opened(tables.config_for(url)):
        ballot = await Ballot.get(id=ballot_id).select_related("village", "meeting")
        clerk = make.acting(await Person.get(id=clerk_id), Office.VILLAGE_CLERK)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        told = await everybody(ballot, clerk, seed)
        print(told["phone"], told["slip"], flush=True)


if __name__ == "__main__":
    asyncio.run(race(sys.argv[1], *(int(one) for one in sys.argv[2:])))
