from collections import namedtuple
from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import guards, preparation
from deliberation.dossier import dossier_of
from deliberation.models import (
    AdviceView,
    Canvass,
    CanvassWay,
    Change,
    ChangeStage,
    CycleStep,
    DecisionStage,
    LegalCheck,
    LegalView,
    RiskAssessment,
    RiskLevel,
    TownshipReview,
)
from publicity.models import NoticeKind, Objection, ObjectionChannel, SupervisionOpinion
from publicity.models import SupervisionView as View
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village import rules
from village.permissions import Office
from village.rules import Body

C, S = CycleStep, DecisionStage
REPS = {"body": Body.REPRESENTATIVE_ASSEMBLY}


@pytest.fixture
async def village(db):
    return await make.village()


async def dossier(decision, **changed):
    return replace(await dossier_of(decision, today=DAY), **changed)


def codes(answer):
    found = [answer] if hasattr(answer, "code") else answer or []
    return [one.code for one in found]


FOUR = [
    (guards.proposal_passed, C.PROPOSE, S.OPENED, "村党组织会议"),
    (guards.consultation_passed, C.CONSULT, S.PROPOSED, "村“两委”会议"),
    (guards.review_passed, C.REVIEW, S.CONSULTED, "党员大会"),
    (guards.resolution_passed, C.RESOLVE, S.REVIEWED, "村民会议"),
]


@pytest.mark.parametrize("four", FOUR)
async def test_each_step_waits_for_the_minutes_of_its_body(village, four):
    guard, step, stage, body = four
    decision = await make.matter(village, stage=stage)

    (before,) = guard(await dossier(decision))
    await roads.held(decision, step)
    after = guard(await dossier(decision))

    assert (before.code, list(after)) == ("no-meeting", [])
    assert before.text == f"还没有登记{body}“{step.label}”的会议记录。"


@pytest.mark.parametrize("four", FOUR)
@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ("no_quorum", "no-quorum"),
        ("rejected", "majority-missed"),
        ("unlawful", "wrong-body"),
        ("undecided", "no-count"),
    ],
)
async def test_what_was_held_against_it_is_what_is_missing(village, four, verdict, code):
    guard, step, stage, body = four
    decision = await make.matter(village, stage=stage)
    await roads.held(decision, step, verdict)

    (found,) = guard(await dossier(decision))

    reason = roads.REASONS[verdict][0]
    assert (found.code, found.basis) == (code, reason["basis"])
    assert found.text == f"11 月 22 日的{body}：{reason['text']}"
    assert found.remedy


async def test_what_was_in_order_is_no_blocker_and_nothing_listed_is_no_pass(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    good = [{"code": "quorum-met", "text": "够了。", "basis": "甲法", "calls_for": None}]
    await roads.held(decision, C.RESOLVE, "rejected", ruling={"reasons": good})

    assert codes(guards.resolution_passed(await dossier(decision))) == ["not-passed"]


async def test_the_latest_meeting_counts_whenever_it_was_entered(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    await roads.held(decision, C.RESOLVE, "rejected", day=DAY - timedelta(2))
    await roads.held(decision, C.RESOLVE, "passed", day=DAY - timedelta(5))

    earlier_pass = guards.resolution_passed(await dossier(decision))
    await roads.held(decision, C.RESOLVE, "passed", day=DAY - timedelta(1))
    later_pass = guards.resolution_passed(await dossier(decision))

    assert (codes(earlier_pass), codes(later_pass)) == (["majority-missed"], [])


async def test_a_hearing_resolves_nothing(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    await roads.held(decision, C.HEAR, "passed")

    assert codes(guards.resolution_passed(await dossier(decision))) == ["no-meeting"]


async def test_of_a_merged_pair_one_meeting_answers_for_both(village):
    decision = await make.matter(village, merge_first_two=True)

    (missing,) = guards.proposal_passed(await dossier(decision))
    await roads.held(decision, C.CONSULT)
    found = await dossier(decision)

    assert "村“两委”会议" in missing.text
    assert [codes(guards.proposal_passed(found)), codes(guards.consultation_passed(found))] == [
        [],
        [],
    ]


async def test_without_merging_the_consultation_does_not_propose(village):
    decision = await make.matter(village)
    await roads.held(decision, C.CONSULT)

    assert codes(guards.proposal_passed(await dossier(decision))) == ["no-meeting"]


async def canvassed(decision):
    return await Canvass.create(
        decision=decision,
        way=CanvassWay.VISIT,
        began_on=DAY,
        ended_on=DAY,
        asked=46,
        agreed=41,
        opposed=3,
        summary="多数赞成",
        recorded_at=NOW,
    )


async def checked(decision, view=LegalView.LAWFUL):
    who = await make.person(decision.village)
    return await LegalCheck.create(
        decision=decision, person=who, view=view, text="看过", given_at=NOW
    )


async def assessed(decision):
    return await RiskAssessment.create(
        decision=decision, level=RiskLevel.LOW, text="不大", recorded_at=NOW
    )


@pytest.mark.parametrize(
    "asked",
    [
        ("gates.canvass", guards.people_asked, "no-canvass", canvassed),
        ("gates.legal_check", guards.legally_checked, "not-legally-checked", checked),
        ("gates.risk_assessment", guards.risk_assessed, "no-risk-assessment", assessed),
    ],
)
@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_a_preparation_stops_the_vote_only_where_the_profile_gates_it(village, asked, switch):
    gate, guard, code, prepare = asked
    edition = await sittings.edition(**{gate.replace(".", "__"): switch})
    decision = await make.matter(village, stage=S.REVIEWED, **edition)

    before = guard(await dossier(decision))
    await prepare(decision)
    after = guard(await dossier(decision))

    assert (codes(before), codes(after)) == ([code] if switch == "gate" else [], [])


async def test_an_adviser_who_finds_it_unlawful_closes_the_gate_until_a_later_word(village):
    edition = await sittings.edition(gates__legal_check="gate")
    decision = await make.matter(village, stage=S.REVIEWED, **edition)

    await checked(decision, LegalView.UNLAWFUL)
    unlawful = guards.legally_checked(await dossier(decision))
    await checked(decision, LegalView.AMEND)
    amended = guards.legally_checked(await dossier(decision))

    assert (unlawful.text, amended) == ("法律顾问认为方案不合法。", None)


async def test_representatives_need_a_mandate_and_the_assembly_needs_none(village):
    theirs = await make.matter(village, stage=S.REVIEWED, **REPS)
    own = await make.matter(village, stage=S.REVIEWED)

    without = guards.body_empowered(await dossier(theirs))
    await make.delegation(village)
    with_one = guards.body_empowered(await dossier(theirs))

    assert (without.code, with_one) == ("no-delegation", None)
    assert without.basis == "《村民委员会组织法》第二十八条、第二十九条"
    assert guards.body_empowered(await dossier(own)) is None


async def test_a_mandate_taken_back_by_the_day_of_the_vote_bears_nothing(village):
    given = await make.delegation(village)
    decision = await make.matter(village, stage=S.REVIEWED, delegation=given, **REPS)
    await roads.held(decision, C.RESOLVE, day=DAY - timedelta(3))

    found = {}
    for days_ago in (2, 3):
        given.revoked_on = DAY - timedelta(days_ago)
        await given.save()
        found[days_ago] = codes(guards.body_empowered(await dossier(decision)))

    assert found == {2: [], 3: ["mandate-revoked"]}


async def reviewed_by_township(village, **fields):
    edition = await sittings.edition(
        township_review__enabled=True, township_review__deadline_days=10
    )
    decision = await make.matter(village, stage=S.RESOLVED, **edition)
    if fields:
        await TownshipReview.create(decision=decision, asked_at=NOW, **fields)
    return await dossier(decision)


async def test_the_silence_of_the_township_ends_with_its_last_day(village):
    not_asked = guards.township_heard(await reviewed_by_township(village))
    last_day = guards.township_heard(await reviewed_by_township(village, due_on=DAY))
    day_after = guards.township_heard(
        await reviewed_by_township(village, due_on=DAY - timedelta(1))
    )

    assert [codes(one) for one in (not_asked, last_day, day_after)] == [
        ["township-not-asked"],
        ["township-still-reading"],
        [],
    ]


async def test_whatever_the_township_says_the_village_goes_on(village):
    for view in AdviceView:
        told = {"due_on": DAY, "given_at": NOW, "view": view}
        assert guards.township_heard(await reviewed_by_township(village, **told)) is None


async def test_without_the_switch_the_township_is_not_asked(village):
    decision = await make.matter(village, stage=S.RESOLVED)

    assert guards.township_heard(await dossier(decision)) is None


Paper = namedtuple("Paper", "kind stage posted ran answered supervised")
PAPERS = [
    Paper(
        NoticeKind.RESOLUTION,
        S.RESOLVED,
        guards.resolution_posted,
        guards.resolution_ran_its_days,
        guards.resolution_objections_answered,
        guards.resolution_supervised,
    ),
    Paper(
        NoticeKind.RESULT,
        S.ACCEPTED,
        guards.result_posted,
        guards.result_ran_its_days,
        guards.result_objections_answered,
        guards.result_supervised,
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_a_paper_hangs_its_days_the_first_not_counted(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    missing = paper.posted(await dossier(decision))
    await roads.posted(decision, paper.kind, days_ago=15)

    last_day = paper.ran(await dossier(decision))
    day_after = paper.ran(await dossier(decision, today=DAY + timedelta(1)))

    assert (missing.code, paper.posted(await dossier(decision))) == ("not-posted", None)
    assert (last_day.code, day_after) == ("notice-still-running", None)
    assert "11 月 7 日贴出，到 11 月 22 日期满" in last_day.text


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_a_paper_taken_down_is_no_paper_and_the_new_one_counts_anew(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    await roads.posted(
        decision, paper.kind, days_ago=30, withdrawn_at=NOW, withdrawn_why="票数写错"
    )

    gone = paper.posted(await dossier(decision))
    await roads.posted(decision, paper.kind, days_ago=10)
    anew = paper.ran(await dossier(decision))

    assert (gone.code, anew.code) == ("not-posted", "notice-still-running")


async def objection(notice, *, late=False, **fields):
    who = await make.person(notice.village)
    return await Objection.create(
        village_id=notice.village_id,
        notice=notice,
        person=who,
        channel=ObjectionChannel.WINDOW,
        text="预算没有写清楚",
        raised_at=NOW,
        late=late,
        answer_due=DAY + timedelta(5),
        **fields,
    )


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_every_objection_in_time_is_answered_first(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    notice = await roads.posted(decision, paper.kind, days_ago=16)
    first, second = await objection(notice), await objection(notice)

    both = paper.answered(await dossier(decision))
    for one in (first, second):
        one.answered_at, one.answer = NOW, "清单在后"
        await one.save()
    none = paper.answered(await dossier(decision))

    assert (codes(both), list(none)) == (["objection-open", "objection-open"], [])


async def test_an_objection_after_the_last_day_is_not_in_the_way(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    notice = await roads.posted(decision, days_ago=16)
    await objection(notice, late=True)

    found = await dossier(decision)

    assert list(guards.resolution_objections_answered(found)) == []
    assert len(found.posting(NoticeKind.RESOLUTION).unanswered_late) == 1


async def test_taking_a_paper_down_answers_nobody(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    gone = await roads.posted(decision, days_ago=20, withdrawn_at=NOW, withdrawn_why="改字")
    await objection(gone)
    await roads.posted(decision, days_ago=16)

    found = guards.resolution_objections_answered(await dossier(decision))

    assert codes(found) == ["objection-open"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_the_supervisors_word_is_a_gate_only_where_the_profile_says_so(
    village, paper, switch
):
    edition = await sittings.edition(gates__supervision=switch)
    decision = await make.matter(village, stage=paper.stage, **edition)
    notice = await roads.posted(decision, paper.kind)
    who = await make.person(village)
    found = [codes(paper.supervised(await dossier(decision)))]

    for view in (View.OBJECT, View.REMARK):
        await SupervisionOpinion.create(
            village=village, notice=notice, person=who, view=view, given_at=NOW
        )
        found.append(codes(paper.supervised(await dossier(decision))))

    gated = [["no-supervision"], ["supervision-objects"], []]
    assert found == (gated if switch == "gate" else [[], [], []])


@pytest.mark.parametrize(
    ("stage", "code"),
    [(ChangeStage.OPEN, ["change-open"]), (ChangeStage.ADOPTED, []), (ChangeStage.REFUSED, [])],
)
async def test_a_change_is_in_the_way_until_its_body_has_spoken(village, stage, code):
    decision = await make.matter(village, stage=S.DISCLOSED)
    await Change.create(decision=decision, what="改线路", why="塌方", stage=stage, asked_at=NOW)

    assert codes(guards.changes_settled(await dossier(decision))) == code


async def test_the_work_is_named_and_finished_before_it_is_done(village):
    decision = await make.matter(village, stage=S.DISCLOSED)

    nothing = guards.works_finished(await dossier(decision))
    row = await roads.works(decision)
    begun = guards.works_finished(await dossier(decision))
    row.finished_on, row.spent_cents = DAY, 100
    await row.save()
    done = guards.works_finished(await dossier(decision))

    assert (nothing.code, begun.code, done) == ("no-works", "not-finished", None)


@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_acceptance_is_a_gate_only_where_the_profile_says_so(village, switch):
    edition = await sittings.edition(gates__acceptance=switch)
    decision = await make.matter(village, stage=S.DISCLOSED, **edition)
    row = await roads.works(decision, finished_on=DAY, spent_cents=100)

    before = guards.works_accepted(await dossier(decision))
    row.accepted_on = DAY
    await row.save()
    after = guards.works_accepted(await dossier(decision))

    assert (codes(before), after) == (["not-accepted"] if switch == "gate" else [], None)


async def test_guards_read_the_edition_the_matter_began_under(village):
    gated = await sittings.edition(gates__canvass="gate", periods__resolution__days=30)
    decision = await make.matter(village, stage=S.REVIEWED, **gated)

    found = await dossier(decision)

    assert rules.profile(village.profile_code).choice("gates.canvass") == "remind"
    assert codes(guards.people_asked(found)) == ["no-canvass"]
    assert found.profile.periods["resolution"].value == 30


async def test_the_township_is_asked_with_the_days_of_the_kept_edition(village, clock):
    edition = await sittings.edition(
        township_review__enabled=True, township_review__deadline_days=7
    )
    decision = await make.matter(village, stage=S.RESOLVED, **edition)
    clerk = await make.holder(village, Office.VILLAGE_CLERK)

    review = await preparation.ask_township(decision, clerk, now=NOW)

    assert review.due_on == DAY + timedelta(7)
