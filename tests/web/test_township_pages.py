"""The township's desk: it sees what needs it, reads the proof, advises, and changes nothing."""

import json
from datetime import timedelta

import pytest

from deliberation.models import (
    AgendaItem,
    CycleStep,
    DecisionStage,
    Meeting,
    MeetingStage,
    TownshipReview,
)
from publicity.models import Objection
from tests import doors, make
from tests.make import DAY, NOW
from village.models import (
    Appointment,
    Evidence,
    EvidenceKind,
    LedgerEntry,
    Person,
    SessionLevel,
    Village,
)
from village.permissions import Office
from village.rules import Body
from web.people_routes import PEOPLE_ROUTES
from web.routes import ROUTES


@pytest.fixture
async def there(db, clock):
    town = await make.township("qingxi")
    app = doors.site(db, clock)
    officer = await officer_of(app, town)
    yield app, town, officer
    await officer.close()


async def officer_of(app, town):
    who = await make.officer(town)
    return await doors.browser(app, await Person.get(id=who.person_id), level=SessionLevel.CODE)


async def village(code, name, *, clerk=True):
    made = await make.village(code, name)
    if clerk:
        await make.holder(made, Office.VILLAGE_CLERK)
    return made


async def objection(of, days):
    notice = await make.notice(of)
    return await Objection.create(
        village=of, notice=notice, person=await make.person(of), channel="paper",
        text="没听说", raised_at=NOW, answer_due=DAY + timedelta(days),
    )  # fmt: skip


async def sitting(of, verdict, *, days=10, **fields):
    matter = await make.matter(of)
    told = {
        "body": Body.REPRESENTATIVE_ASSEMBLY, "title": "村民代表会议", "place": "村委会",
        "starts_at": NOW - timedelta(days), "notified_on": DAY, "called_at": NOW,
        "stage": MeetingStage.HELD, "entitled": 31, "present": 20, "recorded_at": NOW,
    }  # fmt: skip
    meeting = await Meeting.create(village=of, **{**told, **fields})
    await AgendaItem.create(
        meeting=meeting, decision=matter, step=CycleStep.RESOLVE, position=1, verdict=verdict
    )
    return meeting


async def picture(of, same_as=None, kind=EvidenceKind.SIGN_IN):
    return await Evidence.create(
        village=of, kind=kind, subject="meeting:1", original_digest="0" * 64, digest="1" * 64,
        fingerprint="", width=10, height=10, kept_at=NOW, same_as=same_as,
    )  # fmt: skip


async def review(of, days=3, **fields):
    matter = await make.matter(of, stage=DecisionStage.RESOLVED)
    return await TownshipReview.create(
        decision=matter, asked_at=NOW, due_on=DAY + timedelta(days), **fields
    )


def row(page, name):
    """The cells of one village's line, by their headings."""
    for line in page.root.all("tr"):
        cells = {cell.get("data-label"): cell.text for cell in line.all("td")}
        if cells.get("村", "").startswith(name) and "情况" in cells:
            return cells
    raise AssertionError(name)


async def test_what_needs_somebody_stands_first_and_says_so_in_words(there):
    _, _, officer = there
    for code, name in (("a", "安村"), ("b", "北村"), ("c", "晨村")):
        await village(code, name)
    await objection(await Village.get(code="b"), 3)
    await objection(await Village.get(code="c"), -1)

    page = await officer.get("/township/")

    names = [cell.text for cell in page.root.all("td") if cell.get("data-label") == "村"]
    assert names == ["晨村规则：全国", "北村规则：全国", "安村规则：全国"]
    assert [row(page, name)["情况"] for name in names] == [
        "逾期1 条异议过了答复期限", "临期1 条异议快到答复期限", "正常",
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "state"), [(-1, "逾期"), (0, "临期"), (3, "临期"), (4, "正常")])
async def test_an_objection_is_late_the_day_after_its_last_day(there, days, state):
    _, _, officer = there
    await objection(await village("liuwan", "柳湾村"), days)

    page = await officer.get("/township/")

    assert row(page, "柳湾村")["情况"].startswith(state)


@pytest.mark.parametrize(
    ("verdict", "days", "sentence"),
    [
        ("no_quorum", 10, "1 次表决因到会人数不够没有开成"),
        ("unlawful", 365, "1 次表决程序不合法，不能认定通过"),
        ("unlawful", 366, ""),
        ("passed", 10, ""),
    ],
)
async def test_a_verdict_of_the_last_year_that_did_not_stand_is_told(
    there, verdict, days, sentence
):
    _, _, officer = there
    await sitting(await village("liuwan", "柳湾村"), verdict, days=days)

    page = await officer.get("/township/")

    assert row(page, "柳湾村")["要留意的"].replace("2 处任职组成要补", "") == sentence


async def test_meetings_entered_late_and_pictures_used_twice_are_told(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    await sitting(here, "passed", late_reason="停电")
    first = await picture(here)
    await picture(here, same_as=first)

    told = row(await officer.get("/township/"), "柳湾村")["要留意的"]

    assert told.startswith("1 次会议是事后补录的1 张照片和以前的是同一张")


@pytest.mark.parametrize(("days", "state"), [(0, "正常"), (1, "逾期")])
async def test_a_meeting_past_its_day_that_nobody_recorded_is_late(there, days, state):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    await sitting(here, "", days=days, stage=MeetingStage.CALLED, recorded_at=None)

    assert row(await officer.get("/township/"), "柳湾村")["情况"].startswith(state)


async def test_matters_are_counted_by_stage_and_papers_by_what_hangs(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    for stage in (DecisionStage.OPENED, DecisionStage.OPENED, DecisionStage.CONCLUDED):
        await make.matter(here, stage=stage)
    await make.notice(here)
    await make.notice(here, "announcement:2", last_day=DAY - timedelta(1))

    told = row(await officer.get("/township/"), "柳湾村")

    assert (told["议题"], told["正在公示"]) == (
        "已立议题 2结果公开，已办结 1".replace("公开，", "已公开，"),
        "1",
    )


async def test_three_hundred_villages_cost_what_one_costs(there, queries):
    _, town, officer = there
    costs = []
    for first, last in ((0, 1), (1, 300)):
        await Village.bulk_create(
            Village(township=town, code=f"v{number}", name=f"{number} 村")
            for number in range(first, last)
        )
        for of in await Village.filter(code__in=["v0", "v7", "v299"]):
            await objection(of, 1)
            await sitting(of, "unlawful")
            await review(of)
            await make.appointment(of, await make.person(of), Office.REPRESENTATIVE)
        queries.clear()
        page = await officer.get("/township/")
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 16
    assert "300 村" not in page.main
    assert "299 村" in page.main


async def test_villages_of_another_township_are_not_listed(there):
    _, _, officer = there
    await village("liuwan", "柳湾村")
    far = await make.township("shuanghe", "双河镇")
    await make.village("yuancun", "远村", town=far)

    page = await officer.get("/township/")
    answers = [
        (await officer.get(f"/township/yuancun/{rest}")).status
        for rest in ("", "record", "record/check", "clerk")
    ]

    assert "远村" not in page.main
    assert answers == [403, 403, 403, 403]


async def test_the_page_says_in_words_what_the_township_may_not(there):
    _, _, officer = there
    await village("liuwan", "柳湾村")

    for path in ("/township/", "/township/liuwan/"):
        page = await officer.get(path)
        assert any(box.startswith("乡镇在这里可以看、可以提意见，不能批准。") for box in page.boxes)


async def test_one_village_shows_its_proof(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    meeting = await sitting(here, "unlawful", late_reason="停电")
    first = await picture(here)
    again = await picture(here, same_as=first)
    board = await picture(here, kind=EvidenceKind.BOARD_FIRST)

    page = await officer.get("/township/liuwan/")

    matter = await meeting.items.all().first()
    assert page.link("三组机耕路硬化") == f"/v/liuwan/decisions/{matter.decision_id}"
    assert "三组机耕路硬化：程序不合法，不能认定通过" in page.main
    assert "登记：停电" in page.main
    shown = [href for _, href in page.links if href.startswith("/evidence/")]
    assert shown == [f"/evidence/{one}" for one in (again.id, first.id, first.id)]
    assert f"/evidence/{board.id}" not in shown
    assert page.link("封存记录") == "/township/liuwan/record"


async def test_the_township_reads_the_record_and_goes_over_it(there):
    _, _, officer = there
    await village("liuwan", "柳湾村")

    shown, checked = [await officer.get(f"/township/liuwan/record{one}") for one in ("", "/check")]

    assert (shown.h1, checked.h1) == ("封存记录", "核对封存记录")
    assert checked.boxes == ["还没有记录，没有可核对的。"]


async def test_advice_is_given_once_and_sealed_in_the_villages_record(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    asked = await review(here)
    place = f"/township/liuwan/advice/{asked.id}"
    listed = await officer.get("/township/")
    form = (await officer.get(place)).form()

    page = await officer.submit(form, view="suggest", text="建议写清楚资金来源。")
    second = await officer.post(place, {**form.values, "_key": (await fresh_key(officer))})

    assert [href for _, href in listed.links if href == place] == [place]
    assert page.path == "/township/liuwan/"
    line = await LedgerEntry.get(log=f"village:{here.id}")
    assert (line.action, json.loads(line.line)["as"]) == ("township.advise", "township_officer")
    assert "资金" not in line.line
    assert second.status in (409, 422)
    assert (await TownshipReview.get()).text == "建议写清楚资金来源。"


async def fresh_key(browser):
    page = await browser.get("/township/")
    return next(one.values["_key"] for one in page.forms if one.action == "/leave")


async def test_a_suggestion_needs_words_and_no_opinion_needs_none(there):
    _, _, officer = there
    asked = await review(await village("liuwan", "柳湾村"))
    form = (await officer.get(f"/township/liuwan/advice/{asked.id}")).form()

    empty = await officer.submit(form, view="suggest")
    none = await officer.submit(form, view="none")

    assert list(empty.errors) == ["text"]
    assert (none.path, (await TownshipReview.get()).view) == ("/township/liuwan/", "none")


async def test_a_request_is_found_only_under_its_own_village(there):
    _, _, officer = there
    asked = await review(await village("liuwan", "柳湾村"))
    await village("shiqiao", "石桥村")

    assert (await officer.get(f"/township/shiqiao/advice/{asked.id}")).status == 404


async def test_the_township_registers_a_clerk_where_there_is_none(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村", clerk=False)
    who = await make.person(here, "周文书")
    page = await officer.get("/township/liuwan/")
    form = (await officer.get(page.link("由乡镇登记文书"))).form()

    done = await officer.submit(form, name="周文书")

    row_ = await Appointment.get(person_id=who.id)
    assert (done.path, row_.office) == ("/township/liuwan/passes/", Office.VILLAGE_CLERK)


async def test_where_there_is_a_clerk_the_township_changes_nobody(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村", clerk=False)
    await make.person(here, "周文书")
    form = (await officer.get("/township/liuwan/clerk")).form()
    await make.holder(here, Office.VILLAGE_CLERK, name="吴文书")

    page = await officer.submit(form, name="周文书")

    assert (page.status, await Appointment.filter(village_id=here.id).count()) == (403, 1)
    assert "这个村已经有文书：吴文书" in (await officer.get("/township/liuwan/clerk")).main


@pytest.mark.parametrize("name", ["没这人", "王同名"])
async def test_a_clerk_who_cannot_be_told_apart_is_not_guessed(there, name):
    _, _, officer = there
    here = await village("liuwan", "柳湾村", clerk=False)
    for number in ("001", "002"):
        await make.person(here, "王同名", household=await make.household(here, number))
    form = (await officer.get("/township/liuwan/clerk")).form()

    refused = await officer.submit(form, name=name)
    told = await officer.submit(form, name=name, household="002")

    assert list(refused.errors) == ["name"]
    assert told.status == (200 if name == "王同名" else 422)


def posts_of_a_desk():
    return sorted(
        route.path
        for route in ROUTES
        if "POST" in route.methods and route.path.startswith("/desk/{village}/")
    )


def test_the_townships_own_deeds_are_these_and_no_more():
    own = sorted(
        route.path
        for route in PEOPLE_ROUTES
        if "POST" in route.methods and route.path.startswith("/township/")
    )

    assert own == ["/township/{village}/advice/{review_id:int}", "/township/{village}/clerk"]


async def test_whatever_a_township_officer_posts_to_a_villages_desk_is_refused(there):
    _, _, officer = there
    here = await village("liuwan", "柳湾村")
    matter = await make.matter(here)
    key, answers = await fresh_key(officer), {}
    for path in posts_of_a_desk():
        parts = path.replace("{village}", "liuwan").replace("{parcel}", "x").split("/")
        address = "/".join(str(matter.id) if part.startswith("{") else part for part in parts)
        answers[path] = (await officer.post(address, {"_key": key})).status

    assert {path: status for path, status in answers.items() if status != 403} == {}
    assert len(answers) > 30
    assert await LedgerEntry.all().count() == 0


async def test_a_township_officer_does_not_see_a_villages_desk(there):
    _, _, officer = there
    await village("liuwan", "柳湾村")

    page = await officer.get("/desk/liuwan/")

    assert page.status == 403
    assert "乡镇可以查看、提意见" in page.main


async def test_a_village_clerk_does_not_come_to_the_townships_desk(there):
    app, _, _ = there
    here = await make.village("liuwan", "柳湾村")
    who = await make.holder(here, Office.VILLAGE_CLERK)
    clerk = await doors.browser(app, await Person.get(id=who.person_id))

    answers = [(await clerk.get(path)).status for path in ("/township/", "/township/liuwan/")]
    await clerk.close()

    assert answers == [403, 403]
