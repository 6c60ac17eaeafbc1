"""When minutes may be entered, which step they must follow, and what falls off the agenda."""

from datetime import timedelta

import pytest

from deliberation import minutes
from deliberation.dossier import dossier_of
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import (
    AgendaItem,
    CycleStep,
    Decision,
    DecisionStage,
    Meeting,
    MeetingStage,
    VoteMethod,
)
from tests import make
from tests.deliberation.sittings import (
    assembled,
    called,
    clerk_of,
    come,
    counted,
    lines,
    recorded,
    refused_minutes,
    reviewed,
)
from tests.make import DAY, NOW
from village import clock
from village.errors import InvalidInput
from village.rules import Body


async def test_a_meeting_to_come_cannot_be_recorded(db):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await reviewed(village)
    at = clock.at_local(DAY, 14)
    meeting = await called(village, decision, clerk, starts_at=at, notified_on=DAY - timedelta(12))
    await come(meeting, clerk, 1)

    refusal = await refused_minutes(
        meeting, await counted(meeting, 1), clerk, now=at - timedelta(minutes=1)
    )

    assert refusal.codes == ("in-the-future",)
    assert (await recorded(meeting, clerk, 1, now=at)).verdict == "passed"


async def test_days_later_it_is_entered_with_a_reason_and_both_times(db):
    village = await make.village()
    clerk = await clerk_of(village)
    at = clock.at_local(DAY, 14)
    meeting = await called(village, await reviewed(village), clerk, starts_at=at, late_reason="")
    await come(meeting, clerk, 1, now=at)
    tomorrow = at + timedelta(1)

    with pytest.raises(InvalidInput) as refusal:
        await recorded(meeting, clerk, 1, now=tomorrow)
    await recorded(meeting, clerk, 1, now=tomorrow, late_reason="村里停电")

    stored = await Meeting.get(id=meeting.id)
    assert list(refusal.value.fields) == ["late_reason"]
    assert (stored.late_reason, stored.starts_at, stored.recorded_at) == ("村里停电", at, tomorrow)
    assert [line["late"] for line in await lines("meeting.record")] == [True]


async def test_recorded_on_its_day_it_is_not_late_whatever_is_written(db):
    village = await make.village()
    clerk = await clerk_of(village)
    at = clock.at_local(DAY, 14)
    meeting = await called(village, await reviewed(village), clerk, starts_at=at)
    await come(meeting, clerk, 1, now=at)

    await recorded(meeting, clerk, 1, now=at, late_reason="村里停电")

    assert (await Meeting.get(id=meeting.id)).late_reason == ""


@pytest.mark.parametrize(
    ("stage", "codes"),
    [(DecisionStage.CONSULTED, ("out-of-order",)), (DecisionStage.OPENED, ("out-of-order",))],
)
async def test_a_step_counts_only_after_the_one_before_stands(db, stage, codes):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village, stage=stage)
    meeting = await called(village, decision, clerk)
    await come(meeting, clerk, 1)

    assert (await refused_minutes(meeting, await counted(meeting, 1), clerk)).codes == codes


@pytest.mark.parametrize(("days", "stands"), [(0, True), (1, False)])
async def test_the_meeting_before_may_not_lie_after_this_one(db, days, stands):
    meeting, clerk = await assembled(1)
    await come(meeting, clerk, 1)
    item = await AgendaItem.get(meeting_id=meeting.id)
    before = await Meeting.create(
        village=meeting.village,
        body=Body.PARTY_MEETING,
        title="审议",
        place="村委会",
        starts_at=clock.at_local(DAY + timedelta(days), 8),
        notified_on=DAY,
        called_at=NOW,
        stage=MeetingStage.HELD,
    )
    await AgendaItem.create(
        meeting=before,
        decision_id=item.decision_id,
        step=CycleStep.REVIEW,
        position=1,
        verdict="passed",
    )
    told = Minutes(None, None, "", (ItemCount(item.id, VoteMethod.HANDS, 1),))

    if stands:
        await minutes.record(meeting, told, clerk, now=NOW)
        assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.HELD
    else:
        assert (await refused_minutes(meeting, told, clerk)).codes == ("before-the-step-before",)


async def test_a_matter_withdrawn_meanwhile_leaves_the_agenda_and_stops_nobody(db):
    village = await make.village()
    clerk = await clerk_of(village)
    gone, stays = await reviewed(village), await reviewed(village, title="村口装路灯")
    agenda = ((gone, CycleStep.RESOLVE), (stays, CycleStep.RESOLVE))
    meeting = await called(village, gone, clerk, agenda=agenda)
    await come(meeting, clerk, 1)
    await Decision.filter(id=gone.id).update(stage=DecisionStage.WITHDRAWN)
    first, second = await AgendaItem.filter(meeting_id=meeting.id).order_by("position")
    counts = tuple(ItemCount(one.id, VoteMethod.HANDS, 1) for one in (first, second))
    told = Minutes(None, None, "", counts)

    await minutes.record(meeting, told, clerk, now=NOW)

    found = await AgendaItem.filter(meeting_id=meeting.id).order_by("position")
    assert [(one.verdict, one.yes) for one in found] == [("", None), ("passed", 1)]
    assert (await lines("meeting.record"))[0]["results"] == [
        f"decision:{gone.id}/resolve/off",
        f"decision:{stays.id}/resolve/1/0/0/0/passed",
    ]
    withdrawn = await Decision.get(id=gone.id).select_related("village", "group")
    assert (await dossier_of(withdrawn, today=DAY)).sittings == {}
    assert first.decision_id == gone.id


async def test_with_nothing_left_on_the_agenda_it_is_called_off_not_recorded(db):
    meeting, clerk = await assembled(1)
    await come(meeting, clerk, 1)
    await Decision.all().update(stage=DecisionStage.WITHDRAWN)

    refusal = await refused_minutes(meeting, await counted(meeting, 1), clerk)

    assert refusal.codes == ("nothing-left",)
