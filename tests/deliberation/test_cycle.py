import asyncio
from datetime import date, timedelta

import pytest

from deliberation import attendance, cycle, disclosure, works
from deliberation.dossier import dossier_of
from deliberation.models import Change, CycleStep, Decision, DecisionStage
from deliberation.reminders import reminders
from publicity.models import NoticeKind
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village.errors import Blocked, NotPermitted, Stale
from village.models import LedgerEntry
from village.permissions import Office, Permission
from village.rolls import capacity_of
from village.rules import Body, MatterKind

C, S = CycleStep, DecisionStage
ROAD = [
    ("decision.propose", S.OPENED, S.PROPOSED),
    ("decision.consult", S.PROPOSED, S.CONSULTED),
    ("decision.review", S.CONSULTED, S.REVIEWED),
    ("decision.resolve", S.REVIEWED, S.RESOLVED),
    ("decision.disclose", S.RESOLVED, S.DISCLOSED),
    ("decision.accept", S.DISCLOSED, S.ACCEPTED),
    ("decision.conclude", S.ACCEPTED, S.CONCLUDED),
]


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def secretary(village):
    return await roads.secretary_of(village)


async def ready(village, stage, **fields):
    """A matter at that stage with all that its next step asks for."""
    decision = await roads.at(village, stage, **fields)
    step = cycle.step_in_hand(decision)
    if step is not None:
        await roads.held(decision, step)
    if stage is S.RESOLVED:
        await roads.posted(decision, days_ago=16)
    if stage is S.DISCLOSED:
        await roads.works(decision, finished_on=DAY, spent_cents=1)
    if stage is S.ACCEPTED:
        await roads.posted(decision, NoticeKind.RESULT, days_ago=16)
    return decision


def test_the_table_is_one_road_without_a_side_door():
    told = [(one.name, one.source, one.target) for one in cycle.CYCLE]

    assert told == ROAD
    assert {one.permission for one in (*cycle.CYCLE, *cycle.SHORT)} == {Permission.DECISION_ADVANCE}
    assert [(one.source, one.target) for one in cycle.SHORT] == [
        (S.OPENED, S.RESOLVED),
        *[(source, target) for _, source, target in ROAD[4:]],
    ]


@pytest.mark.parametrize(("name", "source", "target"), ROAD)
async def test_a_step_is_taken_when_everything_stands(village, secretary, name, source, target):
    decision = await ready(village, source)

    await cycle.advance(decision, secretary, now=NOW)

    row = await Decision.get(id=decision.id)
    assert (row.stage, row.ended_at) == (target, NOW if target is S.CONCLUDED else None)
    lines = await LedgerEntry.all()
    assert [(one.action, one.subject) for one in lines] == [(name, f"decision:{decision.id}")]
    assert await sittings.lines(name) == [{}]


@pytest.mark.parametrize(("name", "source", "target"), ROAD)
async def test_a_step_is_not_taken_while_something_is_missing(
    village, secretary, name, source, target
):
    decision = await roads.at(village, source)

    with pytest.raises(Blocked) as refused:
        await cycle.advance(decision, secretary, now=NOW)

    told = cycle.blockers(await dossier_of(decision, today=DAY))
    assert refused.value.blockers == told != ()
    assert (await Decision.get(id=decision.id)).stage is source
    assert await LedgerEntry.all().count() == 0


@pytest.mark.parametrize(("name", "source", "target"), ROAD)
async def test_of_two_clicks_at_once_one_takes_the_step(village, secretary, name, source, target):
    decision = await ready(village, source)

    told = await asyncio.gather(
        *(cycle.advance(decision, secretary, now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert [type(one) for one in told if one is not None] == [Stale]
    assert (await Decision.get(id=decision.id)).stage is target
    assert len(await sittings.lines(name)) == 1


@pytest.mark.parametrize("office", [Office.VILLAGE_CLERK, Office.SUPERVISOR, Office.PARTY_DEPUTY])
async def test_only_who_leads_takes_a_step(village, office):
    decision = await ready(village, S.OPENED)
    who = await make.holder(village, office)

    with pytest.raises(NotPermitted):
        await cycle.advance(decision, who, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.OPENED


async def test_neither_a_neighbour_nor_the_township_takes_a_step(village):
    decision = await ready(village, S.OPENED)
    neighbour = await roads.secretary_of(await make.village())
    officer = await make.officer(await village.township)

    for who in (neighbour, officer):
        with pytest.raises(NotPermitted):
            await cycle.advance(decision, who, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.OPENED


@pytest.mark.parametrize("stage", [S.CONCLUDED, S.REJECTED, S.WITHDRAWN])
async def test_what_has_ended_goes_nowhere(village, secretary, stage):
    decision = await make.matter(village, stage=stage)

    for deed in (cycle.advance, cycle.reject):
        with pytest.raises(Blocked):
            await deed(decision, secretary, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is stage
    assert cycle.blockers(await dossier_of(decision, today=DAY)) == ()


async def test_all_that_is_missing_is_listed_together(village):
    edition = await sittings.edition(
        gates__canvass="gate", gates__legal_check="gate", gates__risk_assessment="gate"
    )
    body = Body.REPRESENTATIVE_ASSEMBLY
    decision = await make.matter(village, stage=S.REVIEWED, body=body, **edition)

    found = cycle.blockers(await dossier_of(decision, today=DAY))

    assert roads.codes(found) == [
        "no-canvass",
        "not-legally-checked",
        "no-risk-assessment",
        "no-delegation",
        "no-meeting",
    ]


async def test_a_groups_own_matter_goes_from_its_meeting_to_the_board(village, secretary):
    group = await make.group(village)
    fields = {"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING, "group": group}
    decision = await make.matter(village, **fields)
    with pytest.raises(Blocked) as without:
        await cycle.advance(decision, secretary, now=NOW)
    await roads.held(decision, C.RESOLVE)

    await cycle.advance(decision, secretary, now=NOW)

    fresh = await roads.again(decision)
    assert (without.value.codes, fresh.stage) == (("no-meeting",), S.RESOLVED)
    assert cycle.next_step(fresh).name == "decision.disclose"


async def test_a_groups_own_matter_meets_the_same_gates(village):
    edition = await sittings.edition(
        gates__canvass="gate", gates__legal_check="gate", gates__risk_assessment="gate"
    )
    fields = {"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING}
    decision = await make.matter(village, **fields, **edition)
    await roads.held(decision, C.RESOLVE)

    found = cycle.blockers(await dossier_of(decision, today=DAY))

    assert roads.codes(found) == ["no-canvass", "not-legally-checked", "no-risk-assessment"]


async def test_a_merged_matter_takes_two_steps_on_one_meeting(village, secretary):
    decision = await make.matter(village, merge_first_two=True)
    await roads.held(decision, C.CONSULT)

    await cycle.advance(decision, secretary, now=NOW)
    await cycle.advance(await roads.again(decision), secretary, now=NOW)
    with pytest.raises(Blocked) as third:
        await cycle.advance(await roads.again(decision), secretary, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.CONSULTED
    assert third.value.codes == ("no-meeting",)


async def test_p_s4_the_roll_of_a_merged_meeting_names_both_seats_of_one_person(village):
    clerk = await roads.clerk_of(village)
    both = await make.holder(village, Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)
    await make.holder(village, Office.COMMITTEE_MEMBER)
    decision = await make.matter(village, merge_first_two=True)
    body = Body.TWO_COMMITTEES

    meeting = await sittings.called(village, decision, clerk, C.CONSULT, body=body)
    await sittings.come(meeting, clerk, 2)
    item = await sittings.recorded(meeting, clerk, 2)
    await cycle.advance(decision, both, now=NOW)

    entries = await attendance.entries_of(meeting)
    (seats,) = [capacity_of(one) for one in entries if one.person_id == both.person_id]
    assert seats == (Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)
    assert (item.verdict, (await Decision.get()).stage) == ("passed", S.PROPOSED)


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (S.OPENED, C.PROPOSE),
        (S.PROPOSED, C.CONSULT),
        (S.CONSULTED, C.REVIEW),
        (S.REVIEWED, C.RESOLVE),
    ],
)
async def test_a_matter_voted_down_at_any_step_may_be_ended(village, secretary, stage, step):
    decision = await roads.at(village, stage)
    await roads.held(decision, step, "rejected")

    await cycle.reject(decision, secretary, now=NOW)

    row = await Decision.get(id=decision.id)
    assert (row.stage, row.ended_at, row.ended_why) == (S.REJECTED, NOW, "表决未通过")
    assert await sittings.lines("decision.reject") == [{}]


@pytest.mark.parametrize("verdict", ["passed", "no_quorum", "undecided", "unlawful"])
async def test_a_meeting_that_merely_failed_rejects_nothing(village, secretary, verdict):
    decision = await roads.at(village, S.REVIEWED)
    await roads.held(decision, C.RESOLVE, verdict)

    with pytest.raises(Blocked) as refused:
        await cycle.reject(decision, secretary, now=NOW)

    assert refused.value.codes == ("not-voted-down",)
    assert (await Decision.get(id=decision.id)).stage is S.REVIEWED


async def test_a_matter_voted_down_and_then_passed_is_not_ended_as_voted_down(village, secretary):
    decision = await roads.at(village, S.REVIEWED)
    await roads.held(decision, C.RESOLVE, "rejected", day=DAY - timedelta(2))
    await roads.held(decision, C.RESOLVE, "passed", day=DAY)

    with pytest.raises(Blocked):
        await cycle.reject(decision, secretary, now=NOW)
    await cycle.advance(decision, secretary, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.RESOLVED


async def test_of_rejecting_and_rejecting_one_comes_too_late(village, secretary):
    decision = await roads.at(village, S.OPENED)
    await roads.held(decision, C.PROPOSE, "rejected")

    told = await asyncio.gather(
        *(cycle.reject(decision, secretary, now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert [type(one) for one in told if one is not None] == [Stale]
    assert len(await sittings.lines("decision.reject")) == 1


async def test_only_who_leads_ends_a_matter(village):
    decision = await roads.at(village, S.OPENED)
    await roads.held(decision, C.PROPOSE, "rejected")
    clerk = await roads.clerk_of(village)

    with pytest.raises(NotPermitted):
        await cycle.reject(decision, clerk, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.OPENED


async def test_an_open_change_holds_the_work_back_and_its_answer_lets_it_go(village, secretary):
    decision = await ready(village, S.DISCLOSED)
    change = await Change.create(decision=decision, what="改线", why="塌方", asked_at=NOW)
    with pytest.raises(Blocked) as held_back:
        await cycle.advance(decision, secretary, now=NOW)

    change.stage = "refused"
    await change.save()
    await cycle.advance(decision, secretary, now=NOW)

    assert held_back.value.codes == ("change-open",)
    assert (await Decision.get(id=decision.id)).stage is S.ACCEPTED


async def test_p_s3_four_meetings_in_three_days_and_a_week_on_the_board(village, secretary):
    # 提议 and 商议 03-01, 审议 03-02, 决议 and the board 03-03, taken down 03-10
    edition = await sittings.edition(pace__min_gap_days=7)
    decision = await make.matter(village, stage=S.RESOLVED, **edition)
    for step, number in ((C.PROPOSE, 1), (C.CONSULT, 1), (C.REVIEW, 2), (C.RESOLVE, 3)):
        await roads.held(decision, step, day=date(2026, 3, number))
    first = date(2026, 3, 3)
    await make.notice(
        village, f"decision:{decision.id}", first_day=first, last_day=first + timedelta(15)
    )

    week = await dossier_of(decision, today=date(2026, 3, 10))
    after = await dossier_of(decision, today=date(2026, 3, 19))

    hurried = [one.text for one in reminders(week) if one.code == "gap-short"]
    assert hurried == [
        "“提议”到“商议”只隔 0 天，规则要求 7 天。",
        "“商议”到“审议”只隔 1 天，规则要求 7 天。",
        "“审议”到“决议”只隔 1 天，规则要求 7 天。",
    ]
    assert roads.codes(cycle.blockers(week)) == ["notice-still-running"]
    assert cycle.blockers(after) == ()


async def test_a_text_is_carried_out_and_made_public_by_being_published(village, secretary):
    told = {"kind": MatterKind.BYLAWS, "raised_by": "edition:7"}
    decision = await roads.at(village, S.DISCLOSED, **told)
    without_a_text = await roads.at(village, S.DISCLOSED, kind=MatterKind.BYLAWS, raised_by="")
    of_another_kind = await roads.at(village, S.DISCLOSED, raised_by="edition:7")
    await make.notice(village, "edition:7", kind=NoticeKind.ANNOUNCEMENT)

    assert await waits(decision) == ["not-published"]
    assert (await waits(without_a_text), await waits(of_another_kind)) == (["no-works"],) * 2

    first = DAY - timedelta(1)
    days = {"first_day": first, "last_day": DAY}
    paper = await make.notice(village, "edition:7", kind=NoticeKind.BYLAWS, **days)

    await cycle.advance(decision, secretary, now=NOW)
    assert await waits(decision) == ["notice-still-running"]
    clerk, wish = await roads.clerk_of(village), disclosure.Wish()
    with pytest.raises(Blocked) as refused:
        await disclosure.post(await roads.again(decision), wish, clerk, now=NOW)
    assert refused.value.codes == ("nothing-to-post",)
    await cycle.advance(await roads.again(decision), secretary, now=NOW + timedelta(1))

    assert (await roads.again(decision)).stage is S.CONCLUDED
    assert (await waits(of_another_kind), paper.subject) == (["no-works"], "edition:7")


async def test_what_is_carried_out_by_publication_has_no_works_and_no_change(village):
    clerk = await roads.clerk_of(village)
    told = {"kind": MatterKind.CHARTER, "raised_by": "edition:7"}
    decision = await roads.at(village, S.DISCLOSED, **told)
    plan = works.Plan(doer="村民委员会", budget_cents=0, began_on=DAY, due_on=DAY)

    for refused in (
        works.begin(decision, plan, clerk, now=NOW),
        works.ask_change(decision, "改一条", "写错了", clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as found:
            await refused
        assert found.value.codes == ("by-publication",)

    await Decision.filter(id=decision.id).update(raised_by="concern:7")
    assert (await works.begin(decision, plan, clerk, now=NOW)).doer == "村民委员会"


async def waits(decision):
    dossier = await dossier_of(await roads.again(decision), today=DAY)
    return [one.code for one in cycle.blockers(dossier)]
