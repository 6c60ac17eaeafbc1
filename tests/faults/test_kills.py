"""Servers that are killed (SIGKILL) while 1,200 vote; `make soak` does the same 300 times."""

import pytest

from tests.faults import judge, killing
from tests.faults.town import CHOICES, ROLL


@pytest.mark.sqlite
async def test_whoever_was_told_so_is_in_once_however_often_the_server_is_killed(founded, served):
    town = await founded()
    with served(town) as nursery:
        campaign = await killing.killed(town, nursery, kills=30)
        log = nursery.said()
    counted = await judge.closed(town)

    assert (campaign.faults, campaign.kills) == ([], 30)
    assert (len(campaign.crowd.told), counted.by_phone, counted.reconciles) == (ROLL, ROLL, True)
    meant = [one.choice for one in town.voters]
    assert counted.totals == {code: meant.count(code) for code in ("yes", "no", "abstain")}
    assert set(meant) == set(CHOICES)
    assert "Traceback" not in log


@pytest.mark.postgres
async def test_one_of_two_servers_is_killed_again_and_again_and_the_other_goes_on(founded, served):
    town = await founded(400)
    with served(town) as nursery:
        campaign = await killing.killed(town, nursery, kills=8, servers=2)
    counted = await judge.closed(town)

    assert (campaign.faults, campaign.kills) == ([], 8)
    assert (counted.by_phone, sum(counted.totals.values()), counted.reconciles) == (400, 400, True)
