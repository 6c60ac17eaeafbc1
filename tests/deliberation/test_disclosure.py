import asyncio
from datetime import timedelta

import pytest

from deliberation import disclosure
from deliberation.disclosure import Wish
from deliberation.dossier import dossier_of
from deliberation.models import Change, ChangeStage, CycleStep, DecisionStage, VoteMethod
from publicity import notices
from publicity.models import Notice, NoticeKind
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from village.errors import Blocked, InvalidInput, NotPermitted, Stale
from village.permissions import Office
from village.rules import Body, MatterKind, Unit

C, S = CycleStep, DecisionStage
WHERE = (
    "对以上内容有异议的，可以在公示期内向村务监督委员会或者村民委员会提出，"
    "也可以扫码提出，电话 0570-0000000。"
)


@pytest.fixture
async def village(db):
    return await make.village(duty_phone="0570-0000000", board_places="文化礼堂、三组路口")


@pytest.fixture
async def clerk(village):
    return await roads.clerk_of(village)


async def paper(decision, kind=NoticeKind.RESOLUTION, **wish):
    dossier = await dossier_of(decision, today=DAY)
    return disclosure.drafted(dossier, kind, Wish(**wish))


async def lines(decision, kind=NoticeKind.RESOLUTION, **wish):
    return (await paper(decision, kind, **wish)).body.split("\n\n")


async def test_a_resolution_says_who_met_what_was_counted_and_what_was_needed(village):
    decision = await make.matter(village, stage=S.RESOLVED, budget_cents=8_640_050)
    await roads.held(decision, C.RESOLVE, method=VoteMethod.SECRET)

    found = await paper(decision)

    assert found.title == "柳湾村村民会议关于“三组机耕路硬化”的决议公告"
    assert found.body.split("\n\n") == [
        "2026 年 11 月 22 日，柳湾村村民会议在文化礼堂召开，应到 31 人，实到 25 人。",
        "会议对“三组机耕路硬化”以无记名投票方式表决：同意 20 票，反对 3 票，弃权 2 票。"
        "到会需要 21，同意需要 13，决议通过。",
        "决议内容：同意按方案铺路。",
        "预算：86,400.50 元。",
        WHERE,
    ]
    assert (found.subject, found.kind) == (f"decision:{decision.id}", NoticeKind.RESOLUTION)
    assert (found.days, found.least, found.places) == (15, 15, "文化礼堂、三组路口")
    assert found.basis == "《村民委员会组织法》第三十五条"


async def test_spoiled_votes_late_entry_and_recusal_are_said(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    await roads.held(
        decision,
        C.RESOLVE,
        day=DAY - timedelta(3),
        late_reason="村里停电",
        present=23,
        spoiled=1,
        yes=17,
    )

    met, voted, *_ = await lines(decision)

    assert met.endswith(
        "应到 31 人，实到 25 人，其中 2 人与这件事有利害关系，回避了这项表决"
        "（2026 年 11 月 22 日补录）。"
    )
    assert "同意 17 票，反对 3 票，弃权 2 票，废票 1 票。" in voted


async def test_households_are_counted_as_households(village):
    decision = await make.matter(village, stage=S.RESOLVED, unit=Unit.HOUSEHOLDS)
    await roads.held(decision, C.RESOLVE)

    assert "应到 31 户，实到 25 户" in (await lines(decision))[0]


async def test_a_groups_meeting_carries_its_groups_name(village):
    group = await make.group(village, "三组")
    decision = await make.matter(
        village,
        stage=S.RESOLVED,
        kind=MatterKind.GROUP_AFFAIR,
        body=Body.GROUP_MEETING,
        group=group,
    )
    await roads.held(decision, C.RESOLVE)

    found = await paper(decision)

    assert found.title == "柳湾村三组村民小组会议关于“三组机耕路硬化”的决议公告"
    assert found.body.startswith("2026 年 11 月 22 日，柳湾村三组村民小组会议在文化礼堂召开")


async def test_the_paper_names_the_body_that_voted_not_the_one_that_was_meant(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    await roads.held(decision, C.RESOLVE, body=Body.REPRESENTATIVE_ASSEMBLY)

    found = await paper(decision)

    assert found.title.startswith("柳湾村村民代表会议关于")
    assert "柳湾村村民代表会议在文化礼堂召开" in found.body


async def test_where_no_number_is_needed_none_is_said(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    await roads.held(decision, C.RESOLVE, ruling={"needed_present": None})

    assert (await lines(decision))[1].endswith("弃权 2 票。同意需要 13，决议通过。")


async def test_what_was_found_about_the_count_stands_beside_it(village):
    decision = await make.matter(village, stage=S.RESOLVED)
    found = [
        {"code": "unreachable-excluded", "text": "不计入联系不上的 4 人。", "basis": "甲法"},
        {"code": "votes-missing", "text": "有 2 没有记在哪一栏。", "basis": "乙法"},
        {"code": "quorum-met", "text": "到会人数够了。", "basis": "丙法"},
    ]
    await roads.held(decision, C.RESOLVE, ruling={"reasons": found})

    assert (
        "弃权 2 票。不计入联系不上的 4 人。有 2 没有记在哪一栏。到会需要 21"
        in (await lines(decision))[1]
    )


async def test_numbers_of_persons_never_hang_on_the_board(village):
    decision = await make.matter(village, "联系 13900000000 的路", stage=S.RESOLVED)
    item = await roads.held(decision, C.RESOLVE)
    item.resolution = (
        "由 999999195001010011 承包，电话 139 0000 0000，卡号 6200000000000000000，路长 620 米。"
    )
    await item.save()

    found = await paper(decision)

    assert "的路”的决议公告" in found.title
    hidden = "由 （号码不公开） 承包，电话 （号码不公开），卡号 （号码不公开），路长 620 米。"
    assert f"决议内容：{hidden}" in found.body
    assert [number for number in ("13900000000", "9999991950") if number in str(found)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("addition", "请打 13900000000 问"), ("places", "999999195001010011 家门口")],
)
async def test_who_types_such_a_number_is_told(village, clerk, name, text):
    decision = await roads.at(village, S.RESOLVED)

    with pytest.raises(InvalidInput) as refused:
        await disclosure.post(decision, Wish(**{name: text}), clerk, now=NOW)

    assert (list(refused.value.fields), await Notice.all().count()) == ([name], 0)


async def test_a_landline_may_be_said(village, clerk):
    decision = await roads.at(village, S.RESOLVED)

    made = await disclosure.post(decision, Wish(addition="可打 0570-0000000 问。"), clerk, now=NOW)

    assert made.body.split("\n\n")[-2:] == ["可打 0570-0000000 问。", WHERE]


async def test_very_long_names_still_fit_a_title(village):
    village.name = "柳" * 38 + "湾村"
    await village.save()
    decision = await make.matter(village, "路" * 80, stage=S.RESOLVED)
    await roads.held(decision, C.RESOLVE)

    found = await paper(decision)

    assert (len(found.title), found.title[-1]) == (120, "…")


async def finished(village, **fields):
    decision = await make.matter(village, stage=S.ACCEPTED)
    told = {"finished_on": DAY, "spent_cents": 8_640_000, "began_on": DAY - timedelta(20)}
    await roads.works(decision, **{**told, **fields})
    return decision


@pytest.mark.parametrize(
    ("budget", "spent", "words"),
    [
        (8_640_000, 8_640_000, "预算 86,400.00 元，决算 86,400.00 元，与预算相符。"),
        (8_640_000, 8_639_999, "预算 86,400.00 元，决算 86,399.99 元，比预算少用 0.01 元。"),
        (8_640_000, 8_640_105, "预算 86,400.00 元，决算 86,401.05 元，超出预算 1.05 元。"),
        (0, 0, "这件事没有花钱。"),
        (0, 5, "预算 0.00 元，决算 0.05 元，超出预算 0.05 元。"),
    ],
)
async def test_a_result_says_the_money_to_the_cent(village, budget, spent, words):
    decision = await finished(village, budget_cents=budget, spent_cents=spent)

    assert (await lines(decision, NoticeKind.RESULT))[2] == words


async def test_a_result_says_who_when_acceptance_and_changes(village):
    decision = await finished(village, accepted_on=DAY, acceptance="质量合格")
    for what, stage in (("加宽 0.5 米", ChangeStage.ADOPTED), ("改走河边", ChangeStage.REFUSED)):
        await Change.create(decision=decision, what=what, why="塌方", stage=stage, asked_at=NOW)

    found = await paper(decision, NoticeKind.RESULT)

    assert found.title == "柳湾村关于“三组机耕路硬化”实施结果的公告"
    assert found.body.split("\n\n") == [
        "实施单位：青溪建筑队。",
        "起止时间：2026 年 11 月 2 日至2026 年 11 月 22 日。",
        "预算 86,400.00 元，决算 86,400.00 元，与预算相符。",
        "验收：2026 年 11 月 22 日，质量合格。",
        "变更（已通过）：加宽 0.5 米。",
        "变更（未通过）：改走河边。",
        WHERE,
    ]


async def test_a_paper_is_posted_for_at_least_the_days_of_the_kept_edition(village, clerk):
    edition = await sittings.edition(periods__resolution__days=20)
    decision = await roads.at(village, S.RESOLVED, **edition)

    with pytest.raises(Blocked) as refused:
        await disclosure.post(decision, Wish(days=19), clerk, now=NOW)
    made = await disclosure.post(decision, Wish(), clerk, now=NOW)

    assert refused.value.codes == ("period-too-short",)
    assert (made.days, made.first_day, made.last_day) == (20, DAY, DAY + timedelta(20))
    (line,) = await sittings.lines("notice.post")
    assert (line["about"], line["kind"]) == (f"decision:{decision.id}", "resolution")


async def test_a_longer_period_and_other_places_are_the_villages_own(village, clerk):
    decision = await roads.at(village, S.RESOLVED)

    made = await disclosure.post(decision, Wish(days=30, places="祠堂"), clerk, now=NOW)

    assert (made.days, made.places) == (30, "祠堂")


@pytest.mark.parametrize("stage", [one for one in S if one not in (S.RESOLVED, S.ACCEPTED)])
async def test_a_paper_has_its_stage(village, clerk, stage):
    decision = await make.matter(village, stage=stage)
    await roads.held(decision, C.RESOLVE)
    await roads.works(decision, finished_on=DAY, spent_cents=1)

    with pytest.raises(Blocked) as refused:
        await disclosure.post(decision, Wish(), clerk, now=NOW)

    assert (refused.value.codes, await Notice.all().count()) == (("nothing-to-post",), 0)


async def test_nothing_hangs_about_a_vote_that_did_not_pass(village, clerk):
    decision = await make.matter(village, stage=S.RESOLVED)
    await roads.held(decision, C.RESOLVE, "rejected")

    with pytest.raises(Blocked) as refused:
        await disclosure.post(decision, Wish(), clerk, now=NOW)

    assert refused.value.codes == ("no-meeting",)


async def test_of_two_postings_at_once_one_hangs(village, clerk):
    decision = await roads.at(village, S.RESOLVED)

    told = await asyncio.gather(
        *(disclosure.post(decision, Wish(), clerk, now=NOW) for _ in range(2)),
        return_exceptions=True,
    )

    assert [type(one) for one in told if isinstance(one, Exception)] == [Stale]
    assert await Notice.all().count() == 1


async def test_after_a_withdrawal_the_new_paper_says_which_it_replaces(village, clerk):
    decision = await roads.at(village, S.RESOLVED)
    first = await disclosure.post(decision, Wish(), clerk, now=NOW)
    later = NOW + timedelta(days=3)
    fresh = await notices.shown_in(village.id, first.id)
    await notices.withdraw(fresh, "票数写错", clerk, now=later)

    second = await disclosure.post(decision, Wish(), clerk, now=later)

    assert (second.replaces_id, second.last_day) == (first.id, DAY + timedelta(18))


@pytest.mark.parametrize("office", [Office.PARTY_SECRETARY, Office.SUPERVISOR])
async def test_only_who_may_post_posts(village, office):
    decision = await roads.at(village, S.RESOLVED)
    who = await make.holder(village, office)
    stranger = await roads.clerk_of(await make.village())

    for one in (who, stranger):
        with pytest.raises(NotPermitted):
            await disclosure.post(decision, Wish(), one, now=NOW)

    assert await Notice.all().count() == 0
