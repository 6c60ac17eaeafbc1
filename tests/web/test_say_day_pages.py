"""Say days through pages: called, put on and taken off, put on record, and what came of it."""

from datetime import timedelta

import pytest

from deliberation import backing, looking, raising, say_days
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernSight,
    HidingReason,
    SayForm,
    SayItem,
    SaySession,
    SayStage,
)
from deliberation.raising import Said
from deliberation.say_days import SayCall
from tests import doors, make
from village.models import Person, ShortCode
from village.permissions import Office

DESK, PUBLIC = "/desk/liuwan/say-days/", "/v/liuwan/say-days/"
LAMP = "三组晒谷场边上的路灯坏了快一个月"
ROAD = "进村的水泥路烂了一大段，要不要花集体的钱修？"
DAY, NOW = make.DAY, make.NOW


@pytest.fixture
async def village(db):
    return await make.village("liuwan", duty_phone="0570-0000000")


@pytest.fixture
def site(db, clock):
    return doors.site(db, clock)


@pytest.fixture
async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK, name="周文书")


@pytest.fixture
async def desk(site, clerk):
    return await doors.browser(site, await Person.get(id=clerk.person_id))


async def raised(village, text=LAMP, name="王大娘", **fields):
    who = await make.person(village, name)
    said = Said(text, **{"category": ConcernCategory.WORKS, **fields})
    receipt = await raising.raise_own(village, said, make.acting(who), now=NOW)
    return await Concern.get(id=receipt.concern.id).select_related("village")


async def called(village, clerk, *concerns, day=DAY):
    asked = SayCall(SayForm.SAY, day, "文化礼堂", "19:00", "镇农办", [one.id for one in concerns])
    return await say_days.call(village, asked, clerk, now=NOW)


def the_record(item, **changed):
    """A record with one item, as the form sends it."""
    name = f"item-{item.id}"
    told = {
        "present": "23",
        "came": "三组 20 户，镇农办 1 人，王大娘也来了",
        "said": "王大娘说晚上看不见路",
        name: "adopted",
        f"{name}-reason": "大家都说该修",
        f"{name}-carrying": "电工下周换灯",
        f"{name}-by-year": "2026",
        f"{name}-by-month": "12",
        f"{name}-by-day": "1",
    }
    return {**told, **{f"{name}{key}": value for key, value in changed.items()}}


async def test_a_fixed_day_is_called_with_what_must_be_discussed_on_it(site, village, desk):
    plain = await raised(village, "路边的草该割了", "李四")
    backed = await raised(village)
    secret = await raised(village, "账对不上", "赵六", audience=ConcernAudience.SUPERVISORS)
    for n in range(10):
        neighbour = await make.holder(village, Office.VILLAGER, name=f"邻居{n}")
        await backing.back(backed, neighbour, now=NOW)

    index = await desk.get(DESK)
    page = await desk.get(index.link("11 月 25 日召集"))
    form = page.form(DESK)

    assert form.offered["concerns"] == [str(backed.id), str(plain.id)]
    assert form.values["concerns"] == [str(backed.id)]
    assert "账对不上" not in page.main
    empty = await desk.submit(form, place="", concerns=[str(secret.id)])
    assert (empty.status, sorted(empty.errors)) == (422, ["concerns", "place"])
    past = await desk.submit(empty.form(), place="礼堂", concerns=None, **{"day-day": "21"})
    assert (past.status, list(past.errors)) == (422, ["day"])
    made = await desk.submit(
        past.form(), concerns=[str(backed.id)], invited="镇农办", **{"day-day": "25"}
    )
    session = await SaySession.get()
    assert (made.h1, made.path) == ("说事会 11 月 25 日", f"{DESK}{session.id}")
    assert (session.day, session.fixed) == (DAY + timedelta(3), True)
    assert "11 月 25 日召集" not in (await desk.get(DESK)).main
    poster = await desk.get(made.link("打印议程海报"))
    code = await ShortCode.get(subject=f"say:{session.id}")
    assert f"cunyi.test/q/{code.code}" in poster.main
    stranger = await doors.browser(site)
    public = await stranger.follow(await stranger.get(f"/q/{code.code}"))
    assert (public.path, LAMP in public.main, "王" in public.main) == (
        f"{PUBLIC}{session.id}",
        True,
        False,
    )


async def test_items_are_put_on_and_taken_off_with_a_reason(site, village, clerk, desk):
    first, second = await raised(village), await raised(village, ROAD, "李四")
    session = await called(village, clerk, first, day=DAY + timedelta(3))
    here = f"{DESK}{session.id}"

    page = await desk.get(here)
    nothing = await desk.submit(page.form(f"{here}/items"))
    put = await desk.submit(nothing.form(f"{here}/items"), concern=str(second.id))
    twice = await desk.submit(page.form(f"{here}/items"), concern=str(second.id))

    assert (nothing.status, list(nothing.errors)) == (422, ["concern"])
    assert ROAD in put.main
    assert twice.status == 409 or list(twice.errors) == ["concern"]
    item = await SayItem.get(concern_id=second.id)
    asked = await desk.get(f"{here}/items/{item.id}/off")
    without = await desk.submit(asked.form())
    assert (without.status, list(without.errors)) == (422, ["why"])
    done = await desk.submit(without.form(), why="先请镇里看过再议")
    assert (done.path, await SayItem.all().count()) == (here, 1)
    assert (await desk.get(f"{here}/items/{item.id}/off")).status == 404
    stranger = await doors.browser(site)
    told = await stranger.get(f"/v/liuwan/concerns/{second.number}")
    assert "从11 月 25 日说事会的议程上取下：先请镇里看过再议" in told.main.replace(" 11", "11")
    again = await desk.submit(done.form(f"{here}/items"), concern=str(second.id))
    assert ROAD in again.main


async def test_what_was_agreed_is_public_and_who_raised_it_is_not(site, village, clerk, desk):
    lamp = await raised(village)
    session = await called(village, clerk, lamp)
    (item,) = await SayItem.all()
    here, name = f"{DESK}{session.id}", f"item-{item.id}"

    page = await desk.get(f"{here}/record")
    empty = await desk.submit(page.form())
    assert (empty.status, list(empty.errors)) == (
        422,
        ["present", "came", "said", name, f"{name}-reason"],
    )
    for wrong, said in (
        ({"-carrying": ""}, "采纳的，请写怎么办"),
        ({"-carrying": "王大娘家门口换灯"}, "不要写说事人（王大娘）的名字"),
        ({"-by-month": "10"}, "比开会还早"),
    ):
        page = await desk.submit(page.form(), **the_record(item, **wrong))
        assert (page.status, said in page.errors[name]) == (422, True)
    done = await desk.submit(page.form(), **the_record(item))
    assert (done.path, (await SaySession.get()).stage) == (here, SayStage.HELD)
    assert "王大娘说晚上看不见路" in done.main
    late = await desk.get(f"{here}/record")
    assert (late.status, (await desk.submit(page.form(), **the_record(item))).status) == (303, 409)
    stranger = await doors.browser(site)
    public = await stranger.get(f"{PUBLIC}{session.id}")
    assert "采纳" in public.main
    assert "电工下周换灯" in public.main
    assert "2026 年 12 月 1 日前" in public.main
    assert "协商不是表决" in public.main
    assert "王大娘" not in public.main
    assert "看不见路" not in public.main


async def test_the_desk_reminds_until_what_came_of_it_is_told(site, village, clerk, desk):
    session = await called(village, clerk, await raised(village))
    (item,) = await SayItem.all()
    here = f"{DESK}{session.id}"
    early = await desk.get(f"{here}/items/{item.id}/result")
    refused = await desk.submit(early.form(), words="换了")
    assert refused.status == 409

    asked = await desk.get(f"{here}/record")
    await desk.submit(asked.form(), **the_record(item))
    due = await desk.get("/desk/liuwan/")
    page = await desk.get(due.link("登记：会上议定的说事 2026-001"))
    page = await desk.get(page.link("登记办得怎样：2026-001"))
    named = await desk.submit(page.form(), words="王大娘家那盏换了")
    assert (named.status, list(named.errors)) == (422, ["words"])
    done = await desk.submit(named.form(), words="12 月 1 日换好了四盏")

    assert "12 月 1 日换好了四盏" in done.main
    form = (await desk.get(f"{DESK}new")).form(DESK)
    assert (form.offered["concerns"], form.values["concerns"]) == ([str(item.concern_id)], [])
    assert "会上议定的说事" not in (await desk.get("/desk/liuwan/")).main
    stranger = await doors.browser(site)
    assert "12 月 1 日换好了四盏" in (await stranger.get(f"{PUBLIC}{session.id}")).main


async def test_what_must_not_be_read_is_counted_and_not_told(site, village, clerk, desk):
    lamp = await raised(village)
    inside = await raised(village, ROAD, "李四", audience=ConcernAudience.COMMITTEE)
    session = await called(village, clerk, lamp, inside)
    await looking.hide(lamp, HidingReason.ASKED, "他要求的", clerk, now=NOW)
    accountant = await make.holder(village, Office.ACCOUNTANT, name="钱会计")
    books = await doors.browser(site, await Person.get(id=accountant.person_id))
    stranger = await doors.browser(site)

    public = await stranger.get(f"{PUBLIC}{session.id}")
    seen = await books.get(f"{DESK}{session.id}")

    assert (await Concern.get(id=lamp.id)).sight is ConcernSight.HIDDEN
    assert "另有 2 件，内容不公开" in public.main
    assert (LAMP in public.main, ROAD in public.main) == (False, False)
    assert (LAMP in seen.main, ROAD in seen.main) == (True, False)
    assert "您的职务看不到内容" in seen.main
    assert ROAD in (await desk.get(f"{DESK}{session.id}")).main
    poster = await desk.get(f"{DESK}{session.id}/poster")
    assert "另有 2 件" in poster.main
    assert (await books.get(f"{DESK}{session.id}/cancel")).status == 403


async def test_a_session_is_cancelled_with_a_reason_everybody_reads(site, village, clerk, desk):
    lamp = await raised(village)
    session = await called(village, clerk, lamp)
    page = await desk.get(f"{DESK}{session.id}/cancel")
    empty = await desk.submit(page.form())
    done = await desk.submit(empty.form(), why="下大雪，路不通")
    stale = await desk.submit((await desk.get(f"{DESK}{session.id}/cancel")).form(), why="再取消")

    assert (empty.status, list(empty.errors)) == (422, ["why"])
    assert "下大雪，路不通" in done.main
    assert stale.status == 409
    stranger = await doors.browser(site)
    assert "下大雪，路不通" in (await stranger.get(f"{PUBLIC}{session.id}")).main
    assert "已取消" in (await stranger.get(PUBLIC)).main
    assert await say_days.proposed(village) == [lamp]


async def test_a_question_stands_beside_what_was_agreed(site, village, clerk):
    session = await called(village, clerk)
    who = await make.person(village, "王大娘")
    wang = await doors.browser(site, who)
    page = await wang.get(f"{PUBLIC}{session.id}")

    asked = await wang.get(page.link("我有疑问"))
    await wang.submit(asked.form("/v/liuwan/concerns/"), text="那天定的灯什么时候装？")

    assert "关于：11 月 22 日说事会" in asked.main.replace("： ", "：")
    row = await Concern.get()
    assert (row.subject, row.category) == (f"say:{session.id}", ConcernCategory.QUESTION)
    stranger = await doors.browser(site)
    assert "什么时候装" in (await stranger.get(f"{PUBLIC}{session.id}")).main
    about = await stranger.get(f"/v/liuwan/concerns/{row.number}")
    assert about.link("11 月 22 日说事会") == f"{PUBLIC}{session.id}"


async def test_another_village_has_no_say_day_here(site, village, clerk, desk):
    far = await make.village("shiqiao", "石桥村")
    away = await make.holder(far, Office.VILLAGE_CLERK, name="外村文书")
    theirs = await called(far, away)
    mine = await called(village, clerk, await raised(village))
    (item,) = await SayItem.all()

    found = [
        (await desk.get(f"{DESK}{theirs.id}{path}")).status
        for path in ("", "/poster", "/record", "/cancel", f"/items/{item.id}/off")
    ]
    found.append((await desk.get(f"{PUBLIC}{theirs.id}")).status)

    assert found == [404] * 6
    assert (await desk.get(f"{DESK}{mine.id}/items/{item.id}/off")).status == 200


async def test_more_items_cost_no_more_statements(site, village, clerk, desk, queries):
    few = await called(village, clerk, await raised(village))
    many = await called(
        village, clerk, *[await raised(village, f"第 {n} 件", f"村民{n}") for n in range(12)]
    )
    stranger = await doors.browser(site)
    paths = ("", "/record", "/poster")
    costs = []
    for session in (few, many):
        for browser, pages in (
            (desk, [f"{DESK}{session.id}{one}" for one in paths]),
            (stranger, [f"{PUBLIC}{session.id}"]),
        ):
            for path in pages:
                queries.clear()
                assert (await browser.get(path)).status == 200
                costs.append(len(queries))

    assert costs[:4] == costs[4:]
    assert costs[3] <= 8
