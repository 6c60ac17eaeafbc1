"""The township advises and binds nobody; then the assembly votes, on this very text."""

import asyncio
from datetime import timedelta

import pytest

from bylaws import adoption, adviser, collecting, edition_flow, opinions, texts, township_review
from bylaws.edition_dossier import dossier_of
from bylaws.models import (
    BylawKind,
    BylawOpinion,
    Edition,
    EditionAdvice,
    EditionPart,
    EditionStage,
    OpinionOutcome,
    OpinionWay,
)
from deliberation import decisions
from deliberation.models import AdviceView, Decision, LegalCheck
from tests import make
from tests.bylaws.making import (
    FAULTY,
    again,
    blocked,
    in_stage,
    later,
    makers,
    reviewing,
    rows,
    started,
    text_of,
    under_check,
    voting,
)
from tests.deliberation.sittings import edition as rules_with
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village.errors import InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office
from village.rules import Body, MatterKind

S = EditionStage


@pytest.fixture
async def who(db):
    return await makers()


# 乡镇审核


async def test_the_township_advises_once_and_its_silence_stops_nothing(who):
    edition = await reviewing(who)
    advice = await township_review.of_edition(edition.id)
    assert advice.due_on == DAY + timedelta(10)
    with blocked("township-still-reading") as refused:
        await adoption.open_vote(edition, who.clerk, now=later(10))
    assert "没有答复的，就可以提交表决" in str(refused.value)

    await adoption.open_vote(edition, who.clerk, now=later(11))

    with blocked("advice-too-late"):
        await township_review.advise(advice, AdviceView.NONE, "", who.officer, now=later(11))


async def test_advice_is_answered_and_binds_nobody(who):
    edition = await reviewing(who)
    (advice,) = await township_review.waiting(who.village.township_id)
    with pytest.raises(InvalidInput):
        await township_review.advise(advice, AdviceView.SUGGEST, " ", who.officer, now=NOW)
    with blocked("no-advice-yet"):
        await township_review.answer(advice, "没有采纳。", who.chair, now=NOW)

    told = (AdviceView.SUGGEST, "第三条建议写明犬只登记。", who.officer)
    answers = await asyncio.gather(
        *(township_review.advise(advice, *told, now=NOW) for _ in range(2)), return_exceptions=True
    )
    assert [type(one) for one in answers if one] == [Stale]
    with blocked("advice-open"):
        await adoption.open_vote(edition, who.clerk, now=NOW)
    await township_review.answer(advice, "没有采纳：国家另有规定。", who.chair, now=NOW)

    await adoption.open_vote(edition, who.clerk, now=NOW)
    kept = await EditionAdvice.get()
    assert (kept.view, kept.answer) == (AdviceView.SUGGEST, "没有采纳：国家另有规定。")
    assert await township_review.waiting(who.village.township_id) == []


async def test_advice_of_nothing_needs_no_answer(who):
    edition = await reviewing(who)
    advice = await township_review.of_edition(edition.id)

    await township_review.advise(advice, AdviceView.NONE, "", who.officer, now=NOW)

    await adoption.open_vote(edition, who.clerk, now=NOW)
    assert (await again(edition)).stage is S.VOTING


async def test_another_township_sees_no_draft_and_the_village_gives_no_advice(who):
    edition = await reviewing(who)
    advice = await township_review.of_edition(edition.id)
    strange = await make.officer(await make.township())

    assert (await township_review.for_officer(who.officer, advice.id)).id == advice.id
    for actor in (strange, who.clerk):
        with pytest.raises(NotFound):
            await township_review.for_officer(actor, advice.id)
        with pytest.raises(NotPermitted):
            await township_review.advise(advice, AdviceView.NONE, "", actor, now=NOW)
    with pytest.raises(NotPermitted):
        await township_review.answer(advice, "好。", who.officer, now=NOW)
    assert (await again(edition)).stage is S.REVIEWING


# 提交表决


async def test_the_vote_is_opened_on_this_very_text(who):
    edition = await reviewing(who)

    decision = await adoption.open_vote(edition, who.clerk, now=later(11))

    shown = await again(edition)
    assert (shown.stage, shown.decision_id) == (S.VOTING, decision.id)
    assert shown.digest == texts.digest_of(shown, await rows(shown))
    assert (decision.kind, decision.body, decision.raised_by) == (
        MatterKind.BYLAWS,
        Body.VILLAGERS_ASSEMBLY,
        f"edition:{edition.id}",
    )
    assert texts.digest_shown(shown.digest) in decision.summary
    assert decision.title == "制定“柳湾村村规民约”（第 1 版）"
    assert (await lines("edition.vote"))[0] == {"digest": shown.digest}
    carried = await LegalCheck.get(decision_id=decision.id)
    assert (carried.person_id, carried.given_at) == (who.adviser.person_id, NOW)


async def test_the_charter_is_a_matter_of_its_own(who):
    edition = await reviewing(who, kind=BylawKind.CHARTER, title="柳湾村村民自治章程")

    decision = await adoption.open_vote(edition, who.clerk, now=later(11))

    assert decision.kind is MatterKind.CHARTER


@pytest.mark.parametrize("body", [Body.REPRESENTATIVE_ASSEMBLY, Body.TWO_COMMITTEES])
async def test_no_other_body_than_the_assembly_votes_on_it(who, body):
    edition = await reviewing(who)

    with blocked("wrong-body") as refused:
        await adoption.open_vote(edition, who.clerk, now=later(11), body=body)

    (why,) = refused.value.blockers
    assert why.text == f"“制定、修改村规民约”不能由{body.label}决定，应当由村民会议决定。"
    assert why.basis == "《村民委员会组织法》第三十一条"
    assert (await again(edition)).stage is S.REVIEWING
    assert await Decision.all().count() == 0


async def test_unanswered_opinions_keep_a_text_from_the_vote(who):
    edition = await reviewing(who)
    opinion = await BylawOpinion.create(
        village_id=who.village.id,
        edition_id=edition.id,
        person_id=who.villager.person_id,
        way=OpinionWay.PHONE,
        text="太严了。",
        given_at=NOW,
    )
    with blocked("opinions-open"):
        await adoption.open_vote(edition, who.clerk, now=later(11))
    opinion = await opinions.on_desk(who.clerk, who.village.id, opinion.id)
    await opinions.answer(opinion, OpinionOutcome.DECLINED, "全村都同意。", who.clerk, now=NOW)

    await adoption.open_vote(edition, who.clerk, now=later(11))
    assert (await again(edition)).stage is S.VOTING


async def test_a_draft_sent_twice_at_once_is_one_vote(who):
    edition = await reviewing(who)

    answers = await asyncio.gather(
        *(adoption.open_vote(edition, one, now=later(11)) for one in (who.clerk, who.chair)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in answers) == ["Decision", "Stale"]
    assert await Decision.all().count() == 1


async def test_a_step_out_of_order_says_where_the_text_is(who):
    edition = await in_stage(who, S.DRAFTING)

    for deed in (township_review.send, adoption.open_vote, adoption.adopt):
        with blocked("not-at-this-step") as refused:
            await deed(edition, who.clerk, now=NOW)
        assert "现在是“拟定草案”" in str(refused.value)


async def test_a_profile_without_preview_goes_from_the_check_to_the_vote(who):
    made = await made_under(who, bylaws__preview_by_township=False)

    with blocked("no-such-step"):
        await township_review.send(made, who.clerk, now=NOW)
    await adoption.open_vote(made, who.clerk, now=NOW)

    assert (await again(made)).stage is S.VOTING


async def made_under(who, **values):
    """Signed by the adviser, under other rules than the national ones."""
    edition = await under_check(who)
    await adviser.sign(edition, "", who.adviser, now=NOW)
    await Edition.filter(id=edition.id).update(**await rules_with(**values))
    return await again(edition)


async def test_the_next_step_and_what_it_waits_for_are_told_together(who):
    edition = await under_check(who, text_of(*FAULTY))

    dossier = await dossier_of(edition, today=DAY)

    assert edition_flow.next_step(dossier).name == "edition.send"
    assert [one.code for one in edition_flow.blockers(dossier)] == ["articles-open"]
    assert [one.part for one in dossier.open_parts][:2] == [
        EditionPart.TITLE,
        EditionPart.PREAMBLE,
    ]


async def test_who_may_not_advance_takes_no_step(who):
    member = await make.holder(who.village, Office.COMMITTEE_MEMBER)
    edition = await started(who)
    deeds = (
        collecting.open_for_opinions(edition, None, member, now=NOW),
        collecting.begin_drafting(edition, member, now=NOW),
        collecting.begin_drafting(edition, who.officer, now=NOW),
        adoption.open_vote(await in_stage_elsewhere(), member, now=NOW),
    )

    for deed in deeds:
        with pytest.raises(NotPermitted):
            await deed


async def in_stage_elsewhere():
    return await in_stage(await makers(), S.REVIEWING)


async def test_a_matter_withdrawn_gives_the_text_back_and_a_rejected_one_ends_it(who):
    edition = await voting(who)
    with blocked("not-withdrawn"):
        await adoption.recall(edition, who.clerk, now=later(12))
    decision = await decisions.in_village(who.village.id, edition.decision_id)
    await decisions.withdraw(decision, "会上有人要求改。", who.chair, now=later(12))

    await adoption.recall(edition, who.clerk, now=later(12))

    back = await again(edition)
    assert (back.stage, back.decision_id, back.digest) == (S.DRAFTING, None, "")
    assert (await lines("edition.recall")) == [{"decision": decision.id}]
