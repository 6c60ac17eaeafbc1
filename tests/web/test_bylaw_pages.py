import gzip
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from bylaws import importing, opinions
from bylaws.models import BylawKind, BylawOpinion, EditionArticle, OpinionOutcome
from tests import doors, make
from tests.web import bylaw_stories as stories
from village.models import Person, SessionLevel
from village.rules import Body

pytestmark = pytest.mark.both

HERE = "/v/shiqiao/bylaws/"


@pytest.fixture
async def village(db):
    return await make.village("shiqiao", "石桥村")


@pytest.fixture
async def clerk(village):
    return await stories.clerk_of(village)


@pytest.fixture
async def visitor(db, clock):
    return await doors.browser(doors.site(db, clock))


async def phone_of(db, clock, person):
    return await doors.browser(doors.site(db, clock), person, level=SessionLevel.PASS)


def table_rows(page):
    """The comparison cell by cell: old, new, and both in one for a phone."""
    rows = [row.all("td") for row in page.root.all("tbody")[0].all("tr")]
    return [[marked(cell) for cell in row] for row in rows]


def marked(cell):
    said = cell.text
    for tag, mark in (("del", "-"), ("ins", "+")):
        for found in cell.all(tag):
            said = said.replace(found.text, f"[{mark}{found.text}]", 1)
    return re.sub(r"\s+", " ", said).strip()


async def test_a_village_without_rules_says_so_and_has_no_door_to_them(village, visitor):
    page = await visitor.get(HERE)
    home = await visitor.get("/v/shiqiao/")

    assert (page.status, page.h1) == (200, "村规民约")
    assert "现在没有施行的村规民约" in page.main
    assert [href for _, href in home.links if "bylaws" in href] == []


async def test_the_rules_in_force_are_read_with_their_days_and_the_short_version_first(
    village, clerk, visitor
):
    edition = await stories.entered(village, clerk)
    edition.short_text = stories.SHORT
    await edition.save()

    page = await visitor.get(HERE)
    home = await visitor.get("/v/shiqiao/")

    assert "2023 年 3 月 1 日，村民会议" in page.main
    assert "2023 年 3 月 10 日起" in page.main
    assert "青溪〔2023〕7号" in page.main
    assert "下次梳理" in page.main
    assert page.main.index("邻里和，好商量") < page.main.index("第三条")
    assert [heading.text for heading in page.root.all("h3")][:2] == ["第一章 邻里", "第二章 卫生"]
    assert home.link("村规民约") == HERE


async def test_the_text_in_force_on_a_past_day_is_found(village, clerk, visitor):
    await stories.entered(village, clerk)
    await stories.published(await stories.drafted(village, clerk))

    now = await visitor.get(HERE)
    before = await visitor.get(f"{HERE}?on=2024-05-01")
    earlier = await visitor.get(f"{HERE}?on=2020-05-01")
    wrong = await visitor.get(f"{HERE}?on=昨天")

    assert ("停止供水" in now.main, "缓交" in now.main) == (False, True)
    assert "2024 年 5 月 1 日那天有效的是这一版" in before.main
    assert ("停止供水" in before.main, "缓交" in before.main) == (True, False)
    assert "到 2026 年 11 月 22 日前" in before.main
    assert "2020 年 5 月 1 日那天没有施行的村规民约" in earlier.main
    assert (wrong.status, wrong.root.all("input")[-1].get("value")) == (422, "昨天")


async def test_the_charter_is_a_document_of_its_own(village, clerk, visitor):
    await stories.entered(village, clerk)
    none = await visitor.get(HERE + "charter")
    await stories.entered(village, clerk, kind=BylawKind.CHARTER)

    page = await visitor.get(HERE + "charter")
    rules = await visitor.get(HERE)

    assert "没有施行的村民自治章程" in none.main
    assert (page.h1, page.link("村规民约")) == ("村民自治章程", HERE)
    assert rules.link("村民自治章程") == HERE + "charter"


async def test_an_order_of_correction_and_a_wrong_body_are_not_hidden(village, clerk, visitor):
    edition = await stories.entered(village, clerk, adopted_body=Body.REPRESENTATIVE_ASSEMBLY)

    page = await visitor.get(f"{HERE}{edition.id}")

    assert "2023 年 3 月 1 日，村民代表会议" in page.main
    assert "应当由村民会议通过" in page.main


async def test_two_editions_stand_side_by_side_and_every_change_is_said_in_words(
    village, clerk, visitor
):
    old = await stories.entered(village, clerk)
    new = await stories.published(await stories.drafted(village, clerk))

    page = await visitor.get(f"{HERE}{old.id}..{new.id}")
    whole = await visitor.get(f"{HERE}{old.id}..{new.id}?all=1")

    assert (
        "原来 5 条，现在 5 条：修改 2 条，新增 1 条，删去 1 条，移位 1 条；2 条没有改。"
        in page.main
    )
    assert table_rows(page) == [
        ["第一条没有改第一条邻里有事好好说，说不拢的请调解员。"],
        [
            "第二条 删去[-红白事从简，提前告诉理事会。]",
            "（删去了）",
            "第二条 删去[-红白事从简，提前告诉理事会。]",
        ],
        ["第二条没有改第二条（原第四条）门前三包，垃圾分四桶。"],
        [
            "第三条不交卫生费的，[-村里停止供水至交清为止]。",
            "第三条 移位 修改不交卫生费的，[+由网格员上门说明，可以申请缓交]。",
            "第三条 移位 修改不交卫生费的，"
            "[-村里停止供水至交清为止][+由网格员上门说明，可以申请缓交]。",
        ],
        [
            "第五条保护水源、林木，野外用火[-要小心]。",
            "第四条 原第五条 修改保护水源、林木，野外用火[+遵守森林防火规定]。",
            "第四条 原第五条 修改保护水源、林木，野外用火[-要小心][+遵守森林防火规定]。",
        ],
        [
            "（原来没有）",
            "第五条 新增[+本村规民约每届至少梳理一次。]",
            "第五条 新增[+本村规民约每届至少梳理一次。]",
        ],
        [
            "结尾本村规民约自[-通过]之日起施行。",
            "结尾 修改本村规民约自[+公布]之日起施行。",
            "结尾 修改本村规民约自[-通过][+公布]之日起施行。",
        ],
    ]
    assert (len(page.root.all("details")), len(whole.root.all("details"))) == (2, 0)


async def test_only_two_editions_of_one_document_that_may_be_read_are_compared(
    village, clerk, visitor
):
    old = await stories.entered(village, clerk)
    charter = await stories.entered(village, clerk, kind=BylawKind.CHARTER)
    hidden = await stories.drafted(village, clerk)

    assert [
        (await visitor.get(f"{HERE}{one}..{two}")).status
        for one, two in [
            (old.id, old.id),
            (old.id, charter.id),
            (old.id, hidden.id),
            (old.id, 9999),
        ]
    ] == [200, 404, 404, 404]
    assert (await visitor.get(f"{HERE}{hidden.id}")).status == 404


async def test_an_article_is_followed_through_all_editions(village, clerk, visitor):
    old = await stories.entered(village, clerk)
    new = await stories.published(await stories.drafted(village, clerk))
    fee = await stories.article_of(old, "第三条")
    gone = await stories.article_of(old, "第二条")
    added = await stories.article_of(new, "第五条")

    page = await visitor.get(f"{HERE}articles/{fee}")
    struck = await visitor.get(f"{HERE}articles/{gone}")
    fresh = await visitor.get(f"{HERE}articles/{added}")
    nowhere = await visitor.get(f"{HERE}articles/999999")

    assert page.h1 == "第三条的来历"
    assert [one.text for one in page.root.all("h2")] == ["第 2 版 第三条", "第 1 版 第三条"]
    assert [one.text for one in page.root.all("del")] == ["划掉的", "村里停止供水至交清为止"]
    assert [one.text for one in struck.root.all("del")][1:] == ["红白事从简，提前告诉理事会。"]
    assert [one.text for one in fresh.root.all("h2")] == ["第 2 版 第五条"]
    assert nowhere.status == 404


async def test_a_draft_is_read_and_an_opinion_given_on_one_article(
    village, clerk, visitor, db, clock
):
    await stories.entered(village, clerk)
    draft = await stories.collecting_now(village, clerk)
    article = await stories.article_of(draft, "第三条")
    who = await make.person(village, "王桂香")
    phone = await phone_of(db, clock, who)

    front = await visitor.get(HERE)
    read = await visitor.get(front.link("看草案，提意见"))
    form = await phone.get(read.link("对第三条提意见"))
    short = await phone.submit(form.form(f"{HERE}{draft.id}/opinion"), text="不好")
    given = await phone.submit(short.form(f"{HERE}{draft.id}/opinion"), text="写明可以缓交多久。")
    after = await visitor.get(f"{HERE}{draft.id}")
    own = await phone.get(f"{HERE}{draft.id}")

    assert "正在征求意见，到 11 月 29 日为止" in front.main
    assert form.h1 == "对第三条提意见"
    assert "由网格员上门说明" in form.main
    assert (short.status, "至少写 4 个字" in short.main) == (422, True)
    assert (given.h1, "第三条" in given.main) == ("您的意见收到了", True)
    [kept] = await BylawOpinion.all()
    assert (kept.article_id, kept.text, kept.person_id) == (article, "写明可以缓交多久。", who.id)
    assert "1 人提了 1 条意见，1 条等答复" in after.main
    assert ("写明可以缓交" in after.main, "写明可以缓交" in own.main) == (False, True)


async def test_answers_are_public_and_who_spoke_and_what_they_wrote_are_not(
    village, clerk, visitor
):
    draft = await stories.collecting_now(village, clerk)
    one, _ = await stories.said(draft, "第三条：我家电话 13812345678，缓交多久？")
    await stories.said(draft, "整体都好，字大一点。", label="", name="刘永福")
    told = "采纳一半：缓交三个月，问 13912345678。"
    one.edition = draft
    await opinions.answer(one, OpinionOutcome.PARTLY, told, clerk, now=make.NOW)

    page = await visitor.get(f"{HERE}{draft.id}")

    assert "2 人提了 2 条意见，1 条等答复" in page.main
    assert "王某 11 月 22 日提的，对第三条" in page.main
    assert "部分采纳" in page.main
    assert "缓交三个月" in page.main
    found = [
        word in page.response.text for word in ("王桂香", "13812345678", "13912345678", "字大一点")
    ]
    assert found == [False, False, False, False]


async def test_the_receipt_is_for_the_one_who_spoke_alone(village, clerk, db, clock):
    draft = await stories.collecting_now(village, clerk)
    given, who = await stories.said(draft)
    other = await make.person(village, "刘永福")
    place = f"{HERE}{draft.id}/opinions/{given.id}"
    whose = await Person.get(id=who.person_id)

    own = await (await phone_of(db, clock, whose)).get(place)
    foreign = await (await phone_of(db, clock, other)).get(place)

    assert (own.status, "第三条写明缓交多久。" in own.main, foreign.status) == (200, True, 404)
    read = await (await phone_of(db, clock, other)).get(f"{HERE}{draft.id}")
    assert ("1 人提了 1 条意见" in read.main, "写明缓交多久" in read.main) == (True, False)


async def test_an_opinion_after_the_period_is_refused_and_what_was_typed_is_kept(
    village, clerk, db, clock
):
    draft = await stories.collecting_now(village, clerk)
    phone = await phone_of(db, clock, await make.person(village, "王桂香"))
    form = (await phone.get(f"{HERE}{draft.id}/opinion")).form(f"{HERE}{draft.id}/opinion")
    draft.collect_to = make.DAY - timedelta(1)
    await draft.save()

    late = await phone.submit(form, text="写明可以缓交多久。")
    shut = await phone.get(f"{HERE}{draft.id}/opinion")

    assert (late.status, "已经结束了" in late.main, "写明可以缓交多久" in late.response.text) == (
        409,
        True,
        True,
    )
    assert ("已经结束了" in shut.main, len(shut.root.all("textarea"))) == (True, 0)
    assert await BylawOpinion.all().count() == 0


async def test_the_pin_is_asked_again_before_an_opinion_when_it_was_given_long_ago(
    village, clerk, db, clock
):
    draft = await stories.collecting_now(village, clerk)
    phone = await phone_of(db, clock, await make.person(village, "王桂香"))
    clock.forward(minutes=16)

    answer = await phone.get(f"{HERE}{draft.id}/opinion?article=9")
    missing = await phone.get(f"{HERE}{draft.id}/opinion")

    assert answer.status == 404
    place = unquote(missing.response.headers["location"])
    assert (missing.status, place) == (303, f"/enter/again?back={HERE}{draft.id}/opinion")


async def test_somebody_of_another_village_reads_and_gives_no_opinion(village, clerk, db, clock):
    draft = await stories.collecting_now(village, clerk)
    next_door = await make.village("yunling", "云岭村")
    phone = await phone_of(db, clock, await make.person(next_door, "赵春生"))

    assert (await phone.get(f"{HERE}{draft.id}")).status == 200
    assert (await phone.get(f"{HERE}{draft.id}/opinion")).status == 403


async def test_every_word_of_a_text_is_shown_as_it_is_and_never_as_a_page(village, clerk, visitor):
    bad = "<script>alert(1)</script>{{ 7*7 }}&amp;</p><img src=x>"
    edition = await stories.entered(
        village, clerk, stories.OLD.replace("红白事从简", bad).replace("大家的", bad)
    )
    article = await stories.article_of(edition, "第二条")
    edition.title, edition.short_text = "约<b>", bad
    await edition.save()

    for place in ("", f"{edition.id}", f"articles/{article}", f"{edition.id}/booklet"):
        page = await visitor.get(HERE + place)
        assert (
            page.status,
            page.response.text.count("<script>"),
            page.response.text.count("<img"),
        ) == (200, 0, 0)
        assert "<script>alert(1)</script>{{ 7*7 }}&amp;" in page.main


async def test_a_text_is_taken_along_as_a_file_and_reads_back_the_same(village, clerk, visitor):
    edition = await stories.entered(village, clerk)
    there = {}
    for form in ("txt", "md", "docx"):
        answer = await visitor.client.get(f"{HERE}{edition.id}.{form}")
        there[form] = importing.read(f"a.{form}", answer.content).text
        name = unquote(answer.headers["content-disposition"].split("''")[1])
        assert (answer.status_code, name) == (200, f"石桥村村规民约-第1版.{form}")

    assert {form: text.articles for form, text in there.items() if form != "txt"} != {}
    shapes = {
        tuple((one.label, one.chapter, one.text) for one in text.articles)
        for text in there.values()
    }
    assert shapes == {
        tuple((one.label, one.chapter, one.text) for one in stories.text(stories.OLD).articles)
    }
    assert (await visitor.get(f"{HERE}{edition.id}.pdf")).status == 404


async def test_printed_papers_carry_a_code_that_leads_to_the_text(village, clerk, visitor):
    draft = await stories.collecting_now(village, clerk)

    poster = await visitor.get(f"{HERE}{draft.id}/poster")
    booklet = await visitor.get(f"{HERE}{draft.id}/booklet")
    shown = re.search(r"cunyi\.test(/q/[A-Z0-9]+)", poster.main)
    scanned = await visitor.follow(await visitor.get(shown[1]))

    assert "还没有施行" in poster.main
    assert "不交卫生费的" in poster.main
    assert booklet.main.count("第三条") == 1
    assert scanned.path == f"{HERE}{draft.id}"


async def test_the_pages_are_light_and_kept_until_something_changes(
    village, clerk, visitor, queries
):
    await stories.entered(village, clerk)
    edition = await stories.published(await stories.drafted(village, clerk))
    article = await stories.article_of(edition, "第三条")
    places = [
        "",
        "charter",
        f"{edition.id}",
        f"{edition.id - 1}..{edition.id}",
        f"articles/{article}",
    ]
    places += [f"{edition.id}/booklet", f"{edition.id}/poster", f"{edition.id}.txt"]
    sheets = 0
    for name in ("site.css", "bylaws.css"):
        sheets += len(gzip.compress((await visitor.client.get(f"/static/{name}")).content, 9))
    sizes = {}
    for place in places:
        answer = await visitor.client.get(HERE + place, headers={"accept-encoding": "gzip"})
        sizes[place] = len(gzip.compress(answer.content, 9)) + sheets
    queries.clear()
    for place in places:
        await visitor.client.get(HERE + place)

    assert max(sizes.values()) <= 14 * 1024
    assert len([one for one in queries if "edition" in one]) == 0


async def test_a_long_text_has_a_page_of_its_own_so_that_the_first_stays_light(
    village, clerk, visitor
):
    lines = "\n".join(
        f"第{at}条 各户爱护{at}号渠，用后关好闸门，漏水的告诉网格员。" for at in range(1, 301)
    )
    edition = await stories.entered(village, clerk, lines)

    front = await visitor.get(HERE)
    whole = await visitor.get(front.link("看全文，共 300 条"))

    assert "用后关好闸门" not in front.main
    assert len(whole.root.all("p")) > 300
    assert await EditionArticle.filter(edition_id=edition.id).count() == 300


async def test_every_household_gets_a_slip_and_it_is_told_which_came_back(village, db, clock):
    group = await make.group(village)
    await make.people(village, 3, group=group)
    clerk = await stories.clerk_of(village)
    edition = await stories.entered(village, clerk)
    who = await Person.get(id=clerk.person_id)
    desk = await doors.browser(doors.site(db, clock), who)
    place = f"/desk/shiqiao/bylaws/{edition.id}/slips"

    sheet = await desk.submit((await desk.get(place)).form(place))
    slips = await desk.get(place)
    unknown = await desk.submit(slips.form(f"{place}/returned"), number="9999")
    back = await desk.submit(slips.form(f"{place}/returned"), number="0002")

    cards = [one.text for one in sheet.root.all("div") if one.get("class") == "slip"]
    assert [re.findall("0[0-9]{3}|第1组", card) for card in cards] == [
        ["0000", "第1组"],
        ["0001", "第1组"],
        ["0002", "第1组"],
    ]
    assert "签收只表示收到" in cards[0]
    assert unknown.errors == {"number": "没有户号是“9999”的户，请对照签收单再填。"}
    assert back.boxes == ["户号 0002 的签收单收回了。"]
    assert "印了 3 张，收回 1 张，还有 2 张没有收回" in back.main


async def test_slips_are_not_printed_before_the_text_is_published(village, db, clock):
    clerk = await stories.clerk_of(village)
    draft = await stories.collecting_now(village, clerk)
    desk = await doors.browser(doors.site(db, clock), await Person.get(id=clerk.person_id))
    place = f"/desk/shiqiao/bylaws/{draft.id}/slips"

    refused = await desk.submit((await desk.get(place)).form(place))

    assert (refused.status, "公布以后再印签收单" in refused.main) == (409, True)
