"""Recording a meeting: impossible numbers go back, everything else is frozen with its verdict."""

import asyncio
import json

import pytest

from deliberation import minutes
from deliberation.minutes import Minutes
from deliberation.models import (
    AgendaItem,
    Change,
    ChangeStage,
    CycleStep,
    Decision,
    DecisionStage,
    Meeting,
    MeetingStage,
    MinutesCorrection,
    Observer,
    ObserverSide,
    Recusal,
    Teller,
    TellerRole,
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
    representatives_met,
    reviewed,
)
from tests.make import NOW
from village import ledger
from village.errors import InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office
from village.rules import Body


async def test_a_meeting_is_frozen_with_its_heads_votes_and_verdict(db):
    meeting, clerk = await representatives_met(31)
    entries = await come(meeting, clerk, 21)

    item = await recorded(meeting, clerk, 11, 10)

    stored = await Meeting.get(id=meeting.id)
    assert (stored.stage, stored.entitled, stored.present) == (MeetingStage.HELD, 31, 21)
    assert (stored.women_entitled, stored.women_present, stored.recorded_at) == (11, 11, NOW)
    assert (item.method, item.present) == (VoteMethod.HANDS, 21)
    assert (item.yes, item.no, item.abstain, item.spoiled) == (11, 10, 0, 0)
    assert (item.verdict, json.loads(item.ruling)["needed_yes"]) == ("passed", 11)
    decision = await Decision.get(id=item.decision_id)
    assert decision.delegation_id is not None
    here = ledger.text_digest(*(str(one.id) for one in entries[:21]))
    assert await lines("meeting.record") == [
        {
            "entitled": 31,
            "present": 21,
            "here": here,
            "words": ledger.text_digest("", "同意铺路。"),
            "late": False,
            "results": [f"decision:{decision.id}/resolve/11/10/0/0/passed"],
        }
    ]


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((11, 10, 0, 0), "passed"),
        ((10, 5, 6, 0), "rejected"),
        ((10, 0, 0, 11), "rejected"),
        ((None,), "undecided"),
    ],
)
async def test_more_than_half_of_those_present_must_agree(db, numbers, verdict):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 21)

    assert (await recorded(meeting, clerk, *numbers)).verdict == verdict


async def test_a_vote_whose_heads_nobody_wrote_down_carries_nothing(db):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 31)

    item = await recorded(meeting, clerk, method=VoteMethod.HANDS)

    assert (item.verdict, item.method, item.yes, item.no) == (
        "undecided",
        VoteMethod.HANDS,
        None,
        None,
    )


@pytest.mark.parametrize(("present", "stage"), [(20, "failed"), (21, "held")])
async def test_too_few_make_a_meeting_that_did_not_take_place(db, present, stage):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, present)

    await recorded(meeting, clerk, present)

    assert (await Meeting.get(id=meeting.id)).stage == stage


async def test_too_few_of_the_wrong_body_did_not_meet_either(db):
    """The verdict is the graver one, unlawful; that nobody sat there is still told."""
    village = await make.village()
    clerk = await clerk_of(village)
    await make.assembly(village, 31)
    decision = await reviewed(village)
    meeting = await called(village, decision, clerk, body=Body.REPRESENTATIVE_ASSEMBLY)
    await come(meeting, clerk, 20)

    item = await recorded(meeting, clerk, 20)

    assert (item.verdict, (await Meeting.get(id=meeting.id)).stage) == (
        "unlawful",
        MeetingStage.FAILED,
    )


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ((21, 1), ("too-many-votes",)),
        ((42,), ("too-many-votes",)),
        ((-1, 3), ("negative-number",)),
        ((None, 3), ("votes-not-stated",)),
    ],
)
async def test_votes_that_cannot_be(db, numbers, codes):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 21)

    refusal = await refused_minutes(meeting, await counted(meeting, *numbers), clerk)

    assert refusal.codes == codes
    assert (await recorded(meeting, clerk, 21)).verdict == "passed"


async def test_no_vote_and_a_number_of_votes_contradict_each_other(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)

    told = await counted(meeting, 3, method=VoteMethod.NONE)

    assert (await refused_minutes(meeting, told, clerk)).codes == ("not-voted-but-counted",)


async def test_each_matter_needs_its_count(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)

    told = Minutes(chair_id=None, recorder_id=None, text="", items=())

    assert (await refused_minutes(meeting, told, clerk)).codes == ("item-missing",)


async def test_who_steps_out_must_have_been_there_and_casts_no_vote(db):
    meeting, clerk = await assembled(5)
    entries = await come(meeting, clerk, 4)
    away = await counted(meeting, 3, recused={entries[4].id: "承包人是他儿子"})
    voting = await counted(meeting, 4, recused={entries[0].id: "承包人是他儿子"})

    assert (await refused_minutes(meeting, away, clerk)).codes == ("recused-not-here",)
    assert (await refused_minutes(meeting, voting, clerk)).codes == ("too-many-votes",)
    item = await recorded(meeting, clerk, 3, recused={entries[0].id: "承包人是他儿子"})

    assert [(one.entry_id, one.reason) for one in await Recusal.all()] == [
        (entries[0].id, "承包人是他儿子")
    ]
    assert (item.present, (await Meeting.get(id=meeting.id)).present) == (3, 4)


async def hearing(stage=DecisionStage.OPENED):
    village = await make.village()
    clerk = await clerk_of(village)
    decision = await make.matter(village, stage=stage)
    return await called(village, decision, clerk, CycleStep.HEAR, body=Body.HEARING), clerk


async def test_a_hearing_consults_and_never_decides(db):
    meeting, clerk = await hearing()

    item = await recorded(meeting, clerk, 19, entitled=34, present=27)

    assert item.verdict == "undecided"
    assert "协商通过，尚未决议" in item.ruling
    assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.HELD


@pytest.mark.parametrize(
    ("entitled", "present", "codes"),
    [(34, 35, ("too-many-present",)), (0, 0, ("nobody-entitled",))],
)
async def test_heads_of_a_hearing_that_cannot_be(db, entitled, present, codes):
    meeting, clerk = await hearing()

    told = await counted(meeting, 0, entitled=entitled, present=present)

    assert (await refused_minutes(meeting, told, clerk)).codes == codes


async def test_heads_of_a_hearing_must_be_told_and_of_a_meeting_are_not_believed(db):
    meeting, clerk = await hearing()
    with pytest.raises(InvalidInput):
        await recorded(meeting, clerk, 19)
    met, other = await assembled(3)
    await come(met, other, 2)

    await recorded(met, other, 2, entitled=1000, present=900)

    stored = await Meeting.get(id=met.id)
    assert (stored.entitled, stored.present) == (3, 2)


async def test_who_is_named_in_the_minutes_is_of_this_village_or_its_township(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    village = meeting.village
    chair = await make.person(village)
    officer = await make.outsider(village.township, "周干部")
    stranger = await make.person(await make.village(name="石桥村"))

    for field in ("chair_id", "recorder_id"):
        with pytest.raises(NotFound):
            await recorded(meeting, clerk, 3, **{field: stranger.id})
    with pytest.raises(NotFound):
        await recorded(meeting, clerk, 3, tellers=[(stranger.id, TellerRole.COUNTER)])
    twice = [(officer.id, TellerRole.SCRUTINEER)] * 2 + [(chair.id, TellerRole.COUNTER)]
    observers = [("李律师", ObserverSide.ADVISER, "法律顾问")]
    people = {"chair_id": chair.id, "recorder_id": clerk.person_id}
    await recorded(meeting, clerk, 3, tellers=twice, observers=observers, **people)

    stored = await Meeting.get(id=meeting.id)
    assert (stored.chair_id, stored.recorder_id) == (chair.id, clerk.person_id)
    assert [(one.person_id, one.role) for one in await Teller.all().order_by("id")] == [
        (officer.id, TellerRole.SCRUTINEER),
        (chair.id, TellerRole.COUNTER),
    ]
    assert [(one.name, one.side, one.title) for one in await Observer.all()] == [
        ("李律师", ObserverSide.ADVISER, "法律顾问")
    ]
    assert stored.present == 3


@pytest.mark.parametrize(
    ("numbers", "stage"),
    [((3,), ChangeStage.ADOPTED), ((1, 2), ChangeStage.REFUSED), ((None,), ChangeStage.OPEN)],
)
async def test_a_verdict_on_the_merits_settles_a_change(db, numbers, stage):
    village = await make.village()
    clerk = await clerk_of(village)
    await make.people(village, 2)
    decision = await make.matter(village, stage=DecisionStage.DISCLOSED)
    change = await Change.create(decision=decision, what="改铺沥青", why="料涨价", asked_at=NOW)
    meeting = await called(village, decision, clerk, CycleStep.CHANGE)
    await come(meeting, clerk, 3)

    await recorded(meeting, clerk, *numbers)

    settled = await Change.get(id=change.id)
    assert (settled.stage, settled.settled_at is None) == (stage, stage is ChangeStage.OPEN)


async def test_a_look_stores_nothing_and_says_what_recording_would(db):
    meeting, clerk = await representatives_met(31)
    await come(meeting, clerk, 20)
    told = await counted(meeting, 20)

    sitting = await minutes.preview(meeting, told, clerk, now=NOW)

    assert [one.verdict for one in sitting.items] == ["no_quorum"]
    assert (sitting.stood, sitting.late, sitting.sat.present) == (False, False, 20)
    assert (await Meeting.get(id=meeting.id)).stage is MeetingStage.CALLED
    assert await lines("meeting.record") == []


async def test_minutes_stand_once(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    await recorded(meeting, clerk, 3)

    for deed in (minutes.record, minutes.preview):
        with pytest.raises(Stale):
            await deed(meeting, await counted(meeting, 2), clerk, now=NOW)

    assert (await AgendaItem.get(meeting_id=meeting.id)).yes == 3


async def test_recorded_twice_at_once_it_is_recorded_once(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    told = await counted(meeting, 3)

    answers = await asyncio.gather(
        *(minutes.record(meeting, told, clerk, now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in answers) == ["NoneType", "Stale"]
    assert len(await lines("meeting.record")) == 1


@pytest.mark.parametrize("office", [Office.COMMITTEE_CHAIR, Office.SUPERVISOR])
async def test_only_who_records_meetings_records_looks_and_corrects(db, office):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    actor = await make.holder(meeting.village, office)
    told = await counted(meeting, 3)

    for deed in (minutes.record, minutes.preview):
        with pytest.raises(NotPermitted):
            await deed(meeting, told, actor, now=NOW)
    await minutes.record(meeting, told, clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await minutes.correct(meeting, "主持人写错了", actor, now=NOW)


async def test_the_township_cannot_touch_a_count(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    officer = await make.officer(meeting.village.township)

    with pytest.raises(NotPermitted):
        await minutes.record(meeting, await counted(meeting, 3), officer, now=NOW)


async def test_another_villages_clerk_records_nothing(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    stranger = await clerk_of(await make.village(name="石桥村"))

    with pytest.raises(NotPermitted):
        await minutes.record(meeting, await counted(meeting, 3), stranger, now=NOW)


async def test_a_correction_stands_beside_what_was_recorded(db):
    meeting, clerk = await assembled(3)
    await come(meeting, clerk, 3)
    with pytest.raises(Stale):
        await minutes.correct(meeting, "地点写错了，是祠堂", clerk, now=NOW)
    await recorded(meeting, clerk, 2, 1)

    await minutes.correct(meeting, "地点写错了，是祠堂", clerk, now=NOW)

    found = await MinutesCorrection.all()
    assert [(one.text, one.made_by_id, one.made_at) for one in found] == [
        ("地点写错了，是祠堂", clerk.person_id, NOW)
    ]
    assert await lines("meeting.correct") == [{"words": ledger.text_digest("地点写错了，是祠堂")}]
    assert (await AgendaItem.get(meeting_id=meeting.id)).yes == 2
    with pytest.raises(InvalidInput):
        await minutes.correct(meeting, "  ", clerk, now=NOW)
