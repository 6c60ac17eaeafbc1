import asyncio
from datetime import timedelta

import pytest

from deliberation import preparation
from deliberation.models import (
    AdviceView,
    Canvass,
    CanvassWay,
    DecisionStage,
    LegalCheck,
    LegalView,
    RiskAssessment,
    RiskLevel,
    TownshipReview,
)
from deliberation.preparation import Asked
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.ledger import text_digest
from village.permissions import Office

S = DecisionStage
BEFORE = [S.OPENED, S.PROPOSED, S.CONSULTED, S.REVIEWED]
AFTER = [one for one in S if one not in BEFORE]
WORDS = "多数赞成；避开农忙。"


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await roads.clerk_of(village)


@pytest.fixture
async def adviser(village):
    return await make.holder(village, Office.LEGAL_ADVISER)


def asked(**fields):
    ordinary = {
        "way": CanvassWay.VISIT,
        "began_on": DAY - timedelta(3),
        "ended_on": DAY,
        "asked": 46,
        "agreed": 41,
        "opposed": 5,
        "summary": WORDS,
    }
    return Asked(**{**ordinary, **fields})


@pytest.mark.parametrize("stage", BEFORE)
async def test_people_are_asked_before_the_resolution_stands(village, clerk, stage):
    decision = await make.matter(village, stage=stage)

    made = await preparation.record_canvass(decision, asked(), clerk, now=NOW)

    row = await Canvass.get(id=made.id)
    assert (row.decision_id, row.asked, row.agreed, row.opposed, row.summary) == (
        decision.id,
        46,
        41,
        5,
        WORDS,
    )
    assert await sittings.lines("canvass.record") == [
        {"way": "visit", "asked": 46, "agreed": 41, "opposed": 5, "words": text_digest(WORDS)}
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"asked": 45}, "asked"),
        ({"asked": 0, "agreed": 0, "opposed": 0}, "asked"),
        ({"agreed": -1}, "agreed"),
        ({"opposed": -1}, "agreed"),
        ({"began_on": DAY + timedelta(1)}, "ended_on"),
        ({"ended_on": DAY + timedelta(1)}, "ended_on"),
    ],
)
async def test_numbers_and_days_that_cannot_be_are_sent_back(village, clerk, fields, wrong):
    decision = await make.matter(village)

    with pytest.raises(InvalidInput) as refused:
        await preparation.record_canvass(decision, asked(**fields), clerk, now=NOW)

    assert (list(refused.value.fields), await Canvass.all().count()) == ([wrong], 0)


@pytest.mark.parametrize("fields", [{"asked": 1, "agreed": 0, "opposed": 1}, {"began_on": DAY}])
async def test_one_asked_and_one_day_are_enough(village, clerk, fields):
    decision = await make.matter(village)

    await preparation.record_canvass(decision, asked(**fields), clerk, now=NOW)

    assert await Canvass.all().count() == 1


async def test_the_adviser_speaks_and_speaks_again(village, adviser):
    decision = await make.matter(village)
    for view in (LegalView.UNLAWFUL, LegalView.LAWFUL):
        await preparation.check_legality(decision, view, "看过方案", adviser, now=NOW)

    rows = await LegalCheck.all().order_by("id")
    assert [(row.view, row.person_id) for row in rows] == [
        (LegalView.UNLAWFUL, adviser.person_id),
        (LegalView.LAWFUL, adviser.person_id),
    ]
    words = text_digest("看过方案")
    assert await sittings.lines("legal.check") == [
        {"view": "unlawful", "words": words},
        {"view": "lawful", "words": words},
    ]


async def test_a_risk_is_kept_with_its_level(village, clerk):
    decision = await make.matter(village)

    await preparation.assess_risk(decision, RiskLevel.HIGH, "占地有争议", clerk, now=NOW)

    (row,) = await RiskAssessment.all()
    assert (row.level, row.text) == (RiskLevel.HIGH, "占地有争议")
    assert await sittings.lines("risk.assess") == [
        {"level": "high", "words": text_digest("占地有争议")}
    ]


async def test_words_must_be_said(village, clerk, adviser):
    decision = await make.matter(village)

    for deed, view, who in (
        (preparation.check_legality, LegalView.LAWFUL, adviser),
        (preparation.assess_risk, RiskLevel.LOW, clerk),
    ):
        with pytest.raises(InvalidInput) as refused:
            await deed(decision, view, " ", who, now=NOW)
        assert list(refused.value.fields) == ["text"]


@pytest.mark.parametrize("stage", AFTER)
async def test_nothing_is_prepared_once_the_resolution_stands(village, clerk, adviser, stage):
    stale = await make.matter(village)
    await type(stale).filter(id=stale.id).update(stage=stage)

    deeds = (
        preparation.record_canvass(stale, asked(), clerk, now=NOW),
        preparation.check_legality(stale, LegalView.LAWFUL, "好", adviser, now=NOW),
        preparation.assess_risk(stale, RiskLevel.LOW, "好", clerk, now=NOW),
    )

    for deed in deeds:
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("after-the-vote",)


async def test_each_word_is_its_own_offices(village, clerk, adviser):
    decision = await make.matter(village)
    stranger = await roads.clerk_of(await make.village())

    deeds = (
        preparation.record_canvass(decision, asked(), adviser, now=NOW),
        preparation.check_legality(decision, LegalView.LAWFUL, "好", clerk, now=NOW),
        preparation.assess_risk(decision, RiskLevel.LOW, "好", adviser, now=NOW),
        preparation.ask_township(decision, adviser, now=NOW),
        preparation.record_canvass(decision, asked(), stranger, now=NOW),
    )

    for deed in deeds:
        with pytest.raises(NotPermitted):
            await deed


async def resolved(village, enabled=True, days=10):
    edition = await sittings.edition(
        township_review__enabled=enabled, township_review__deadline_days=days
    )
    return await make.matter(village, stage=S.RESOLVED, **edition)


async def test_the_township_is_asked_until_a_day(village, clerk):
    decision = await resolved(village)

    await preparation.ask_township(decision, clerk, now=NOW)

    (row,) = await TownshipReview.all()
    assert (row.decision_id, row.due_on, row.given_at) == (decision.id, DAY + timedelta(10), None)
    assert await sittings.lines("township.ask") == [{"due": "2026-12-02"}]


async def test_where_the_rules_have_no_township_step_it_is_not_asked(village, clerk):
    with pytest.raises(Blocked) as refused:
        await preparation.ask_township(await resolved(village, enabled=False), clerk, now=NOW)

    assert refused.value.codes == ("no-township-review",)


@pytest.mark.parametrize("stage", [one for one in S if one is not S.RESOLVED])
async def test_only_a_fresh_resolution_goes_to_the_township(village, clerk, stage):
    decision = await resolved(village)
    await type(decision).filter(id=decision.id).update(stage=stage)

    with pytest.raises(Blocked) as refused:
        await preparation.ask_township(decision, clerk, now=NOW)

    assert refused.value.codes == ("no-fresh-resolution",)


async def test_the_township_is_asked_once(village, clerk):
    decision = await resolved(village)

    told = await asyncio.gather(
        *(preparation.ask_township(decision, clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert [type(one) for one in told if isinstance(one, Exception)] == [Stale]
    assert await TownshipReview.all().count() == 1


async def asked_of(village):
    decision = await resolved(village)
    return await TownshipReview.create(decision=decision, asked_at=NOW, due_on=DAY)


async def test_the_township_advises_once_and_binds_nobody(village):
    review = await asked_of(village)
    officer = await make.officer(await village.township)
    found = await preparation.review_for_officer(officer, review.id)

    await preparation.advise(found, AdviceView.SUGGEST, "请注明资金来源", officer, now=NOW)
    with pytest.raises(Stale):
        await preparation.advise(found, AdviceView.NONE, "", officer, now=NOW)

    row = await TownshipReview.get(id=review.id).select_related("decision")
    assert (row.view, row.text, row.given_at, row.given_by_id) == (
        AdviceView.SUGGEST,
        "请注明资金来源",
        NOW,
        officer.person_id,
    )
    assert row.decision.stage is S.RESOLVED
    assert await sittings.lines("township.advise") == [
        {"view": "suggest", "words": text_digest("请注明资金来源")}
    ]


async def test_a_request_is_seen_by_the_officers_of_its_own_township(village, clerk):
    review = await asked_of(village)
    elsewhere = await make.officer(await make.township(name="白石镇"))

    for who in (elsewhere, clerk):
        with pytest.raises(NotFound):
            await preparation.review_for_officer(who, review.id)
    officer = await make.officer(await village.township)
    with pytest.raises(NotFound):
        await preparation.review_for_officer(officer, review.id + 1)
    fresh = await preparation.review_for_officer(officer, review.id)
    with pytest.raises(NotPermitted):
        await preparation.advise(fresh, AdviceView.NONE, "", elsewhere, now=NOW)
