"""Received, sent on its way, given to somebody and answered: each by whom it is for, in time."""

import asyncio
from datetime import timedelta

import pytest

from deliberation import concern_doors, handling, routing
from deliberation.concern_flow import blockers
from deliberation.concern_guards import facts_of
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernMedium,
    ConcernResult,
    ConcernStage,
    MediumKind,
    MediumMoment,
    RefusalReason,
    Road,
)
from deliberation.raising import Medium
from deliberation.routing import Routing
from tests import make
from tests.deliberation import saying, sittings
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office

S, R = ConcernStage, ConcernResult
IN = {days: DAY + timedelta(days) for days in range(-1, 100)}


async def test_of_two_who_receive_at_once_one_is_responsible(village, clerk):
    concern = await saying.raised(village)
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)

    told = await asyncio.gather(
        *(handling.receive(concern, who, now=NOW) for who in (clerk, chair)),
        return_exceptions=True,
    )

    row = await saying.again(concern)
    assert [type(one) for one in told if one] == [Stale]
    assert row.received_by_id in (clerk.person_id, chair.person_id)
    assert (row.stage, row.received_at, row.due_on) == (S.RECEIVED, NOW, IN[7])
    assert await saying.kinds(concern) == ["raised", "received"]


async def test_who_received_it_stays_responsible_whoever_does_it(village, clerk):
    concern = await saying.assigned(village, clerk)

    assert (concern.received_by_id, concern.stage) == (clerk.person_id, S.ASSIGNED)
    assert concern.assignee_id != clerk.person_id
    assert await saying.kinds(concern) == [
        *("raised", "received", "verified", "studied", "routed", "assigned")
    ]
    assert await saying.kinds(concern, told=True) == ["raised", "received", "routed", "assigned"]


async def test_looking_into_it_is_said_step_by_step_or_in_one(village, clerk):
    concern = await saying.raised(village)
    await handling.receive(concern, clerk, now=NOW)
    await handling.verify(concern, "去看过", clerk, now=NOW)
    await handling.study(concern, "线路老化", clerk, now=NOW)
    for deed, code in (
        (handling.verify(concern, "再看", clerk, now=NOW), "out-of-turn"),
        (handling.study(concern, "再想", clerk, now=NOW), "out-of-turn"),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == (code,)
    with pytest.raises(InvalidInput):
        await handling.verify(concern, " ", clerk, now=NOW)

    await saying.sent(concern, Road.VILLAGE, clerk)

    assert await saying.kinds(concern) == [*("raised", "received", "verified", "studied", "routed")]


async def test_an_answer_on_the_spot_is_told_with_its_result(village, clerk):
    concern = await saying.answered(village, clerk)

    assert (concern.stage, concern.road, concern.result, concern.in_time) == (
        S.ANSWERED,
        Road.ON_THE_SPOT,
        R.SOLVED,
        True,
    )
    assert (concern.answered_by_id, concern.due_on) == (clerk.person_id, IN[7])
    assert (await saying.kinds(concern, told=True))[-1] == "answered"


async def test_nothing_is_turned_away_without_a_listed_reason_and_words(village, clerk):
    concern = await saying.raised(village)
    for wrong, fields in (
        (["refusal"], {"words": "不归村里管"}),
        (["words"], {"words": " ", "refusal": RefusalReason.NOT_OURS}),
        (["refusal", "words"], {"words": ""}),
    ):
        with pytest.raises(InvalidInput) as refused:
            await saying.sent(concern, Road.NOT_ACCEPTED, clerk, **fields)
        assert sorted(refused.value.fields) == wrong
    with pytest.raises(InvalidInput) as unclear:
        await saying.sent(concern, Road.ON_THE_SPOT, clerk, result=None)

    row = await saying.sent(
        concern, Road.NOT_ACCEPTED, clerk, words="请找公路站", refusal=RefusalReason.NOT_OURS
    )

    assert list(unclear.value.fields) == ["result"]
    assert (row.stage, row.outcome, row.refusal) == (S.ANSWERED, None, RefusalReason.NOT_OURS)
    assert row.answer == "不属于村里和乡镇管的事。请找公路站"


async def test_what_takes_longer_gets_a_timetable_and_a_later_day(village, clerk):
    plain = await saying.sent(await saying.raised(village), Road.VILLAGE, clerk)
    longer = await saying.sent(
        await saying.raised(village), Road.VILLAGE, clerk, complex=True, words="下月初换线"
    )
    agenda = await saying.sent(await saying.raised(village), Road.AGENDA, clerk)
    with pytest.raises(InvalidInput) as refused:
        await saying.sent(await saying.raised(village), Road.VILLAGE, clerk, complex=True, words="")

    assert [one.answer_by for one in (plain, longer, agenda)] == [IN[7], IN[30], IN[30]]
    assert "时间表" in refused.value.fields["words"]


async def test_it_is_given_to_an_office_holder_by_a_day_that_was_promised(village, clerk):
    concern = await saying.sent(await saying.raised(village), Road.VILLAGE, clerk)
    electrician = await make.holder(village, Office.COMMITTEE_MEMBER)
    neighbour = await saying.villager(village)
    for who, day, error in (
        (electrician, IN[-1], InvalidInput),
        (electrician, IN[8], InvalidInput),
        (neighbour, IN[7], NotFound),
    ):
        with pytest.raises(error):
            await handling.assign(concern, Assignment(who.person_id, day), clerk, now=NOW)

    await handling.assign(concern, Assignment(electrician.person_id, IN[7]), clerk, now=NOW)
    again = await make.holder(village, Office.GROUP_LEADER)
    await handling.assign(concern, Assignment(again.person_id, IN[0]), clerk, now=NOW)

    row = await saying.again(concern)
    assert (row.assignee_id, row.due_on, row.stage) == (again.person_id, IN[0], S.ASSIGNED)
    assert [one["to"] for one in await sittings.lines("concern.assign")] == [
        electrician.person_id,
        again.person_id,
    ]


async def test_of_two_assignments_at_once_both_stand_on_record_and_one_holds(village, clerk):
    concern = await saying.sent(await saying.raised(village), Road.VILLAGE, clerk)
    doers = [await make.holder(village, Office.COMMITTEE_MEMBER) for _ in range(2)]

    await asyncio.gather(
        *(
            handling.assign(concern, Assignment(one.person_id, IN[3]), clerk, now=NOW)
            for one in doers
        )
    )

    lines = await sittings.lines("concern.assign")
    assert sorted(one["to"] for one in lines) == sorted(one.person_id for one in doers)
    assert (await saying.again(concern)).assignee_id == lines[-1]["to"]


async def test_the_one_it_was_given_to_reports_and_answers(village, clerk):
    doer = await make.holder(village, Office.GRID_WORKER)
    concern = await saying.assigned(village, clerk, to=doer)
    stranger = await make.holder(village, Office.GRID_WORKER)
    shots = [
        (moment, Medium(MediumKind.PHOTO, digit * 64))
        for moment, digit in ((MediumMoment.BEFORE, "b"), (MediumMoment.AFTER, "c"))
    ]
    for deed, error in (
        (handling.progress(concern, "换了灯泡", stranger, now=NOW), NotPermitted),
        (handling.progress(concern, " ", doer, now=NOW), InvalidInput),
        (handling.progress(concern, "照", doer, media=shots * 3, now=NOW), InvalidInput),
        (handling.answer(concern, "好了", R.SOLVED, stranger, now=NOW), NotPermitted),
    ):
        with pytest.raises(error):
            await deed

    await handling.progress(concern, "换了灯泡", doer, media=shots, now=NOW)
    await handling.progress(concern, "内部：要再买两个", doer, public=False, now=NOW)
    await handling.answer(concern, "灯亮了", R.SOLVED, doer, now=NOW)

    row = await saying.again(concern)
    assert (row.stage, row.answer, row.answered_by_id) == (S.ANSWERED, "灯亮了", doer.person_id)
    assert await saying.kinds(concern, public=True) == [
        *("raised", "received", "routed", "assigned", "progress", "answered")
    ]
    media = await ConcernMedium.all().order_by("id")
    assert [(one.moment, one.shown) for one in media] == [("before", True), ("after", True)]


async def test_nothing_is_answered_before_it_is_somebodys_work(village, clerk):
    concern = await saying.sent(await saying.raised(village), Road.VILLAGE, clerk)

    with pytest.raises(Blocked) as refused:
        await handling.answer(concern, "好了", R.SOLVED, clerk, now=NOW)
    with pytest.raises(Blocked) as early:
        await handling.progress(concern, "换了", clerk, now=NOW)

    assert (refused.value.codes, early.value.codes) == (("not-assigned",), ("out-of-turn",))
    row = await saying.again(concern)
    assert [one.code for one in blockers("concern.answer", await facts_of(row, DAY))] == [
        "not-assigned"
    ]


async def test_it_is_put_off_once_and_the_reason_is_told(village, clerk):
    concern = await saying.assigned(village, clerk)
    for to, why, wrong in (
        (IN[7], "等材料", "to"),
        (IN[38], "等材料", "to"),
        (IN[14], " ", "why"),
        (IN[14], "字" * 301, "why"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await handling.extend(concern, to, why, clerk, now=NOW)
        assert list(refused.value.fields) == [wrong]

    await handling.extend(concern, IN[37], "等材料", clerk, now=NOW)
    with pytest.raises(Blocked) as again:
        await handling.extend(concern, IN[39], "还等", clerk, now=NOW)

    row = await saying.again(concern)
    assert again.value.codes == ("extended-before",)
    assert (row.answer_by, row.due_on, row.extended_why) == (IN[37], IN[37], "等材料")
    assert (await saying.kinds(concern, told=True))[-1] == "extended"


async def test_only_what_is_being_handled_can_be_put_off(village, clerk):
    for concern in (await saying.raised(village), await saying.answered(village, clerk)):
        with pytest.raises(Blocked) as refused:
            await handling.extend(concern, IN[14], "等", clerk, now=NOW)
        assert refused.value.codes == ("out-of-turn",)


@pytest.mark.parametrize(("day", "in_time"), [(7, True), (8, False)])
async def test_in_time_is_up_to_the_promised_day(village, clerk, day, in_time):
    concern = await saying.assigned(village, clerk)

    await handling.answer(concern, "好了", R.SOLVED, clerk, now=NOW + timedelta(day))

    assert (await saying.again(concern)).in_time is in_time


async def test_offices_without_the_right_and_other_villages_handle_nothing(village, clerk):
    concern = await saying.raised(village)
    elsewhere = await make.holder(await make.village(), Office.VILLAGE_CLERK)
    accountant = await make.holder(village, Office.ACCOUNTANT)
    supervisor = await make.holder(village, Office.SUPERVISOR)
    for who in (elsewhere, accountant, supervisor, await saying.villager(village)):
        with pytest.raises(NotPermitted):
            await handling.receive(concern, who, now=NOW)
    for who in (elsewhere, await saying.villager(village)):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(who, village.id, concern.number, today=DAY)
    with pytest.raises(NotFound):
        await concern_doors.on_desk(clerk, elsewhere.seats[0].village_id, "2026-001", today=DAY)

    for key in (concern.number, str(concern.id)):
        for who in (clerk, accountant, supervisor):
            found = await concern_doors.on_desk(who, village.id, key, today=DAY)
            assert found.id == concern.id


async def test_what_ended_is_moved_no_more(village, clerk):
    concern = await saying.raised(village)
    await Concern.filter(id=concern.id).update(stage=S.ARCHIVED, outcome="settled")

    for deed in (
        handling.verify(concern, "看", clerk, now=NOW),
        routing.route(concern, Routing(Road.VILLAGE, "办"), clerk, now=NOW),
        handling.answer(concern, "好", R.SOLVED, clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("ended",)
