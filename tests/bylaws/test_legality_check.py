"""The legality check: each finding waits for the adviser, and each text for a signature."""

import pytest

from bylaws import adviser, arranging, drafting, texts, township_review
from bylaws.adviser import Word
from bylaws.checked import FindingState
from bylaws.models import AdviserSignature, Edition, EditionStage, FindingDecision
from bylaws.review_rules import CheckupAction
from tests.bylaws.making import (
    ARTICLES,
    FAULTY,
    again,
    blocked,
    collected,
    makers,
    rows,
    text_of,
    under_check,
)
from tests.deliberation.sittings import lines
from tests.make import NOW
from village.errors import InvalidInput, NotFound, NotPermitted

S = EditionStage


@pytest.fixture
async def who(db):
    return await makers()


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
