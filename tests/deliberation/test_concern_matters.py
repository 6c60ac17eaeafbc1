"""A concern becomes a matter of the cycle, and is answered when that has ended."""

import pytest

from deliberation import concern_matters, decisions, handling
from deliberation.models import (
    Concern,
    ConcernResult,
    ConcernSight,
    ConcernStage,
    Decision,
    DecisionStage,
    Road,
)
from tests import make
from tests.deliberation import saying
from tests.deliberation.saying import proposal
from tests.make import NOW
from village.errors import Blocked
from village.permissions import Office
from village.rules import Body, MatterKind

S, R = ConcernStage, ConcernResult


async def test_one_step_makes_it_a_matter_linked_both_ways(village, clerk):
    concern = await saying.raised(village)

    matter = await concern_matters.make_matter(concern, proposal(), clerk, now=NOW)

    row = await saying.again(concern)
    assert (row.decision_id, row.road, row.stage, row.due_on, row.in_time) == (
        *(matter.id, Road.DECISION, S.ROUTED, None, True),
    )
    assert matter.raised_by == f"concern:{concern.id}"
    assert (await concern_matters.behind(matter)).id == concern.id
    assert (await saying.kinds(concern, told=True))[-1] == "matter"
    await Concern.filter(id=concern.id).update(sight=ConcernSight.HIDDEN)
    assert await concern_matters.behind(matter) is None
    assert (await concern_matters.behind_on_desk(matter)).id == concern.id
    assert await concern_matters.behind(await make.matter(village)) is None


async def test_a_matter_is_answered_when_it_has_ended_and_not_before(village, clerk):
    concern = await saying.raised(village)
    routed = await saying.sent(concern, Road.DECISION, clerk)
    with pytest.raises(Blocked) as none:
        await handling.answer(routed, "好", R.SOLVED, clerk, now=NOW)
    matter = await concern_matters.make_matter(concern, proposal(), clerk, now=NOW)
    for deed in (
        handling.answer(concern, "好", R.SOLVED, clerk, now=NOW),
        concern_matters.make_matter(concern, proposal(), clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as running:
            await deed
        assert running.value.codes == ("matter-running",)
    matter = await decisions.in_village(village.id, matter.id)
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    await decisions.withdraw(matter, "改报镇里", chair, now=NOW)
    again = await concern_matters.make_matter(concern, proposal(), clerk, now=NOW)
    await Decision.filter(id=again.id).update(stage=DecisionStage.CONCLUDED)

    await handling.answer(concern, "决议已实施，灯亮了", R.SOLVED, clerk, now=NOW)

    assert none.value.codes == ("no-matter",)
    assert (await saying.again(concern)).stage is S.ANSWERED


async def test_the_wrong_body_is_refused_and_nothing_moves(village, clerk):
    concern = await saying.raised(village)

    with pytest.raises(Blocked) as refused:
        await concern_matters.make_matter(
            concern,
            proposal(kind=MatterKind.BYLAWS, body=Body.REPRESENTATIVE_ASSEMBLY),
            clerk,
            now=NOW,
        )

    assert refused.value.codes == ("wrong-body",)
    assert ((await saying.again(concern)).stage, await Decision.all().count()) == (S.RAISED, 0)
