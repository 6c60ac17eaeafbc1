"""征集民意: a text hangs out for its days, and each opinion is taken, answered and told."""

import asyncio
from datetime import timedelta

import pytest

from bylaws import arranging, collecting, opinions
from bylaws.models import BylawOpinion, EditionStage, OpinionOutcome, OpinionWay
from publicity.models import Notice, NoticeKind
from tests import make
from tests.bylaws.making import again, blocked, collected, later, makers, rows, started
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village import clock
from village.errors import InvalidInput, NotFound, NotPermitted, Stale, TooOften

S = EditionStage


@pytest.fixture
async def who(db):
    return await makers()


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
