"""Guards after the resolution: papers that hang their days, objections, changes, the work."""

from collections import namedtuple
from datetime import timedelta

import pytest

from deliberation import guards
from deliberation.models import Change, ChangeStage
from publicity.models import NoticeKind, Objection, ObjectionChannel, SupervisionOpinion
from publicity.models import SupervisionView as View
from tests import make
from tests.deliberation import roads, sittings
from tests.deliberation.roads import S, codes, dossier
from tests.make import DAY, NOW


@pytest.fixture
async def village(db):
    return await make.village()


Paper = namedtuple("Paper", "kind stage posted ran answered supervised")

PAPERS = [
    Paper(
        NoticeKind.RESOLUTION,
        S.RESOLVED,
        guards.resolution_posted,
        guards.resolution_ran_its_days,
        guards.resolution_objections_answered,
        guards.resolution_supervised,
    ),
    Paper(
        NoticeKind.RESULT,
        S.ACCEPTED,
        guards.result_posted,
        guards.result_ran_its_days,
        guards.result_objections_answered,
        guards.result_supervised,
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_a_paper_hangs_its_days_the_first_not_counted(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    missing = paper.posted(await dossier(decision))
    await roads.posted(decision, paper.kind, days_ago=15)

    last_day = paper.ran(await dossier(decision))
    day_after = paper.ran(await dossier(decision, today=DAY + timedelta(1)))

    assert (missing.code, paper.posted(await dossier(decision))) == ("not-posted", None)
    assert (last_day.code, day_after) == ("notice-still-running", None)
    assert "11 月 7 日贴出，到 11 月 22 日期满" in last_day.text


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_a_paper_taken_down_is_no_paper_and_the_new_one_counts_anew(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    await roads.posted(
        decision, paper.kind, days_ago=30, withdrawn_at=NOW, withdrawn_why="票数写错"
    )

    gone = paper.posted(await dossier(decision))
    await roads.posted(decision, paper.kind, days_ago=10)
    anew = paper.ran(await dossier(decision))

    assert (gone.code, anew.code) == ("not-posted", "notice-still-running")


async def objection(notice, *, late=False, **fields):
    who = await make.person(notice.village)
    return await Objection.create(
        village_id=notice.village_id,
        notice=notice,
        person=who,
        channel=ObjectionChannel.WINDOW,
        text="预算没有写清楚",
        raised_at=NOW,
        late=late,
        answer_due=DAY + timedelta(5),
        **fields,
    )


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
async def test_every_objection_in_time_is_answered_first(village, paper):
    decision = await make.matter(village, stage=paper.stage)
    notice = await roads.posted(decision, paper.kind, days_ago=16)
    first, second = await objection(notice), await objection(notice)

    both = paper.answered(await dossier(decision))
    for one in (first, second):
        one.answered_at, one.answer = NOW, "清单在后"
        await one.save()
    none = paper.answered(await dossier(decision))

    assert (codes(both), list(none)) == (["objection-open", "objection-open"], [])


async def test_an_objection_after_the_last_day_is_not_in_the_way(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    notice = await roads.posted(decision, days_ago=16)
    await objection(notice, late=True)

    found = await dossier(decision)

    assert list(guards.resolution_objections_answered(found)) == []
    assert len(found.posting(NoticeKind.RESOLUTION).unanswered_late) == 1


async def test_taking_a_paper_down_answers_nobody(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    gone = await roads.posted(decision, days_ago=20, withdrawn_at=NOW, withdrawn_why="改字")
    await objection(gone)
    await roads.posted(decision, days_ago=16)

    found = guards.resolution_objections_answered(await dossier(decision))

    assert codes(found) == ["objection-open"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: str(one.kind))
@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_the_supervisors_word_is_a_gate_only_where_the_profile_says_so(
    village, paper, switch
):
    edition = await sittings.edition(gates__supervision=switch)
    decision = await make.matter(village, stage=paper.stage, **edition)
    notice = await roads.posted(decision, paper.kind)
    who = await make.person(village)
    found = [codes(paper.supervised(await dossier(decision)))]

    for view in (View.OBJECT, View.REMARK):
        await SupervisionOpinion.create(
            village=village, notice=notice, person=who, view=view, given_at=NOW
        )
        found.append(codes(paper.supervised(await dossier(decision))))

    gated = [["no-supervision"], ["supervision-objects"], []]
    assert found == (gated if switch == "gate" else [[], [], []])


@pytest.mark.parametrize(
    ("stage", "code"),
    [(ChangeStage.OPEN, ["change-open"]), (ChangeStage.ADOPTED, []), (ChangeStage.REFUSED, [])],
)
async def test_a_change_is_in_the_way_until_its_body_has_spoken(village, stage, code):
    decision = await make.matter(village, stage=S.DISCLOSED)
    await Change.create(decision=decision, what="改线路", why="塌方", stage=stage, asked_at=NOW)

    assert codes(guards.changes_settled(await dossier(decision))) == code


async def test_the_work_is_named_and_finished_before_it_is_done(village):
    decision = await make.matter(village, stage=S.DISCLOSED)

    nothing = guards.works_finished(await dossier(decision))
    row = await roads.works(decision)
    begun = guards.works_finished(await dossier(decision))
    row.finished_on, row.spent_cents = DAY, 100
    await row.save()
    done = guards.works_finished(await dossier(decision))

    assert (nothing.code, begun.code, done) == ("no-works", "not-finished", None)


@pytest.mark.parametrize("switch", ["off", "remind", "gate"])
async def test_acceptance_is_a_gate_only_where_the_profile_says_so(village, switch):
    edition = await sittings.edition(gates__acceptance=switch)
    decision = await make.matter(village, stage=S.DISCLOSED, **edition)
    row = await roads.works(decision, finished_on=DAY, spent_cents=100)

    before = guards.works_accepted(await dossier(decision))
    row.accepted_on = DAY
    await row.save()
    after = guards.works_accepted(await dossier(decision))

    assert (codes(before), after) == (["not-accepted"] if switch == "gate" else [], None)
