"""A matter on the desk: what each office may do with it, and the paper seen before it hangs."""

import pytest

from deliberation.models import CycleStep, Decision, DecisionStage, TownshipReview
from publicity.models import Notice
from tests import make
from tests.deliberation import roads, sittings
from tests.web.desks import opened
from village.models import Village
from village.permissions import Office
from village.rules import Body, MatterKind

S, C = DecisionStage, CycleStep


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


async def test_all_matters_are_listed_with_where_they_stand(desk):
    first = await make.matter(desk.village, "三组机耕路硬化")
    second = await make.matter(desk.village, "礼堂修缮", stage=S.CONCLUDED)

    page = await desk.clerk.get(f"{desk.here}decisions/")

    rows = [[cell.text for cell in row.all("td")] for row in page.root.all("tr")[1:]]
    kind = MatterKind.PUBLIC_WORKS.label
    assert rows == [
        [second.number, "礼堂修缮", kind, "结果已公开，已办结"],
        [first.number, "三组机耕路硬化", kind, "已立议题"],
    ]
    assert page.link("礼堂修缮") == desk.of(second)


async def test_a_matter_of_another_village_is_not_there(desk):
    elsewhere = await make.matter(await make.village("shiqiao"))

    for place in (
        f"{desk.here}decisions/{elsewhere.id}",
        f"{desk.here}decisions/{elsewhere.id}/withdraw",
        f"{desk.here}decisions/99999",
    ):
        assert (await desk.clerk.get(place)).status == 404


def acts(page):
    return [
        link.text
        for link in page.root.all("main")[0].all("a")
        if "btn" in link.get("class").split()
    ]


@pytest.mark.parametrize(
    ("stage", "clerk", "secretary"),
    [
        (
            S.OPENED,
            ["召集村党组织会议“提议”", "召集听证会、恳谈会", "登记征求意见", "登记风险评估"],
            ["召集村党组织会议“提议”", "召集听证会、恳谈会", "撤回议题"],
        ),
        (
            S.REVIEWED,
            ["召集村民会议“决议”", "召集听证会、恳谈会", "登记征求意见", "登记风险评估"],
            ["召集村民会议“决议”", "召集听证会、恳谈会", "撤回议题"],
        ),
        (S.RESOLVED, ["张贴决议公开的公告"], []),
        (S.DISCLOSED, ["登记由谁实施", "提出变更"], ["登记由谁实施", "提出变更"]),
        (S.ACCEPTED, ["张贴结果公开的公告"], []),
        (S.CONCLUDED, [], []),
        (S.WITHDRAWN, [], []),
    ],
)
async def test_each_stage_offers_each_office_what_it_may_do(desk, stage, clerk, secretary):
    decision = await make.matter(desk.village, stage=stage)
    leading = await desk.sit(Office.PARTY_SECRETARY)

    assert acts(await desk.clerk.get(desk.of(decision))) == clerk
    assert acts(await leading.get(desk.of(decision))) == secretary


async def test_a_meeting_that_was_called_is_gone_to_and_not_called_again(desk):
    decision = await make.matter(desk.village)
    hearing = await roads.called(decision, C.HEAR)
    before = acts(await desk.clerk.get(desk.of(decision)))
    meeting = await roads.called(decision, C.PROPOSE)

    page = await desk.clerk.get(desk.of(decision))

    assert (hearing.body, before[0]) == (Body.HEARING, "召集村党组织会议“提议”")
    assert acts(page)[0] == "看 12 月 4 日的村党组织会议"
    assert page.link(acts(page)[0]) == f"{desk.here}meetings/{meeting.id}"
    assert [one for one in acts(page) if one.startswith("召集村党组织会议")] == []


async def test_after_a_passed_vote_there_is_only_one_way(desk):
    decision = await roads.at(desk.village, S.REVIEWED)
    await roads.held(decision, C.RESOLVE)
    leading = await desk.sit(Office.PARTY_SECRETARY)

    page = await leading.get(desk.of(decision))
    moved = await leading.submit(page.form(desk.of(decision, "advance")))

    assert acts(page) == ["召集听证会、恳谈会"]
    assert (moved.path, (await Decision.get()).stage) == (desk.of(decision), S.RESOLVED)


async def test_who_may_not_move_a_matter_has_no_button_and_no_deed(desk):
    decision = await make.matter(desk.village)
    await roads.held(decision, C.PROPOSE)
    page = await desk.clerk.get(desk.of(decision))
    key = (await desk.clerk.get(desk.of(decision, "canvass"))).form(desk.of(decision, "canvass"))

    pressed = await desk.clerk.post(desk.of(decision, "advance"), {"_key": key.values["_key"]})

    assert [one.action for one in page.forms if one.action.endswith("/advance")] == []
    assert (pressed.status, (await Decision.get()).stage) == (403, S.OPENED)


async def test_a_step_that_lacks_something_is_refused_with_all_of_it(desk):
    decision = await make.matter(desk.village, stage=S.REVIEWED, body=Body.REPRESENTATIVE_ASSEMBLY)
    leading = await desk.sit(Office.PARTY_SECRETARY)
    shown = await leading.get(desk.of(decision))
    key = (await leading.get(desk.of(decision, "withdraw"))).form(desk.of(decision, "withdraw"))

    pressed = await leading.post(desk.of(decision, "advance"), {"_key": key.values["_key"]})

    assert pressed.status == 409
    for text in ("没有村民会议授权", "还没有登记村民代表会议“决议”的会议记录"):
        assert text in shown.main
        assert text in pressed.main


async def test_a_matter_is_withdrawn_with_its_reason(desk):
    decision = await make.matter(desk.village)
    leading = await desk.sit(Office.PARTY_SECRETARY)
    form = (await leading.get(desk.of(decision, "withdraw"))).form(desk.of(decision, "withdraw"))

    short = await leading.submit(form, why="不")
    page = await leading.submit(short.form(desk.of(decision, "withdraw")), why="上级另有安排")

    assert (short.status, short.errors) == (422, {"why": "至少写 4 个字，现在只有 1 个字。"})
    assert page.boxes == ["已经结束：上级另有安排"]


async def test_a_matter_voted_down_is_ended(desk):
    decision = await make.matter(desk.village)
    await roads.held(decision, C.PROPOSE, "rejected")
    leading = await desk.sit(Office.PARTY_SECRETARY)

    page = await leading.get(desk.of(decision))
    asked = await leading.get(page.link("按“未通过”结束"))
    await leading.submit(asked.form(desk.of(decision, "reject")))

    assert (await Decision.get()).stage is S.REJECTED


@pytest.mark.parametrize("page", ["withdraw", "reject", "post", "legality"])
async def test_a_form_of_another_office_is_not_even_shown(desk, page):
    decision = await make.matter(desk.village, stage=S.RESOLVED)
    accountant = await desk.sit(Office.ACCOUNTANT)

    assert (await accountant.get(desk.of(decision, page))).status == 403


async def test_the_paper_is_seen_before_it_hangs_and_hangs_as_it_was_seen(desk):
    decision = await roads.at(desk.village, S.RESOLVED)
    page = await desk.clerk.get(desk.of(decision, "post"))
    form = page.form(desk.of(decision, "post"))

    short = await desk.clerk.submit(form, days=14, places="文化礼堂")
    private = await desk.clerk.submit(
        short.form(desk.of(decision, "post")), days=15, addition="打 13900000000 问"
    )
    await desk.clerk.submit(private.form(desk.of(decision, "post")), addition="欢迎监督。")

    notice = await Notice.get()
    assert form.values["days"] == ["15"]
    assert (short.status, private.status) == (409, 422)
    assert list(private.errors) == ["addition"]
    assert private.form(desk.of(decision, "post")).values["addition"] == ["打 13900000000 问"]
    seen = page.boxes[0].replace(" ", "")
    for line in notice.body.replace("欢迎监督。\n\n", "").split("\n\n"):
        assert line.replace(" ", "") in seen
    assert (notice.days, notice.places, "欢迎监督。" in notice.body) == (15, "文化礼堂", True)


async def test_where_there_is_no_paper_the_page_says_so(desk):
    decision = await make.matter(desk.village)

    page = await desk.clerk.get(desk.of(decision, "post"))

    assert "现在没有要贴的公告" in page.main


async def test_the_township_is_asked_where_the_rules_say_so(desk):
    edition = await sittings.edition(
        township_review__enabled=True, township_review__deadline_days=10
    )
    decision = await roads.at(desk.village, S.RESOLVED, **edition)

    page = await desk.clerk.get(desk.of(decision))
    asked = await desk.clerk.get(page.link("送乡镇审查"))
    after = await desk.clerk.submit(asked.form(desk.of(decision, "township")))

    assert (await TownshipReview.get()).due_on.isoformat() == "2026-12-02"
    assert "到期没有答复的，不影响往下走" in after.main
    assert "送乡镇审查" not in acts(after)


async def test_looking_writes_nothing(desk, queries):
    decision = await roads.at(desk.village, S.RESOLVED)
    before = await Village.get(id=desk.village.id)
    queries.clear()

    for page in ("", "post", "canvass", "risk"):
        await desk.clerk.get(desk.of(decision, page))

    writing = [one for one in queries if one.lstrip().upper().startswith(("INSERT", "UPDATE"))]
    assert (writing, (await Village.get(id=desk.village.id)).data_version) == (
        [],
        before.data_version,
    )
