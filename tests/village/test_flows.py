from dataclasses import dataclass

import pytest

from deliberation.models import Decision, DecisionStage, Source
from tests import make
from tests.make import NOW
from village import flows, storage
from village.errors import Blocked, Blocker, NotPermitted, Stale
from village.flows import Step
from village.models import LedgerEntry
from village.permissions import Office, Permission
from village.rules import Body, MatterKind


@dataclass(frozen=True)
class Weather:
    rain: int = 0
    wind: int = 0


def dry(weather):
    return Blocker("rain", "下雨了。") if weather.rain else None


def calm(weather):
    return [Blocker("wind", f"第 {number} 阵风。") for number in range(weather.wind)]


STEP = Step(
    "decision.propose",
    DecisionStage.OPENED,
    DecisionStage.PROPOSED,
    Permission.DECISION_ADVANCE,
    (dry, calm),
)


async def a_decision():
    village = await make.village()
    decision = await Decision.create(
        village=village,
        number="2026-1",
        title="修路",
        summary="修村口的路",
        kind=MatterKind.PUBLIC_WORKS,
        source=Source.PEOPLE,
        body=Body.REPRESENTATIVE_ASSEMBLY,
        profile_code="national-2025",
        profile_digest="0" * 64,
        opened_at=NOW,
    )
    return decision, await make.holder(village, Office.PARTY_SECRETARY)


async def take(decision, actor, weather=None, **data):
    async with storage.writing(decision.village_id):
        await flows.take(STEP, decision, weather or Weather(), actor, now=NOW, **data)


async def stage_of(decision):
    return (await Decision.get(id=decision.id)).stage


async def test_a_step_moves_the_row_and_leaves_a_line(db):
    decision, secretary = await a_decision()

    await take(decision, secretary, present=8)

    assert (await stage_of(decision), decision.stage) == (DecisionStage.PROPOSED,) * 2
    entry = await LedgerEntry.get()
    assert (entry.action, entry.subject, '"present":8' in entry.line) == (
        "decision.propose",
        f"decision:{decision.id}",
        True,
    )


async def test_all_that_is_missing_is_told_at_once(db):
    decision, secretary = await a_decision()

    with pytest.raises(Blocked) as refused:
        await take(decision, secretary, Weather(rain=1, wind=2))

    assert refused.value.codes == ("rain", "wind", "wind")
    assert STEP.blockers(Weather(rain=1, wind=2)) == refused.value.blockers
    assert await stage_of(decision) is DecisionStage.OPENED
    assert await LedgerEntry.all().count() == 0


async def test_the_wrong_office_is_refused_before_anything_is_told(db):
    decision, _ = await a_decision()
    clerk = await make.holder(decision.village, Office.VILLAGE_CLERK)

    with pytest.raises(NotPermitted):
        await take(decision, clerk, Weather(rain=1))


async def test_the_office_of_another_village_is_refused(db):
    decision, _ = await a_decision()
    stranger = await make.holder(await make.village(), Office.PARTY_SECRETARY)

    with pytest.raises(NotPermitted):
        await take(decision, stranger)


async def test_a_step_is_taken_once(db):
    decision, secretary = await a_decision()
    seen_earlier = await Decision.get(id=decision.id).select_related("village")
    await take(decision, secretary)

    with pytest.raises(Stale):
        await take(seen_earlier, secretary)

    assert await LedgerEntry.all().count() == 1


async def test_a_step_without_guards_has_no_blockers(db):
    free = Step(
        "decision.withdraw", DecisionStage.OPENED, DecisionStage.WITHDRAWN, Permission.DECISION_OPEN
    )

    assert free.blockers(Weather(rain=9)) == ()
