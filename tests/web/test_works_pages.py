"""The work on the desk's pages: begun, photographed, finished, accepted, changed."""

from datetime import timedelta

import pytest

from deliberation.models import Change, DecisionStage, Milestone, Works
from tests import make
from tests.deliberation import roads
from tests.make import DAY
from tests.village import photographs
from tests.web.desks import day, opened
from village import evidence
from village.models import Evidence, UsedKey
from village.permissions import Office

S = DecisionStage


@pytest.fixture
async def desk(db, clock, tmp_path):
    evidence.store_in(tmp_path)
    return await opened(db, clock)


@pytest.fixture
async def decision(desk):
    return await make.matter(desk.village, stage=S.DISCLOSED, budget_cents=8_640_050)


async def form_of(desk, decision, page, who=None):
    address = desk.of(decision, page)
    return (await (who or desk.clerk).get(address)).form(address)


async def test_who_does_it_is_entered_with_the_resolved_budget_at_hand(desk, decision):
    form = await form_of(desk, decision, "works")

    page = await desk.clerk.submit(
        form,
        doer="青溪建筑队",
        **day("began_on", DAY),
        **day("due_on", DAY + timedelta(30)),
    )

    row = await Works.get()
    assert form.values["budget"] == ["86400.50"]
    assert (page.path, row.doer, row.budget_cents) == (
        desk.of(decision),
        "青溪建筑队",
        8_640_050,
    )
    assert "正在实施：青溪建筑队，计划 12 月 22 日完成。" in page.main


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        ({"doer": ""}, {"doer": "请写由哪个单位或者谁来实施。"}),
        ({"budget": "-1"}, {"budget": "金额不能是负数。"}),
        ({"budget": "1.005"}, None),
        (day("due_on", DAY - timedelta(1)), {"due_on": "计划完成的日子早于开始的日子，请核对。"}),
    ],
)
async def test_a_mistyped_plan_comes_back_as_typed(desk, decision, told, errors):
    form = await form_of(desk, decision, "works")
    fine = {"doer": "青溪建筑队", **day("began_on", DAY), **day("due_on", DAY)}

    page = await desk.clerk.submit(form, **{**fine, **told})

    again = page.form(desk.of(decision, "works"))
    assert (page.status, await Works.all().count()) == (422, 0)
    assert page.errors == errors or list(page.errors) == ["budget"]
    sent = {**fine, **told}
    assert {key: "".join(again.values[key]) for key in sent} == {
        key: str(value) for key, value in sent.items()
    }


async def test_a_step_and_its_photograph_come_in_together_and_once(desk, decision):
    await roads.works(decision)
    form = await form_of(desk, decision, "progress")
    picture = ("现场.jpg", photographs.jpeg(photographs.sheet(1, 1)))
    told = {"title": "材料进场", **day("done_on", DAY)}

    for _ in range(2):
        page = await desk.clerk.submit(form, files=[("photo", picture)], **told)

    row, kept = await Milestone.get(), await Evidence.get()
    assert (row.evidence_id, kept.subject) == (kept.id, f"decision:{decision.id}")
    assert page.link("照片") == f"/evidence/{kept.id}"
    assert "2026 年 11 月 22 日 材料进场" in page.main


async def test_what_is_no_photograph_is_refused_and_nothing_kept(desk, decision):
    await roads.works(decision)
    form = await form_of(desk, decision, "progress")

    page = await desk.clerk.submit(
        form, files=[("photo", ("现场.jpg", b"MZ" + b"\0" * 900))], title="材料进场"
    )

    assert (page.status, list(page.errors)) == (422, ["photo"])
    assert page.form(desk.of(decision, "progress")).values["title"] == ["材料进场"]
    assert (await Milestone.all().count(), await Evidence.all().count()) == (0, 0)
    assert await UsedKey.all().count() == 0


async def test_a_refused_step_keeps_no_photograph_and_no_key(desk, decision):
    await roads.works(decision, finished_on=DAY, spent_cents=1, accepted_on=DAY)
    form = await form_of(desk, decision, "progress")
    picture = ("现场.jpg", photographs.jpeg(photographs.sheet(1, 1)))

    page = await desk.clerk.submit(form, files=[("photo", picture)], title="补一步")

    assert (page.status, page.form(desk.of(decision, "progress")).values["title"]) == (
        409,
        ["补一步"],
    )
    assert (await Evidence.all().count(), await UsedKey.all().count()) == (0, 0)


async def test_the_work_is_finished_accepted_and_offered_no_further(desk, decision):
    await roads.works(decision)
    supervisor = await desk.sit(Office.SUPERVISOR)
    form = await form_of(desk, decision, "finish")
    await desk.clerk.submit(form, **day("finished_on", DAY), spent="86,400")
    offered = [text for text, _ in (await supervisor.get(desk.of(decision))).links]

    form = await form_of(desk, decision, "acceptance", supervisor)
    page = await supervisor.submit(form, text="质量合格，账目相符。")

    row = await Works.get()
    assert "登记验收意见" in offered
    assert (row.spent_cents, row.acceptance) == (8_640_000, "质量合格，账目相符。")
    assert "质量合格，账目相符。" in page.main
    assert [text for text, _ in page.links if text.startswith(("登记", "更正"))] == []


async def test_the_clerk_does_not_accept_what_the_clerk_entered(desk, decision):
    await roads.works(decision, finished_on=DAY, spent_cents=1)

    assert (await desk.clerk.get(desk.of(decision, "acceptance"))).status == 403
    offered = [text for text, _ in (await desk.clerk.get(desk.of(decision))).links]
    assert "登记验收意见" not in offered


async def test_a_slip_is_corrected_before_acceptance(desk, decision):
    await roads.works(decision, finished_on=DAY, spent_cents=864_000)

    page = await desk.clerk.get(desk.of(decision))
    form = (await desk.clerk.get(page.link("更正完成日期和决算"))).form(desk.of(decision, "finish"))
    await desk.clerk.submit(form, **day("finished_on", DAY), spent="86400")

    assert (await Works.get()).spent_cents == 8_640_000


async def test_a_change_is_asked_for_and_leads_to_its_meeting(desk, decision):
    form = await form_of(desk, decision, "change")

    page = await desk.clerk.submit(form, what="加宽 0.5 米", why="会车不便")

    row = await Change.get()
    assert (row.what, row.why) == ("加宽 0.5 米", "会车不便")
    assert page.link("召集村民会议讨论变更").endswith(f"?decision={decision.id}&step=change")
    assert "有一项变更还没有经村民会议讨论决定。" in page.main


async def test_a_second_change_is_refused_and_kept_as_typed(desk, decision):
    form = await form_of(desk, decision, "change")
    await Change.create(decision=decision, what="改线", why="塌方", asked_at=make.NOW)

    page = await desk.clerk.submit(form, what="加宽 0.5 米", why="会车不便")

    assert (page.status, await Change.all().count()) == (409, 1)
    assert page.form(desk.of(decision, "change")).values["what"] == ["加宽 0.5 米"]


@pytest.mark.parametrize("page", ["works", "progress", "finish", "change"])
async def test_supervisors_and_neighbours_enter_no_work(desk, decision, page):
    supervisor = await desk.sit(Office.SUPERVISOR)
    neighbour = await desk.sit(Office.VILLAGE_CLERK, village=await make.village("shiqiao"))
    foreign = f"/desk/shiqiao/decisions/{decision.id}/{page}"

    assert (await supervisor.get(desk.of(decision, page))).status == 403
    assert (await neighbour.get(foreign)).status == 404
