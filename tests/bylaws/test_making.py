"""From asking people to the vote: each step with what it needs, and what it says without it."""

import asyncio
from datetime import timedelta

import pytest

from bylaws import (
    adoption,
    adviser,
    arranging,
    collecting,
    drafting,
    edition_flow,
    opinions,
    texts,
    township_review,
)
from bylaws.adviser import Word
from bylaws.checked import FindingState
from bylaws.edition_dossier import dossier_of
from bylaws.models import (
    AdviserSignature,
    BylawKind,
    BylawOpinion,
    Edition,
    EditionAdvice,
    EditionPart,
    EditionStage,
    FindingDecision,
    OpinionOutcome,
    OpinionWay,
)
from bylaws.review_rules import CheckupAction
from deliberation import decisions
from deliberation.models import AdviceView, Decision, LegalCheck
from publicity.models import Notice, NoticeKind
from tests import make
from tests.bylaws.making import (
    ARTICLES,
    again,
    blocked,
    collected,
    in_stage,
    later,
    makers,
    reviewing,
    started,
    text_of,
    under_check,
    voting,
)
from tests.deliberation.sittings import edition as rules_with
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village import clock
from village.errors import InvalidInput, NotFound, NotPermitted, Stale, TooOften
from village.permissions import Office
from village.rules import Body, MatterKind

S = EditionStage
FAULTY = ("乱倒垃圾的罚款五十元。", *ARTICLES)


@pytest.fixture
async def who(db):
    return await makers()


async def rows(edition):
    return await texts.rows_of(edition.id)


# 征集民意


async def test_asking_people_hangs_a_paper_for_the_days_of_the_profile(who):
    edition = await started(who)

    await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)

    shown = await again(edition)
    assert (shown.collect_from, shown.collect_to) == (DAY, DAY + timedelta(7))
    paper = await Notice.get()
    assert (paper.kind, paper.days, paper.subject) == (
        NoticeKind.ANNOUNCEMENT,
        7,
        f"edition:{edition.id}-1",
    )
    assert "垃圾分类要写进去。" in paper.body
    with blocked("collecting-now"):
        await collecting.open_for_opinions(shown, None, who.clerk, now=NOW)
    with blocked("collecting-now"):
        await arranging.strike(shown, (await rows(shown))[0].id, who.clerk, now=NOW)


@pytest.mark.parametrize(("days", "held"), [(6, False), (7, True), (15, True)])
async def test_people_have_no_less_than_the_days_of_the_profile(who, days, held):
    edition = await started(who)
    if held:
        shown = await collecting.open_for_opinions(edition, days, who.clerk, now=NOW)
        assert shown.collect_to == DAY + timedelta(days)
        return
    with blocked("period-too-short"):
        await collecting.open_for_opinions(edition, days, who.clerk, now=NOW)


async def test_drafting_begins_the_day_after_the_period(who):
    edition = await started(who)
    with blocked("not-collected"):
        await collecting.begin_drafting(edition, who.clerk, now=NOW)
    edition = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)

    with blocked("collecting-runs"):
        await collecting.begin_drafting(edition, who.clerk, now=later(7))
    await collecting.begin_drafting(edition, who.clerk, now=later(8))

    assert (await again(edition)).stage is S.DRAFTING
    with pytest.raises(Stale):
        await collecting.begin_drafting(edition, who.clerk, now=later(8))


async def test_a_draft_may_be_shown_a_second_time(who):
    edition = await collected(who)

    again_shown = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)

    assert (again_shown.stage, again_shown.collect_from) == (S.COLLECTING, DAY)
    subjects = await Notice.all().order_by("id").values_list("subject", flat=True)
    assert subjects == [f"edition:{edition.id}-1", f"edition:{edition.id}-2"]


async def test_an_opinion_is_taken_to_the_last_hour_of_the_last_day(who):
    edition = await started(who)
    with blocked("not-collecting"):
        await opinions.give(edition, "太少了。", who.villager, now=NOW)
    edition = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)
    last = clock.at_local(DAY + timedelta(7), 23, 59)
    article = (await rows(edition))[1].article_id

    await opinions.give(edition, "晒谷场也写上。", who.villager, now=last, article_id=article)
    with blocked("collecting-over") as refused:
        await opinions.give(edition, "还有一条。", who.villager, now=last + timedelta(minutes=1))

    assert "征集意见到 11 月 29 日为止" in str(refused.value)
    assert "村民会议上提出" in refused.value.blockers[0].remedy
    said = await opinions.mine(who.villager, edition.id)
    assert [(one.text, one.article_id, one.way) for one in said] == [
        ("晒谷场也写上。", article, OpinionWay.PHONE)
    ]


async def test_the_window_writes_down_for_a_villager_of_this_village_only(who):
    edition = await started(who)
    edition = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)
    person = await make.person(who.village)
    stranger = await make.person(await make.village())
    way = OpinionWay.WINDOW

    kept = await opinions.write_down(edition, person, "太严了。", way, who.clerk, now=NOW)

    assert (kept.person_id, kept.way) == (person.id, way)
    assert (await lines("opinion.give"))[0]["way"] == "window"
    with pytest.raises(NotFound):
        await opinions.write_down(edition, stranger, "太严了。", way, who.clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await opinions.write_down(edition, person, "太严了。", OpinionWay.PHONE, who.clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await opinions.write_down(edition, person, "太严了。", way, who.villager, now=NOW)
    with pytest.raises(NotPermitted):
        await opinions.give(edition, "太严了。", who.officer, now=NOW)


async def test_an_opinion_has_words_an_article_of_this_text_and_an_end(who):
    edition = await started(who)
    edition = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)
    strange = await started(await makers())
    article = (await rows(strange))[0].article_id

    with pytest.raises(InvalidInput, match="请写下"):
        await opinions.give(edition, " ", who.villager, now=NOW)
    with pytest.raises(InvalidInput, match="最多 2000 字"):
        await opinions.give(edition, "字" * 2_001, who.villager, now=NOW)
    with pytest.raises(NotFound):
        await opinions.give(edition, "好。", who.villager, now=NOW, article_id=article)
    await BylawOpinion.bulk_create(
        BylawOpinion(
            village_id=who.village.id,
            edition_id=edition.id,
            person_id=who.villager.person_id,
            way=OpinionWay.PHONE,
            text="好。",
            given_at=NOW,
        )
        for _ in range(60)
    )
    with pytest.raises(TooOften, match="60 条"):
        await opinions.give(edition, "好。", who.villager, now=NOW)


async def test_an_opinion_is_answered_once_with_a_reason(who):
    edition = await started(who)
    edition = await collecting.open_for_opinions(edition, None, who.clerk, now=NOW)
    given = await opinions.give(edition, "晒谷场也写上。", who.villager, now=NOW)
    opinion = await opinions.on_desk(who.clerk, who.village.id, given.id)
    told = (OpinionOutcome.ADOPTED, "写进第二条。", who.clerk)

    with pytest.raises(InvalidInput):
        await opinions.answer(opinion, OpinionOutcome.DECLINED, " ", who.clerk, now=NOW)
    answers = await asyncio.gather(
        *(opinions.answer(opinion, *told, now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert [type(one) for one in answers if one] == [Stale]
    (mine,) = await opinions.mine(who.villager, edition.id)
    assert (mine.outcome, mine.answer) == told[:2]
    with pytest.raises(NotFound):
        await opinions.on_desk(who.adviser, who.village.id, given.id)
    with pytest.raises(NotFound):
        await opinions.on_desk(who.clerk, (await make.village()).id, given.id)


# 法治体检


async def test_a_draft_without_articles_is_not_checked(who):
    edition = await collected(who)
    for row in await rows(edition):
        await arranging.strike(edition, row.id, who.clerk, now=NOW)

    with blocked("no-articles"):
        await adviser.begin_check(edition, who.clerk, now=NOW)


async def test_every_finding_waits_for_the_adviser_and_the_text_for_a_signature(who):
    edition = await under_check(who, text_of(*FAULTY))
    found = await adviser.findings(edition, await rows(edition))
    assert [(one.code, one.state) for one in found] == [("fine", FindingState.UNDECIDED)]
    with blocked("articles-open") as refused:
        await township_review.send(edition, who.clerk, now=NOW)
    assert "第一条：1 处问题还没有决定" in str(refused.value)
    with blocked("findings-open"):
        await adviser.sign(edition, "", who.adviser, now=NOW)

    word = Word(CheckupAction.STRIKE, "村里没有罚款的权力。")
    await adviser.decide(edition, found[0].key, word, who.adviser, now=NOW)

    (found,) = await adviser.findings(edition, await rows(edition))
    assert (found.state, found.decision.reason) == (FindingState.TO_DO, word.reason)
    with blocked("findings-open"):
        await adviser.sign(edition, "", who.adviser, now=NOW)
    await arranging.strike(edition, found.row.id, who.clerk, now=NOW)
    signed = await adviser.sign(edition, "可以提交。", who.adviser, now=NOW)
    assert (await adviser.open_parts(edition, await rows(edition))) == []
    assert signed.digest == texts.digest_of(await again(edition), await rows(edition))
    assert await lines("finding.decide") == [
        {
            "finding": found.decision.id,
            "part": "article",
            "article": found.row.article_id,
            "code": "fine",
            "decided": "strike",
            "words": (await lines("finding.decide"))[0]["words"],
        }
    ]


async def test_a_kept_finding_is_settled_until_its_article_changes(who):
    edition = await under_check(who, text_of(*FAULTY))
    (found,) = await adviser.findings(edition, await rows(edition))
    word = Word(CheckupAction.KEEP, "这是转述处罚机关的决定。")
    await adviser.decide(edition, found.key, word, who.adviser, now=NOW)
    await adviser.sign(edition, "", who.adviser, now=NOW)
    base = (await again(edition)).text_version
    row, other = (await rows(edition))[0], (await rows(edition))[2]

    await drafting.write_article(edition, other.id, "家禽圈养。", base, who.clerk, now=NOW)
    unsigned = await adviser.open_parts(edition, await rows(edition))
    await drafting.write_article(
        edition, row.id, "乱倒垃圾的罚款五十元。屡教不改的，批评教育。", base, who.clerk, now=NOW
    )
    opened = await adviser.open_parts(edition, await rows(edition))

    assert [(one.name, one.undecided, one.unsigned) for one in unsigned] == [("第三条", 0, True)]
    assert [(one.name, one.undecided) for one in opened] == [("第一条", 1), ("第三条", 0)]


async def test_an_edit_after_signing_opens_that_article_and_no_other(who):
    edition = await under_check(who)
    await adviser.sign(edition, "", who.adviser, now=NOW)
    third = (await rows(edition))[2]
    await arranging.move(edition, third.id, None, who.clerk, now=NOW)
    assert await adviser.open_parts(edition, await rows(edition)) == []

    base = (await again(edition)).text_version
    await drafting.write_article(edition, third.id, "家禽圈养。", base, who.clerk, now=NOW)

    with blocked("articles-open") as refused:
        await township_review.send(edition, who.clerk, now=NOW)
    assert "第一条：法律顾问还没有看过现在的文字" in str(refused.value)
    assert str(refused.value).count("条：") == 1
    await adviser.sign(edition, "", who.adviser, now=NOW)
    await township_review.send(edition, who.clerk, now=NOW)
    assert await AdviserSignature.all().count() == 2


async def test_what_is_missing_in_the_whole_is_decided_too(who):
    edition = await under_check(who, text_of(*ARTICLES[:4]))
    rows_now = await rows(edition)
    codes = [one.code for one in await adviser.findings(edition, rows_now)]
    assert codes == ["no-filing", "no-amendment", "no-effective-day"]
    for one in await adviser.findings(edition, rows_now):
        word = Word(CheckupAction.KEEP, "写在村民自治章程里。")
        await adviser.decide(edition, one.key, word, who.adviser, now=NOW)
    await adviser.sign(edition, "", who.adviser, now=NOW)

    base = (await again(edition)).text_version
    await drafting.write_article(edition, rows_now[0].id, "爱村。", base, who.clerk, now=NOW)

    opened = await adviser.open_parts(edition, await rows(edition))
    assert [(one.name, one.undecided) for one in opened] == [("第一条", 0)]


async def test_the_adviser_may_find_more_than_the_check(who):
    edition = await under_check(who)
    row = (await rows(edition))[3]
    word = Word(CheckupAction.CORRECT, "也要写上残疾人。")
    with pytest.raises(InvalidInput, match="照原文抄"):
        await adviser.note(edition, row.id, "关爱妇女", word, who.adviser, now=NOW)

    await adviser.note(edition, row.id, "关爱儿童", word, who.adviser, now=NOW)

    with blocked("findings-open"):
        await adviser.sign(edition, "", who.adviser, now=NOW)
    text = "孝敬老人，关爱儿童、残疾人。"
    await drafting.write_article(edition, row.id, text, 2, who.clerk, now=NOW)
    await adviser.sign(edition, "", who.adviser, now=NOW)
    assert await adviser.open_parts(edition, await rows(edition)) == []


async def test_only_the_adviser_decides_with_a_reason_and_under_the_check(who):
    edition = await under_check(who, text_of(*FAULTY))
    (found,) = await adviser.findings(edition, await rows(edition))
    word = Word(CheckupAction.STRIKE, "村里没有罚款的权力。")
    for actor in (who.clerk, who.chair, who.officer, who.villager):
        with pytest.raises(NotPermitted):
            await adviser.decide(edition, found.key, word, actor, now=NOW)
        with pytest.raises(NotPermitted):
            await adviser.sign(edition, "", actor, now=NOW)
    silent = Word(CheckupAction.STRIKE, " ")
    with pytest.raises(InvalidInput):
        await adviser.decide(edition, found.key, silent, who.adviser, now=NOW)
    with pytest.raises(NotFound):
        await adviser.decide(edition, "0" * 16, word, who.adviser, now=NOW)
    for stage in (S.DRAFTING, S.VOTING):
        await Edition.filter(id=edition.id).update(stage=stage)
        with blocked("not-under-check"):
            await adviser.decide(edition, found.key, word, who.adviser, now=NOW)
    assert await FindingDecision.all().count() == 0


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
