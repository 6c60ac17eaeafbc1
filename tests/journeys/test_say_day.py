"""P-I2 on real screens: what was talked over on a say day is carried out, and nobody ever voted.

Graves stood close to the houses; after the 说事会 the families moved them.
"""

import pytest

from deliberation.models import (
    Ballot,
    Concern,
    ConcernOutcome,
    Decision,
    Meeting,
    SayItem,
    SaySession,
)
from tests import make
from tests.journeys.screens import Screens, come, day, fill, follow, h1, press, said
from tests.make import DAY
from village.models import SessionLevel
from village.permissions import Office

pytestmark = pytest.mark.browser

GRAVES = "村后几座老坟离房子太近，孩子晚上不敢走，能不能商量迁一迁？"
AGREED = "几户人家当场同意，清明前迁到公墓。"
CARRYING = "村里平好公墓的路，各户自己迁，村里派车。"
MOVED = "十一座都迁到公墓了，原来的地方种了树。"
DESK, PUBLIC = "/desk/jieshang", "/v/jieshang"


async def town():
    of = await make.village("jieshang", "杰上村", duty_phone="0570-0000001")
    for office, name in (
        (Office.VILLAGE_CLERK, "周文书"),
        (Office.COMMITTEE_CHAIR, "陈国强"),
        (Office.GROUP_LEADER, "赵组长"),
    ):
        await make.holder(of, office, name=name)
    await make.person(of, "王大娘", woman=True)


async def what_stands():
    counts = [await one.all().count() for one in (Decision, Meeting, Ballot)]
    return await Concern.get(), await SaySession.get(), await SayItem.get(), counts


def test_graves_are_moved_after_a_say_day_without_a_vote(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone, desk = screens.phone(), screens.desk()
        come(live, phone, "王大娘")
        speak_up(phone)
        come(live, desk, "周文书", SessionLevel.PASSWORD)
        called(desk)
        phone.goto(f"{PUBLIC}/say-days/")
        follow(phone, "说事会")
        agenda = said(phone)

        live.move_to(DAY + make.timedelta(3), 21)
        come(live, desk, "周文书", SessionLevel.PASSWORD)
        held(desk)
        carried_out(live, desk)
        come(live, phone, "王大娘")
        public, settled = read_and_rated(phone)

    assert GRAVES in agenda
    for words in ("协商不是表决", "采纳", AGREED, CARRYING, MOVED):
        assert words in public
    assert "王大娘" not in public.split("身份办理")[-1]
    assert "已办结" in settled
    concern, session, item, votes = live.do(what_stands())
    assert (concern.outcome, concern.decision_id) == (ConcernOutcome.SETTLED, None)
    assert (session.present, str(item.verdict), item.came_of_it) == (31, "adopted", MOVED)
    assert votes == [0, 0, 0]


def speak_up(phone):
    phone.goto(f"{PUBLIC}/concerns/new")
    fill(phone, text=GRAVES)
    press(phone, "交上去")


def called(desk):
    """The next fixed day, with what was said on its agenda, and the paper for the board."""
    desk.goto(f"{DESK}/say-days/")
    follow(desk, "11 月 25 日召集")
    fill(desk, time="19:00", place="文化礼堂", invited="有坟的各户、镇民政办")
    desk.locator("[name=concerns]").check()
    press(desk, "召集，列入议程")
    follow(desk, "打印议程海报")
    assert GRAVES in said(desk)
    assert desk.locator(".qr svg").count() == 1


def held(desk):
    desk.goto(f"{DESK}/")
    follow(desk, "登记")
    follow(desk, "会开过了，登记")
    fill(desk, present=31, came="有坟的 11 户、三个组的村民、镇民政办 1 人", said="一户一户说开了")
    name = desk.locator("main input[type=radio]").first.get_attribute("name")
    fill(desk, **{name: "adopted", f"{name}-reason": AGREED, f"{name}-carrying": CARRYING})
    fill(desk, **day(f"{name}-by", DAY + make.timedelta(20)))
    press(desk, "登记，告诉说事人")


def carried_out(live, desk):
    """Given to the chair as any concern is; what came of it stands beside what was agreed."""
    desk.goto(f"{DESK}/concerns/2026-001/assign")
    person = desk.locator("#person option", has_text="陈国强").get_attribute("value")
    fill(desk, person=person, **day("due_on", DAY + make.timedelta(20)))
    press(desk, "交办")
    live.move_to(DAY + make.timedelta(20), 17)
    come(live, desk, "周文书", SessionLevel.PASSWORD)
    desk.goto(f"{DESK}/")
    desk.locator("main tr", has_text="会上议定的说事").get_by_role("link").first.click()
    follow(desk, "登记办得怎样")
    fill(desk, words=MOVED)
    press(desk, "登记，告诉说事人")
    come(live, desk, "陈国强", SessionLevel.PASSWORD)
    desk.goto(f"{DESK}/concerns/2026-001/answer")
    fill(desk, result="solved", words=MOVED)
    press(desk, "答复说事人")


def read_and_rated(phone):
    phone.goto(f"{PUBLIC}/say-days/")
    follow(phone, "说事会")
    public = said(phone)
    phone.goto(f"{PUBLIC}/concerns/2026-001/rate")
    assert h1(phone) == "这件事办得怎么样"
    fill(phone, attitude="good", process="good", result="good")
    press(phone, "交上去")
    return public, said(phone)
