from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation.dossier import dossier_of
from deliberation.models import (
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
)
from deliberation.reminders import reminders
from publicity.models import NoticeKind, Objection, ObjectionChannel, SupervisionOpinion
from publicity.models import SupervisionView as View
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village.models import EvidenceKind
from village.rules import Body

C, S = CycleStep, DecisionStage
QUIET = {
    "gates__canvass": "off",
    "gates__legal_check": "off",
    "gates__supervision": "off",
    "gates__acceptance": "off",
}


@pytest.fixture
async def village(db):
    return await make.village()


async def quiet(village, **fields):
    """A matter under rules that remind of nothing by themselves."""
    edition = await sittings.edition(**(QUIET | fields.pop("rules", {})))
    return await make.matter(village, **edition, **fields)


async def told(decision, **changed):
    found = replace(await dossier_of(decision, today=DAY), **changed)
    return roads.codes(reminders(found))


async def test_an_ordinary_matter_is_reminded_of_asking_people_and_the_adviser(village):
    assert await told(await make.matter(village)) == ["no-canvass", "not-legally-checked"]


@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_a_gate_is_no_reminder_and_a_reminder_no_gate(village, switch):
    gates = ("gates__canvass", "gates__legal_check", "gates__risk_assessment")
    decision = await quiet(village, rules=dict.fromkeys(gates, switch))

    codes = ["no-canvass", "not-legally-checked", "no-risk-assessment"]
    assert await told(decision) == (codes if switch == "remind" else [])


async def test_what_was_prepared_is_not_asked_for_again(village):
    decision = await make.matter(village)
    await prepared(decision)

    assert await told(decision) == []


async def prepared(decision, *, at=NOW, ended_on=DAY, level=RiskLevel.LOW):
    who = await make.person(decision.village)
    await Canvass.create(
        decision=decision,
        way=CanvassWay.VISIT,
        began_on=ended_on,
        ended_on=ended_on,
        asked=9,
        agreed=9,
        opposed=0,
        summary="好",
        recorded_at=at,
    )
    await LegalCheck.create(
        decision=decision, person=who, view=LegalView.LAWFUL, text="好", given_at=at
    )
    await RiskAssessment.create(decision=decision, level=level, text="大", recorded_at=at)


async def test_a_high_risk_is_said_until_the_resolution_stands(village):
    decision = await quiet(village)
    await prepared(decision, level=RiskLevel.HIGH)

    assert await told(decision) == ["high-risk"]


async def test_the_missing_mandate_is_told_from_the_opening_on(village):
    decision = await quiet(village, body=Body.REPRESENTATIVE_ASSEMBLY)

    without = await told(decision)
    await make.delegation(village)
    with_one = await told(decision)

    assert (without, with_one) == (["no-delegation"], [])


async def test_what_came_after_the_vote_is_said_and_what_came_before_is_not(village):
    given = await make.delegation(village, recorded_at=NOW)
    decision = await quiet(
        village, stage=S.REVIEWED, body=Body.REPRESENTATIVE_ASSEMBLY, delegation=given
    )
    await prepared(decision)

    await roads.held(decision, C.RESOLVE, day=DAY + timedelta(1))
    before = await told(decision)
    await roads.held(decision, C.RESOLVE, day=DAY + timedelta(2), verdict="rejected")
    again = await told(decision)

    assert (before, again) == ([], [])
    other = await quiet(
        village, stage=S.REVIEWED, body=Body.REPRESENTATIVE_ASSEMBLY, delegation=given
    )
    await prepared(other)
    await roads.held(other, C.RESOLVE, day=DAY - timedelta(1))
    assert await told(other) == ["mandate-late", "canvass-late", "legal-check-late", "risk-late"]


@pytest.mark.parametrize(("gap", "codes"), [(6, ["gap-short"]), (7, [])])
async def test_the_days_between_two_steps_are_measured_where_the_rules_ask(village, gap, codes):
    decision = await quiet(village, rules={"pace__min_gap_days": 7}, stage=S.CONSULTED)
    await roads.held(decision, C.PROPOSE, day=DAY - timedelta(20))
    await roads.held(decision, C.CONSULT, day=DAY - timedelta(20 - gap))

    assert await told(decision) == codes


async def test_without_a_rule_nobody_is_hurried_or_slow(village):
    decision = await quiet(village, stage=S.REVIEWED)
    await roads.held(decision, C.PROPOSE, day=DAY - timedelta(300))
    await roads.held(decision, C.CONSULT, day=DAY - timedelta(300))
    await roads.held(decision, C.RESOLVE, day=DAY)

    assert await told(decision) == []


@pytest.mark.parametrize(("days", "codes"), [(20, []), (21, ["pace-slow"])])
async def test_the_whole_road_is_measured_where_the_rules_ask(village, days, codes):
    decision = await quiet(village, rules={"pace__max_total_days": 20}, stage=S.REVIEWED)
    await roads.held(decision, C.PROPOSE, day=DAY - timedelta(days))
    await roads.held(decision, C.RESOLVE, day=DAY)

    assert await told(decision) == codes


async def test_an_entry_made_afterwards_is_said_with_its_reason(village):
    decision = await quiet(village, stage=S.PROPOSED)
    await roads.held(decision, C.PROPOSE, late_reason="村里停电")

    (found,) = reminders(await dossier_of(decision, today=DAY))

    assert (found.code, found.text) == (
        "late-entry",
        "“提议”的会议记录是事后补录的：村里停电",
    )


async def test_the_paper_board_is_photographed_on_its_first_and_last_day(village):
    decision = await quiet(village, stage=S.RESOLVED)
    await roads.posted(decision, days_ago=14)

    day_before = await told(decision)
    last_day = await told(decision, today=DAY + timedelta(1))
    found = await dossier_of(decision, today=DAY + timedelta(1))
    posting = replace(
        found.postings[NoticeKind.RESOLUTION],
        photographed=frozenset({EvidenceKind.BOARD_FIRST, EvidenceKind.BOARD_LAST}),
    )
    both = await told(decision, today=DAY + timedelta(1), postings={NoticeKind.RESOLUTION: posting})

    assert (day_before, last_day, both) == (
        ["no-board-first"],
        ["no-board-first", "no-board-last"],
        [],
    )


async def test_an_objection_after_the_last_day_waits_in_sight(village):
    decision = await quiet(village, stage=S.RESOLVED)
    notice = await roads.posted(decision)
    who = await make.person(village)
    row = await Objection.create(
        village=village,
        notice=notice,
        person=who,
        channel=ObjectionChannel.PAPER,
        text="晚了",
        raised_at=NOW,
        late=True,
        answer_due=DAY,
    )

    waiting = await told(decision)
    row.answered_at = NOW
    await row.save()
    answered = await told(decision)

    assert (waiting, answered) == (["late-objection-open", "no-board-first"], ["no-board-first"])


@pytest.mark.parametrize(
    ("view", "codes"),
    [
        (None, ["no-supervision"]),
        (View.OBJECT, ["supervision-objects"]),
        (View.REMARK, []),
        (View.AGREE, []),
    ],
)
async def test_the_supervisors_word_is_wanted_where_it_is_no_gate(village, view, codes):
    decision = await make.matter(village, stage=S.RESOLVED)
    notice = await roads.posted(decision)
    who = await make.person(village)
    if view is not None:
        await SupervisionOpinion.create(
            village=village, notice=notice, person=who, view=view, given_at=NOW
        )

    assert await told(decision) == ["no-board-first", *codes]


async def test_acceptance_is_wanted_once_the_work_is_finished(village):
    decision = await make.matter(village, stage=S.DISCLOSED)
    row = await roads.works(decision)

    unfinished = await told(decision)
    row.finished_on, row.spent_cents = DAY, 1
    await row.save()
    finished = await told(decision)
    row.accepted_on = DAY
    await row.save()

    assert (unfinished, finished, await told(decision)) == ([], ["not-accepted"], [])


@pytest.mark.parametrize(
    ("resolved", "budget", "spent", "codes"),
    [
        (100, 100, 100, []),
        (100, 101, 101, ["over-resolved"]),
        (100, 100, 101, ["over-budget"]),
        (100, 101, 102, ["over-resolved", "over-budget"]),
        (None, 101, None, []),
    ],
)
async def test_more_money_than_was_resolved_is_said(village, resolved, budget, spent, codes):
    decision = await quiet(village, stage=S.DISCLOSED, budget_cents=resolved)
    await roads.works(decision, budget_cents=budget, spent_cents=spent)

    assert await told(decision) == codes


async def test_more_money_is_in_order_when_the_body_agreed_to_a_change(village):
    decision = await quiet(village, stage=S.DISCLOSED, budget_cents=100)
    await roads.works(decision, budget_cents=101)
    fields = {"what": "加长", "why": "多铺一段", "asked_at": NOW}

    await Change.create(decision=decision, stage=ChangeStage.REFUSED, **fields)
    refused = await told(decision)
    await Change.create(decision=decision, stage=ChangeStage.ADOPTED, **fields)

    assert (refused, await told(decision)) == (["over-resolved"], [])
