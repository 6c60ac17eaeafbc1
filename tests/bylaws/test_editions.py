"""Editions: begun one at a time, entered from before, found through one door each."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bylaws import editions, entering, in_force, texts
from bylaws.articles import read_text
from bylaws.edition_dossier import dossier_of, remarks
from bylaws.editions import Start
from bylaws.entering import Adopted
from bylaws.models import BylawFiling, BylawKind, Edition, EditionStage
from tests import corpus, make
from tests.bylaws.making import (
    ARTICLES,
    TITLE,
    again,
    blocked,
    in_stage,
    later,
    makers,
    published,
    started,
    text_of,
)
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village.errors import InvalidInput, NotFound, NotPermitted
from village.rules import Body

S, RULES = EditionStage, BylawKind.RULES
MAKING = (S.COLLECTING, S.DRAFTING, S.CHECKING, S.REVIEWING, S.VOTING)
OLD = Adopted(
    kind=RULES,
    title=TITLE,
    text=text_of(),
    adopted_on=date(2022, 3, 1),
    adopted_body=Body.VILLAGERS_ASSEMBLY,
    in_force_on=date(2022, 4, 1),
)
"""As a village has it in its drawer."""


@pytest.fixture
async def who(db):
    return await makers()


async def enter(who, actor=None, **fields):
    return await entering.enter_adopted(
        who.village, replace(OLD, **fields), actor or who.clerk, now=NOW
    )


async def begin(who, actor=None, **fields):
    asked = Start(**{"kind": RULES, "title": TITLE, "why": "修订。", **fields})
    return await editions.start(who.village, asked, actor or who.clerk, now=NOW)


async def test_a_revision_begins_with_the_words_and_identities_of_what_is_in_force(who):
    old = await enter(who)

    new = await begin(who)

    assert (new.number, new.based_on_id, new.stage) == (2, old.id, S.COLLECTING)
    before, after = [await texts.rows_of(one.id) for one in (old, new)]
    assert [(row.article_id, row.label, row.text) for row in after] == [
        (row.article_id, row.label, row.text) for row in before
    ]
    assert new.preamble == old.preamble
    told = (await lines("edition.start"))[0]
    assert (told["number"], told["based_on"], told["profile"]) == (2, old.id, new.profile_digest)


async def test_one_may_begin_from_an_empty_sheet_all_the_same(who):
    await enter(who)

    new = await begin(who, from_scratch=True)

    assert (new.based_on_id, await texts.rows_of(new.id)) == (None, [])


@pytest.mark.parametrize("stage", MAKING)
async def test_one_edition_is_in_the_making_at_a_time(who, stage):
    await in_stage(who, stage)

    with blocked("another-in-hand"):
        await begin(who)

    charter = await begin(who, kind=BylawKind.CHARTER, title="柳湾村村民自治章程")
    assert (charter.kind, charter.number) == (BylawKind.CHARTER, 1)


@pytest.mark.parametrize("stage", [S.ADOPTED, S.PUBLISHED, S.REJECTED, S.WITHDRAWN])
async def test_what_is_done_stands_in_nobodys_way(who, stage):
    await in_stage(who, stage)

    assert (await begin(who)).number == 2


async def test_two_who_begin_at_once_have_one_draft(who):
    answers = await asyncio.gather(begin(who), begin(who, who.chair), return_exceptions=True)

    assert sorted(type(one).__name__ for one in answers) == ["Blocked", "Edition"]
    assert await Edition.all().count() == 1


async def test_a_beginning_has_a_name_and_a_reason(who):
    for wrong in ({"title": " "}, {"title": "约" * 61}, {"why": " "}):
        with pytest.raises(InvalidInput):
            await begin(who, **wrong)
    for actor in (who.adviser, who.officer, who.villager):
        with pytest.raises(NotPermitted):
            await begin(who, actor)
    strange = await started(await makers())
    with pytest.raises(NotFound):
        await begin(who, base=strange)

    assert (await begin(who, title="约" * 60)).number == 1


@pytest.mark.parametrize("stage", [S.COLLECTING, S.REVIEWING, S.VOTING, S.ADOPTED])
async def test_a_draft_may_be_given_up_until_it_is_voted_on(who, stage):
    edition = await in_stage(who, stage)
    with pytest.raises(InvalidInput):
        await editions.withdraw(edition, " ", who.chair, now=NOW)
    if stage in (S.VOTING, S.ADOPTED):
        with blocked("cannot-withdraw"):
            await editions.withdraw(edition, "不办了。", who.chair, now=NOW)
        return

    await editions.withdraw(edition, "不办了。", who.chair, now=NOW)

    done = await again(edition)
    assert (done.stage, done.ended_at, done.ended_why) == (S.WITHDRAWN, NOW, "不办了。")


# 补录


async def test_what_was_adopted_before_is_entered_with_its_own_days(who):
    edition = await enter(
        who, filed_on=date(2022, 3, 12), filing_number="备2022-7", note="抄自档案"
    )

    assert (edition.stage, edition.imported, edition.adopted_on) == (
        S.PUBLISHED,
        True,
        date(2022, 3, 1),
    )
    assert (await in_force.text_on(who.village.id, RULES, date(2022, 3, 31))) is None
    assert (await in_force.text_on(who.village.id, RULES, DAY)).id == edition.id
    filed = await BylawFiling.get(edition_id=edition.id)
    assert (filed.late, filed.due_on, filed.number) == (True, date(2022, 3, 11), "备2022-7")
    marks = remarks(await dossier_of(await again(edition), today=DAY))
    assert [one.code for one in marks] == ["filed-late"]
    assert edition.digest == texts.digest_of(edition, await texts.rows_of(edition.id))


async def test_the_wrong_body_of_a_text_from_before_is_told_as_it_was(who):
    """P-B1 says so of itself: passed by the representatives."""
    edition = await enter(who, adopted_body=Body.REPRESENTATIVE_ASSEMBLY)

    marks = remarks(await dossier_of(await again(edition), today=DAY))

    assert [one.code for one in marks] == ["wrong-body", "not-filed"]
    assert marks[0].basis == "《村民委员会组织法》第三十一条"


async def test_the_real_text_of_forty_eight_articles_is_entered_whole(who):
    text = read_text(corpus.text("bylaws/P-B1.txt"))

    edition = await enter(who, text=text)

    rows = await texts.rows_of(edition.id)
    assert len(rows) == 48
    assert [row.text for row in rows] == [one.text for one in text.articles]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"in_force_on": date(2022, 2, 28)}, "in_force_on"),
        ({"in_force_on": DAY + timedelta(1)}, "in_force_on"),
        ({"filed_on": date(2022, 2, 28)}, "filed_on"),
        ({"filed_on": DAY + timedelta(1)}, "filed_on"),
        ({"title": " "}, "title"),
        ({"text": replace(OLD.text, articles=())}, "text"),
    ],
)
async def test_days_out_of_order_are_refused(who, wrong, field):
    with pytest.raises(InvalidInput) as refused:
        await enter(who, **wrong)

    assert list(refused.value.fields) == [field]
    assert await Edition.all().count() == 0


async def test_nothing_is_put_in_force_by_typing_it_in(who):
    await enter(who)
    with pytest.raises(InvalidInput, match="从 2022 年 4 月 1 日起施行，同一天不能有两版"):
        await enter(who)
    earlier = await enter(who, adopted_on=date(2018, 1, 1), in_force_on=date(2018, 2, 1))
    assert (await in_force.text_on(who.village.id, RULES, date(2020, 1, 1))).id == earlier.id
    await published(who, in_force=DAY + timedelta(25))

    asked = replace(OLD, in_force_on=DAY + timedelta(26))
    with blocked("entered-after-own"):
        await entering.enter_adopted(who.village, asked, who.clerk, now=later(30))
    asked = replace(OLD, in_force_on=DAY + timedelta(24))
    assert await entering.enter_adopted(who.village, asked, who.clerk, now=later(30))


# 门


async def test_a_draft_is_public_from_the_day_people_are_asked(who):
    draft = await started(who)
    with pytest.raises(NotFound):
        await editions.shown_in(who.village.id, draft.id)
    await Edition.filter(id=draft.id).update(collect_from=DAY)

    assert (await editions.shown_in(who.village.id, draft.id)).id == draft.id
    with pytest.raises(NotFound):
        await editions.shown_in((await make.village()).id, draft.id)


async def test_a_draft_comes_before_the_township_when_it_is_sent(who):
    edition = await in_stage(who, S.CHECKING)
    with pytest.raises(NotFound):
        await editions.for_officer(who.officer, edition.id)
    await Edition.filter(id=edition.id).update(stage=S.REVIEWING)

    assert (await editions.for_officer(who.officer, edition.id)).id == edition.id
    for actor in (await make.officer(await make.township()), who.clerk, who.villager):
        with pytest.raises(NotFound):
            await editions.for_officer(actor, edition.id)


async def test_the_desk_shows_its_own_editions_to_those_at_the_desk(who):
    edition = await started(who)
    elsewhere = await makers()

    assert (await editions.visible_to(who.adviser, who.village.id, edition.id)).id == edition.id
    told = [
        (who.villager, who.village),
        (elsewhere.clerk, who.village),
        (who.clerk, elsewhere.village),
    ]
    for actor, village in told:
        with pytest.raises(NotFound):
            await editions.visible_to(actor, village.id, edition.id)


async def test_an_article_is_followed_through_all_editions(who):
    old = await enter(who)
    await begin(who)
    row = (await texts.rows_of(old.id))[0]

    found = await texts.wordings_of(who.village.id, row.article_id)

    assert [(one.edition.number, one.text) for one in found] == [(1, ARTICLES[0]), (2, ARTICLES[0])]
    assert await texts.wordings_of((await make.village()).id, row.article_id) == []
