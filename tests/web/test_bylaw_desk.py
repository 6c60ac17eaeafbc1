"""Village bylaws on the desk and at the township, page by page, as those whose work it is."""

from datetime import timedelta

import pytest

from bylaws import texts
from bylaws.models import ArticleEdit, Edition, EditionStage, EditKind
from deliberation.models import Decision
from tests import doors, make
from tests.bylaws import making
from tests.make import DAY
from tests.web.desks import Desk, day
from village import clock as clocks
from village.models import Person, SessionLevel
from village.permissions import Office

TEXT = """柳湾村村规民约
为了大家的日子过得好，经村民会议讨论通过，制定本村规民约。
第一条 邻里有事好好说，说不拢的请调解员。
第二条 不交卫生费的，停止供水至交清为止。
第三条 本村规民约由村民会议修改，通过后报乡镇人民政府备案，自公布之日起施行。
"""
LAWFUL = "不交卫生费的，由网格员上门说明，可以申请缓交。"


@pytest.fixture
async def desk(db, clock):
    """The clerk, the secretary, the adviser and an officer of the township, each at a screen."""
    village = await make.village("liuwan")
    made = Desk(doors.site(db, clock), village, None)
    made.clock = clock
    officer = await make.officer(await village.township)
    seats = {
        "clerk": await make.holder(village, Office.VILLAGE_CLERK, name="周文书"),
        "other": await make.holder(village, Office.COMMITTEE_MEMBER, name="林秀英"),
        "secretary": await make.holder(village, Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR),
        "adviser": await make.holder(village, Office.LEGAL_ADVISER, name="何明律"),
        "officer": officer,
    }
    made.people = {one: await Person.get(id=who.person_id) for one, who in seats.items()}
    await on(made, 0)
    return made


async def on(desk, days, hour=9):
    """That day everybody comes in anew."""
    desk.clock.at = clocks.at_local(DAY + timedelta(days), hour)
    for name, who in desk.people.items():
        level = SessionLevel.CODE if name == "officer" else SessionLevel.PASSWORD
        setattr(desk, name, await doors.browser(desk.app, who, level=level))


async def fills(browser, path, action=None, files=None, **typed):
    page = await browser.get(path)
    assert page.status == 200, page.main
    return await browser.submit(page.form(action), files=files, **typed)


async def pushed(browser, here):
    return await fills(browser, here, f"{here}/advance")


async def sent(browser, page, action, **typed):
    """A named button of a form that has several."""
    return await browser.submit(page.form(action), **typed)


async def begun(desk, text=TEXT):
    """A new edition with a text from a file: looked at first, then kept."""
    typed = {
        "kind": "rules",
        "title": "柳湾村村规民约",
        "why": "垃圾分类要写进去。",
        "base": "scratch",
    }
    page = await fills(desk.clerk, f"{desk.here}bylaws/new", f"{desk.here}bylaws/", **typed)
    here = page.path.removesuffix("/text")
    look = await fills(desk.clerk, f"{here}/import", files=[("file", ("草案.txt", text.encode()))])
    kept = await desk.clerk.post(look.path, look.form().values | {"keep": ["yes"]})
    return here, look, await desk.clerk.follow(kept)


async def under_check(desk):
    here, _, _ = await begun(desk)
    await fills(desk.clerk, f"{here}/collect", days="7")
    await on(desk, 8)
    await pushed(desk.clerk, here)
    await pushed(desk.clerk, here)
    return here


async def test_a_text_from_a_file_is_looked_at_before_it_is_kept(desk):
    here, look, kept = await begun(desk)

    assert look.status == 200
    assert "读到 3 条，条款式" in look.main
    assert kept.path == f"{here}/text"
    assert "停止供水" in kept.main
    assert "1 处问题" in kept.main
    assert await texts.rows_of(int(here.rpartition("/")[2])) != []


async def test_an_edition_is_made_from_the_first_opinion_to_the_day_it_binds(desk):
    here, _, _ = await begun(desk)
    number = int(here.rpartition("/")[2])
    collecting_now = await fills(desk.clerk, f"{here}/collect", days="7")
    villager = await make.person(desk.village, "王大娘", woman=True)
    page = await desk.clerk.get(f"{here}/opinions/new?q=王大娘")
    rows = await texts.rows_of(number)
    given = await desk.clerk.submit(
        page.forms[-1],
        person=str(villager.id),
        about=str(rows[1].article_id),
        text="停水不合适。",
    )
    assert "征集民意" in collecting_now.main
    assert "王大娘" in given.main
    await on(desk, 8)
    await pushed(desk.clerk, here)
    answer = given.link("答复王大娘对第二条的意见")
    await fills(desk.clerk, answer, outcome="adopted", text="已经改掉。")
    await pushed(desk.clerk, here)

    checkup = await desk.adviser.get(f"{here}/checkup")
    decide = checkup.form(f"{here}/checkup/decide")
    decided = await desk.adviser.post(decide.action, decide.values | {"as_found": ["yes"]})
    decided = await desk.adviser.follow(decided)
    assert "已决定要改，还没有改 1 处" in decided.main

    taking = await desk.clerk.get(f"{here}/checkup")
    article = await desk.clerk.get(taking.link("去改第二条"))
    assert "停止供水" not in article.form(article.path.partition("?")[0]).values["text"][0]
    saved = await desk.clerk.submit(article.form(article.path.partition("?")[0]), text=LAWFUL)
    assert "已保存" in saved.main
    signed = await fills(desk.adviser, f"{here}/checkup", f"{here}/checkup/sign", opinion="合法。")
    assert "现在的文字都签过字了" in signed.main

    await fills(desk.clerk, f"{here}/send")
    town = await desk.officer.get("/township/bylaws")
    advised = await fills(
        desk.officer, town.link("提意见：柳湾村"), view="suggest", text="第三条写明修改的办法。"
    )
    assert "第三条写明修改的办法" in advised.main
    await fills(desk.clerk, f"{here}/advice", text="已经写明。")
    voting = await fills(desk.clerk, f"{here}/vote")
    assert voting.path == here
    edition = await making.again(await Edition.get(id=number))
    matter = await desk.clerk.get(f"{desk.here}decisions/{edition.decision_id}")
    assert (await desk.clerk.get(matter.link("要表决的文本"))).status == 200

    await making.resolved(edition, day=DAY + timedelta(22))
    await on(desk, 23)
    await pushed(desk.clerk, here)
    await fills(desk.clerk, f"{here}/file")
    town = await desk.officer.get("/township/bylaws")
    await fills(desk.officer, town.link("登记：柳湾村"), number="青溪〔2026〕3 号")
    shown = await fills(desk.secretary, f"{here}/publish", places="村口")

    assert "已公布" in shown.main or "现行有效" in shown.main
    sheet = await desk.clerk.get(f"{here}/filing")
    assert "青溪〔2026〕3 号" in sheet.main
    checked = await desk.clerk.get(f"{here}/checkup/sheet")
    assert "更正，已经办了" in checked.main or "剔除，已经办了" in checked.main


BAD_TEXTS = (
    ("空.txt", "   \n　\n", "里没有字"),
    ("照片.jpg", "第一条 邻里和睦。", "不是可以收的文件"),
    ("旧.txt", "\x00\x01\x02", "不是文本文件"),
)


async def test_a_text_that_cannot_be_taken_says_why_and_odd_ones_say_what_to_look_at(desk):
    here, _, _ = await begun(desk)
    answers = []
    for name, text, _ in BAD_TEXTS:
        file = ("file", (name, text.encode()))
        answers.append(await fills(desk.clerk, f"{here}/import", files=[file]))
    empty = await fills(desk.clerk, f"{here}/import")
    odd = "一约\n第１条 邻里和睦。\n第一条 爱護樹木，遵守鄉規，維護環境。\n第3条 孝敬老人。"
    look = await fills(desk.clerk, f"{here}/import", text=odd)
    long = "\n".join(
        f"{place}. 各家门前的卫生各家扫，第 {place} 处也一样。" for place in range(1, 301)
    )
    many = await fills(desk.clerk, f"{here}/import", text=long)

    assert [one.status for one in answers] == [422] * 3
    said = [one.main for one in answers]
    assert [words in main for (_, _, words), main in zip(BAD_TEXTS, said, strict=True)] == [
        True
    ] * 3
    assert (empty.status, empty.errors["text"]) == (422, "请选择文件，或者把文字贴在下面。")
    assert [words in look.main for words in ("编号重复：第一条", "编号不连续", "繁体字")] == [
        True
    ] * 3
    assert look.form().values["text"] == [odd]
    assert "读到 300 条" in many.main


async def test_what_comes_too_early_or_late_or_to_the_wrong_body_is_refused_as_typed(desk):
    here = await under_check(desk)
    number = int(here.rpartition("/")[2])
    second = {"kind": "rules", "title": "另一份", "why": "再写一份。", "base": "scratch"}
    again = await fills(desk.clerk, f"{desk.here}bylaws/new", f"{desk.here}bylaws/", **second)
    early = await fills(desk.clerk, f"{here}/file")
    unsigned = await fills(desk.clerk, f"{here}/send")
    await make.person(desk.village, "王大娘", woman=True)
    page = await desk.clerk.get(f"{here}/opinions/new?q=王大娘")
    person = page.forms[-1].offered["person"][0]
    late = await desk.clerk.submit(page.forms[-1], person=person, text="来晚了一天的意见。")
    await Edition.filter(id=number).update(stage=EditionStage.REVIEWING)
    wrong = await fills(desk.clerk, f"{here}/vote", body="representative_assembly")

    found = [(one.status, one.boxes[0]) for one in (again, early, unsigned, late, wrong)]
    assert [status for status, _ in found] == [409] * 5
    words = (
        "一次只能起草一版",
        "不能报备案",
        "法治体检还没有做完",
        "已经结束了",
        "法治体检还没有做完",
    )
    assert [one in box for one, (_, box) in zip(words, found, strict=True)] == [True] * 5
    assert again.form(f"{desk.here}bylaws/").values["title"] == ["另一份"]
    assert late.forms[-1].values["text"] == ["来晚了一天的意见。"]
    assert wrong.form().values["body"] == ["representative_assembly"]


async def test_two_who_change_the_same_words_both_see_both_and_lose_nothing(desk):
    here, _, _ = await begun(desk)
    number = int(here.rpartition("/")[2])
    row = (await texts.rows_of(number))[1]
    article = f"{here}/articles/{row.id}"
    mine, theirs = await desk.clerk.get(article), await desk.other.get(article)
    await desk.other.submit(theirs.form(article), text="不交卫生费的，由小组长上门说明。")

    clash = await desk.clerk.submit(mine.form(article), text=LAWFUL)
    settled = await desk.clerk.submit(clash.form(), text=LAWFUL)
    history = await desk.clerk.get(f"{here}/history?article={row.article_id}")

    assert clash.status == 409
    assert [
        words in clash.main for words in ("林秀英", "由小组长上门说明", "由网格员上门说明")
    ] == [True] * 3
    assert clash.form().values["text"] == [LAWFUL]
    assert (settled.status, (await texts.row_of(number, row.id)).text) == (200, LAWFUL)
    assert await ArticleEdit.filter(edition_id=number, kind=EditKind.REFUSED).count() == 1
    assert "没有采用，留作底稿" in history.main


async def test_articles_are_added_split_moved_joined_struck_and_brought_back(desk):
    here, _, _ = await begun(desk)
    number = int(here.rpartition("/")[2])

    async def put(place, act, **typed):
        row = (await texts.rows_of(number))[place]
        page = await desk.clerk.get(f"{here}/articles/{row.id}")
        form = page.form(f"{here}/articles/{row.id}/put")
        values = {**form.values, "act": [act], **{key: [one] for key, one in typed.items()}}
        return await desk.clerk.follow(await desk.clerk.post(form.action, values))

    await fills(desk.clerk, f"{here}/articles/new", text="孝敬老人。", after="first")
    first = (await texts.rows_of(number))[0]
    await fills(
        desk.clerk, f"{here}/articles/{first.id}/split", first="孝敬老人。", second="关爱孩子。"
    )
    rows = await texts.rows_of(number)
    await put(1, "move", after=str(rows[-1].id))
    await put(0, "chapter", chapter="第一章 家风")
    struck = await put(2, "strike")
    restore = next(one for one in struck.forms if one.action.endswith("/put"))
    back = await desk.clerk.post(restore.action, restore.values | {"act": ["restore"]})
    nowhere = await put(0, "join", into="")
    rows = await texts.rows_of(number)
    joined = await put(4, "join", into=str(rows[3].id))

    assert back.status == 303
    assert nowhere.errors == {"into": "请选择并到哪一条里去。"}
    kept = [(one.label, one.text[:4], one.chapter) for one in await texts.rows_of(number)]
    assert [label for label, _, _ in kept] == ["第一条", "第二条", "第三条", "第四条"]
    assert kept[0] == ("第一条", "孝敬老人", "第一章 家风")
    assert "关爱孩子" in joined.main


async def test_praise_waits_for_the_person_and_what_was_done_names_nobody(desk):
    who = await making.makers(code="qiaotou", name="桥头村")
    await making.published(who, in_force=DAY + timedelta(30))
    await on(desk, 31)
    clerk = await doors.browser(desk.app, await Person.get(id=who.clerk.person_id))
    villager = await Person.get(id=who.villager.person_id)
    person = await doors.browser(desk.app, villager, level=SessionLevel.PASS)
    base = "/desk/qiaotou/bylaws/"
    page = await clerk.get(f"{base}watches/new")
    article = page.form().offered["articles"][0]
    watch = await clerk.submit(page.form(), name="红白理事会", articles=[article])
    told = {"kind": "persuasion", "article": article, "text": "办酒前上门商量，少办了十桌。"}
    done = await fills(clerk, f"{base}carried", **told)
    number = await fills(clerk, f"{base}carried", **{**told, "text": "打 13800138000 劝过。"})
    page = await clerk.get(f"{base}praise/new?q={villager.name}")
    proposed = await clerk.submit(
        page.forms[-1], person=str(villager.id), text="捡到钱包，交还失主。"
    )
    early = await clerk.get("/v/qiaotou/bylaws/praise")
    own = await person.get("/v/qiaotou/bylaws/praise")
    agree = own.form()
    await person.post(agree.action, agree.values | {"act": ["agree"]})
    entry = await clerk.get(proposed.path)
    await clerk.post(entry.path, entry.form().values | {"act": ["show"]})
    shown = await clerk.get("/v/qiaotou/bylaws/praise")
    off = (await person.get("/v/qiaotou/bylaws/praise")).form()
    await person.post(off.action, off.values | {"act": ["decline"]})
    gone = await clerk.get("/v/qiaotou/bylaws/praise")

    assert "红白理事会" in watch.main
    assert "少办了十桌" in done.main
    assert (number.status, "像身份证号、手机号" in number.errors["text"]) == (422, True)
    seen = [villager.name in one.main for one in (early, shown, gone)]
    assert seen == [False, True, False]


async def test_an_order_of_correction_is_given_seen_at_the_desk_and_taken_back(desk):
    who = await making.makers(code="qiaotou", name="桥头村")
    edition = await making.published(who, in_force=DAY + timedelta(30))
    await on(desk, 31)
    officer = await Person.get(id=who.officer.person_id)
    town = await doors.browser(desk.app, officer, level=SessionLevel.CODE)
    clerk = await doors.browser(desk.app, await Person.get(id=who.clerk.person_id))
    here = f"/township/qiaotou/bylaws/{edition.id}"
    typed = {"about": "whole", "facts": "没有写修改的办法。", "basis": "村民委员会组织法"}
    past = await fills(town, f"{here}/order", **typed, **day("due_on", DAY))
    given = await fills(town, f"{here}/order", **typed, **day("due_on", DAY + timedelta(90)))
    front = await clerk.get("/desk/qiaotou/")
    revoked = await fills(town, given.link("撤销"), why="村里的文本写了，看漏了。")
    reread = await fills(
        clerk, f"/desk/qiaotou/bylaws/{edition.id}/reread", revise="no", note="逐条看过，都合适。"
    )

    assert (past.status, past.form().values["facts"]) == (422, ["没有写修改的办法。"])
    assert "还没有动手改" in given.main
    assert "责令改正" in front.main
    assert "看漏了" in revoked.main
    assert reread.status == 200


async def test_a_text_adopted_before_is_entered_with_its_own_days(desk):
    path = f"{desk.here}bylaws/enter"
    typed = {"text": TEXT, **day("adopted_on", DAY - timedelta(900))}
    look = await fills(desk.clerk, path, **typed, **day("in_force_on", DAY + timedelta(9)))
    early = await desk.clerk.post(path, look.form().values | {"keep": ["yes"]})
    again = {**look.form().values, "keep": ["yes"]}
    again |= {key: [str(one)] for key, one in day("in_force_on", DAY - timedelta(880)).items()}
    kept = await desk.clerk.follow(await desk.clerk.post(path, again))

    assert "读到 3 条" in look.main
    assert (early.status, list(early.errors)) == (422, ["in_force_on"])
    assert "现行有效" in kept.main
    assert "没有登记备案日期" in kept.main


async def test_a_matter_that_was_withdrawn_or_lost_leads_back_by_one_button(desk):
    ends = {"withdrawn": "议题撤回了，草案退回修改", "rejected": "按表决未通过结束这一版"}
    found = {}
    for place, (stage, words) in enumerate(ends.items()):
        who = await making.makers(code=f"qiao{place}", name="桥头村")
        edition = await making.voting(who)
        await Decision.filter(id=edition.decision_id).update(stage=stage)
        await on(desk, 12)
        clerk = await doors.browser(desk.app, await Person.get(id=who.clerk.person_id))
        here = f"/desk/qiao{place}/bylaws/{edition.id}"
        offered = words in (await clerk.get(here)).main
        await pushed(clerk, here)
        found[stage] = offered, (await Edition.get(id=edition.id)).stage

    assert found == {
        "withdrawn": (True, EditionStage.DRAFTING),
        "rejected": (True, EditionStage.REJECTED),
    }
