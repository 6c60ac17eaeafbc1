import asyncio
from datetime import timedelta

import pytest

from deliberation import concern_doors, hand_ups, handling, looking, routing
from deliberation.concern_flow import blockers
from deliberation.concern_guards import facts_of
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernLevel,
    ConcernMedium,
    ConcernResult,
    ConcernSight,
    ConcernStage,
    HidingReason,
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

A, S, R = ConcernAudience, ConcernStage, ConcernResult
IN = {days: DAY + timedelta(days) for days in range(-1, 100)}


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await saying.clerk(village)


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


async def test_what_is_told_the_supervisors_the_committee_never_sees(village, clerk):
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    supervisor = await make.holder(village, Office.SUPERVISOR)
    officer = await make.holder(await village.township, Office.TOWNSHIP_OFFICER)
    told = await saying.raised(village, audience=A.SUPERVISORS)
    for who in (clerk, chair):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(who, village.id, told.number, today=DAY)
        with pytest.raises(NotPermitted):
            await handling.receive(told, who, now=NOW)
    for who in (supervisor, officer):
        assert (await concern_doors.on_desk(who, village.id, told.number, today=DAY)).id == told.id

    await handling.receive(told, supervisor, now=NOW)
    found = await handling.candidates(await saying.again(told), DAY)

    assert [one.person_id for one in found] == [supervisor.person_id]
    inside = await saying.raised(village, text="账", audience=A.COMMITTEE)
    for who in (supervisor, officer):
        with pytest.raises(NotFound):
            await concern_doors.on_desk(who, village.id, inside.number, today=DAY)


async def test_an_accusation_goes_to_the_supervisors_and_out_of_sight(village, clerk):
    concern = await saying.raised(village)
    supervisor = await make.holder(village, Office.SUPERVISOR)
    with pytest.raises(InvalidInput):
        await looking.entrust(concern, " ", clerk, now=NOW)

    await looking.entrust(concern, "点名道姓，请监委会查", clerk, now=NOW)

    row = await saying.again(concern)
    assert (row.audience, row.sight) == (A.SUPERVISORS, ConcernSight.INSIDE)
    with pytest.raises(NotPermitted):
        await handling.receive(row, clerk, now=NOW)
    with pytest.raises(Blocked) as again:
        await looking.entrust(row, "再转", supervisor, now=NOW)
    assert again.value.codes == ("theirs-already",)
    await handling.receive(row, supervisor, now=NOW)


async def test_with_the_office_the_task_ends_too(village, clerk):
    member = await make.holder(village, Office.COMMITTEE_MEMBER)
    concern = await saying.assigned(village, clerk, to=member)
    left = make.acting(await saying.person_of(member), Office.VILLAGER)

    await handling.progress(concern, "去看过了。", member, now=NOW)
    with pytest.raises(NotPermitted):
        await handling.progress(concern, "又去看过了。", left, now=NOW)
    assert (
        await concern_doors.sees(member, concern, DAY),
        await saying.kinds(concern, kind="progress"),
    ) == (True, ["progress"])


async def test_who_is_accused_by_name_is_heard_of_by_the_supervisors_alone(village, clerk):
    await make.person(village, "赵德贵")
    chair = await make.holder(village, Office.COMMITTEE_CHAIR)
    supervisor = await make.holder(village, Office.SUPERVISOR)

    concern = await saying.raised(village, text="赵德贵偷拿低保，大家都知道")

    sees = [await concern_doors.sees(one, concern, DAY) for one in (clerk, chair, supervisor)]
    assert (sees, concern.audience, concern.public_text) == (
        [False, False, True],
        A.SUPERVISORS,
        "",
    )
    with pytest.raises(Blocked) as kept:
        await looking.release(concern, "有人反映低保名单不实", supervisor, now=NOW)
    assert kept.value.codes == ("not-for-everyone",)


async def test_a_look_makes_it_public_and_hiding_keeps_every_word(village, clerk):
    concern = await saying.raised(village, text="低保户的身份证号 11010519491231002X 登错了")
    with pytest.raises(NotFound):
        await concern_doors.in_public(village.id, concern.number)

    await looking.release(concern, "有人反映低保名单不实", clerk, now=NOW)
    shown = await concern_doors.in_public(village.id, concern.number)
    await looking.hide(concern, HidingReason.ACCUSATION, "没有核实", clerk, now=NOW)

    row = await saying.again(concern)
    assert shown.public_text == "有人反映低保名单不实"
    assert (row.sight, row.text, row.is_open) == (ConcernSight.HIDDEN, concern.text, True)
    with pytest.raises(NotFound):
        await concern_doors.in_public(village.id, concern.number)
    with pytest.raises(Blocked):
        await looking.hide(concern, HidingReason.ABUSE, "再来", clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await looking.hide(concern, HidingReason.ABUSE, "", clerk, now=NOW)
    assert (await saying.kinds(concern, told=True))[-2:] == ["shown", "shown"]


async def test_what_was_not_meant_for_everybody_is_never_made_public(village, clerk):
    concern = await saying.raised(village, audience=A.COMMITTEE)

    with pytest.raises(Blocked) as refused:
        await looking.release(concern, "改成公开", clerk, now=NOW)

    assert refused.value.codes == ("not-for-everyone",)


async def test_a_photograph_is_public_only_after_a_look_and_covered_where_need_be(village, clerk):
    photo, voice = (
        Medium(kind, digit * 64)
        for kind, digit in ((MediumKind.PHOTO, "a"), (MediumKind.VOICE, "b"))
    )
    concern = await saying.raised(village, media=(photo, voice))
    other = await saying.raised(village, text="另一件")
    first, second = await ConcernMedium.all().order_by("id")
    for medium, of in ((first, other), (second, concern)):
        with pytest.raises(NotFound):
            await looking.look_at(medium.id, of, clerk, show=True, now=NOW)

    await looking.look_at(first.id, concern, clerk, show=True, covered_digest="d" * 64, now=NOW)

    row = await ConcernMedium.get(id=first.id)
    assert (row.shown, row.digest, row.covered_digest) == (True, "a" * 64, "d" * 64)


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
