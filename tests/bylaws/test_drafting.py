"""Writing a text: nobody's words are lost, an article stays itself, a voted text stays as is."""

import asyncio

import pytest

from bylaws import arranging, drafting, texts
from bylaws.articles import read_text
from bylaws.drafting import SaveOutcome
from bylaws.models import Article, ArticleEdit, EditionPart, EditionStage, EditKind
from tests import make
from tests.bylaws.making import ARTICLES, again, in_stage, later, makers, rows, started, text_of
from tests.make import NOW
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale, TooLarge
from village.permissions import Office

S = EditionStage


@pytest.fixture
async def who(db):
    return await makers()


@pytest.fixture
async def edition(who):
    return await started(who)


async def shown(edition):
    return [(row.label, row.text) for row in await rows(edition)]


async def kinds(edition):
    return [one.kind for one in reversed(await texts.edits_of(edition.id))]


async def write(edition, row, text, base, actor):
    return await drafting.write_article(edition, row.id, text, base, actor, now=NOW)


async def test_a_file_becomes_articles_and_every_one_has_its_history(edition):
    assert await shown(edition) == [
        (f"第{number}条", text) for number, text in zip("一二三四五", ARTICLES, strict=True)
    ]
    assert (edition.title, edition.text_version) == ("柳湾村村规民约", 2)
    assert await kinds(edition) == [EditKind.ADD] * 5 + [EditKind.IMPORT]


async def test_two_who_change_different_words_of_one_article_lose_nothing(who, edition):
    first = (await rows(edition))[0]
    base = edition.text_version

    saved = await write(edition, first, "爱护公共财物和林木，积极参加村务活动。", base, who.clerk)
    joined = await write(edition, first, "爱护公共财物，主动参加村务活动。", base, who.chair)

    assert (saved.outcome, joined.outcome) == (SaveOutcome.SAVED, SaveOutcome.JOINED)
    assert joined.text == "爱护公共财物和林木，主动参加村务活动。"
    assert joined.theirs == "爱护公共财物和林木，积极参加村务活动。"
    assert (await rows(edition))[0].text == joined.text
    assert (await again(edition)).text_version == base + 2


async def test_who_clashes_sees_both_and_the_words_are_kept(who, edition):
    first = (await rows(edition))[0]
    base = edition.text_version
    await write(edition, first, "爱护公共财物，踊跃参加村务活动。", base, who.clerk)

    clashed = await write(edition, first, "爱护公共财物，按时参加村务活动。", base, who.chair)

    assert clashed.outcome is SaveOutcome.CLASHED
    assert (clashed.text, clashed.mine) == (
        "爱护公共财物，踊跃参加村务活动。",
        "爱护公共财物，按时参加村务活动。",
    )
    assert [one.mine for one in clashed.clashes] == ["按时"]
    assert (await rows(edition))[0].text == clashed.text
    kept = await ArticleEdit.get(kind=EditKind.REFUSED)
    assert (kept.after, kept.made_by_id) == (clashed.mine, who.chair.person_id)

    now_seen = (await again(edition)).text_version
    settled = await write(edition, first, clashed.mine, now_seen, who.chair)
    assert (settled.outcome, (await rows(edition))[0].text) == (SaveOutcome.SAVED, clashed.mine)


async def test_two_who_save_at_the_same_moment_are_both_in_the_text(who, edition):
    first, base = (await rows(edition))[0], edition.text_version
    words = ("爱护公共财物和林木，积极参加村务活动。", "爱护公共财物，主动参加村务活动。")

    outcomes = await asyncio.gather(
        write(edition, first, words[0], base, who.clerk),
        write(edition, first, words[1], base, who.chair),
    )

    assert {one.outcome for one in outcomes} == {SaveOutcome.SAVED, SaveOutcome.JOINED}
    assert (await rows(edition))[0].text == "爱护公共财物和林木，主动参加村务活动。"


async def test_two_files_sent_at_the_same_moment_are_one_text_and_one_sentence(who, edition):
    answers = await asyncio.gather(
        *(
            drafting.set_text(edition, text_of(one, *ARTICLES[1:]), 2, actor, now=NOW)
            for one, actor in (("热爱家乡。", who.clerk), ("热爱集体。", who.chair))
        ),
        return_exceptions=True,
    )

    assert sorted(str(type(one).__name__) for one in answers) == ["Stale", "int"]
    assert len(await rows(edition)) == 5


async def test_saving_what_stands_there_is_no_edit(who, edition):
    first, base = (await rows(edition))[0], edition.text_version

    same = await write(edition, first, f"{ARTICLES[0]}\r\n", base, who.clerk)

    assert (same.outcome, (await again(edition)).text_version) == (SaveOutcome.SAME, base)


async def test_words_for_an_article_struck_meanwhile_are_kept(who, edition):
    first, base = (await rows(edition))[0], edition.text_version
    await arranging.strike(edition, first.id, who.chair, now=NOW)

    saved = await write(edition, first, "爱护一草一木。", base, who.clerk)

    assert (saved.outcome, saved.struck) == (SaveOutcome.CLASHED, True)
    assert (await ArticleEdit.get(kind=EditKind.REFUSED)).after == "爱护一草一木。"


async def test_what_stands_around_the_articles_is_joined_the_same_way(who, edition):
    base = edition.text_version
    for text, actor in (("甲村，乙村。", who.clerk), ("", who.chair)):
        await drafting.write_part(edition, EditionPart.CLOSING, text, base, actor, now=NOW)
    closing = (await again(edition)).closing
    seen = (await again(edition)).text_version
    told = [("甲村和丙村，乙村。", who.clerk), ("甲村，乙村和丁村。", who.chair)]

    for text, actor in told:
        await drafting.write_part(edition, EditionPart.CLOSING, text, seen, actor, now=NOW)

    assert (closing, (await again(edition)).closing) == ("甲村，乙村。", "甲村和丙村，乙村和丁村。")


@pytest.mark.parametrize("base", [0, 3])
async def test_a_version_nobody_was_shown_is_refused(who, edition, base):
    with pytest.raises(Stale):
        await write(edition, (await rows(edition))[0], "爱村。", base, who.clerk)


@pytest.mark.parametrize("stage", [S.DRAFTING, S.CHECKING, S.REVIEWING])
async def test_the_text_is_worked_on_until_the_vote(who, stage):
    edition = await in_stage(who, stage)

    saved = await write(edition, (await rows(edition))[0], "爱村如家。", 2, who.clerk)

    assert saved.outcome is SaveOutcome.SAVED


@pytest.mark.parametrize(
    "stage", [S.VOTING, S.ADOPTED, S.FILED, S.PUBLISHED, S.REJECTED, S.WITHDRAWN]
)
async def test_from_the_vote_on_not_a_word_changes(who, stage):
    edition = await in_stage(who, stage)
    row = (await rows(edition))[0]

    for deed in (
        write(edition, row, "爱村如家。", 2, who.clerk),
        drafting.write_part(edition, EditionPart.TITLE, "村约", 2, who.clerk, now=NOW),
        drafting.set_text(edition, text_of("爱村。"), 2, who.clerk, now=NOW),
        arranging.strike(edition, row.id, who.clerk, now=NOW),
        arranging.add(edition, "爱村。", None, who.clerk, now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("text-frozen",)
    assert (await again(edition)).text_version == 2


async def test_only_those_who_draft_may_write(who, edition):
    row = (await rows(edition))[0]
    for actor in (who.adviser, who.officer, who.villager):
        with pytest.raises(NotPermitted):
            await write(edition, row, "爱村。", 2, actor)
    member = await make.holder(who.village, Office.COMMITTEE_MEMBER)

    assert (await write(edition, row, "爱村。", 2, member)).outcome is SaveOutcome.SAVED


@pytest.mark.parametrize(("text", "kept"), [("字" * 5_000, True), ("字" * 5_001, False)])
async def test_one_article_has_its_length(who, edition, text, kept):
    row = (await rows(edition))[0]
    if kept:
        assert (await write(edition, row, text, 2, who.clerk)).text == text
        return
    with pytest.raises(InvalidInput, match="5001 字，最多 5000 字"):
        await write(edition, row, text, 2, who.clerk)


async def test_an_empty_article_and_a_file_without_one_are_refused(who, edition):
    row = (await rows(edition))[0]
    with pytest.raises(InvalidInput, match="请用“删去”"):
        await write(edition, row, " \n　", 2, who.clerk)
    empty = text_of()
    with pytest.raises(InvalidInput, match="没有读到条文"):
        await drafting.set_text(edition, type(empty)(title="村规民约"), 2, who.clerk, now=NOW)
    many = type(empty)(articles=empty.articles * 201)
    with pytest.raises(TooLarge, match="超过 1000 条"):
        await drafting.set_text(edition, many, 2, who.clerk, now=NOW)


async def test_an_article_of_another_edition_is_not_there(who, edition):
    elsewhere = await makers()
    strange = await started(elsewhere)
    row = (await rows(strange))[0]

    with pytest.raises(NotFound):
        await write(edition, row, "爱村。", 2, who.clerk)


# Identity


async def test_a_second_file_keeps_the_identity_of_what_it_changes_and_moves(who, edition):
    before = {row.text: row.article_id for row in await rows(edition)}
    told = text_of(
        ARTICLES[3],
        ARTICLES[0],
        "垃圾分类投放，不侵占道路、沟渠和晒谷场。",
        "节约用水，爱护水源和林木。",
        ARTICLES[4],
    )

    await drafting.set_text(edition, told, 2, who.clerk, now=NOW)

    after = [row.article_id for row in await rows(edition)]
    assert after[:3] == [before[ARTICLES[3]], before[ARTICLES[0]], before[ARTICLES[1]]]
    assert after[4] == before[ARTICLES[4]]
    assert after[3] not in before.values()
    gone = [row for row in await rows(edition, struck=True) if row.struck]
    assert [row.article_id for row in gone] == [before[ARTICLES[2]]]


async def test_a_moved_article_is_itself_and_all_are_numbered_anew(who, edition):
    first, second, third, *_ = await rows(edition)
    await arranging.rechapter(edition, first.id, "总则", who.clerk, now=NOW)

    await arranging.move(edition, third.id, None, who.clerk, now=NOW)

    moved = await rows(edition)
    assert [row.chapter for row in moved[:3]] == ["总则", "总则", ""]
    assert [row.article_id for row in moved[:3]] == [
        third.article_id, first.article_id, second.article_id,
    ]  # fmt: skip
    assert [row.label for row in moved] == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    told = (await texts.edits_of(edition.id, third.article_id))[0]
    assert (told.kind, told.before, told.after) == (EditKind.MOVE, "第三条", "第一条")


async def test_what_is_struck_comes_back_where_it_was(who, edition):
    second = (await rows(edition))[1]

    await arranging.strike(edition, second.id, who.clerk, now=NOW)
    without = await shown(edition)
    await arranging.restore(edition, second.id, who.chair, now=NOW)

    assert [text for _, text in without] == [one for one in ARTICLES if one != ARTICLES[1]]
    assert [text for _, text in await shown(edition)] == list(ARTICLES)
    with pytest.raises(Stale):
        await arranging.restore(edition, second.id, who.clerk, now=NOW)


async def test_a_split_article_says_where_its_second_half_came_from(who, edition):
    second = (await rows(edition))[1]
    halves = ("垃圾分类投放。", "不侵占道路和沟渠。")

    made = await arranging.split(edition, second.id, *halves, 2, who.clerk, now=NOW)

    assert [text for _, text in await shown(edition)][1:3] == list(halves)
    assert (await Article.get(id=made.article_id)).came_from_id == second.article_id
    with pytest.raises(Stale):
        await arranging.split(edition, second.id, *halves, 2, who.clerk, now=NOW)


async def test_joined_articles_are_one_and_the_other_is_struck(who, edition):
    first, second, *_ = await rows(edition)

    await arranging.join(edition, second.id, first.id, 2, who.clerk, now=NOW)

    assert (await rows(edition))[0].text == f"{ARTICLES[0]}\n{ARTICLES[1]}"
    assert (await Article.get(id=second.article_id)).joined_to_id == first.article_id
    assert len(await rows(edition)) == 4
    with pytest.raises(InvalidInput):
        await arranging.join(edition, first.id, first.id, 3, who.clerk, now=NOW)


async def test_a_new_article_stands_behind_the_one_named_and_in_its_chapter(who, edition):
    second = (await rows(edition))[1]
    await arranging.rechapter(edition, second.id, "第一章  村容", who.clerk, now=NOW)

    made = await arranging.add(edition, "节约用水。", second.id, who.clerk, now=NOW)

    assert [(row.label, row.chapter) for row in await rows(edition)][1:4] == [
        ("第二条", "第一章 村容"),
        ("第三条", "第一章 村容"),
        ("第四条", ""),
    ]
    assert (made.label, made.text) == ("第三条", "节约用水。")


async def test_a_file_with_a_number_twice_is_put_right_by_numbering_anew(who, edition):
    twice = text_of()
    repeated = (*twice.articles[:2], twice.articles[1], *twice.articles[2:])
    told = type(twice)(title=twice.title, articles=repeated)
    await drafting.set_text(edition, told, 2, who.clerk, now=NOW)
    text = texts.bylaw_text(edition, await rows(edition))

    await arranging.renumber(edition, who.clerk, now=later(1))

    numbered = texts.bylaw_text(edition, await rows(edition))
    assert (text.repeated, numbered.repeated) == (("第二条",), ())
    assert [one.label for one in numbered.articles][-1] == "第六条"


async def test_verse_is_called_the_same_by_import_by_numbering_and_by_writing(who, edition):
    async def labels():
        return [row.label for row in await rows(edition)]

    stanzas = read_text(
        "村道宽，莫乱停；\n垃圾分，四桶清。\n\n敬父母，爱子孙；\n有纠纷，好商量。\n"
    )
    version = await drafting.set_text(edition, stanzas, 2, who.clerk, now=NOW)
    imported = await labels()
    added = await arranging.add(edition, "邻里亲，一家人。", None, who.clerk, now=NOW)

    assert imported == ["第一节", "第二节"]
    assert await labels() == ["第一节", "第二节", "第三节"]

    lines = read_text("村道宽，莫乱停；\n垃圾分，四桶清；\n敬父母，爱子孙；\n有纠纷，好商量。\n")
    version = await drafting.set_text(edition, lines, version + 1, who.clerk, now=NOW)
    await arranging.move(edition, (await rows(edition))[3].id, None, who.clerk, now=NOW)

    assert await labels() == ["第一句", "第二句", "第三句", "第四句"]

    first = (await rows(edition))[0]
    await write(edition, first, "有纠纷，好商量；\n找村里，来帮忙。", version + 1, who.clerk)

    assert await labels() == ["第一节", "第二节", "第三节", "第四节"]
    assert added.label == "第一节"


async def test_the_digest_covers_every_word_that_is_voted_on(who, edition):
    async def digest():
        fresh = await again(edition)
        return texts.digest_of(fresh, await rows(fresh))

    seen = [await digest()]
    row = (await rows(edition))[0]
    await drafting.write_part(edition, EditionPart.SHORT, "爱村。", 2, who.clerk, now=NOW)
    assert await digest() == seen[0]
    for part in (EditionPart.TITLE, EditionPart.PREAMBLE, EditionPart.CLOSING):
        base = (await again(edition)).text_version
        await drafting.write_part(edition, part, f"改了{part}", base, who.clerk, now=NOW)
        seen.append(await digest())
    await write(edition, row, "爱村。", (await again(edition)).text_version, who.clerk)
    seen.append(await digest())
    await arranging.rechapter(edition, row.id, "总则", who.clerk, now=NOW)
    seen.append(await digest())
    await arranging.move(edition, row.id, (await rows(edition))[1].id, who.clerk, now=NOW)
    seen.append(await digest())

    assert len(set(seen)) == len(seen)
