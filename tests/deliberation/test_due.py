from datetime import date, timedelta

import pytest

from deliberation import say_days, say_records
from deliberation.due import due_list
from deliberation.models import (
    Change,
    Concern,
    ConcernAudience,
    ConcernStage,
    CycleStep,
    Decision,
    DecisionStage,
    MeetingStage,
    Road,
    SayForm,
    SayVerdict,
    TownshipReview,
)
from deliberation.say_days import SayCall
from deliberation.say_records import Agreed, SayRecord
from publicity.models import NoticeKind, Objection, ObjectionChannel
from tests import make
from tests.deliberation import roads, saying, sittings
from tests.make import DAY, NOW
from village.models import Evidence, EvidenceKind
from village.permissions import Office
from village.rules import Body

C, S = CycleStep, DecisionStage


@pytest.fixture
async def village(db):
    return await make.village()


async def dues(village, today=DAY, subject="decision"):
    """What is due about these subjects: last day, missing, where to go, what to press."""
    return [
        (one.last, one.missing, one.subject, one.act)
        for one in await due_list(village, today)
        if one.subject.startswith(subject)
    ]


async def test_an_empty_village_owes_the_assembly_of_the_year(village):
    found = await due_list(village, DAY)

    assert [(one.last, one.what, one.missing, one.subject) for one in found] == [
        (date(2026, 12, 31), "村民会议", "今年开过 0 次，至少要开 1 次", "body:villagers_assembly")
    ]


async def test_representatives_meet_each_quarter_where_there_are_any(village):
    await make.holder(village, Office.COMMITTEE_CHAIR)
    without = await dues(village, subject="body:representative")
    await make.appointment(village, await make.person(village), Office.REPRESENTATIVE)

    with_one = await dues(village, subject="body:representative")

    assert without == []
    assert [(last, missing) for last, missing, *_ in with_one] == [
        (date(2026, 12, 31), "本季度开过 0 次，至少要开 1 次")
    ]


@pytest.mark.parametrize(
    ("held_on", "stage", "owed"),
    [
        pytest.param(date(2026, 10, 1), MeetingStage.HELD, False, id="first day of the quarter"),
        pytest.param(date(2026, 9, 30), MeetingStage.HELD, True, id="last day of the one before"),
        pytest.param(date(2026, 11, 1), MeetingStage.FAILED, True, id="too few came"),
        pytest.param(date(2026, 11, 1), MeetingStage.CALLED, True, id="only called"),
    ],
)
async def test_only_a_meeting_held_this_quarter_pays(village, held_on, stage, owed):
    await make.appointment(village, await make.person(village), Office.REPRESENTATIVE)
    decision = await make.matter(village, body=Body.REPRESENTATIVE_ASSEMBLY)
    await roads.held(decision, C.RESOLVE, day=held_on, stage=stage)

    assert bool(await dues(village, subject="body:representative")) is owed


async def test_the_collectives_members_meet_each_year_where_there_are_any(village):
    without = await dues(village, subject="body:collective")
    await make.person(village, collective_member=True)

    assert (without, len(await dues(village, subject="body:collective"))) == ([], 1)


async def test_a_matter_waits_for_its_meeting_and_once_called_for_that_alone(village):
    decision = await make.matter(village)
    before = await dues(village)
    meeting = await roads.called(decision, C.PROPOSE, day=DAY + timedelta(3))

    assert before == [
        (None, "还没有登记村党组织会议“提议”的会议记录。", f"decision:{decision.id}", "去办")
    ]
    assert await dues(village) == []
    assert await dues(village, subject="meeting") == [
        (DAY + timedelta(3), "11 月 25 日开会", f"meeting:{meeting.id}", "看通知")
    ]
    assert await dues(village, DAY + timedelta(3), "meeting") == [
        (DAY + timedelta(3), "登记到会和表决", f"meeting:{meeting.id}", "登记")
    ]


async def test_a_hearing_that_was_called_is_not_the_meeting_it_waits_for(village):
    decision = await make.matter(village)
    await roads.called(decision, C.HEAR)

    assert [act for *_, act in await dues(village)] == ["去办"]


async def test_a_gate_is_named_also_while_its_meeting_is_called(village):
    edition = await sittings.edition(gates__canvass="gate")
    decision = await roads.at(village, S.REVIEWED, **edition)
    await roads.called(decision, C.RESOLVE)

    assert [missing for _, missing, *_ in await dues(village)] == [
        "表决前还没有征求村民意见的记录。"
    ]


async def test_what_is_ready_goes_on_today(village):
    decision = await make.matter(village)
    await roads.held(decision, C.PROPOSE)

    assert await dues(village) == [(DAY, "可以走下一步了", f"decision:{decision.id}", "往下走")]


@pytest.mark.parametrize(
    ("stage", "kind"), [(S.RESOLVED, NoticeKind.RESOLUTION), (S.ACCEPTED, NoticeKind.RESULT)]
)
async def test_a_paper_is_posted_then_its_days_pass_then_it_goes_on(village, stage, kind):
    decision = await roads.at(village, stage)
    subject = f"decision:{decision.id}"
    missing = await dues(village)
    await roads.posted(decision, kind)

    running = await dues(village)
    over = await dues(village, DAY + timedelta(16))

    assert missing == [(DAY, f"{kind.label}的公告还没有贴出。", subject, "贴公告")]
    assert (running, over) == ([], [(DAY + timedelta(16), "可以走下一步了", subject, "往下走")])


async def test_asking_the_township_hides_nothing_and_its_reading_asks_for_nothing(village):
    edition = await sittings.edition(
        township_review__enabled=True, township_review__deadline_days=10
    )
    decision = await roads.at(village, S.RESOLVED, **edition)

    not_asked = await dues(village)
    await TownshipReview.create(decision=decision, asked_at=NOW, due_on=DAY)
    reading = await dues(village)
    await roads.posted(decision)

    assert [missing for _, missing, *_ in not_asked] == ["还没有把决议送乡镇审查。"]
    assert [act for *_, act in reading] == ["贴公告"]
    assert await dues(village) == []


async def test_work_is_due_on_its_planned_day(village):
    decision = await roads.at(village, S.DISCLOSED)
    unnamed = await dues(village)
    await roads.works(decision, due_on=DAY + timedelta(4))

    named = await dues(village)

    assert [(last, missing) for last, missing, *_ in unnamed] == [(None, "还没有登记由谁实施。")]
    assert [(last, act) for last, *_, act in named] == [(DAY + timedelta(4), "登记完成")]


async def test_an_open_change_waits_for_its_meeting(village):
    decision = await roads.at(village, S.DISCLOSED)
    await roads.works(decision, finished_on=DAY, spent_cents=1)
    await Change.create(decision=decision, what="加宽", why="会车", asked_at=NOW)

    asked = await dues(village)
    await roads.called(decision, C.CHANGE)

    assert [act for *_, act in asked] == ["去办"]
    assert await dues(village) == []


@pytest.mark.parametrize("stage", [S.CONCLUDED, S.REJECTED, S.WITHDRAWN])
async def test_what_has_ended_is_due_no_more(village, stage):
    await make.matter(village, stage=stage)

    assert await dues(village) == []


async def test_an_objection_is_due_on_the_day_its_answer_is(village):
    decision = await roads.at(village, S.RESOLVED)
    notice = await roads.posted(decision, title="决议公告")
    row = await Objection.create(
        village=village,
        notice=notice,
        person=await make.person(village),
        channel=ObjectionChannel.WINDOW,
        text="不清楚",
        raised_at=NOW,
        answer_due=DAY + timedelta(5),
    )

    open_ = await dues(village, subject="objection")
    row.answered_at = NOW
    await row.save()

    assert open_ == [(DAY + timedelta(5), "还没有答复", f"objection:{row.id}", "答复")]
    assert await dues(village, subject="objection") == []


async def test_the_photographs_of_both_days_are_due(village):
    notice = await make.notice(village)
    await make.notice(village, "decision:9", withdrawn_at=NOW)
    await make.notice(village, "meeting:1", kind=NoticeKind.MEETING)

    both = await dues(village, subject="notice")
    await Evidence.create(
        village=village,
        kind=EvidenceKind.BOARD_FIRST,
        subject=f"notice:{notice.id}",
        original_digest="1" * 64,
        digest="1" * 64,
        fingerprint="0" * 16,
        width=1,
        height=1,
        kept_at=NOW,
    )

    assert [(last, missing) for last, missing, *_ in both] == [
        (DAY, "首日张贴照片"),
        (DAY + timedelta(15), "末日张贴照片"),
    ]
    assert [missing for _, missing, *_ in await dues(village, subject="notice")] == ["末日张贴照片"]


@pytest.mark.parametrize(("days", "shown"), [(90, 1), (91, 0)])
async def test_terms_that_end_within_three_months_are_told(village, days, shown):
    for _ in range(2):
        who = await make.person(village)
        ends = DAY + timedelta(days)
        await make.appointment(village, who, Office.SUPERVISOR, term_ends_on=ends)

    found = await dues(village, subject="offices")

    told = [(DAY + timedelta(days), "2 个职务，换届或者改选", "offices:", "看任职")]
    assert found == told[:shown]


async def test_the_most_urgent_comes_first_and_what_has_no_day_last(village):
    await make.matter(village)
    ready = await make.matter(village)
    await roads.held(ready, C.PROPOSE)
    await roads.called(await make.matter(village), C.PROPOSE, day=DAY - timedelta(1))

    found = [one.last for one in await due_list(village, DAY)]

    assert found == [DAY - timedelta(1), DAY, date(2026, 12, 31), None]


async def test_nothing_of_a_neighbour_is_due_here(village):
    neighbour = await make.village()
    decision = await roads.at(neighbour, S.RESOLVED)
    await roads.called(decision, C.CHANGE)
    await roads.posted(decision)

    assert [one.subject for one in await due_list(village, DAY)] == ["body:villagers_assembly"]


async def crowd(village, count):
    for _ in range(count):
        for stage in list(S)[:7]:
            decision = await roads.at(village, stage)
            await roads.posted(decision)
            await roads.works(decision)
        await roads.called(await make.matter(village), C.PROPOSE)


async def test_many_matters_cost_no_more_statements_than_few(village, queries):
    await crowd(village, 1)
    queries.clear()
    await due_list(village, DAY)
    few = len(queries)
    await crowd(village, 4)

    queries.clear()
    found = await due_list(village, DAY)

    assert (len(queries), len(found) > 30) == (few, True)
    assert few <= 27


async def test_concerns_stand_here_when_their_day_is_near_but_not_the_supervisors_own(village):
    near = await saying.raised(village, text="甲")
    await saying.raised(village, text="乙", audience=ConcernAudience.SUPERVISORS)
    clerk = await saying.clerk(village)
    await saying.sent(await saying.raised(village, text="丙"), Road.VILLAGE, clerk)

    at_first = await dues(village, subject="concern")
    later = await dues(village, DAY + timedelta(5), subject="concern")

    assert at_first == [(DAY + timedelta(2), "已提出，等受理", f"concern:{near.id}", "受理")]
    assert [act for *_, act in later] == ["受理", "交办"]


async def test_whoever_spoke_is_told_when_the_matter_has_ended(village):
    concern = await saying.raised(village)
    matter = await make.matter(village)
    told = {"due_on": None, "decision_id": matter.id, "stage": ConcernStage.ROUTED}
    await Concern.filter(id=concern.id).update(**told)
    running = await dues(village, subject="concern")

    await Decision.filter(id=matter.id).update(stage=S.CONCLUDED)

    assert running == []
    assert await dues(village, subject="concern") == [
        (DAY, "议题有了结果，还没有反馈说事人", f"concern:{concern.id}", "反馈")
    ]


async def test_a_say_day_is_prepared_and_then_put_on_record(village):
    clerk = await saying.clerk(village)
    asked = SayCall(SayForm.SAY, DAY + timedelta(3), "文化礼堂")
    session = await say_days.call(village, asked, clerk, now=NOW)

    before = await dues(village, subject="say")
    after = await dues(village, DAY + timedelta(3), subject="say")

    subject, day = f"say:{session.id}", DAY + timedelta(3)
    assert before == [(day, "11 月 25 日开", subject, "看安排")]
    assert after == [(day, "登记来了谁、说了什么", subject, "登记")]


async def test_what_a_session_took_up_is_due_on_its_day_until_its_result_is_told(village):
    clerk = await saying.clerk(village)
    concerns = [await saying.raised(village, text=f"第 {n} 件") for n in range(4)]
    asked = SayCall(SayForm.SAY, DAY, "礼堂", concern_ids=[one.id for one in concerns])
    session = await say_days.call(village, asked, clerk, now=NOW)
    items = await say_days.items_of(session)
    last = DAY + timedelta(9)
    ways = (
        (SayVerdict.PARTLY, "换灯", last, False),
        (SayVerdict.ADOPTED, "换灯", None, False),
        (SayVerdict.ADOPTED, "", last, True),
        (SayVerdict.REFUSED, "", last, False),
    )
    told = [
        Agreed(one.id, way[0], "商量过", *way[1:]) for one, way in zip(items, ways, strict=True)
    ]
    await say_records.record(session, SayRecord(9, "九户", "说了", told), clerk, now=NOW)

    waiting = await dues(village, subject="say")
    await say_records.note_result(items[0], "换好了", clerk, now=NOW)

    assert waiting == [(last, "还没有登记办得怎样", f"say:{session.id}", "登记")]
    assert await dues(village, subject="say") == []
