import asyncio
from datetime import timedelta

import pytest

from deliberation import works
from deliberation.models import Change, ChangeStage, DecisionStage, Milestone, Works
from deliberation.works import Plan
from publicity.models import NoticeKind
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from tests.village import photographs
from village import evidence, pictures
from village.errors import Blocked, InvalidInput, NotFound, NotPermitted, Stale
from village.ledger import text_digest
from village.models import Evidence, LedgerEntry
from village.permissions import Office

S = DecisionStage
OTHERS = [one for one in S if one is not S.DISCLOSED]


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await roads.clerk_of(village)


@pytest.fixture
async def supervisor(village):
    return await make.holder(village, Office.SUPERVISOR)


@pytest.fixture
async def decision(village):
    return await make.matter(village, stage=S.DISCLOSED)


def plan(**fields):
    ordinary = {
        "doer": "青溪建筑队",
        "budget_cents": 8_640_000,
        "began_on": DAY,
        "due_on": DAY + timedelta(30),
    }
    return Plan(**{**ordinary, **fields})


async def moved(decision, stage):
    """Meanwhile it went on, and the page still shows it as it was."""
    await type(decision).filter(id=decision.id).update(stage=stage)
    return decision


async def test_who_does_it_is_noted_once_it_is_disclosed(decision, clerk):
    await works.begin(decision, plan(), clerk, now=NOW)

    row = await Works.get()
    assert (row.decision_id, row.doer, row.budget_cents) == (decision.id, "青溪建筑队", 8_640_000)
    assert await sittings.lines("works.begin") == [
        {"budget": 8_640_000, "began": "2026-11-22", "due": "2026-12-22"}
    ]


@pytest.mark.parametrize("stage", OTHERS)
async def test_nothing_is_begun_before_or_after(decision, clerk, stage):
    with pytest.raises(Blocked):
        await works.begin(await moved(decision, stage), plan(), clerk, now=NOW)

    assert (await Works.all().count(), await LedgerEntry.all().count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"doer": " "}, "doer"),
        ({"budget_cents": -1}, "budget"),
        ({"due_on": DAY - timedelta(1)}, "due_on"),
    ],
)
async def test_a_plan_that_cannot_be_is_sent_back(decision, clerk, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        await works.begin(decision, plan(**fields), clerk, now=NOW)

    assert list(refused.value.fields) == [wrong]


@pytest.mark.parametrize("fields", [{"budget_cents": 0}, {"due_on": DAY}])
async def test_a_matter_without_money_or_of_one_day_is_begun(decision, clerk, fields):
    await works.begin(decision, plan(**fields), clerk, now=NOW)

    assert await Works.all().count() == 1


async def test_of_two_beginnings_at_once_one_stands(decision, clerk):
    told = await asyncio.gather(
        *(works.begin(decision, plan(), clerk, now=NOW) for _ in range(2)), return_exceptions=True
    )

    assert [type(one) for one in told if isinstance(one, Exception)] == [Stale]
    assert await Works.all().count() == 1


@pytest.fixture
async def begun(decision, clerk):
    await works.begin(decision, plan(began_on=DAY - timedelta(20)), clerk, now=NOW)
    return decision


async def test_progress_is_kept_without_a_photograph(begun, clerk):
    row = ("材料进场", DAY + timedelta(2), DAY, "水泥 40 吨")

    await works.add_milestone(begun, row, None, clerk, now=NOW)

    made = await Milestone.get()
    assert (made.title, made.due_on, made.done_on, made.note, made.evidence_id) == (*row, None)
    assert await sittings.lines("works.progress") == [
        {"done": "2026-11-22", "words": text_digest("材料进场", "水泥 40 吨"), "evidence": None}
    ]


async def photograph():
    return await pictures.accept(photographs.jpeg(photographs.sheet(1, 1)), field="photo")


async def test_progress_and_its_photograph_are_one_deed(begun, clerk, tmp_path):
    evidence.store_in(tmp_path)
    picture = await photograph()

    await works.add_milestone(begun, ("材料进场", None, DAY, ""), picture, clerk, now=NOW)

    made, kept = await Milestone.get(), await Evidence.get()
    assert (made.evidence_id, kept.subject) == (kept.id, f"decision:{begun.id}")
    (line,) = await sittings.lines("works.progress")
    assert line["evidence"] == kept.digest
    assert len(await sittings.lines("evidence.keep")) == 1


async def test_a_refused_step_keeps_no_photograph_either(begun, clerk, tmp_path):
    evidence.store_in(tmp_path)
    picture = await photograph()
    await moved(begun, S.ACCEPTED)

    with pytest.raises(Blocked) as refused:
        await works.add_milestone(begun, ("材料进场", None, DAY, ""), picture, clerk, now=NOW)

    assert refused.value.codes == ("carried-out",)
    assert (await Milestone.all().count(), await Evidence.all().count()) == (0, 0)


async def test_what_is_not_done_yet_is_not_done(begun, clerk):
    tomorrow = DAY + timedelta(1)

    with pytest.raises(InvalidInput) as refused:
        await works.add_milestone(begun, ("完工", None, tomorrow, ""), None, clerk, now=NOW)
    await works.add_milestone(begun, ("完工", tomorrow, None, ""), None, clerk, now=NOW)

    assert list(refused.value.fields) == ["done_on"]
    assert await Milestone.all().count() == 1


async def test_the_end_is_kept_in_cents(begun, clerk):
    await works.finish(begun, DAY, 8_639_999, clerk, now=NOW)

    row = await Works.get()
    assert (row.finished_on, row.spent_cents) == (DAY, 8_639_999)
    assert await sittings.lines("works.finish") == [{"finished": "2026-11-22", "spent": 8_639_999}]


@pytest.mark.parametrize(
    ("day", "spent", "wrong"),
    [
        (DAY + timedelta(1), 1, "finished_on"),
        (DAY - timedelta(21), 1, "finished_on"),
        (DAY, -1, "spent"),
    ],
)
async def test_an_end_that_cannot_be_is_sent_back(begun, clerk, day, spent, wrong):
    with pytest.raises(InvalidInput) as refused:
        await works.finish(begun, day, spent, clerk, now=NOW)

    assert (list(refused.value.fields), (await Works.get()).finished_on) == ([wrong], None)


async def test_an_end_on_the_first_day_without_cost_is_kept(begun, clerk):
    await works.finish(begun, DAY - timedelta(20), 0, clerk, now=NOW)

    assert (await Works.get()).spent_cents == 0


async def test_a_slip_is_corrected_until_acceptance_and_both_stay_on_record(
    begun, clerk, supervisor
):
    await works.finish(begun, DAY, 864_000, clerk, now=NOW)
    await works.finish(begun, DAY, 8_640_000, clerk, now=NOW)
    await works.accept(begun, "合格", supervisor, now=NOW)

    for deed in (
        works.finish(begun, DAY, 1, clerk, now=NOW),
        works.add_milestone(begun, ("补", None, DAY, ""), None, clerk, now=NOW),
        works.accept(begun, "再验", supervisor, now=NOW),
    ):
        with pytest.raises(Blocked) as refused:
            await deed
        assert refused.value.codes == ("accepted",)

    assert (await Works.get()).spent_cents == 8_640_000
    assert [one["spent"] for one in await sittings.lines("works.finish")] == [864_000, 8_640_000]


@pytest.mark.parametrize("stage", [S.ACCEPTED, S.CONCLUDED])
async def test_figures_do_not_change_once_it_went_on(begun, clerk, stage):
    await works.finish(begun, DAY, 8_640_000, clerk, now=NOW)
    await moved(begun, stage)

    with pytest.raises(Blocked) as refused:
        await works.finish(begun, DAY, 1, clerk, now=NOW)

    assert refused.value.codes == ("carried-out",)
    assert (await Works.get()).spent_cents == 8_640_000


async def test_supervisors_accept_what_is_finished(begun, clerk, supervisor):
    with pytest.raises(Blocked) as unfinished:
        await works.accept(begun, "合格", supervisor, now=NOW)
    await works.finish(begun, DAY, 1, clerk, now=NOW)

    await works.accept(begun, "合格", supervisor, now=NOW)

    row = await Works.get()
    assert unfinished.value.codes == ("not-finished",)
    assert (row.accepted_on, row.acceptance, row.accepted_by_id) == (
        DAY,
        "合格",
        supervisor.person_id,
    )
    assert await sittings.lines("works.accept") == [
        {"on": "2026-11-22", "words": text_digest("合格")}
    ]


async def test_acceptance_may_come_late_but_not_after_the_result_hangs(begun, clerk, supervisor):
    await works.finish(begun, DAY, 1, clerk, now=NOW)
    await moved(begun, S.ACCEPTED)
    notice = await roads.posted(begun, NoticeKind.RESULT)
    with pytest.raises(Blocked) as hanging:
        await works.accept(begun, "合格", supervisor, now=NOW)

    await type(notice).filter(id=notice.id).update(withdrawn_at=NOW)
    await works.accept(begun, "合格", supervisor, now=NOW)

    assert hanging.value.codes == ("result-posted",)
    assert (await Works.get()).accepted_on == DAY


async def test_an_acceptance_says_something(begun, clerk, supervisor):
    await works.finish(begun, DAY, 1, clerk, now=NOW)

    with pytest.raises(InvalidInput):
        await works.accept(begun, " ", supervisor, now=NOW)

    assert (await Works.get()).accepted_on is None


async def test_without_anybody_named_there_is_nothing_to_finish(decision, clerk, supervisor):
    for deed in (
        works.finish(decision, DAY, 1, clerk, now=NOW),
        works.accept(decision, "合格", supervisor, now=NOW),
        works.add_milestone(decision, ("完工", None, DAY, ""), None, clerk, now=NOW),
    ):
        with pytest.raises(NotFound):
            await deed


async def test_a_change_waits_for_the_body_that_resolved(decision, clerk):
    await works.ask_change(decision, "加宽", "会车", clerk, now=NOW)

    (row,) = await Change.all()
    assert (row.what, row.why, row.stage, row.settled_at) == (
        "加宽",
        "会车",
        ChangeStage.OPEN,
        None,
    )
    assert await sittings.lines("change.ask") == [{"words": text_digest("加宽", "会车")}]


async def test_one_change_at_a_time_and_the_next_after_its_answer(decision, clerk):
    told = await asyncio.gather(
        *(works.ask_change(decision, "加宽", "会车", clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )
    await Change.all().update(stage=ChangeStage.REFUSED)

    await works.ask_change(decision, "加宽半米", "会车", clerk, now=NOW)

    assert [one.codes for one in told if isinstance(one, Blocked)] == [("change-open",)]
    assert await Change.all().count() == 2


@pytest.mark.parametrize("stage", OTHERS)
async def test_no_change_before_it_is_disclosed_or_after_it_is_done(decision, clerk, stage):
    with pytest.raises(Blocked):
        await works.ask_change(await moved(decision, stage), "加宽", "会车", clerk, now=NOW)

    assert await Change.all().count() == 0


@pytest.mark.parametrize("words", [("", "会车"), ("加宽", " ")])
async def test_a_change_says_what_and_why(decision, clerk, words):
    with pytest.raises(InvalidInput):
        await works.ask_change(decision, *words, clerk, now=NOW)

    assert await Change.all().count() == 0


async def test_each_deed_is_its_own_offices_and_its_own_villages(begun, clerk, supervisor):
    elsewhere = await make.village()
    their_clerk = await roads.clerk_of(elsewhere)
    their_supervisor = await make.holder(elsewhere, Office.SUPERVISOR)
    before = await LedgerEntry.all().count()

    for deed in (
        works.begin(begun, plan(), supervisor, now=NOW),
        works.begin(begun, plan(), their_clerk, now=NOW),
        works.add_milestone(begun, ("完工", None, DAY, ""), None, supervisor, now=NOW),
        works.finish(begun, DAY, 1, supervisor, now=NOW),
        works.finish(begun, DAY, 1, their_clerk, now=NOW),
        works.accept(begun, "合格", clerk, now=NOW),
        works.accept(begun, "合格", their_supervisor, now=NOW),
        works.ask_change(begun, "加宽", "会车", supervisor, now=NOW),
        works.ask_change(begun, "加宽", "会车", their_clerk, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            await deed

    assert await LedgerEntry.all().count() == before
