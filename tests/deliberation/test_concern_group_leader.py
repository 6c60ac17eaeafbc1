"""What a group solves itself, at its leader's desk, and what goes up to the village."""

import pytest

from deliberation import concern_doors, hand_ups, handling
from deliberation.models import ConcernLevel, ConcernStage, Road
from tests import make
from tests.deliberation import saying
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted
from village.permissions import Office

S = ConcernStage


async def test_a_group_leader_handles_at_the_groups_own_desk_only(village, clerk):
    third, fourth = await make.group(village, "三组"), await make.group(village, "四组")
    person = await make.person(village)
    await make.appointment(village, person, Office.GROUP_LEADER, group=third)
    leader = make.acting(person, Office.GROUP_LEADER)
    theirs = await saying.raised(village, group_id=fourth.id, level=ConcernLevel.GROUP)
    at_village = await saying.raised(village, text="水", group_id=third.id)
    for concern in (theirs, at_village):
        with pytest.raises(NotPermitted):
            await handling.receive(concern, leader, now=NOW)
        with pytest.raises(NotFound):
            await concern_doors.on_desk(leader, village.id, concern.number, today=DAY)

    concern = await saying.raised(
        village, text="沟堵了", group_id=third.id, level=ConcernLevel.GROUP
    )
    await handling.receive(concern, leader, now=NOW)
    with pytest.raises(Blocked) as refused:
        await saying.sent(concern, Road.AGENDA, leader)
    with pytest.raises(InvalidInput):
        await hand_ups.hand_up(concern, "", leader, now=NOW)
    await hand_ups.hand_up(concern, "要花钱，小组办不了", leader, now=NOW)

    row = await saying.again(concern)
    assert refused.value.codes == ("group-level",)
    assert (row.level, row.received_by_id) == (ConcernLevel.VILLAGE, leader.person_id)
    with pytest.raises(NotPermitted):
        await saying.sent(row, Road.ON_THE_SPOT, leader)
    with pytest.raises(Blocked):
        await hand_ups.hand_up(row, "再报", clerk, now=NOW)
    assert (await saying.sent(row, Road.VILLAGE, clerk)).stage is S.ROUTED


async def test_the_leader_answers_on_the_spot_what_the_group_can_solve(village):
    third = await make.group(village, "三组")
    person = await make.person(village)
    await make.appointment(village, person, Office.GROUP_LEADER, group=third)
    leader = make.acting(person, Office.GROUP_LEADER)
    concern = await saying.raised(village, group_id=third.id, level=ConcernLevel.GROUP)

    row = await saying.sent(concern, Road.ON_THE_SPOT, leader)

    assert (row.stage, row.level) == (S.ANSWERED, ConcernLevel.GROUP)
