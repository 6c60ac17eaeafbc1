import gzip
from datetime import timedelta

import pytest

from deliberation import handling, looking, raising, routing
from deliberation.concern_checks import Medium
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernMedium,
    ConcernOutcome,
    ConcernRating,
    ConcernResult,
    ConcernStage,
    MediumKind,
    MediumMoment,
    Road,
)
from deliberation.raising import Said
from deliberation.routing import Routing
from publicity import notices
from tests import doors, make
from tests.village import sounds
from tests.web.test_saying import EVIL, LAMP, LIST, NEW, code_on, photo, say, villager
from village import evidence, pictures, storage
from village.models import Person, Session, SessionLevel, Village
from village.permissions import Office

pytestmark = pytest.mark.both

HERE = "/v/liuwan/concerns/2026-001"


@pytest.fixture
async def village(db, tmp_path):
    evidence.store_in(tmp_path)
    return await make.village("liuwan")


@pytest.fixture
def site(db, clock, tmp_path):
    return doors.site(db, clock, data_dir=tmp_path)


@pytest.fixture
async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK, name="周文书")


async def raised(village, text=LAMP, name="王大娘", *, now=make.NOW, **said):
    who = await make.person(village, name)
    told = Said(text, **{"category": ConcernCategory.WORKS, **said})
    receipt = await raising.raise_own(village, told, make.acting(who), now=now)
    return who, await Concern.get(id=receipt.concern.id).select_related("village")


async def answered(concern, clerk, words="灯泡换好了。", now=make.NOW):
    told = Routing(Road.ON_THE_SPOT, words, result=ConcernResult.SOLVED)
    await routing.route(concern, told, clerk, now=now)


async def browser_of(site, who, level=SessionLevel.PASS):
    return await doors.browser(site, await Person.get(id=who.id), level=level)


async def test_an_answer_is_marked_until_it_was_read_and_then_rated(site, village, clerk, clock):
    who, concern = await raised(village)
    await answered(concern, clerk, now=make.NOW + timedelta(minutes=5))
    clock.at += timedelta(minutes=10)
    wang = await browser_of(site, who)

    home = await wang.get("/v/liuwan/")
    assert "您说的事有新的答复（1 件）" in "".join(home.boxes)
    assert "● 有新的" in (await wang.get(home.link("去看一看"))).main
    own = await wang.get(f"{HERE}/own")
    assert "灯泡换好了。" in own.main
    assert "有新的" not in (await wang.get("/v/liuwan/concerns/mine")).main
    assert "新的答复" not in (await wang.get("/v/liuwan/")).main

    page = await wang.get(own.link("去评价"))
    empty = await wang.submit(page.form())
    assert (empty.status, list(empty.errors)) == (422, ["attitude", "process", "result"])
    poor = await wang.submit(empty.form(), attitude="good", process="fair", result="poor")
    assert (poor.status, list(poor.errors)) == (422, ["reason"])
    spare = (await wang.get(f"{HERE}/rate")).form()
    done = await wang.submit(poor.form(), reason="还是不亮")
    assert "不满意，重新办理" in done.main
    row = await Concern.get()
    assert (row.outcome, row.round) == (None, 2)
    refused = await wang.get(f"{HERE}/rate")
    assert "等有了答复再来评" in "".join(refused.boxes)
    assert "交上去" not in refused.main
    again = await wang.submit(spare, attitude="good", process="good", result="good")
    assert (again.status, await ConcernRating.all().count()) == (409, 1)


async def test_rating_and_withdrawing_ask_for_the_pin_when_the_pass_was_opened_a_while_ago(
    site, village, clerk, clock
):
    who, concern = await raised(village)
    await answered(concern, clerk)
    wang = await browser_of(site, who)
    fresh = await wang.get(f"{HERE}/rate")
    assert fresh.h1 == "这件事办得怎么样"

    clock.at += timedelta(minutes=16)

    for what in ("rate", "withdraw"):
        asked = await wang.get(f"{HERE}/{what}")
        assert asked.response.headers["location"].startswith("/enter/again?back=")
        sent = {**fresh.form().values, "attitude": "good", "process": "good", "result": "good"}
        assert (await wang.post(f"{HERE}/{what}", sent)).status == 303
    assert await ConcernRating.all().count() == 0
    assert (await wang.follow(asked)).h1 == "请再输一次密码"
    await Session.all().update(proven_at=clock.now())
    assert (await wang.get(f"{HERE}/withdraw")).h1 == "撤回 2026-001"


async def test_a_rating_by_the_slip_alone_closes_it_too(site, village, clerk):
    stranger = await doors.browser(site)
    code = code_on(await say(stranger))
    concern = await Concern.get().select_related("village")
    await answered(concern, clerk)
    page = await stranger.get("/v/liuwan/concerns/follow?number=2026-001")
    own = await stranger.submit(page.form(), code=code)

    page, spare = [await stranger.get(own.link("去评价")) for _ in range(2)]
    done = await stranger.submit(
        page.form(), attitude="good", process="good", result="fair", again=None
    )

    assert "已办结" in done.main
    assert (await Concern.get()).outcome is ConcernOutcome.SETTLED
    twice = await stranger.submit(spare.form(), attitude="good", process="good", result="fair")
    assert twice.status == 409
    assert await ConcernRating.all().count() == 1


async def test_neighbours_second_it_once_and_rate_it_as_neighbours(site, village, clerk):
    who, concern = await raised(village)
    _, li = await villager(site, village, "李四")
    wang, stranger = await browser_of(site, who), await doors.browser(site)

    page = await li.get(HERE)
    backed = await li.submit(page.form(f"{HERE}/back"))
    assert ("您附议过" in backed.main, "2 人" in backed.main) == (True, True)
    form = page.form(f"{HERE}/back")
    form.values["_key"] = (await li.get("/v/liuwan/concerns/new")).form(LIST).values["_key"]
    assert (await li.submit(form)).status == 409
    hers = await wang.get(HERE)
    assert [one.action for one in hers.forms if one.action.endswith("/back")] == []
    assert (await stranger.get(HERE)).link("附议要用通行码") == f"/enter?back={HERE}"
    await answered(concern, clerk)
    page = await li.get((await li.get(HERE)).link("办得怎么样，我也评一评"))
    rated = await li.submit(page.form(), attitude="good", process="good", result="good")
    assert rated.path == HERE
    assert (await Concern.get()).outcome is None
    assert [one.voice.split(":")[0] for one in await ConcernRating.all()] == ["person"]
    _, other = await villager(site, village, "赵六")
    assert (await other.get(f"{HERE}/rate-too")).status == 403


async def test_the_public_list_is_found_by_state_kind_group_and_words(site, village, clerk):
    three = await make.group(village, "三组")
    lamp = await raised(village, "路灯坏了", "甲一一", group_id=three.id)
    await raised(village, "低保怎么申请", "乙二二", category=ConcernCategory.AID)
    await raised(village, "有人偷偷说给村里的话", "丙三三", audience=ConcernAudience.COMMITTEE)
    await answered(lamp[1], clerk)
    visitor = await doors.browser(site)

    async def listed(**asked):
        page = await visitor.get(LIST, params=asked)
        return [said for said, href in page.links if "/concerns/2026-" in href]

    assert await listed() == ["低保怎么申请", "路灯坏了"]
    assert await listed(state="new") == ["低保怎么申请"]
    assert await listed(state="rating") == ["路灯坏了"]
    assert await listed(category="aid") == ["低保怎么申请"]
    assert await listed(group=three.id) == ["路灯坏了"]
    assert await listed(words="路灯") == ["路灯坏了"]
    assert await listed(words="村里的话") == []
    assert await listed(words="%") == await listed(words="路") == []
    assert await listed(words="%灯") == await listed(words="_灯坏") == []
    assert await listed(state="x", category="x", group="999") == ["低保怎么申请", "路灯坏了"]
    short = await visitor.get(LIST, params={"words": "路"})
    assert (short.status, short.errors) == (422, {"words": "请至少输入两个字再找。"})


async def test_the_wall_shows_before_beside_after_and_only_what_may_be_shown(site, village, clerk):
    _, concern = await raised(village)
    for place, moment in enumerate((MediumMoment.BEFORE, MediumMoment.AFTER)):
        kept = pictures.read(photo((900 + place, 700)))
        await evidence.on_disk(kept)
        medium = Medium(MediumKind.PHOTO, kept.digest, width=kept.width, height=kept.height)
        if place == 0:
            await routing.route(concern, Routing(Road.VILLAGE, "换灯泡"), clerk, now=make.NOW)
            task = Assignment(clerk.person_id, make.DAY + timedelta(5))
            await handling.assign(concern, task, clerk, now=make.NOW)
        await handling.progress(concern, "换灯泡", clerk, media=[(moment, medium)], now=make.NOW)
    visitor = await doors.browser(site)
    page = await visitor.get("/v/liuwan/concerns/wall")
    sources = [found.get("src") for found in page.root.all("img")]
    seen = [(await visitor.get(one)).status for one in sources]
    last = await ConcernMedium.get(moment=MediumMoment.AFTER)
    await looking.look_at(last.id, concern, clerk, show=False, now=make.NOW)
    after = await visitor.get("/v/liuwan/concerns/wall")

    assert [found.get("alt") for found in page.root.all("img")] == ["办理前的样子", "办理后的样子"]
    assert seen == [200, 200]
    assert after.root.all("img") == []
    assert (await visitor.get(sources[1])).status == 404


async def test_a_question_stands_beside_the_paper_with_its_answer(site, village, clerk):
    notice = await make.notice(village)
    who = await make.person(village, "王大娘")
    wang, visitor = await browser_of(site, who), await doors.browser(site)
    place = f"/v/liuwan/notices/{notice.id}"

    page = await wang.get((await wang.get(place)).link("我有疑问"))
    assert (page.h1, "关于：柳湾村村民代表会议决议公告" in page.main) == ("您想问什么？", True)
    await wang.submit(page.form(LIST), text="反对的有几票？")
    asked = await visitor.get(place)
    await answered(await Concern.get().select_related("village"), clerk, "反对 6 票，弃权 4 票。")
    told = await visitor.get(place)

    assert "反对的有几票？ 还没有答复" in asked.main.replace("）：", " ").replace("  ", " ")
    assert "答：反对 6 票，弃权 4 票。" in told.main
    assert (await Concern.get()).category is ConcernCategory.QUESTION
    own = await visitor.get(HERE)
    assert own.link("柳湾村村民代表会议决议公告") == place
    matter = await make.matter(village)
    there = f"/v/liuwan/decisions/{matter.id}"
    page = await visitor.get((await visitor.get(there)).link("我有疑问"))
    assert page.form(LIST).values["about"] == [f"decision:{matter.id}"]
    for wrong in ("notice:999", "decision:x", "person:1", EVIL):
        assert (await visitor.get(NEW, params={"about": wrong})).status == 404
    await notices.withdraw(notice, "票数写错了", clerk, now=make.NOW)
    gone = await visitor.get(place)
    assert "答：反对 6 票，弃权 4 票。" in gone.main
    assert [said for said, _ in gone.links if said == "我有疑问"] == []
    assert (await visitor.get(NEW, params={"about": f"notice:{notice.id}"})).status == 404
    assert (await visitor.get(HERE)).link("柳湾村村民代表会议决议公告") == place


async def test_the_window_writes_down_for_somebody_and_hands_over_a_slip(site, village, clerk):
    one, other = [await make.person(village, "张三") for _ in range(2)]
    desk = await doors.browser(site, await Person.get(id=clerk.person_id))

    page = await desk.get("/desk/liuwan/window")
    nobody = await desk.submit(page.form("/desk/liuwan/window"), name="李白", text=LAMP)
    assert nobody.errors == {"name": "名册里没有叫这个名字的村民。请照户口本上的名字写。"}
    two = await desk.submit(nobody.form("/desk/liuwan/window"), name="张三")
    assert two.errors == {"name": "名册里有 2 位叫这个名字的村民，请在下面选是哪一位，再交一次。"}
    slip = await desk.submit(two.form("/desk/liuwan/window"), person=other.id)
    assert (slip.h1, "说事人：张三。代记人：周文书。" in slip.main) == (
        "登记好了，编号 2026-001",
        True,
    )
    row = await Concern.get()
    assert (row.raised_by_id, row.recorded_by_id) == (other.id, clerk.person_id)
    at_home = await doors.browser(site)
    follow = await at_home.get("/v/liuwan/concerns/follow?number=2026-001")
    assert (await at_home.submit(follow.form(), code=code_on(slip))).h1 == "您说的事 2026-001"
    outside = await desk.submit(
        (await desk.get("/desk/liuwan/window")).form("/desk/liuwan/window"),
        name="过路的货车司机", outside="yes", text="村口的桥有裂缝。",
    )  # fmt: skip
    assert outside.h1 == "登记好了，编号 2026-002"
    assert (await browser_of(site, one)) is not None
    assert (await (await browser_of(site, one)).get(f"{HERE}/own")).status == 404


async def test_a_helper_speaks_for_a_villager_who_can_see_and_take_back(site, village):
    old = await make.person(village, "钱阿婆", born_on=make.date(1947, 3, 1))
    grid = await make.holder(village, Office.GRID_WORKER, name="沈网格")
    helper = await doors.browser(site, await Person.get(id=grid.person_id))
    page = await helper.get("/v/liuwan/concerns/for")
    files = [("photo", ("a.jpg", photo())), ("voice", ("a.m4a", sounds.m4a(20)))]

    slip = await helper.submit(
        page.form("/v/liuwan/concerns/for"), files=files, name="钱阿婆", text=LAMP
    )

    assert "说事人：钱阿婆。代记人：沈网格。" in slip.main
    row = await Concern.get()
    assert (row.raised_by_id, row.recorded_by_id) == (old.id, grid.person_id)
    read_along = await helper.get(f"{HERE}/own")
    assert read_along.h1 == "您替人说的事 2026-001"
    assert [said for said, _ in read_along.links if said == "不说了，撤回"] == []
    assert (await helper.get(f"{HERE}/withdraw")).status == 404
    hers = await browser_of(site, old)
    page = await hers.get((await hers.get(f"{HERE}/own")).link("不说了，撤回"))
    await hers.submit(page.form())
    assert (await Concern.get()).outcome is ConcernOutcome.WITHDRAWN


async def test_nobody_but_helpers_writes_for_others(site, village, clerk):
    _, wang = await villager(site, village)
    desk = await doors.browser(site, await Person.get(id=clerk.person_id))

    assert (await wang.get("/v/liuwan/concerns/for")).status == 403
    assert (await desk.get("/v/liuwan/concerns/for")).status == 403
    assert (await wang.get("/desk/liuwan/window")).status == 403


async def test_an_accusation_is_taken_and_nobody_but_those_meant_reads_it(site, village, clerk):
    await make.person(village, "赵铁柱")
    stranger = await doors.browser(site)

    receipt = await say(stranger, "赵铁柱偷拿低保")

    assert "只有监委会和镇里看得到" in "".join(receipt.boxes)
    assert (await doors.browser(site)) is not None
    visitor = await doors.browser(site)
    assert "赵铁柱" not in (await visitor.get(LIST)).main
    assert (await visitor.get(HERE)).status == 404
    assert "赵铁柱" not in (await Concern.get()).public_text


async def test_a_concern_that_ended_can_neither_be_rated_nor_seconded_nor_withdrawn(
    site, village, clerk
):
    who, concern = await raised(village)
    await answered(concern, clerk)
    wang = await browser_of(site, who)
    _, li = await villager(site, village, "李四")
    form = (await li.get(HERE)).form(f"{HERE}/back")
    rate, withdraw = [(await wang.get(f"{HERE}/{one}")).form() for one in ("rate", "withdraw")]
    await wang.submit(withdraw)

    late = [
        await li.submit(form),
        await wang.submit(rate, attitude="good", process="good", result="good"),
        await wang.submit((await wang.get(f"{HERE}/withdraw")).form()),
    ]

    assert [page.status for page in late] == [409, 409, 409]
    assert (await Concern.get()).stage is not ConcernStage.RATED


async def test_public_pages_are_light_and_ask_the_same_for_forty_as_for_one(site, village, queries):
    visitor = await doors.browser(site)
    await raised(village)
    queries.clear()
    await visitor.get(LIST)
    one = len(queries)
    row = await Concern.get()
    values = {
        name: getattr(row, name) for name in row._meta.db_fields if name not in ("id", "serial")
    }
    await Concern.bulk_create([Concern(**values, serial=number) for number in range(2, 42)])
    async with storage.writing(village.id):
        await Village.filter(id=village.id).update(data_version=99)
    queries.clear()

    page = await visitor.get(LIST)

    assert len(queries) == one
    sheets = [found.get("href") for found in page.root.all("link") if "css" in found.get("href")]
    bodies = [page.response, *[(await visitor.get(sheet)).response for sheet in sheets]]
    assert sum(len(gzip.compress(found.content)) for found in bodies) <= 14 * 1024
