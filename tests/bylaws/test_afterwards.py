"""Afterwards: read again, handed to every household, looked after, praised with consent, due."""

import asyncio
from datetime import date, timedelta

import pytest

from bylaws import (
    acknowledgements,
    corrections,
    edition_due,
    red_list,
    reviews_due,
    texts,
    watching,
)
from bylaws.corrections import Order
from bylaws.models import (
    Acknowledgement,
    BylawKind,
    BylawOpinion,
    Carrying,
    CarryingKind,
    ConsentWay,
    Edition,
    EditionStage,
    OpinionWay,
    RedListEntry,
)
from bylaws.watching import Carried, Duty
from deliberation.models import Decision, DecisionStage
from tests import make
from tests.bylaws.making import (
    adopted,
    again,
    blocked,
    collected,
    filed,
    in_stage,
    later,
    makers,
    published,
    resolved,
    reviewing,
    started,
    voting,
)
from tests.deliberation.sittings import lines
from tests.make import DAY, NOW
from village import clock
from village.errors import InvalidInput, NotFound, NotPermitted, Stale
from village.permissions import Office

S, RULES = EditionStage, BylawKind.RULES
BOUND = DAY + timedelta(40)
AFTER = later(41)


@pytest.fixture
async def who(db):
    return await makers()


async def bound(who, **fields):
    """An edition in force, as if it had come there lawfully."""
    edition = await in_stage(who, S.PUBLISHED)
    await Edition.filter(id=edition.id).update(in_force_on=BOUND, **fields)
    return await again(edition)


# 定期梳理


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 11, 22), 3, date(2029, 11, 22)),
    ],
)
def test_years_are_counted_by_the_calendar(day, years, then):
    assert reviews_due.years_after(day, years) == then


async def test_the_text_in_force_is_to_be_read_again_in_the_years_of_the_profile(who):
    edition = await bound(who)
    asked = (who.village, RULES)
    assert await reviews_due.next_review(*asked, BOUND - timedelta(1)) is None
    assert await reviews_due.next_review(*asked, BOUND) == BOUND.replace(year=BOUND.year + 3)
    with pytest.raises(InvalidInput):
        await reviews_due.record(edition, False, " ", who.clerk, now=AFTER)
    with pytest.raises(NotPermitted):
        await reviews_due.record(edition, False, "仍然适用。", who.adviser, now=AFTER)

    await reviews_due.record(edition, False, "仍然适用。", who.clerk, now=AFTER)

    today = clock.local_date(AFTER)
    assert await reviews_due.next_review(*asked, today) == today.replace(year=today.year + 3)
    assert [one.revise for one in await reviews_due.of_edition(edition.id)] == [False]
    with blocked("not-in-force"):
        await reviews_due.record(edition, True, "看过。", who.clerk, now=later(39))


# 签收单


async def test_every_household_has_one_slip_and_gives_it_back_once(who):
    edition = await bound(who)
    first, second = await make.people(who.village, 2)
    await make.people(await make.village(), 1)
    gone = (await make.people(who.village, 1, left_on=DAY))[0]

    await acknowledgements.print_slips(edition, who.clerk, now=AFTER)
    third = (await make.people(who.village, 1))[0]
    slips = await acknowledgements.print_slips(edition, who.clerk, now=AFTER)

    homes = [one.household_id for one in slips]
    assert homes == [one.household_id for one in (first, second, third)]
    assert gone.household_id not in homes
    assert [one["printed"] for one in await lines("receipt.print")] == [2, 1]
    day = clock.local_date(AFTER)
    for _ in range(2):
        await acknowledgements.returned(edition, homes[0], day, who.clerk, now=AFTER)
    assert await acknowledgements.counted(edition.id) == acknowledgements.Count(3, 1)
    assert len(await lines("receipt.return")) == 1
    for wrong in (day + timedelta(1), day - timedelta(1)):
        with pytest.raises(InvalidInput):
            await acknowledgements.returned(edition, homes[1], wrong, who.clerk, now=AFTER)
    with pytest.raises(NotFound):
        await acknowledgements.returned(edition, gone.household_id, day, who.clerk, now=AFTER)
    with pytest.raises(NotPermitted):
        await acknowledgements.returned(edition, homes[1], day, who.villager, now=AFTER)


async def test_slips_are_printed_for_a_published_text(who):
    edition = await in_stage(who, S.FILED)

    with blocked("not-published"):
        await acknowledgements.print_slips(edition, who.clerk, now=AFTER)
    assert await Acknowledgement.all().count() == 0


# 谁负责、做了什么


async def test_a_council_looks_after_articles_and_what_it_did_names_nobody(who):
    edition = await bound(who)
    article = (await texts.rows_of(edition.id))[3].article_id
    lead = await make.person(who.village)
    duty = Duty(RULES, "红白理事会", "帮忙料理红白事", lead, (article,))

    watch = await watching.set_up(who.village, duty, who.clerk, now=NOW)
    done = Carried(article, CarryingKind.PERSUASION, DAY, "劝说一户从简办酒。", watch)
    await watching.carried_out(who.village, done, who.clerk, now=NOW)

    (shown,) = await watching.of_village(who.village.id)
    assert [one.article_id for one in shown.articles] == [article]
    (line,) = await watching.record_of(who.village.id, DAY)
    assert (line.kind, line.watch_id) == (CarryingKind.PERSUASION, watch.id)
    assert not {"person", "person_id", "household"} & set(Carrying._meta.fields_map)
    watch = await watching.in_village(who.village.id, watch.id)
    with pytest.raises(InvalidInput, match="已经登记了"):
        await watching.set_up(who.village, duty, who.clerk, now=NOW)
    await watching.end(watch, who.clerk, now=NOW)
    with pytest.raises(Stale):
        await watching.end(watch, who.clerk, now=NOW)
    assert await watching.of_village(who.village.id) == []


async def test_what_is_wrong_with_a_duty_or_a_line_is_said(who):
    edition = await bound(who)
    strange = await started(await makers())
    here, there = [(await texts.rows_of(one.id))[0].article_id for one in (edition, strange)]
    stranger = await make.person(await make.village())
    duties = [
        (Duty(RULES, " ", "", None, (here,)), InvalidInput),
        (Duty(RULES, "监督队", "", None, ()), InvalidInput),
        (Duty(RULES, "监督队", "", None, (there,)), NotFound),
        (Duty(RULES, "监督队", "", stranger, (here,)), NotFound),
    ]
    for duty, refusal in duties:
        with pytest.raises(refusal):
            await watching.set_up(who.village, duty, who.clerk, now=NOW)
    told = [
        (Carried(here, CarryingKind.REWARD, DAY, " "), InvalidInput),
        (Carried(here, CarryingKind.REWARD, DAY, "奖励 13912345678 一户。"), InvalidInput),
        (Carried(here, CarryingKind.REWARD, DAY + timedelta(1), "奖励一户。"), InvalidInput),
        (Carried(there, CarryingKind.REWARD, DAY, "奖励一户。"), NotFound),
    ]
    for line, refusal in told:
        with pytest.raises(refusal):
            await watching.carried_out(who.village, line, who.clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await watching.set_up(
            who.village, Duty(RULES, "监督队", "", None, (here,)), who.villager, now=NOW
        )


# 红榜


async def test_nobody_is_praised_in_public_without_having_agreed(who):
    person = await make.person(who.village)
    self_ = make.acting(person)
    made = await red_list.propose(who.village, person, "照料邻居老人三年。", who.clerk, now=NOW)
    entry = await red_list.on_desk(who.clerk, who.village.id, made.id)
    with blocked("no-consent"):
        await red_list.show(entry, 30, who.clerk, now=NOW)
    for actor in (who.clerk, who.villager):
        with pytest.raises(NotPermitted):
            await red_list.agree(entry, actor, now=NOW)
    assert [one.id for one in await red_list.mine(self_)] == [entry.id]
    assert await red_list.mine(who.villager) == []

    await red_list.agree(await red_list.own(self_, who.village.id, entry.id), self_, now=NOW)
    await red_list.show(entry, 30, who.clerk, now=NOW)

    assert [one.person_id for one in await red_list.shown(who.village.id, DAY)] == [person.id]
    assert len(await red_list.shown(who.village.id, DAY + timedelta(30))) == 1
    assert await red_list.shown(who.village.id, DAY + timedelta(31)) == []
    await red_list.take_down(entry, self_, now=NOW)
    assert await red_list.shown(who.village.id, DAY) == []
    for deed in (
        red_list.take_down(entry, self_, now=NOW),
        red_list.agree(entry, self_, now=NOW),
        red_list.show(entry, 30, who.clerk, now=NOW),
    ):
        with pytest.raises(Stale):
            await deed


async def test_consent_on_paper_is_entered_by_the_village(who):
    child = await make.person(who.village, born_on=date(2016, 5, 1))
    made = await red_list.propose(who.village, child, "捡到钱包交还失主。", who.clerk, now=NOW)
    entry = await red_list.on_desk(who.clerk, who.village.id, made.id)
    way = ConsentWay.GUARDIAN
    with pytest.raises(InvalidInput):
        await red_list.agreed_on_paper(entry, ConsentWay.PASS, DAY, who.clerk, now=NOW)
    with pytest.raises(InvalidInput):
        await red_list.agreed_on_paper(entry, way, DAY + timedelta(1), who.clerk, now=NOW)

    answers = await asyncio.gather(
        *(red_list.agreed_on_paper(entry, way, DAY, who.clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert [type(one) for one in answers if one] == [Stale]
    assert (await RedListEntry.get()).consent is way


async def test_what_is_wrong_with_praise_is_said(who):
    person = await make.person(who.village)
    stranger = await make.person(await make.village())
    told = [(person, " "), (person, "字" * 201), (person, "电话 13912345678")]
    for whom, text in told:
        with pytest.raises(InvalidInput):
            await red_list.propose(who.village, whom, text, who.clerk, now=NOW)
    with pytest.raises(NotFound):
        await red_list.propose(who.village, stranger, "好事。", who.clerk, now=NOW)
    with pytest.raises(NotPermitted):
        await red_list.propose(who.village, person, "好事。", who.adviser, now=NOW)
    made = await red_list.propose(who.village, person, "好事。", who.clerk, now=NOW)
    entry = await red_list.on_desk(who.clerk, who.village.id, made.id)
    await red_list.agree(entry, make.acting(person), now=NOW)
    for days in (0, 367):
        with pytest.raises(InvalidInput):
            await red_list.show(entry, days, who.clerk, now=NOW)
    for door, actor in ((red_list.on_desk, who.adviser), (red_list.own, who.villager)):
        with pytest.raises(NotFound):
            await door(actor, who.village.id, entry.id)
    with pytest.raises(NotPermitted):
        await red_list.take_down(entry, who.villager, now=NOW)


# 待办


async def dues(who, today):
    return [
        (one.last, one.missing, one.act) for one in await edition_due.due_list(who.village, today)
    ]


async def test_the_desk_is_told_what_comes_next_at_every_stage(who):
    edition = await collected(who)
    assert await dues(who, DAY) == [(DAY, "可以走下一步了", "往下走")]
    await Edition.filter(id=edition.id).update(stage=S.WITHDRAWN)

    edition = await reviewing(who)
    assert await dues(who, DAY + timedelta(10)) == []
    assert await dues(who, DAY + timedelta(11)) == [
        (DAY + timedelta(11), "可以走下一步了", "往下走")
    ]
    await BylawOpinion.create(
        village_id=who.village.id,
        edition_id=edition.id,
        person_id=who.villager.person_id,
        way=OpinionWay.PHONE,
        text="太严了。",
        given_at=NOW,
    )
    assert await dues(who, DAY + timedelta(11)) == [(None, "1 条村民意见还没有答复", "答复")]


async def test_the_desk_is_told_what_comes_after_the_vote(who):
    edition = await voting(who)
    assert await dues(who, DAY + timedelta(12)) == []
    await Decision.filter(id=edition.decision_id).update(stage=DecisionStage.WITHDRAWN)
    assert await dues(who, DAY + timedelta(12)) == [
        (None, "表决的议题已经结束，请在这里登记结果", "去办")
    ]
    await Decision.filter(id=edition.decision_id).update(stage=DecisionStage.OPENED)
    await resolved(edition)
    assert await dues(who, DAY + timedelta(22)) == [
        (DAY + timedelta(22), "可以走下一步了", "往下走")
    ]
    await Edition.filter(id=edition.id).update(stage=S.ADOPTED, adopted_on=DAY + timedelta(22))
    assert await dues(who, DAY + timedelta(23)) == [(DAY + timedelta(32), "报乡镇备案", "报备案")]


async def test_an_order_of_correction_and_a_review_stand_on_the_desk_until_done(who):
    edition = await filed(who)
    due = DAY + timedelta(60)
    await corrections.order(edition, Order("错字。", "某法", due), who.officer, now=later(26))
    found = await dues(who, DAY + timedelta(26))
    assert found[-1] == (due, "起草新的一版", "改正")
    await published(who, why="按责令改正。", in_force=BOUND)
    after = BOUND + timedelta(3 * 365 - 91)
    assert await dues(who, after) == []

    assert [act for _, _, act in await dues(who, after + timedelta(2))] == ["登记梳理"]


async def test_what_is_due_is_not_another_villages(who):
    await adopted(who)
    other = await make.village()

    assert await edition_due.due_list(other, DAY) == []
    assert await make.holder(other, Office.VILLAGE_CLERK)
