"""Two hundred voters at once, each trying twice through both channels: each counts once."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from deliberation import counting, slips
from deliberation.models import Channel, Tally, Turnout
from tests.deliberation.racing import everybody
from tests.deliberation.voting import (
    SECRET,
    agree,
    closed,
    declared,
    opened,
    sheet_for,
    sitting,
)
from tests.make import NOW
from village import storage
from village.record_check import verify_village
from web import tables

VOTERS = 200
RACING = Path(__file__).with_name("racing.py")


async def hall():
    meeting, clerk, _ = await sitting(VOTERS, VOTERS)
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, VOTERS, clerk, secret=SECRET, now=NOW)
    return ballot, clerk


async def check(ballot, clerk, phone, slip):
    """What was acknowledged is stored, once each; the result adds up; the record is whole."""
    assert phone + slip == VOTERS
    assert await Turnout.filter(ballot_id=ballot.id, channel=Channel.PHONE).count() == phone
    assert await Turnout.filter(ballot_id=ballot.id, channel=Channel.SLIP).count() == slip
    tallies = dict(await Tally.filter(ballot_id=ballot.id).values_list("option", "votes"))
    assert sum(tallies.values()) == phone
    watching = await closed(ballot, clerk)
    if slip:
        await agree(ballot, clerk, watching, no=slip, unused=VOTERS - slip)
    item = await declared(ballot, clerk)
    assert (item.yes, item.no) == (tallies["yes"], tallies["no"] + slip)
    assert item.yes + item.no + item.abstain + item.spoiled == item.present == VOTERS
    assert (await verify_village(ballot.village_id))[1] is None


async def test_two_hundred_at_once_in_one_process(db):
    ballot, clerk = await hall()

    told = await everybody(ballot, clerk, seed=1)

    await check(ballot, clerk, told["phone"], told["slip"])


@pytest.mark.timeout(300)
async def test_two_hundred_at_once_before_two_server_processes(db_url):
    async with storage.opened(tables.config_for(db_url)):
        ballot, clerk = await hall()

    told = await asyncio.to_thread(race, db_url, ballot.id, clerk.person_id)

    async with storage.opened(tables.config_for(db_url)):
        await check(ballot, clerk, *(sum(one) for one in zip(*told, strict=True)))


def race(url, *ids):
    """Both processes start at the same word. What each says of its acknowledged votes."""
    racers = [
        subprocess.Popen(
            [sys.executable, str(RACING), url, *(str(one) for one in (*ids, seed))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in (2, 3)
    ]
    assert [one.stdout.readline() for one in racers] == ["ready\n", "ready\n"]
    for one in racers:
        one.stdin.write("go\n")
        one.stdin.flush()
    heard = [one.communicate()[0] for one in racers]
    assert [one.returncode for one in racers] == [0, 0]
    return [[int(number) for number in line.split()] for line in heard]


async def test_two_counters_at_once_stand_in_one_round(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await slips.print_(ballot, 5, clerk, secret=SECRET, now=NOW)
    for entry in entries[:5]:
        await slips.issue(ballot, entry.id, clerk, now=NOW)
    watching = await closed(ballot, clerk)
    sheet = sheet_for(5)

    await asyncio.gather(
        counting.enter(ballot, sheet, clerk, now=NOW),
        counting.enter(ballot, sheet, watching, now=NOW),
    )

    assert [(one.number, one.agreed) for one in await counting.rounds(ballot)] == [(1, True)]
