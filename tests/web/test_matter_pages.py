"""A clerk opens a matter on pages; leaders move it; papers are seen before they hang."""

import pytest

from deliberation.models import (
    Canvass,
    CycleStep,
    Decision,
    DecisionStage,
    LegalCheck,
    Petition,
    PetitionKind,
    RiskAssessment,
    TownshipReview,
)
from publicity.models import Notice
from tests import make
from tests.deliberation import roads, sittings
from tests.make import DAY, NOW
from tests.web.desks import day, opened
from village.models import LedgerEntry, Village
from village.permissions import Office
from village.rules import Body, MatterKind, Unit

S, C = DecisionStage, CycleStep
WORDS = {
    "title": "三组机耕路硬化工程",
    "summary": "三组到晒谷场的 620 米机耕路铺水泥。",
    "budget": "86,400.50",
    "source": "people",
    "body": "villagers_assembly",
}


@pytest.fixture
async def desk(db, clock):
    return await opened(db, clock)


async def form_for(desk, kind="public_works", collective="no"):
    asked = {"collective": collective, "kind": kind}
    return await desk.clerk.get(f"{desk.here}decisions/new", params=asked)


async def test_a_matter_is_opened_in_three_questions(desk):
    first = await desk.clerk.get(f"{desk.here}decisions/new")
    second = await desk.clerk.submit(first.form(f"{desk.here}decisions/new"), collective="no")
    third = await desk.clerk.submit(second.form(f"{desk.here}decisions/new"), kind="public_works")
    shown = await desk.clerk.submit(third.form(f"{desk.here}decisions/"), **WORDS)

    assert [first.h1, second.h1, third.h1] == ["新立一个议题", "是哪一类事？", "写下这个议题"]
    row = await Decision.get()
    assert (shown.path, shown.h1) == (desk.of(row), "三组机耕路硬化工程")
    assert (row.kind, row.body, row.unit, row.budget_cents, row.stage) == (
        MatterKind.PUBLIC_WORKS,
        Body.VILLAGERS_ASSEMBLY,
        Unit.ADULTS,
        8_640_050,
        S.OPENED,
    )


async def test_the_kinds_follow_the_first_answer(desk):
    address = f"{desk.here}decisions/new"
    ours = await desk.clerk.get(address, params={"collective": "no"})
    theirs = await desk.clerk.get(address, params={"collective": "yes"})
    crossed = await form_for(desk, "homestead", "no")

    assert "land_compensation" in theirs.form(address).offered["kind"]
    assert "land_compensation" not in ours.form(address).offered["kind"]
    assert crossed.h1 == "是哪一类事？"


async def test_the_representatives_are_offered_with_the_state_of_their_mandate(desk):
    def note(page):
        labels = page.root.all("label")
        (said,) = [one.text for one in labels if one.text.startswith("村民代表会议")]
        return said

    without = note(await form_for(desk))
    await make.delegation(desk.village)
    bylaws = await form_for(desk, "bylaws")

    assert without == "村民代表会议 村民会议还没有授权，表决了也不作数"
    assert note(await form_for(desk)) == "村民代表会议 村民会议已授权，到 2029 年 3 月 1 日"
    assert bylaws.form(f"{desk.here}decisions/").offered["body"] == ["villagers_assembly"]
    assert "不能由村民代表会议决定" in bylaws.main


async def test_a_form_sent_twice_opens_one_matter(desk):
    form = (await form_for(desk)).form(f"{desk.here}decisions/")

    first = await desk.clerk.submit(form, **WORDS)
    second = await desk.clerk.submit(form, **WORDS)

    assert second.path == first.path == desk.of(await Decision.get())
    assert (await Decision.all().count(), await LedgerEntry.all().count()) == (1, 1)


async def test_mistakes_come_back_beside_what_was_typed(desk):
    form = (await form_for(desk)).form(f"{desk.here}decisions/")

    page = await desk.clerk.submit(
        form, title="路", summary="短", budget="很多", source="petition", body="hearing"
    )

    assert (page.status, page.errors) == (
        422,
        {
            "title": "至少写 4 个字，现在只有 1 个字。",
            "summary": "至少写 10 个字，现在只有 1 个字。",
            "budget": "金额请以元为单位，只填数字，最多两位小数，例如 86400.50。",
        },
    )
    again = page.form(f"{desk.here}decisions/")
    assert (again.values["title"], again.values["budget"], again.values["source"]) == (
        ["路"],
        ["很多"],
        ["petition"],
    )
    assert await Decision.all().count() == 0


async def test_the_wrong_body_is_refused_and_the_form_kept(desk):
    page = await form_for(desk, "bylaws")
    values = page.form(f"{desk.here}decisions/").values
    sent = {**values, **WORDS, "body": "representative_assembly"}

    refused = await desk.clerk.post(f"{desk.here}decisions/", sent)

    assert refused.status == 409
    assert "应当由村民会议决定" in refused.boxes[0]
    assert refused.form(f"{desk.here}decisions/").values["title"] == [WORDS["title"]]
    assert await Decision.all().count() == 0


async def test_a_petition_is_chosen_on_the_last_page_until_it_is_used(desk):
    row = await Petition.create(
        village=desk.village,
        kind=PetitionKind.VILLAGERS,
        title="修机耕路",
        entitled=300,
        needed=30,
        signed=31,
        recorded_at=NOW,
    )
    first = await desk.clerk.get(f"{desk.here}decisions/new")
    form = (await form_for(desk)).form(f"{desk.here}decisions/")
    missing = await desk.clerk.submit(form, **{**WORDS, "source": "petition"})
    again = missing.form(f"{desk.here}decisions/")
    chosen = {**WORDS, "source": "petition", "petition": row.id}
    opened_ = await desk.clerk.submit(again, **chosen)
    after = await desk.clerk.get(f"{desk.here}decisions/new")

    assert "修机耕路（31 人联名）" in first.boxes[0]
    assert (missing.status, list(missing.errors)) == (422, ["petition"])
    assert (opened_.status, (await Decision.get()).petition_id) == (200, row.id)
    assert after.boxes == []


async def test_a_groups_matter_asks_which_group(desk):
    group = await make.group(desk.village, "三组")
    stranger = await make.group(await make.village())
    form = (await form_for(desk, "group_affair")).form(f"{desk.here}decisions/")
    words = {**WORDS, "body": "group_meeting"}

    missing = await desk.clerk.submit(form, **words)
    again = missing.form(f"{desk.here}decisions/")
    foreign = await desk.clerk.submit(again, **words, group=stranger.id)
    again = foreign.form(f"{desk.here}decisions/")
    fine = await desk.clerk.submit(again, **words, group=group.id)

    assert [list(one.errors) for one in (missing, foreign)] == [["group"], ["group"]]
    assert (fine.status, (await Decision.get()).group_id) == (200, group.id)


@pytest.mark.parametrize("office", [Office.SUPERVISOR, Office.ACCOUNTANT, Office.LEGAL_ADVISER])
async def test_who_may_not_open_matters_gets_no_form(desk, office):
    who = await desk.sit(office)

    pages = [await who.get(f"{desk.here}decisions/new"), await form_at(who, desk)]
    listed = await who.get(f"{desk.here}decisions/")

    assert [one.status for one in pages] == [403, 403]
    assert (listed.status, [said for said, _ in listed.links if said == "新立一个议题"]) == (
        200,
        [],
    )


async def form_at(who, desk):
    return await who.get(f"{desk.here}decisions/new", params={"collective": "no"})


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


async def test_people_asked_the_adviser_and_the_risk_are_entered(desk):
    decision = await make.matter(desk.village)
    adviser = await desk.sit(Office.LEGAL_ADVISER)
    asked = {
        "way": "visit",
        **day("began_on", DAY),
        **day("ended_on", DAY),
        "asked": 46,
        "agreed": 41,
        "opposed": 5,
        "summary": "多数赞成，避开农忙。",
    }
    for who, name, told in (
        (desk.clerk, "canvass", asked),
        (adviser, "legality", {"view": "amend", "text": "补上资金来源。"}),
        (desk.clerk, "risk", {"level": "high", "text": "占地有争议，先谈妥。"}),
    ):
        form = (await who.get(desk.of(decision, name))).form(desk.of(decision, name))
        page = await who.submit(form, **told)
        assert page.path == desk.of(decision)

    found = (await Canvass.get(), await LegalCheck.get(), await RiskAssessment.get())
    assert [one.decision_id for one in found] == [decision.id] * 3
    for text in ("征求 46 人：赞成 41 人，不赞成 5 人", "补上资金来源。", "占地有争议，先谈妥。"):
        assert text in page.main


async def test_the_preparations_stay_on_file_after_the_vote(desk):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, "risk"))).form(desk.of(decision, "risk"))
    await desk.clerk.submit(form, level="low", text="没有风险点。")
    await Decision.all().update(stage=S.CONCLUDED)

    assert "没有风险点。" in (await desk.clerk.get(desk.of(decision))).main


@pytest.mark.parametrize(
    ("name", "told", "wrong"),
    [
        ("canvass", {"asked": "很多"}, ["way", "began_on", "ended_on", "asked", "agreed"]),
        ("risk", {"text": "。"}, ["level", "text"]),
    ],
)
async def test_what_was_typed_wrong_comes_back(desk, name, told, wrong):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, name))).form(desk.of(decision, name))

    page = await desk.clerk.submit(form, **told)

    assert (page.status, list(page.errors)[: len(wrong)]) == (422, wrong)
    again = page.form(desk.of(decision, name))
    assert {key: again.values[key] for key in told} == {key: [said] for key, said in told.items()}


async def test_nothing_is_prepared_after_the_resolution_and_nothing_typed_is_lost(desk):
    decision = await make.matter(desk.village)
    form = (await desk.clerk.get(desk.of(decision, "risk"))).form(desk.of(decision, "risk"))
    await Decision.all().update(stage=S.RESOLVED)

    page = await desk.clerk.submit(form, level="low", text="没有风险点。")

    assert (page.status, await RiskAssessment.all().count()) == (409, 0)
    assert page.form(desk.of(decision, "risk")).values["text"] == ["没有风险点。"]


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
