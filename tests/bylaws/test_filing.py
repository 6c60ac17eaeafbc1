"""After the vote: filed in time or marked late, ordered to be corrected, published, in force."""

from datetime import date, timedelta

import pytest

from bylaws import corrections, editions, filing, in_force, publication, repealing, texts
from bylaws.corrections import Order
from bylaws.edition_dossier import dossier_of, remarks
from bylaws.editions import Start
from bylaws.in_force import TextStanding
from bylaws.models import BylawFiling, BylawKind, CorrectionOrder, Edition, EditionStage
from deliberation.models import Decision, DecisionStage
from publicity import notices
from publicity.models import Notice, NoticeKind
from tests import make
from tests.bylaws.making import (
    adopted,
    again,
    blocked,
    filed,
    in_stage,
    later,
    makers,
    published,
    started,
)
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village.errors import InvalidInput, NotFound, NotPermitted, Stale
from village.models import ShortCode

S, RULES = EditionStage, BylawKind.RULES
VOTED_ON = DAY + timedelta(22)
FAULT = Order("第一条限制村民反映情况。", "《信访工作条例》", DAY + timedelta(60))


@pytest.fixture
async def who(db):
    return await makers()


async def codes(edition, day=DAY + timedelta(50)):
    return [one.code for one in remarks(await dossier_of(await again(edition), today=day))]


# 备案


@pytest.mark.parametrize(("after", "late"), [(1, False), (10, False), (11, True)])
async def test_filing_has_ten_days_and_is_taken_late_with_a_mark(who, after, late):
    edition = await adopted(who)

    kept = await filing.submit(edition, who.clerk, now=later(22 + after))

    assert (kept.due_on, kept.late) == (VOTED_ON + timedelta(10), late)
    assert (await again(edition)).stage is S.FILED
    assert await codes(edition) == (["filed-late"] if late else [])
    assert (await lines("edition.file"))[0]["late"] is late
    with pytest.raises(Stale):
        await filing.submit(edition, who.clerk, now=later(22 + after))


@pytest.mark.parametrize("stage", [S.COLLECTING, S.DRAFTING, S.CHECKING, S.REVIEWING, S.VOTING])
async def test_what_was_not_voted_on_is_not_filed(who, stage):
    edition = await in_stage(who, stage)

    with blocked("not-at-this-step") as refused:
        await filing.submit(edition, who.clerk, now=NOW)

    assert "还没有经村民会议表决通过，不能报备案。" in str(refused.value)
    assert await BylawFiling.all().count() == 0


async def test_the_township_registers_under_a_number_of_its_own_and_approves_nothing(who):
    edition = await filed(who)
    (waiting,) = await filing.waiting(who.village.township_id)
    with pytest.raises(InvalidInput):
        await filing.register(waiting, " ", "", who.officer, now=later(26))

    await filing.register(waiting, "青溪备〔2026〕3号", "", who.officer, now=later(26))

    kept = await filing.for_officer(who.officer, waiting.id)
    assert (kept.number, kept.registered_on) == ("青溪备〔2026〕3号", DAY + timedelta(26))
    assert (await again(edition)).stage is S.FILED
    assert await filing.waiting(who.village.township_id) == []
    assert [one.id for one in await filing.register_of(who.village.township_id)] == [kept.id]
    with pytest.raises(Stale):
        await filing.register(waiting, "青溪备〔2026〕4号", "", who.officer, now=later(26))
    second = await filed(await makers(town=await who.village.township))
    other = await BylawFiling.get(edition_id=second.id).select_related("edition__village")
    with pytest.raises(InvalidInput, match="已经用过了"):
        await filing.register(other, "青溪备〔2026〕3号", "", who.officer, now=later(26))


async def test_nobody_else_registers_and_strangers_see_nothing(who):
    edition = await filed(who)
    kept = await BylawFiling.get(edition_id=edition.id).select_related("edition__village")
    strange = await make.officer(await make.township())

    for actor in (who.clerk, who.chair, strange):
        with pytest.raises(NotPermitted):
            await filing.register(kept, "1", "", actor, now=NOW)
        with pytest.raises(NotFound):
            await filing.for_officer(actor, kept.id)
        with pytest.raises(NotPermitted):
            await corrections.order(edition, FAULT, actor, now=NOW)
    for deed in (
        filing.submit(edition, who.officer, now=later(25)),
        editions.withdraw(edition, "不要", who.officer, now=later(25)),
        publication.publish(edition, DAY, who.officer, now=later(25)),
        repealing.open_repeal(edition, "不要", who.officer, now=later(25)),
        repealing.repeal(edition, DAY, who.officer, now=later(25)),
    ):
        with pytest.raises(NotPermitted):
            await deed


async def test_silence_of_the_township_does_not_keep_a_text_from_being_published(who):
    edition = await filed(who)
    assert (await BylawFiling.get(edition_id=edition.id)).registered_on is None

    await publication.publish(edition, DAY + timedelta(40), who.chair, now=later(25))

    assert (await again(edition)).stage is S.PUBLISHED


# 责令改正


async def test_an_order_says_what_and_why_and_is_answered_by_a_new_edition(who):
    edition = await published(who)
    row = (await texts.rows_of(edition.id))[0]
    asked = Order(FAULT.facts, FAULT.basis, FAULT.due_on, row.article_id)

    order = await corrections.order(edition, asked, who.officer, now=later(30))

    assert (order.late, order.article_id) == (False, row.article_id)
    assert await codes(edition) == ["correction-ordered"]
    started_again = await editions.start(
        who.village, Start(RULES, edition.title, "按责令改正第一条。"), who.clerk, now=later(31)
    )
    (seen,) = await corrections.of_village(who.village.id)
    assert (seen.answered_by_id, corrections.is_answered(seen)) == (started_again.id, False)
    assert corrections.is_overdue(seen, FAULT.due_on) is False
    assert corrections.is_overdue(seen, FAULT.due_on + timedelta(1)) is True
    await Edition.filter(id=started_again.id).update(stage=S.ADOPTED)
    (seen,) = await corrections.of_township(who.village.township_id)
    assert (corrections.is_answered(seen), corrections.is_overdue(seen, date.max)) == (True, False)
    assert await codes(edition) == []
    assert (await again(edition)).stage is S.PUBLISHED


async def test_a_new_edition_that_comes_to_nothing_answers_no_order(who):
    edition = await published(who)
    await corrections.order(edition, FAULT, who.officer, now=later(30))
    answer = await editions.start(
        who.village, Start(RULES, edition.title, "改正。"), who.clerk, now=later(31)
    )

    await editions.withdraw(answer, "写错了。", who.chair, now=later(31))

    assert (await CorrectionOrder.get()).answered_by_id is None
    second = await editions.start(
        who.village, Start(RULES, edition.title, "改正。"), who.clerk, now=later(32)
    )
    assert (await CorrectionOrder.get()).answered_by_id == second.id


@pytest.mark.parametrize(("after", "late"), [(30, False), (31, True)])
async def test_an_order_after_the_days_of_the_township_is_marked_late(who, after, late):
    edition = await filed(who)

    order = await corrections.order(edition, FAULT, who.officer, now=later(24 + after))

    assert order.late is late


async def test_an_order_has_facts_a_basis_and_a_day_to_come(who):
    edition = await filed(who)
    for wrong in (
        Order(" ", FAULT.basis, FAULT.due_on),
        Order(FAULT.facts, " ", FAULT.due_on),
        Order(FAULT.facts, FAULT.basis, DAY + timedelta(30)),
    ):
        with pytest.raises(InvalidInput):
            await corrections.order(edition, wrong, who.officer, now=later(30))
    strange = (await texts.rows_of((await started(await makers())).id))[0].article_id
    told = Order(FAULT.facts, FAULT.basis, FAULT.due_on, strange)
    with pytest.raises(NotFound):
        await corrections.order(edition, told, who.officer, now=later(30))

    told = Order(FAULT.facts, FAULT.basis, DAY + timedelta(31))
    assert await corrections.order(edition, told, who.officer, now=later(30))


@pytest.mark.parametrize("stage", [S.REVIEWING, S.VOTING, S.REJECTED])
async def test_a_text_that_was_not_adopted_is_advised_on_not_ordered(who, stage):
    edition = await in_stage(who, stage)

    with blocked("not-adopted"):
        await corrections.order(edition, FAULT, who.officer, now=NOW)


async def test_an_order_is_taken_back_with_a_reason_until_it_is_answered(who):
    edition = await filed(who)
    order = await corrections.order(edition, FAULT, who.officer, now=later(26))
    order = await corrections.for_officer(who.officer, order.id)
    with pytest.raises(InvalidInput):
        await corrections.revoke(order, "", who.officer, now=later(27))
    with pytest.raises(NotPermitted):
        await corrections.revoke(order, "不对。", who.chair, now=later(27))

    await corrections.revoke(order, "看错了条文。", who.officer, now=later(27))

    assert await codes(edition) == []
    assert len(await corrections.of_township(who.village.township_id)) == 1
    with pytest.raises(Stale):
        await corrections.revoke(order, "看错了条文。", who.officer, now=later(27))


# 公布


async def test_publishing_hangs_the_paper_and_names_the_day_and_the_vote(who):
    edition = await filed(who)

    notice = await publication.publish(edition, DAY + timedelta(40), who.chair, now=later(25))

    done = await again(edition)
    assert (done.stage, done.in_force_on) == (S.PUBLISHED, DAY + timedelta(40))
    assert (done.published_on, done.notice_id) == (DAY + timedelta(25), notice.id)
    assert (notice.kind, notice.days, notice.subject) == (
        NoticeKind.BYLAWS,
        15,
        f"edition:{edition.id}",
    )
    assert "2026 年 12 月 14 日经村民会议表决通过（应到 31，实到 25，同意 20 票）" in notice.body
    assert "自 2027 年 1 月 1 日起施行" in notice.body
    assert texts.digest_shown(done.digest) in notice.body
    assert await ShortCode.exists(subject=f"edition:{edition.id}")


@pytest.mark.parametrize(("day", "taken"), [(24, False), (25, True), (391, True), (392, False)])
async def test_a_text_binds_nobody_before_it_hangs(who, day, taken):
    edition = await filed(who)
    if taken:
        assert await publication.publish(edition, DAY + timedelta(day), who.chair, now=later(25))
        return
    with pytest.raises(InvalidInput):
        await publication.publish(edition, DAY + timedelta(day), who.chair, now=later(25))
    assert await Notice.filter(kind=NoticeKind.BYLAWS).count() == 0


async def test_what_is_not_filed_is_not_published(who):
    edition = await adopted(who)

    with blocked("not-at-this-step") as refused:
        await publication.publish(edition, DAY + timedelta(40), who.chair, now=later(24))
    with pytest.raises(NotPermitted):
        await publication.publish(edition, DAY + timedelta(40), who.adviser, now=later(24))

    assert "还没有报备案，不能公布。" in str(refused.value)


async def test_a_new_edition_takes_the_place_of_the_old_one_on_its_day(who):
    first = await published(who)
    day = DAY + timedelta(60)
    with pytest.raises(InvalidInput, match="新的一版不能比它早"):
        await published(who, why="再改。", in_force=DAY + timedelta(39))
    second = await Edition.filter(stage=S.FILED).select_related("village").first()
    await publication.publish(second, day, who.chair, now=later(25))
    known = await in_force.published(who.village.id, RULES)

    async def bound(on):
        return await in_force.text_on(who.village.id, RULES, on)

    assert await bound(DAY + timedelta(39)) is None
    assert (await bound(DAY + timedelta(40))).id == first.id
    assert (await bound(day - timedelta(1))).id == first.id
    assert (await bound(day)).id == second.id
    assert await in_force.text_on(who.village.id, BylawKind.CHARTER, day) is None
    standings = [
        in_force.standing_on(known[0], known, DAY + timedelta(one)) for one in (39, 40, 60)
    ]
    assert standings == [TextStanding.UPCOMING, TextStanding.IN_FORCE, TextStanding.REPLACED]
    assert in_force.ended_on(known[0], known) == day


async def test_an_older_text_is_not_published_behind_a_newer_one(who):
    old = await filed(who)
    await published(who, why="按责令改正。")

    with blocked("overtaken"):
        await publication.publish(old, DAY + timedelta(70), who.chair, now=later(26))

    assert (await in_force.text_on(who.village.id, RULES, DAY + timedelta(70))).number == 2


# 废止


async def test_a_text_is_repealed_by_those_who_made_it_and_by_nobody_else(who):
    edition = await published(who)
    with blocked("not-in-force"):
        await repealing.open_repeal(edition, "不用了。", who.clerk, now=later(39))
    with pytest.raises(InvalidInput):
        await repealing.open_repeal(edition, " ", who.clerk, now=later(40))
    decision = await repealing.open_repeal(edition, "并入章程。", who.clerk, now=later(40))
    with pytest.raises(Stale):
        await repealing.open_repeal(edition, "并入章程。", who.clerk, now=later(40))
    with blocked("not-resolved"):
        await repealing.repeal(edition, DAY + timedelta(50), who.clerk, now=later(41))
    await Decision.filter(id=decision.id).update(stage=DecisionStage.RESOLVED)
    with pytest.raises(InvalidInput):
        await repealing.repeal(edition, DAY + timedelta(40), who.clerk, now=later(41))

    await repealing.repeal(edition, DAY + timedelta(50), who.clerk, now=later(41))

    known = await in_force.published(who.village.id, RULES)
    assert in_force.among(known, DAY + timedelta(49)).id == edition.id
    assert in_force.among(known, DAY + timedelta(50)) is None
    assert in_force.standing_on(known[0], known, DAY + timedelta(50)) is TextStanding.REPEALED
    paper = await notices.current(who.village.id, f"repeal:{edition.id}", NoticeKind.BYLAWS)
    assert paper.title == "关于废止“柳湾村村规民约”的公告"
    assert paper.body == (
        "经村民会议表决决定，“柳湾村村规民约”（第 1 版）"
        "自 2027 年 1 月 11 日起废止，从这一天起不再照它办事。"
    )
    with pytest.raises(Stale):
        await repealing.repeal(edition, DAY + timedelta(51), who.clerk, now=later(41))
