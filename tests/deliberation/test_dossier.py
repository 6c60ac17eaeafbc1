from datetime import timedelta

import pytest

from deliberation.dossier import dossier_of, dossiers_of
from deliberation.models import (
    Canvass,
    CanvassWay,
    Change,
    CycleStep,
    DecisionStage,
    Milestone,
    TownshipReview,
)
from publicity.models import NoticeKind, Objection, ObjectionChannel, SupervisionOpinion
from publicity.models import SupervisionView as View
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village.models import Evidence, EvidenceKind
from village.rules import Body

C, S = CycleStep, DecisionStage


@pytest.fixture
async def village(db):
    return await make.village()


async def of(decision, today=DAY):
    return await dossier_of(decision, today=today)


async def test_meetings_stand_under_their_step_in_order_of_time(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    late = await roads.held(decision, C.RESOLVE, "passed", day=DAY)
    early = await roads.held(decision, C.RESOLVE, "no_quorum", day=DAY - timedelta(9))
    talk = await roads.held(decision, C.HEAR, "undecided", day=DAY - timedelta(4))
    await roads.held(await make.matter(village), C.PROPOSE)

    found = (await of(decision)).sittings

    assert {step: [one.item.id for one in held] for step, held in found.items()} == {
        C.RESOLVE: [early.id, late.id],
        C.HEAR: [talk.id],
    }


async def test_called_meetings_and_items_off_the_agenda_are_no_sittings(village):
    decision = await make.matter(village)
    await roads.called(decision, C.PROPOSE)
    await roads.held(decision, C.PROPOSE, "")

    assert (await of(decision)).sittings == {}


async def test_the_day_of_a_meeting_is_the_china_day(village):
    decision = await make.matter(village)
    item = await roads.held(decision, C.PROPOSE)
    item.meeting.starts_at = NOW.replace(hour=16, minute=30)  # half past midnight in China
    await item.meeting.save()

    sitting = (await of(decision)).sitting(C.PROPOSE)

    assert sitting.day == DAY + timedelta(1)


async def test_what_was_said_of_a_paper_stands_with_it(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    gone = await roads.posted(decision, withdrawn_at=NOW, withdrawn_why="改字")
    notice = await roads.posted(decision)
    who = await make.person(village)

    async def said(about, **fields):
        return await Objection.create(
            village=village,
            notice=about,
            person=who,
            channel=ObjectionChannel.PHONE,
            text="?",
            raised_at=NOW,
            answer_due=DAY,
            **fields,
        )

    old, new, late = await said(gone), await said(notice), await said(notice, late=True)
    answered = await said(notice, answered_at=NOW, answer="好")
    opinion = await SupervisionOpinion.create(
        village=village, notice=notice, person=who, view=View.AGREE, given_at=NOW
    )
    await photographed(village, notice, EvidenceKind.BOARD_FIRST, gone)

    found = await of(decision)
    posting = found.posting(NoticeKind.RESOLUTION)

    assert (posting.notice.id, [one.id for one in found.withdrawn]) == (notice.id, [gone.id])
    assert [one.id for one in posting.objections] == [new.id, late.id, answered.id]
    assert [one.id for one in posting.unanswered] == [old.id, new.id]
    assert [one.id for one in posting.unanswered_late] == [late.id]
    assert [one.id for one in posting.opinions] == [opinion.id]
    assert posting.photographed == frozenset({EvidenceKind.BOARD_FIRST})


async def photographed(village, notice, kind, other):
    for place, (about, what) in enumerate(((notice, kind), (other, EvidenceKind.BOARD_LAST))):
        await Evidence.create(
            village=village,
            kind=what,
            subject=f"notice:{about.id}",
            original_digest=f"{place:064d}",
            digest=f"{place:064d}",
            fingerprint="0" * 16,
            width=1,
            height=1,
            kept_at=NOW,
        )


async def test_works_steps_and_changes_are_there_once_it_is_disclosed(village):
    decision = await make.matter(village, stage=S.DISCLOSED)
    row = await roads.works(decision)
    step = await Milestone.create(works=row, title="材料进场")
    change = await Change.create(decision=decision, what="改线", why="塌方", asked_at=NOW)

    found = await of(decision)

    assert (found.works.id, [one.id for one in found.milestones]) == (row.id, [step.id])
    assert ([one.id for one in found.changes], found.open_change.id) == ([change.id], change.id)


async def test_a_change_before_anybody_was_named_is_there_too(village):
    decision = await make.matter(village, stage=S.DISCLOSED)
    change = await Change.create(decision=decision, what="改线", why="塌方", asked_at=NOW)

    found = await of(decision)

    assert (found.works, found.milestones, found.open_change.id) == (None, (), change.id)


async def test_the_mandate_counted_under_stays_when_another_is_given(village):
    given = await make.delegation(village)
    decision = await make.matter(
        village, stage=S.REVIEWED, body=Body.REPRESENTATIVE_ASSEMBLY, delegation=given
    )
    later = await make.delegation(village, given_on=DAY)
    waiting = await make.matter(village, body=Body.REPRESENTATIVE_ASSEMBLY)

    assert (await of(decision)).delegation.id == given.id
    assert (await of(waiting)).delegation.id == later.id


async def test_a_neighbours_mandate_empowers_nobody_here(village):
    neighbour = await make.village()
    await make.delegation(neighbour)
    fields = {"body": Body.REPRESENTATIVE_ASSEMBLY}
    ours, theirs = await make.matter(village, **fields), await make.matter(neighbour, **fields)

    found = await dossiers_of([ours, theirs], today=DAY)

    assert [one.delegation is None for one in found] == [True, False]


async def test_many_are_each_what_they_are_alone(village):
    review = await sittings.edition(township_review__enabled=True)
    decisions = [await roads.at(village, stage, **review) for stage in list(S)[:8]]
    for decision in decisions[4:]:
        await roads.posted(decision)
        await TownshipReview.create(decision=decision, asked_at=NOW, due_on=DAY)
    for decision in decisions[5:]:
        await roads.works(decision)
    await Canvass.create(
        decision=decisions[1],
        way=CanvassWay.VISIT,
        began_on=DAY,
        ended_on=DAY,
        asked=1,
        agreed=1,
        opposed=0,
        summary="好",
        recorded_at=NOW,
    )

    together = await dossiers_of(decisions[::-1], today=DAY)
    alone = [await of(one) for one in decisions[::-1]]

    assert [one.decision.id for one in together] == [one.id for one in decisions[::-1]]
    assert together == alone


@pytest.mark.parametrize("stage", list(S)[:8])
async def test_many_cost_no_more_statements_than_one(village, queries, stage):
    review = await sittings.edition(township_review__enabled=True)
    decisions = []
    for _ in range(12):
        decision = await roads.at(village, stage, **review)
        await roads.posted(decision)
        await roads.works(decision)
        decisions.append(decision)

    queries.clear()
    await dossiers_of(decisions[:1], today=DAY)
    one = len(queries)
    queries.clear()
    await dossiers_of(decisions, today=DAY)

    assert len(queries) == one
    assert one <= 9


async def test_nothing_is_asked_about_no_matter(db, queries):
    queries.clear()

    assert await dossiers_of([], today=DAY) == []
    assert queries == []
