"""The vote: taken over from the matter of the cycle, with its numbers, and from nowhere else."""

from datetime import timedelta

import pytest

from bylaws import adoption, editions, filing, texts
from bylaws.edition_dossier import dossier_of, remarks
from bylaws.editions import Start
from bylaws.models import BylawKind, Edition, EditionArticle, EditionStage
from deliberation import attendance, cycle, decisions, meetings, minutes
from deliberation.attendance import Tick
from deliberation.meetings import Call
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    CycleStep,
    Decision,
    DecisionStage,
    VoteMethod,
)
from deliberation.sequence import BODIES_OF
from tests import make
from tests.bylaws.making import (
    adopted,
    again,
    blocked,
    filed,
    later,
    makers,
    published,
    resolved,
    reviewing,
    voting,
)
from tests.deliberation import roads
from tests.deliberation.sittings import edition as rules_with
from tests.make import DAY
from village import clock
from village.errors import Blocked, NotPermitted, Stale
from village.models import PartyStatus, Person, RollEntry, Sex
from village.permissions import Office
from village.rules import Body

S, C = EditionStage, CycleStep


@pytest.fixture
async def who(db):
    return await makers()


async def settled(who, *, adults=40):
    """A village with a Party branch, a committee and so many adults, half of them women."""
    await make.holder(who.village, Office.PARTY_SECRETARY, party=True)
    for _ in range(2):
        await make.person(who.village, party=PartyStatus.FULL)
    here = await Person.filter(village_id=who.village.id).count()
    await make.people(who.village, (adults - here) // 2, sex=Sex.FEMALE)
    here = await Person.filter(village_id=who.village.id).count()
    await make.people(who.village, adults - here)


async def sits(who, decision, step, day, *, present=None, yes=None, no=0, women=True):
    """Called in time, ticked and recorded by the product's own deeds."""
    body = BODIES_OF.get(step, decision.body)
    asked = Call(
        body=body,
        unit=decision.unit,
        title=body.label,
        place="文化礼堂",
        starts_at=clock.at_local(day, 9),
        notified_on=day - timedelta(12),
        notified_how="广播、入户",
        agenda=((decision, step),),
    )
    told = clock.at_local(day - timedelta(12), 10)
    meeting = await meetings.call(who.village, asked, who.clerk, now=told)
    entries = await attendance.entries_of(meeting)
    if not women:
        entries = sorted(entries, key=lambda one: one.woman)
    count = len(entries) if present is None else present
    here = [AttendanceState.PRESENT] * count + [AttendanceState.ABSENT] * (len(entries) - count)
    ticks = [Tick(one.id, state) for one, state in zip(entries, here, strict=True)]
    after = clock.at_local(day, 12)
    await attendance.mark(meeting, ticks, who.clerk, now=after)
    item = await AgendaItem.get(meeting_id=meeting.id)
    yes = count - no if yes is None else yes
    counted = ItemCount(
        item.id,
        method=VoteMethod.HANDS,
        yes=yes,
        no=no,
        abstain=count - yes - no,
        resolution="通过",
    )
    told_of = Minutes(chair_id=None, recorder_id=None, text="", items=(counted,))
    await minutes.record(meeting, told_of, who.clerk, now=after)
    return await AgendaItem.get(id=item.id).select_related("meeting")


async def on_the_road(who, edition, first):
    """The three 议 of the Party and the committees, a fortnight apart."""
    for place, step in enumerate((C.PROPOSE, C.CONSULT, C.REVIEW)):
        decision = await matter(edition)
        await sits(who, decision, step, first + timedelta(14 * place))
        moment = clock.at_local(first + timedelta(14 * place), 18)
        await cycle.advance(await matter(edition), who.chair, now=moment)
    return first + timedelta(42)


async def matter(edition):
    return await decisions.in_village(edition.village_id, edition.decision_id)


async def test_a_text_goes_the_whole_way_and_only_the_assembly_adopts_it(who):
    """With the process cases: dates in a row, 31 of 40 there, 26 for it, filed within ten days."""
    await settled(who)
    edition = await voting(who)
    day = await on_the_road(who, edition, DAY + timedelta(24))
    with blocked("not-resolved"):
        await adoption.adopt(edition, who.clerk, now=clock.at_local(day, 8))

    item = await sits(who, await matter(edition), C.RESOLVE, day, present=31, yes=26, no=3)
    evening = clock.at_local(day, 18)
    with blocked("not-resolved"):
        await adoption.adopt(edition, who.clerk, now=evening)
    await cycle.advance(await matter(edition), who.chair, now=evening)
    await adoption.adopt(edition, who.clerk, now=evening)

    done = await again(edition)
    assert (item.verdict, item.meeting.entitled, item.meeting.present) == ("passed", 40, 31)
    assert (done.stage, done.adopted_on, done.adopted_body) == (
        S.ADOPTED,
        day,
        Body.VILLAGERS_ASSEMBLY,
    )
    here = RollEntry.filter(attendances__meeting_id=item.meeting_id)
    women = here.filter(attendances__state=AttendanceState.PRESENT, woman=True)
    assert done.women_present == await women.count() > 0
    assert done.digest == texts.digest_of(done, await texts.rows_of(done.id))
    handed_in = await filing.submit(done, who.clerk, now=clock.at_local(day + timedelta(10), 9))
    assert (handed_in.late, handed_in.due_on) == (False, day + timedelta(10))


async def test_a_vote_too_few_came_to_adopts_nothing(who):
    await settled(who)
    edition = await voting(who)
    day = await on_the_road(who, edition, DAY + timedelta(24))

    await sits(who, await matter(edition), C.RESOLVE, day, present=20)

    evening = clock.at_local(day, 18)
    with pytest.raises(Blocked):
        await cycle.advance(await matter(edition), who.chair, now=evening)
    with blocked("not-resolved"):
        await adoption.adopt(edition, who.clerk, now=evening)


async def test_a_vote_without_a_woman_is_taken_and_marked_where_the_rules_ask(who):
    await settled(who)
    edition = await voting(who)
    day = await on_the_road(who, edition, DAY + timedelta(24))
    await sits(who, await matter(edition), C.RESOLVE, day, present=21, women=False)
    evening = clock.at_local(day, 18)
    await cycle.advance(await matter(edition), who.chair, now=evening)

    await adoption.adopt(edition, who.clerk, now=evening)

    done = await again(edition)
    assert done.women_present == 0
    assert [one.code for one in remarks(await dossier_of(done, today=day))] == ["no-women-present"]
    await Edition.filter(id=done.id).update(**await rules_with(bylaws__women_present=False))
    assert remarks(await dossier_of(await again(edition), today=day)) == ()


async def test_heads_nobody_knows_the_sex_of_are_not_called_men(who):
    edition = await voting(who)
    item = await resolved(edition)

    await adoption.adopt(edition, who.clerk, now=later(23))

    assert item.meeting_id
    assert (await again(edition)).women_present is None


async def test_a_vote_of_the_representatives_that_was_entered_adopts_nothing(who):
    """As in P-B1: the representatives had passed it. The cycle calls it unlawful, and so do we."""
    edition = await voting(who)
    await resolved(edition, body=Body.REPRESENTATIVE_ASSEMBLY)

    with blocked("wrong-body") as refused:
        await adoption.adopt(edition, who.clerk, now=later(23))

    assert "应当由村民会议表决" in str(refused.value)
    assert refused.value.blockers[0].basis == "《村民委员会组织法》第三十一条"


async def test_a_text_touched_behind_the_deeds_is_not_the_text_that_was_voted_on(who):
    edition = await voting(who)
    await resolved(edition)
    row = (await texts.rows_of(edition.id))[0]
    await EditionArticle.filter(id=row.id).update(text="违者罚款。")

    with blocked("text-changed"):
        await adoption.adopt(edition, who.clerk, now=later(23))

    await EditionArticle.filter(id=row.id).update(text=row.text)
    await adoption.adopt(edition, who.clerk, now=later(23))
    assert (await again(edition)).stage is S.ADOPTED


async def test_only_those_who_advance_take_the_result_over_and_once(who):
    edition = await voting(who)
    await resolved(edition)
    for actor in (who.adviser, who.officer, who.villager):
        with pytest.raises(NotPermitted):
            await adoption.adopt(edition, actor, now=later(23))

    await adoption.adopt(edition, who.chair, now=later(23))

    with pytest.raises(Stale):
        await adoption.adopt(edition, who.chair, now=later(23))


async def test_a_text_voted_down_ends_and_its_words_may_begin_another(who):
    edition = await voting(who)
    decision = await matter(edition)
    await roads.held(decision, C.RESOLVE, "rejected")
    with blocked("not-rejected"):
        await adoption.reject(edition, who.clerk, now=later(23))
    await Decision.filter(id=decision.id).update(stage=DecisionStage.REVIEWED)
    await cycle.reject(await matter(edition), who.chair, now=later(23))

    await adoption.reject(edition, who.clerk, now=later(23))

    done = await again(edition)
    assert (done.stage, done.ended_why) == (S.REJECTED, "村民会议表决未通过")
    asked = Start(BylawKind.RULES, done.title, "照会上的意见改。", base=done)
    second = await editions.start(who.village, asked, who.clerk, now=later(24))
    assert [row.article_id for row in await texts.rows_of(second.id)] == [
        row.article_id for row in await texts.rows_of(done.id)
    ]
    assert (second.number, second.based_on_id) == (2, done.id)


@pytest.mark.parametrize("stage", [DecisionStage.OPENED, DecisionStage.REVIEWED])
async def test_filing_before_the_vote_is_refused(who, stage):
    edition = await voting(who)
    await Decision.filter(id=edition.decision_id).update(stage=stage)

    with blocked("not-at-this-step") as refused:
        await filing.submit(edition, who.clerk, now=later(12))

    assert "还没有经村民会议表决通过，不能报备案。" in str(refused.value)


async def test_each_helper_of_these_tests_comes_where_it_says(who):
    made = [await one(await makers()) for one in (reviewing, voting, adopted, filed, published)]

    assert [one.stage for one in made] == [
        S.REVIEWING, S.VOTING, S.ADOPTED, S.FILED, S.PUBLISHED,
    ]  # fmt: skip
