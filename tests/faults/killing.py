"""One ballot, during which servers are killed again and again at moments nobody chose.

After each restart, and at the end, the votes must be what people were told.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults import judge
from tests.faults.crowd import AT_ONCE, Answer, Crowd
from tests.faults.servers import Nursery, Server
from tests.faults.town import Town

REPEATING = 3  # voters in each life who are in and try again
INSTANT = 0.004  # seconds: about the time of one commit with its answers


@dataclass(slots=True)
class Campaign:
    """`faults` is what went wrong, with the number of the kill after which it was seen."""

    crowd: Crowd
    faults: list[str] = field(default_factory=list)
    kills: int = 0
    known: set[int] = field(default_factory=set)
    unheard: int = 0
    """Votes that were stored although nobody had heard so when the server fell."""


async def killed(town: Town, nursery: Nursery, plan: Sequence[int]) -> Campaign:
    """`plan` says for each kill how many servers there are: one of them falls, others go on."""
    campaign = Campaign(Crowd(town))
    living: list[Server] = []
    for servers in plan:
        left = len(plan) - campaign.kills
        living += [nursery.start() for _ in range(servers - len(living))]
        victim = random.choice(living)
        await _fall(campaign.crowd, nursery, living, victim, left)
        living[living.index(victim)] = nursery.start()
        campaign.kills += 1
        await _judge(campaign)
        if campaign.faults:
            return campaign
    await campaign.crowd.vote([one.port for one in living], campaign.crowd.waiting())
    for server in living:
        nursery.kill(server)
    await _judge(campaign)
    return campaign


async def _fall(
    crowd: Crowd, nursery: Nursery, living: Sequence[Server], victim: Server, left: int
) -> None:
    """Voting goes on until the victim is killed, and is heard out to its last byte."""
    waiting = crowd.waiting()
    after = random.randint(0, 2 * len(waiting) // (left + 1))
    answers, moment = 0, asyncio.Event()

    def count(_: Answer) -> None:
        nonlocal answers
        answers += 1
        if answers >= after:
            moment.set()

    voters = [*waiting[: after + 3 * AT_ONCE], *crowd.repeating(REPEATING)]
    random.shuffle(voters)
    voting = asyncio.create_task(crowd.vote([one.port for one in living], voters, count))
    if after == 0:
        moment.set()
    done = asyncio.create_task(moment.wait())
    await asyncio.wait([voting, done], return_when=asyncio.FIRST_COMPLETED)
    done.cancel()
    await asyncio.sleep(random.random() * INSTANT)
    nursery.kill(victim)
    await voting


async def _judge(campaign: Campaign) -> None:
    crowd = campaign.crowd
    seen = await judge.found(crowd.town)
    faults = judge.wrong(crowd, seen)
    if fault := await judge.record_fault(crowd.town):
        faults.append(f"the record is broken: {fault}")
    unheard = seen.entries - crowd.told
    campaign.unheard += len(unheard - campaign.known)
    campaign.known |= unheard
    campaign.faults += [f"kill {campaign.kills}: {one}" for one in faults]
