"""The disk fills up during a vote: nobody is told a lie, and with room again it just goes on."""

from pathlib import Path

import pytest

from tests.faults import disks, judge
from tests.faults.crowd import Crowd, asked

pytestmark = pytest.mark.sqlite

ROLL = 300
WAYS = [disks.limited, *([disks.small] if disks.own_mount(Path("/mnt")) else [])]


@pytest.mark.parametrize("filling", WAYS, ids=lambda way: way.__name__)
async def test_a_full_disk_refuses_votes_and_loses_none(founded, tmp_path, filling):
    town = await founded(ROLL)
    crowd, voter, place = Crowd(town), town.voters[0], f"/v/liuwan/ballots/{town.ballot}"
    with filling(town, tmp_path) as disk:
        server = disk.nursery.start()
        await crowd.vote([server.port], crowd.waiting()[:60])
        before = len(crowd.told)
        disk.fill(server)
        await crowd.vote([server.port], crowd.waiting()[:80], at_once=64)
        told_first, refused_first = set(crowd.told), set(crowd.refused)
        await crowd.vote([server.port], crowd.waiting()[:40], at_once=40)
        full = judge.wrong(crowd, seen := await judge.found(disk.seen()))
        page = await asked(server.port, place, voter.token)
        shown = len(crowd.told)
        disk.make_room(server)
        await crowd.vote([server.port], crowd.waiting()[:100])
        going_on = len(crowd.told)
        disk.fill(server)
        disk.nursery.kill(server)
        server = disk.nursery.start()
        again = await asked(server.port, place, voter.token)
        disk.make_room(server)
        await crowd.vote([server.port], crowd.waiting())
        after = judge.wrong(crowd, await judge.found(disk.seen()))
        record = await judge.record_fault(disk.seen())
        log = disk.nursery.said()
        disk.nursery.kill(server)
        counted = await judge.closed(disk.seen())

    assert before == 60
    assert full == []
    assert (seen.entries, shown) == (told_first, len(told_first))
    assert refused_first != set(), "the disk was not full"
    assert going_on >= shown + 100
    assert (page.status, again.status) == (200, 200)
    assert (after, record) == ([], None)
    assert (len(crowd.told), judge.unaccounted(counted), counted.reconciles) == (ROLL, 0, True)
    assert (disk.says in log, "Traceback" in log) == (True, False)
