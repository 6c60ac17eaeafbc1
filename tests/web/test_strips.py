from datetime import timedelta

import pytest

from deliberation.dossier import dossier_of
from deliberation.models import CycleStep, DecisionStage
from publicity.models import NoticeKind
from tests import make
from tests.deliberation import roads
from tests.make import DAY
from village.rules import Body, MatterKind
from web import strips

C, S = CycleStep, DecisionStage
SIX = ["提议", "商议", "审议", "决议", "决议公开", "结果公开"]
GROUP = {"kind": MatterKind.GROUP_AFFAIR, "body": Body.GROUP_MEETING}


@pytest.fixture
async def village(db):
    return await make.village()


async def strip(decision, **options):
    return strips.full(await dossier_of(decision, today=DAY), **options)


@pytest.mark.parametrize(
    ("stage", "done"),
    [
        (S.OPENED, 0),
        (S.PROPOSED, 1),
        (S.CONSULTED, 2),
        (S.REVIEWED, 3),
        (S.RESOLVED, 4),
        (S.DISCLOSED, 5),
        (S.ACCEPTED, 5),
        (S.CONCLUDED, 6),
    ],
)
async def test_one_step_is_open_until_all_are_done(village, stage, done):
    decision = await roads.at(village, stage)

    found = strips.brief(decision)

    states = ["done"] * done + ["now", *["later"] * 5][: 6 - done]
    assert [(one.name, one.state) for one in found] == list(zip(SIX, states, strict=True))
    assert [one.state for one in await strip(decision)] == states


@pytest.mark.parametrize("stage", [S.REJECTED, S.WITHDRAWN])
async def test_of_what_was_broken_off_the_passed_meetings_stay_done(village, stage):
    decision = await make.matter(village, stage=stage)
    await roads.held(decision, C.PROPOSE, day=DAY - timedelta(9))
    await roads.held(decision, C.CONSULT, "rejected")

    found = await strip(decision)

    assert [one.state for one in found] == ["done", *["later"] * 5]
    assert found[1].lines == ("11 月 22 日 · 应到 31，实到 25 · 同意 20 · 没有通过",)
    assert {one.state for one in strips.brief(decision)} == {"later"}
    assert [one.blockers for one in found] == [()] * 6


async def test_a_groups_own_matter_has_three_steps(village):
    decision = await make.matter(village, group=await make.group(village, "三组"), **GROUP)

    found = await strip(decision)

    assert [one.name for one in found] == ["三组村民小组会议决议", "决议公开", "结果公开"]
    assert [one.state for one in found] == ["now", "later", "later"]


async def test_p_s4_a_merged_pair_says_so_and_counts_once(village):
    decision = await make.matter(village, merge_first_two=True, stage=S.CONSULTED)
    await roads.held(decision, C.CONSULT)

    found = await strip(decision)

    assert [one.name for one in found[:2]] == [
        "党组织提议（与商议合并召开）",
        "村“两委”会议商议",
    ]
    assert found[0].lines == found[1].lines != ()
    assert [one.name for one in strips.brief(decision)] == SIX


async def test_the_heads_say_what_was_needed_and_whether_it_was_there(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    await roads.held(decision, C.RESOLVE, "rejected", yes=12, no=8, abstain=4, spoiled=1)

    step = (await strip(decision))[3]

    assert [(one.label, one.figure, one.state) for one in step.heads] == [
        ("需要到会", 21, ""),
        ("实到", 25, "good"),
        ("需要同意", 13, ""),
        ("同意", 12, "short"),
        ("反对", 8, ""),
        ("弃权", 4, ""),
        ("废票", 1, ""),
    ]
    assert roads.codes(step.blockers) == ["majority-missed"]
    assert step.basis == "同意的不够。（乙法）"


async def test_a_meeting_without_a_count_shows_heads_and_no_votes(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    none = {"yes": None, "no": None, "abstain": None, "spoiled": None}
    await roads.held(decision, C.RESOLVE, "undecided", **none)

    step = (await strip(decision))[3]

    assert [one.label for one in step.heads] == ["需要到会", "实到"]
    assert step.lines == ("11 月 22 日 · 应到 31，实到 25 · 会议成立，没有表决数，不能认定通过",)


async def test_every_meeting_on_a_step_is_told_the_last_one_counts(village):
    decision = await make.matter(village, stage=S.REVIEWED)
    await roads.held(decision, C.RESOLVE, "no_quorum", day=DAY - timedelta(9))
    await roads.held(decision, C.RESOLVE, late_reason="停电", body=Body.REPRESENTATIVE_ASSEMBLY)

    step = (await strip(decision, desk=True))[3]

    assert step.lines == (
        "11 月 13 日 · 应到 31，实到 25 · 同意 20 · 到会人数不够，没有开成",
        "11 月 22 日 · 村民代表会议 · 应到 31，实到 25 · 同意 20"
        " · 补录于 2026 年 11 月 22 日 09:00",
    )
    assert (step.brief, len(step.links)) == ("11 月 22 日", 2)


async def test_links_into_the_office_are_for_the_office(village):
    decision = await roads.at(village, S.RESOLVED)
    notice = await roads.posted(decision)

    desk, public = await strip(decision, desk=True), await strip(decision)

    assert [one.links for one in public[:4]] == [()] * 4
    here = f"/v/{village.code}/notices/{notice.id}"
    assert [one.href for one in public[4].links] == [here, f"{here}/poster"]
    assert [one.href for one in desk[4].links][2:] == [f"/desk/{village.code}/notices/{notice.id}"]
    assert public[4].lines == ("11 月 22 日贴出，满 15 天到 12 月 7 日。",)


async def test_the_work_is_told_while_it_is_going_on(village):
    decision = await roads.at(village, S.DISCLOSED)
    nothing = (await strip(decision))[5].lines
    row = await roads.works(decision)
    going = (await strip(decision))[5].lines
    row.finished_on, row.spent_cents = DAY, 1
    await row.save()

    assert (nothing, going, (await strip(decision))[5].lines) == (
        ("还没有开始",),
        ("正在实施：青溪建筑队，计划 12 月 2 日完成。",),
        ("11 月 22 日完成：青溪建筑队。",),
    )


async def test_what_is_missing_and_what_is_only_wished_stand_in_the_open_step(village):
    decision = await roads.at(village, S.RESOLVED)
    await roads.posted(decision, NoticeKind.RESOLUTION)

    found = await strip(decision)

    assert [roads.codes(one.blockers) for one in found] == [
        *[[]] * 4,
        ["notice-still-running"],
        [],
    ]
    assert [roads.codes(one.reminders) for one in found] == [
        *[[]] * 4,
        ["no-board-first", "no-supervision"],
        [],
    ]
