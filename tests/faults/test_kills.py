"""Servers that are killed (SIGKILL) while 1,200 vote; `make soak` does the same 300 times."""

import pytest

from tests.faults import judge, killing
from tests.faults.town import ROLL


def entitled(counted):
    return counted.by_phone + counted.piles.issued


@pytest.mark.sqlite
async def test_whoever_was_told_so_is_in_once_however_often_the_server_is_killed(founded, served):
    town = await founded()
    with served(town) as nursery:
        campaign = await killing.killed(town, nursery, plan=[1] * 22 + [2] * 8)
        log = nursery.said()

    assert (campaign.faults, campaign.kills) == ([], 30)
    counted = await judge.closed(town)
    assert (len(campaign.crowd.told), entitled(counted)) == (ROLL, ROLL)
    assert (judge.unaccounted(counted), counted.reconciles) == (0, True)
    assert set(campaign.crowd.first.values()) == {"phone", "slip"}
    assert "Traceback" not in log


@pytest.mark.postgres
async def test_one_of_two_servers_is_killed_again_and_again_and_the_other_goes_on(founded, served):
    town = await founded(400)
    with served(town) as nursery:
        campaign = await killing.killed(town, nursery, plan=[2] * 8)

    assert (campaign.faults, campaign.kills) == ([], 8)
    counted = await judge.closed(town)
    assert (len(campaign.crowd.told), entitled(counted)) == (400, 400)
    assert (judge.unaccounted(counted), counted.reconciles) == (0, True)
