"""What one villager says becomes a matter of the village, and a question is answered beside it.

Real cases on real screens: yellow water from the tap, and relief money nobody could follow.
"""

import pytest

from deliberation import cycle
from deliberation.models import Concern, ConcernOutcome, Decision, DecisionStage
from tests import make
from tests.journeys.screens import (
    Screens,
    come,
    day,
    explain_at_once,
    fill,
    follow,
    h1,
    press,
    said,
)
from tests.make import DAY
from tests.web import stories
from village.models import Person, SessionLevel
from village.permissions import Office

pytestmark = pytest.mark.browser

WATER = "村里的水管老化了，一打开，全是黄水汤。"
DESK, SAY = "/desk/shiqiao", "/v/shiqiao/concerns"


async def town():
    of = await make.village("shiqiao", "石桥村")
    home = await make.household(of, group=await make.group(of, "一组"))
    await make.person(of, "王大娘", woman=True, household=home)
    await make.person(of, "赵春生", household=home)
    await make.holder(of, Office.VILLAGE_CLERK, name="周文书")
    await make.delegation(of)
    await make.assembly(of, 33, chair="陈国强")


async def passed():
    """The vote itself is another journey: here it stands, by the deeds that record it."""
    decision = await Decision.get()
    await Decision.filter(id=decision.id).update(stage=DecisionStage.REVIEWED)
    decision = await stories.again(decision)
    clerk = make.acting(await Person.get(name="周文书"), Office.VILLAGE_CLERK)
    await stories.voted(decision, clerk)
    secretary = await make.holder(decision.village, Office.PARTY_SECRETARY)
    await cycle.advance(await stories.again(decision), secretary, now=make.NOW)


async def carried_out():
    await Decision.all().update(stage=DecisionStage.CONCLUDED)


async def the_one():
    return await Concern.get()


def talked_over(clerk):
    """Received, put on the agenda of a say day of today, and what was agreed there."""
    clerk.goto(f"{DESK}/")
    follow(clerk, "受理")
    press(clerk, "受理")
    follow(clerk, "列入说事会")
    follow(clerk, "召集一次说事会")
    ticked = clerk.locator("[name=concerns]:checked").count()
    fill(clerk, place="文化礼堂", **day("day", DAY))
    press(clerk, "召集")
    clerk.goto(clerk.url + "/record")
    fill(clerk, present="26", came="一组 20 户，镇水务站 1 人", said="水管用了二十多年，都说要换。")
    item = clerk.locator("input[type=radio]").first.get_attribute("name")
    fill(clerk, **{item: "adopted", f"{item}-reason": "全村都在用", f"{item}-matter": "yes"})
    press(clerk, "登记")
    return ticked


def made_a_matter(clerk):
    clerk.goto(f"{DESK}/concerns/2026-001")
    follow(clerk, "立为议题")
    fill(clerk, collective="no")
    press(clerk, "下一步")
    fill(clerk, kind="public_works")
    press(clerk, "下一步")
    fill(clerk, title="自来水管网改造", body="representative_assembly")
    press(clerk, "立这个议题")
    return said(clerk)


def test_yellow_water_is_talked_over_voted_on_mended_and_rated(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        wang = come(live, screens.phone(), "王大娘")
        wang.goto(f"{SAY}/new")
        fill(wang, text=WATER)
        press(wang, "交上去")
        clerk = come(live, screens.desk(), "周文书", SessionLevel.PASSWORD)
        ticked = talked_over(clerk)
        matter = made_a_matter(clerk)

        wang.goto(f"{SAY}/2026-001/own")
        followed = said(wang)
        live.do(passed())
        follow(wang, "这件事立了议题")
        resolution, title = said(wang), h1(wang)
        early = told_of(clerk)
        live.do(carried_out())
        clerk.goto(f"{DESK}/")
        follow(clerk, "反馈")
        follow(clerk, "反馈结果")
        fill(clerk, result="solved", words="管网换好了，水清了。")
        press(clerk, "答复说事人")
        wang.goto(f"{SAY}/2026-001/own")
        follow(wang, "去评价")
        fill(wang, attitude="good", process="good", result="good")
        press(wang, "交上去")
        ended = said(wang)

    assert (ticked, "由村民说事 2026-001 提起" in matter) == (1, True)
    assert "采纳" in followed
    assert (title, "由村民说事 2026-001 提起" in resolution) == ("自来水管网改造", True)
    assert "18" in resolution
    assert "还在走程序，没有结果" in early
    assert "已办结" in ended
    assert live.do(the_one()).outcome is ConcernOutcome.SETTLED


def told_of(clerk):
    clerk.goto(f"{DESK}/concerns/2026-001")
    return said(clerk)


async def listed():
    of = await Person.get(name="周文书").select_related("village")
    body = "本季度救助金发放对象：赵某某 1,200 元，钱某某 800 元。"
    made = await make.notice(of.village, title="救助金发放公示", body=body)
    return made.id


def test_a_question_on_relief_money_is_answered_beside_the_notice_with_use_and_balance(
    chromium, live
):
    live.do(town())
    notice = live.do(listed())
    with Screens(chromium, live.address) as screens:
        zhao = come(live, screens.phone(), "赵春生")
        zhao.goto(f"/v/shiqiao/notices/{notice}")
        follow(zhao, "我有疑问")
        fill(zhao, text="上面拨了多少救助金，用在哪里，还剩多少？")
        press(zhao, "交上去")
        clerk = come(live, screens.desk(), "周文书", SessionLevel.PASSWORD)
        clerk.goto(f"{DESK}/concerns/")
        follow(clerk, "2026-001")
        asked = said(clerk)
        explain_at_once(clerk, "收入 20,000 元，发放 2,000 元，结余 18,000 元。")
        anybody = screens.phone()
        anybody.goto(f"/v/shiqiao/notices/{notice}")
        beside = said(anybody)

    assert "问的是：救助金发放公示" in asked
    assert "上面拨了多少救助金，用在哪里，还剩多少？" in beside
    assert "收入 20,000 元，发放 2,000 元，结余 18,000 元。" in beside
