"""A clerk opens a matter on pages: three questions, and what was typed is never lost."""

import pytest

from deliberation.models import Decision, DecisionStage, Petition, PetitionKind
from tests import make
from tests.make import NOW
from tests.web.desks import opened
from village.models import LedgerEntry
from village.permissions import Office
from village.rules import Body, MatterKind, Unit

S = DecisionStage
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
