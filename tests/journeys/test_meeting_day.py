"""A meeting day in real Chromium: a projector, a desk, a supervisor, thirteen phones, two slips."""

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from deliberation.models import AgendaItem, Ballot, Meeting, Turnout
from tests import doors, make, scanning
from tests.deliberation.sittings import called, reviewed
from tests.make import NOW
from village import record_check
from village.models import Person, SessionLevel
from village.permissions import Office

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WALL = {"viewport": {"width": 1280, "height": 720}}
NO = (3, 7, 11)


async def village_day():
    """Sixteen adults, a matter before their assembly this morning; who comes with which cookie."""
    village = await make.village("liuwan", board_places="村口")
    clerk = await make.holder(village, Office.VILLAGE_CLERK, name="周文书")
    supervisor = await make.holder(village, Office.SUPERVISOR, name="孙监督")
    people = [await make.person(village, make.name_of(n)) for n in range(200, 213)]
    old = await make.person(village, "王大娘")
    decision = await reviewed(village)
    meeting = await called(village, decision, clerk)
    cookies = {"clerk": await session(clerk.person_id), "wall": await session(clerk.person_id)}
    cookies["supervisor"] = await session(supervisor.person_id)
    for place, person in enumerate(people[:12]):
        cookies[place] = await session(person.id, SessionLevel.PASS)
    (_, token) = await doors.card(people[12], now=NOW)
    return meeting.id, cookies, token, [people[12].name, old.name]


async def session(person_id, level=SessionLevel.PASSWORD):
    return await doors.session(await Person.get(id=person_id), now=NOW, level=level)


class Screens:
    """Every screen is a browser of its own; none may break or ask elsewhere."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.contexts, self.faults = [], []

    def open(self, cookie, **options):
        context = self.chromium.new_context(base_url=self.address, locale="zh-CN", **options)
        self.contexts.append(context)
        if cookie:
            context.add_cookies([{"name": "cunyi", "value": cookie, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("response", self._answered)
        page.on("request", self._asked)
        return page

    def _answered(self, response):
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"asked elsewhere: {request.url}")


@contextmanager
def screens_of(chromium, address):
    screens = Screens(chromium, address)
    try:
        yield screens
    finally:
        for context in screens.contexts:
            context.close()
    assert screens.faults == []


def button(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def link(page, name):
    page.get_by_role("link", name=name, exact=True).click()


def sees(page, words):
    """Waits until the page says so; a click does not wait for where it leads."""
    page.locator("main", has_text=words).wait_for()


def comes_to_h1(page, words):
    page.locator("h1", has_text=words).wait_for()


def comes_to(page, label, figure_wanted):
    cell = f"#now dl div:has(dt:text-is('{label}')) dd:text-is('{figure_wanted}')"
    page.locator(cell).wait_for()


def tap_vote(page, choice):
    """From the page of the meeting: three taps, as on paper nothing is chosen beforehand."""
    link(page, "去投票")
    sees(page, "投出以后不能改")
    assert page.locator("input:checked").count() == 0
    page.get_by_text(choice, exact=True).click()
    button(page, "下一步：再看一眼")
    comes_to_h1(page, "再看一眼")
    assert page.locator("dl.heads dd").inner_text() == choice
    button(page, "就投这一票")
    comes_to_h1(page, "已经投好了")


def enters(page, address, **numbers):
    page.goto(address)
    for name, value in numbers.items():
        page.fill(f"#{name.replace('_', '-')}", str(value))
    button(page, "存下我数的")
    page.locator(".box").first.wait_for()


@pytest.mark.browser
@pytest.mark.timeout(420)
def test_thirteen_phones_and_two_slips_decide_and_the_wall_shows_it(live, chromium):
    meeting_id, cookies, card, without = live.do(village_day())
    with screens_of(chromium, live.address) as screens:
        desk = screens.open(cookies["clerk"])
        desk.goto(f"/desk/liuwan/meetings/{meeting_id}")
        link(desk, "会场：扫码签到、大屏幕、表决")
        button(desk, "开始扫码签到")
        sees(desk, "打开大屏幕")
        wall = screens.open(cookies["wall"], **WALL)
        wall.goto(f"/v/liuwan/meetings/{meeting_id}/wall")
        wall.wait_for_url("**/wall?live=1")

        phones = signed_in(screens, wall, cookies)
        phones.append(with_a_card(screens, wall, card))
        comes_to(wall, "实到", 13)
        assert "人数够了，可以开会" in wall.locator("#now").inner_text()
        ticked(desk, meeting_id, without[1])
        comes_to(wall, "实到", 14)

        ballot_id = ballot_on_desk(live, desk, meeting_id)
        for place, phone in enumerate(phones[:12]):
            tap_vote(phone, "反对" if place in NO else "同意")
        comes_to(wall, "已经投了", 12)
        for name in without:
            hands_out(desk, ballot_id, name)
        comes_to(wall, "已经投了", 14)
        assert phones[12].goto(f"/v/liuwan/ballots/{ballot_id}").status == 200
        assert phones[12].locator("h1").inner_text() == "您领的是纸票"

        counted_by_two(screens, desk, cookies["supervisor"], meeting_id, ballot_id)
        desk.goto(f"/desk/liuwan/ballots/{ballot_id}")
        button(desk, "宣布结果")
        wall.locator(".verdict", has_text="通过").wait_for()
        comes_to(wall, "同意", 10)
        comes_to(wall, "反对", 4)
        minutes_of(desk, meeting_id)

    assert live.do(stored(meeting_id, ballot_id)) == (
        "declared",
        {"phone": 12, "slip": 2},
        ("passed", 10, 4, 0, 0, 14),
        "held",
        True,
    )


def signed_in(screens, wall, cookies):
    """Twelve scan what the wall shows and press one button; the wall follows without a reload."""
    phones = []
    for place in range(12):
        phone = screens.open(cookies[place], **PHONE)
        phone.goto(scanned(wall))
        button(phone, "签到")
        sees(phone, "已经签到")
        phones.append(phone)
    return phones


def scanned(wall):
    """What a phone reads from the projector at this moment."""
    (said,) = scanning.codes(wall.locator("#now .qr").inner_html())
    place = urlsplit(said).path
    assert "/in/" in place
    return place


def with_a_card(screens, wall, card):
    """The thirteenth comes without a session: wall, card, PIN, and is where he wanted to be."""
    phone = screens.open(None, **PHONE)
    phone.goto(scanned(wall))
    assert phone.locator("h1").inner_text() == "请扫自己的通行码"
    phone.goto(f"/enter/{card}")
    phone.fill("#proof", "1980")
    phone.fill("#proof-month", "5")
    phone.fill("#proof-day", "1")
    phone.fill("#pin", doors.PIN)
    phone.fill("#pin_again", doors.PIN)
    phone.locator("main form button.main").click()
    comes_to_h1(phone, "签到")
    button(phone, "签到")
    sees(phone, "已经签到")
    return phone


def ticked(desk, meeting_id, name):
    """Without a phone: one tick on the clerk's list."""
    desk.goto(f"/desk/liuwan/meetings/{meeting_id}/attendance?q=wdn")
    desk.locator(f"li[aria-label='{name}']").get_by_text("到会", exact=True).click()
    button(desk, "保存这一页")
    sees(desk, "实到 14 人")


def ballot_on_desk(live, desk, meeting_id):
    desk.goto(f"/desk/liuwan/meetings/{meeting_id}/doors")
    link(desk, "准备表决")
    desk.get_by_text("无记名投票", exact=True).click()
    desk.get_by_text("同意、反对、弃权", exact=True).click()
    button(desk, "备好这次表决")
    button(desk, "开始表决")
    sees(desk, "已经投了 0")
    ballot_id = live.do(only_ballot(meeting_id))
    desk.goto(f"/desk/liuwan/ballots/{ballot_id}/slips")
    desk.fill("#count", "5")
    button(desk, "印")
    desk.wait_for_url("**/slips/sheet")
    assert desk.locator(".slip svg").count() == 5
    return ballot_id


async def only_ballot(meeting_id):
    return (await Ballot.get(meeting_id=meeting_id)).id


def hands_out(desk, ballot_id, name):
    desk.goto(f"/desk/liuwan/ballots/{ballot_id}/slips")
    desk.fill("#q", name)
    button(desk, "找")
    button(desk, f"发一张给{name}")
    sees(desk, f"{name}领了一张纸票")


def counted_by_two(screens, desk, cookie, meeting_id, ballot_id):
    """Stopped at the desk, confirmed on another device; a difference, then the same twice."""
    desk.goto(f"/desk/liuwan/ballots/{ballot_id}")
    button(desk, "停止投票")
    sees(desk, "等监委会成员或者监票人确认截止")
    other = screens.open(cookie, **PHONE)
    other.goto(f"/v/liuwan/meetings/{meeting_id}")
    link(other, "监票、计票")
    link(other, "确认截止")
    button(other, "确认截止，开始计票")
    sees(other, "可以计票了")
    there = f"/v/liuwan/ballots/{ballot_id}/count"
    slips = {"spoiled": 0, "returned": 2, "missing": 0, "unused": 3, "votes_abstain": 0}
    enters(other, there, votes_yes=2, votes_no=0, **slips)
    enters(desk, there, votes_yes=1, votes_no=1, **slips)
    sees(desk, "两份不一致，请重新清点")
    enters(other, there, votes_yes=1, votes_no=1, **slips)
    enters(desk, there, votes_yes=1, votes_no=1, **slips)
    sees(desk, "第 2 次清点，两份一致")


def minutes_of(desk, meeting_id):
    """Drafted from what happened, looked at once more, recorded, confirmed."""
    desk.goto(f"/desk/liuwan/meetings/{meeting_id}/minutes")
    drafted = desk.input_value("#text")
    assert "应到 16 人，需要 9 人，实到 14 人" in drafted
    assert "手机投票 12 人" in desk.locator("textarea[name^=discussion]").input_value()
    desk.select_option("#chair", label="孙监督（村务监督委员会委员）")
    button(desk, "再看一眼结果")
    button(desk, "没有错，就这样登记")
    desk.wait_for_url(f"**/meetings/{meeting_id}")
    desk.goto(f"/v/liuwan/meetings/{meeting_id}/sign")
    button(desk, "内容属实，我确认")
    desk.locator(".box.well", has_text="已经确认").wait_for()


async def stored(meeting_id, ballot_id):
    ballot = await Ballot.get(id=ballot_id)
    meeting = await Meeting.get(id=meeting_id).select_related("village")
    item = await AgendaItem.get(meeting_id=meeting_id)
    rows = await Turnout.filter(ballot_id=ballot_id).values_list("channel", flat=True)
    told = [str(one) for one in rows]
    _, fault = await record_check.verify_village(meeting.village_id)
    return (
        str(ballot.stage),
        {name: told.count(name) for name in sorted(set(told))},
        (item.verdict, item.yes, item.no, item.abstain, item.spoiled, item.present),
        str(meeting.stage),
        fault is None,
    )
