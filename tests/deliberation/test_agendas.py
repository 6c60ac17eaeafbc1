"""What may stand on an agenda: the body, the matters together, the step, and the days between."""

import pytest

from deliberation import meetings
from deliberation.models import AgendaItem, Change, CycleStep, Meeting, MeetingStage
from tests import make
from tests.deliberation.sittings import (
    S,
    call_for,
    called,
    clerk_of,
    edition,
    fetched,
    refused_call,
    reviewed,
    to_come,
)
from tests.make import DAY, NOW
from village import clock
from village.errors import Blocked
from village.permissions import Office
from village.rules import Body


async def test_the_wrong_body_is_refused_and_so_are_two_bodies_in_one_meeting(db):
    village = await make.village()
    clerk = await clerk_of(village)
    one, other = await reviewed(village), await make.matter(village, stage=S.CONSULTED)

    wrong = await refused_call(village, to_come(one, 10, body=Body.REPRESENTATIVE_ASSEMBLY), clerk)
    mixed = to_come(one, 10, agenda=((one, CycleStep.RESOLVE), (other, CycleStep.REVIEW)))
    both = await refused_call(village, mixed, clerk)

    assert (wrong.codes, both.codes) == (("wrong-body",), ("wrong-body",))
    assert "应当由党员大会进行" in str(both)


async def test_a_vote_the_wrong_body_already_took_is_kept_for_its_verdict(db):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.assembly(village, 3)
    one, other = await reviewed(village), await make.matter(village, stage=S.CONSULTED)

    meeting = await called(village, one, clerk, body=Body.REPRESENTATIVE_ASSEMBLY)
    with pytest.raises(Blocked) as refusal:
        await called(village, other, clerk, CycleStep.REVIEW, body=Body.TWO_COMMITTEES)

    assert meeting.body is Body.REPRESENTATIVE_ASSEMBLY
    assert refusal.value.codes == ("wrong-body",)


async def test_several_matters_may_share_a_meeting_of_the_right_body(db):
    village = await make.village()
    clerk = await clerk_of(village)
    one, other = await reviewed(village), await reviewed(village, title="村口装路灯")

    meeting = await called(
        village, one, clerk, agenda=((one, CycleStep.RESOLVE), (other, CycleStep.RESOLVE))
    )

    items = await AgendaItem.filter(meeting_id=meeting.id).order_by("position")
    assert [(item.decision_id, item.position) for item in items] == [(one.id, 1), (other.id, 2)]


@pytest.mark.parametrize(
    ("stage", "step", "body", "code"),
    [
        (S.RESOLVED, CycleStep.RESOLVE, Body.VILLAGERS_ASSEMBLY, "step-done"),
        (S.WITHDRAWN, CycleStep.RESOLVE, Body.VILLAGERS_ASSEMBLY, "step-done"),
        (S.REJECTED, CycleStep.HEAR, Body.HEARING, "step-done"),
        (S.DISCLOSED, CycleStep.CHANGE, Body.VILLAGERS_ASSEMBLY, "no-change-asked"),
    ],
)
async def test_there_must_be_something_left_to_meet_about(db, stage, step, body, code):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village, stage=stage)

    refusal = await refused_call(village, call_for(decision, step, body=body), clerk)

    assert refusal.codes == (code,)


async def test_a_change_that_was_asked_for_goes_back_to_the_body(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village, stage=S.DISCLOSED)
    await Change.create(decision=decision, what="改铺沥青", why="料涨价", asked_at=NOW)

    meeting = await called(village, decision, clerk, CycleStep.CHANGE)

    assert meeting.body is Body.VILLAGERS_ASSEMBLY


async def test_a_merged_matter_has_no_proposing_meeting_of_its_own(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK, Office.PARTY_SECRETARY)
    merged = await make.matter(village, merge_first_two=True)
    apart = await make.matter(village, "村口装路灯")

    refusal = await refused_call(
        village, call_for(merged, CycleStep.PROPOSE, body=Body.PARTY_BRANCH), clerk
    )

    assert refusal.codes == ("not-a-step",)
    meeting = await called(village, apart, clerk, CycleStep.PROPOSE, body=Body.PARTY_BRANCH)
    assert meeting.stage is MeetingStage.CALLED


async def test_one_step_is_called_once_until_it_was_held_or_called_off(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    first = await called(village, decision, clerk)

    with pytest.raises(Blocked) as refusal:
        await called(village, decision, clerk)
    assert refusal.value.codes == ("already-called",)
    await meetings.cancel(await fetched(first), "下大雨", clerk, now=NOW)
    second = await called(village, decision, clerk)

    assert second.id != first.id


async def test_a_step_that_passed_is_not_called_again(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    first = await called(village, decision, clerk)
    await Meeting.filter(id=first.id).update(stage=MeetingStage.HELD)
    await AgendaItem.filter(meeting_id=first.id).update(verdict="passed")

    with pytest.raises(Blocked) as refusal:
        await called(village, decision, clerk)
    assert refusal.value.codes == ("already-passed",)
    await AgendaItem.filter(meeting_id=first.id).update(verdict="rejected")

    assert (await called(village, decision, clerk)).stage is MeetingStage.CALLED


@pytest.mark.parametrize(("days", "stands"), [(6, False), (7, True)])
async def test_days_between_two_steps_where_the_matters_own_rules_want_them(db, days, stands):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK, party=True)
    rules = await edition(pace__min_gap_days=7)
    decision = await make.matter(village, stage=S.CONSULTED, **rules)
    await held_before(village, decision, CycleStep.CONSULT)
    asked = to_come(decision, days, step=CycleStep.REVIEW, body=Body.PARTY_MEETING)

    if stands:
        assert (await meetings.call(village, asked, clerk, now=NOW)).stage is MeetingStage.CALLED
    else:
        with pytest.raises(Blocked) as refusal:
            await meetings.call(village, asked, clerk, now=NOW)
        assert refusal.value.codes == ("gap-too-short",)
        assert "只隔 6 天，本村规则要求至少 7 天" in str(refusal.value)


async def held_before(village, decision, step, day=DAY):
    held = await Meeting.create(
        village=village,
        body=Body.TWO_COMMITTEES,
        title="商议",
        place="村委会",
        starts_at=clock.at_local(day, 8),
        notified_on=day,
        called_at=NOW,
        stage=MeetingStage.HELD,
    )
    await AgendaItem.create(
        meeting=held, decision=decision, step=step, position=1, verdict="passed"
    )
