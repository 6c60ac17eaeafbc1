"""Village bylaws on the desk and at the township, page by page, as those whose work it is."""

from datetime import timedelta

import pytest

from bylaws import texts
from bylaws.models import Edition
from tests import doors, make
from tests.bylaws import making
from tests.make import DAY
from tests.web.desks import Desk
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
