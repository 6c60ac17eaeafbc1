"""What is asked before a vote is entered on pages: the people, the adviser, the risk."""

import pytest

from deliberation.models import Canvass, Decision, DecisionStage, LegalCheck, RiskAssessment
from tests import make
from tests.make import DAY
from tests.web.desks import day, opened
from village.permissions import Office

S = DecisionStage


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


async def test_people_asked_the_adviser_and_the_risk_are_entered(desk):
    decision = await make.matter(desk.village)
    adviser = await desk.sit(Office.LEGAL_ADVISER)
    asked = {
        "way": "visit",
        **day("began_on", DAY),
        **day("ended_on", DAY),
        "asked": 46,
        "agreed": 41,
        "opposed": 5,
        "summary": "多数赞成，避开农忙。",
    }
    for who, name, told in (
        (desk.clerk, "canvass", asked),
        (adviser, "legality", {"view": "amend", "text": "补上资金来源。"}),
        (desk.clerk, "risk", {"level": "high", "text": "占地有争议，先谈妥。"}),
    ):
        form = (await who.get(desk.of(decision, name))).form(desk.of(decision, name))
        page = await who.submit(form, **told)
        assert page.path == desk.of(decision)

    found = (await Canvass.get(), await LegalCheck.get(), await RiskAssessment.get())
    assert [one.decision_id for one in found] == [decision.id] * 3
    for text in ("征求 46 人：赞成 41 人，不赞成 5 人", "补上资金来源。", "占地有争议，先谈妥。"):
        assert text in page.main


async def test_the_preparations_stay_on_file_after_the_vote(desk):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, "risk"))).form(desk.of(decision, "risk"))
    await desk.clerk.submit(form, level="low", text="没有风险点。")
    await Decision.all().update(stage=S.CONCLUDED)

    assert "没有风险点。" in (await desk.clerk.get(desk.of(decision))).main


@pytest.mark.parametrize(
    ("name", "told", "wrong"),
    [
        ("canvass", {"asked": "很多"}, ["way", "began_on", "ended_on", "asked", "agreed"]),
        ("risk", {"text": "。"}, ["level", "text"]),
    ],
)
async def test_what_was_typed_wrong_comes_back(desk, name, told, wrong):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, name))).form(desk.of(decision, name))

    page = await desk.clerk.submit(form, **told)

    assert (page.status, list(page.errors)[: len(wrong)]) == (422, wrong)
    again = page.form(desk.of(decision, name))
    assert {key: again.values[key] for key in told} == {key: [said] for key, said in told.items()}


async def test_nothing_is_prepared_after_the_resolution_and_nothing_typed_is_lost(desk):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, "risk"))).form(desk.of(decision, "risk"))
    await Decision.all().update(stage=S.RESOLVED)

    page = await desk.clerk.submit(form, level="low", text="没有风险点。")

    assert (page.status, await RiskAssessment.all().count()) == (409, 0)
    assert page.form(desk.of(decision, "risk")).values["text"] == ["没有风险点。"]
