"""Minutes take a declared result as it stands, and type none over it."""

import pytest

from deliberation import ballots, doors
from deliberation import minutes as taking
from deliberation.dossier import dossier_of
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import (
    AgendaItem,
    Decision,
    Meeting,
    MeetingStage,
    Teller,
    TellerRole,
    VoteMethod,
)
from tests.deliberation.sittings import counted, lines, recorded
from tests.deliberation.voting import closed, declared, fresh, opened, sitting, votes
from tests.make import DAY, NOW
from village.errors import Blocked


async def test_minutes_take_the_declared_count_as_it_stands(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    for entry in entries[:4]:
        await votes(ballot, entry)
    await closed(ballot, clerk)
    item = await declared(ballot, clerk)
    words = ItemCount(item.id, VoteMethod.NONE, discussion="先修三组。", resolution="同意铺路。")
    told = Minutes(chair_id=None, recorder_id=None, text="记录", items=(words,))
    for entry in entries[:5]:
        await doors.leave(meeting, entry.id, clerk, now=NOW)

    await taking.record(await fresh(meeting), told, clerk, now=NOW)

    stored, kept = await Meeting.get(id=meeting.id), await AgendaItem.get(id=item.id)
    assert (stored.stage, stored.entitled, stored.present) == (MeetingStage.HELD, 6, 5)
    assert (kept.yes, kept.verdict, kept.ruling) == (4, "passed", item.ruling)
    assert (kept.discussion, kept.resolution) == ("先修三组。", "同意铺路。")
    decision = await Decision.get(id=item.decision_id).select_related("village")
    dossier = await dossier_of(decision, today=DAY)
    assert [one.passed for held in dossier.sittings.values() for one in held] == [True]
    assert (await lines("meeting.record"))[0]["results"] == [
        f"decision:{item.decision_id}/resolve/4/0/0/0/passed"
    ]


async def test_minutes_refuse_a_typed_count_over_a_declared_one(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk)
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    await declared(ballot, clerk)

    for numbers in ((5,), (1,), (None, 2)):
        with pytest.raises(Blocked) as refusal:
            await taking.record(meeting, await counted(meeting, *numbers), clerk, now=NOW)
        assert refusal.value.codes == ("already-declared",)
    assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.CALLED


async def test_minutes_wait_for_a_vote_that_is_under_way(db):
    meeting, clerk, _ = await sitting()
    ballot = await opened(meeting, clerk)

    with pytest.raises(Blocked) as refusal:
        await recorded(meeting, clerk, 5)
    await ballots.void(ballot, "改用举手", clerk, now=NOW)
    item = await recorded(meeting, clerk, 5)

    assert refusal.value.codes == ("ballot-running",)
    assert item.verdict == "passed"


async def test_minutes_need_no_words_on_a_declared_matter_and_keep_the_tellers(db):
    meeting, clerk, entries = await sitting()
    who = entries[0].person_id
    await Teller.create(meeting_id=meeting.id, person_id=who, role=TellerRole.SCRUTINEER)
    ballot = await opened(meeting, clerk, recused={entries[1].id: "亲属"})
    await votes(ballot, entries[0])
    await closed(ballot, clerk)
    await declared(ballot, clerk)
    told = Minutes(
        chair_id=None,
        recorder_id=None,
        text="",
        items=(),
        tellers=[(who, TellerRole.SCRUTINEER), (who, TellerRole.COUNTER)],
    )

    await taking.record(meeting, told, clerk, now=NOW)

    assert [one.role for one in await Teller.all().order_by("id")] == [
        TellerRole.SCRUTINEER,
        TellerRole.COUNTER,
    ]
    assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.HELD


async def test_a_count_typed_into_the_minutes_is_measured_by_who_had_not_left(db):
    meeting, clerk, entries = await sitting(6, 5)
    await doors.leave(meeting, entries[0].id, clerk, now=NOW)

    with pytest.raises(Blocked) as refusal:
        await recorded(meeting, clerk, 5)
    item = await recorded(meeting, clerk, 4)

    stored = await Meeting.get(id=meeting.id)
    assert refusal.value.codes == ("too-many-votes",)
    assert (item.present, stored.present) == (4, 5)


async def test_recusals_of_the_vote_are_not_written_down_twice(db):
    meeting, clerk, entries = await sitting()
    ballot = await opened(meeting, clerk, recused={entries[1].id: "亲属"})
    await ballots.void(ballot, "改用举手", clerk, now=NOW)

    item = await recorded(meeting, clerk, 4, recused={entries[1].id: "亲属"})

    assert item.present == 4
