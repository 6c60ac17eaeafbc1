"""Too few came: it is put on record, and the meeting is called again."""

import pytest

from deliberation import adjourning, attendance, doors, meetings
from deliberation.models import AgendaItem, Meeting, MeetingStage
from tests.deliberation.sittings import call_for, come, lines, representatives_met
from tests.deliberation.voting import fresh
from tests.make import NOW
from village.errors import Blocked, Stale


async def failed_meeting():
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 20)
    await adjourning.adjourn(meeting, "等到十点，人还是不够。", clerk, now=NOW)
    return await fresh(meeting), clerk


async def test_too_few_is_put_on_record_and_called_again(db):
    failed, clerk = await failed_meeting()
    item = await AgendaItem.get(meeting_id=failed.id).select_related("decision")
    asked = call_for(item.decision, title="再开村民代表会议", late_reason="同日再开")

    again = await meetings.reconvene(failed, asked, clerk, now=NOW)

    assert (failed.stage, failed.present, item.verdict) == (MeetingStage.FAILED, 20, "no_quorum")
    assert (again.reconvenes_id, again.title, again.stage) == (
        failed.id,
        "再开村民代表会议",
        MeetingStage.CALLED,
    )
    items = await AgendaItem.filter(meeting_id=again.id)
    assert [(one.decision_id, one.step) for one in items] == [(item.decision_id, item.step)]
    assert await lines("meeting.reconvene") == [{"failed": failed.id}]
    with pytest.raises(Stale):
        await meetings.reconvene(failed, asked, clerk, now=NOW)


async def test_a_meeting_that_was_held_or_is_to_come_is_not_reconvened(db):
    meeting, clerk = await representatives_met(31)
    item = await AgendaItem.get(meeting_id=meeting.id).select_related("decision")

    with pytest.raises(Blocked) as refusal:
        await meetings.reconvene(meeting, call_for(item.decision), clerk, now=NOW)

    assert refusal.value.codes == ("not-failed",)


async def test_a_meeting_is_adjourned_only_while_too_few_are_here(db):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 21)

    with pytest.raises(Blocked) as refusal:
        await adjourning.adjourn(meeting, "天气不好。", clerk, now=NOW)
    entries = await attendance.entries_of(meeting)
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)
    await adjourning.adjourn(meeting, "有人走了，人数不够了。", clerk, now=NOW)

    stored = await Meeting.get(id=meeting.id)
    assert refusal.value.codes == ("quorum-stands",)
    assert (stored.stage, stored.present) == (MeetingStage.FAILED, 21)
