from datetime import timedelta

import pytest

from deliberation import guards, preparation
from deliberation.models import (
    AdviceView,
    Canvass,
    CanvassWay,
    LegalCheck,
    LegalView,
    RiskAssessment,
    RiskLevel,
    TownshipReview,
)
from tests import make
from tests.deliberation import roads, sittings
from tests.deliberation.roads import C, S, codes, dossier
from tests.make import DAY, NOW
from village import rules
from village.permissions import Office
from village.rules import Body

REPS = {"body": Body.REPRESENTATIVE_ASSEMBLY}


@pytest.fixture
async def village(db):
    return await make.village()


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
