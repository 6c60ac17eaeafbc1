"""Taking a matter back: until when, by whom, and with a reason."""

import asyncio

import pytest

from deliberation import decisions
from deliberation.models import Decision
from tests import make
from tests.deliberation import roads, sittings
from tests.deliberation.roads import S
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotPermitted, Stale
from village.ledger import text_digest
from village.permissions import Office


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.mark.parametrize("stage", [S.OPENED, S.PROPOSED, S.CONSULTED, S.REVIEWED])
async def test_a_matter_is_taken_back_before_it_is_resolved(village, stage):
    secretary = await roads.secretary_of(village)
    decision = await roads.at(village, stage)

    await decisions.withdraw(decision, "上级另有安排", secretary, now=NOW)

    row = await Decision.get(id=decision.id)
    assert (row.stage, row.ended_at, row.ended_why) == (S.WITHDRAWN, NOW, "上级另有安排")
    assert await sittings.lines("decision.withdraw") == [{"why": text_digest("上级另有安排")}]


@pytest.mark.parametrize(
    "stage", [S.RESOLVED, S.DISCLOSED, S.ACCEPTED, S.CONCLUDED, S.REJECTED, S.WITHDRAWN]
)
async def test_what_stands_or_has_ended_is_not_taken_back(village, stage):
    secretary = await roads.secretary_of(village)
    decision = await make.matter(village, stage=stage)

    with pytest.raises(Blocked) as refused:
        await decisions.withdraw(decision, "不办了", secretary, now=NOW)

    assert refused.value.codes == ("cannot-withdraw",)
    assert (await Decision.get(id=decision.id)).stage is stage


@pytest.mark.parametrize(
    ("verdict", "stays"),
    [("passed", True), ("rejected", False), ("no_quorum", False), ("unlawful", False)],
)
async def test_no_office_takes_back_what_the_people_voted_for(village, verdict, stays):
    secretary = await roads.secretary_of(village)
    decision = await roads.at(village, S.REVIEWED)
    await roads.held(decision, roads.C.RESOLVE, verdict)

    try:
        await decisions.withdraw(decision, "书记不同意", secretary, now=NOW)
        found = ()
    except Blocked as blocked:
        found = blocked.codes

    assert found == (("passed-already",) if stays else ())


async def test_a_withdrawal_needs_a_reason(village):
    secretary = await roads.secretary_of(village)
    decision = await make.matter(village)

    with pytest.raises(InvalidInput) as refused:
        await decisions.withdraw(decision, " ", secretary, now=NOW)

    assert list(refused.value.fields) == ["why"]


async def test_of_two_withdrawals_at_once_one_is_told_it_is_too_late(village):
    secretary = await roads.secretary_of(village)
    decision = await make.matter(village)

    told = await asyncio.gather(
        *(decisions.withdraw(decision, "不办了", secretary, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(one) for one in told if one) == [Stale]
    assert len(await sittings.lines("decision.withdraw")) == 1


@pytest.mark.parametrize("office", [Office.VILLAGE_CLERK, Office.COMMITTEE_MEMBER])
async def test_only_who_leads_withdraws(village, office):
    decision = await make.matter(village)
    who = await make.holder(village, office)

    with pytest.raises(NotPermitted):
        await decisions.withdraw(decision, "不办了", who, now=NOW)

    assert (await Decision.get(id=decision.id)).stage is S.OPENED
