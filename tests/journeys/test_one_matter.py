"""One matter in a real Chromium, from its opening to the closed file, by those whose work it is.

The clock of the product moves from day to day; everybody comes in with a pass, PIN and password.
"""

from datetime import date, timedelta

import pytest

from deliberation.models import Decision, DecisionStage
from tests import make
from tests.journeys import town
from tests.journeys.screens import Screens, come_in, day, fill, follow, h1, moment, press, said
from tests.journeys.story import jpeg, signatures
from tests.make import DAY
from village import clock as clocks
from village import passes, record_check
from village.permissions import Office, operator

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DESK = "/desk/dongyang"
CLERK, SECRETARY = Office.VILLAGE_CLERK, Office.PARTY_SECRETARY
ADVISER, SUPERVISOR, VILLAGER = Office.LEGAL_ADVISER, Office.SUPERVISOR, Office.VILLAGER
ASSEMBLY, NEEDED = 16, 11
POSTED, RESULT = DAY + timedelta(5), DAY + timedelta(40)


async def settled(now):
    """Everybody at work, each with a card that was never used."""
    of = await make.village("dongyang", "东阳村", board_places="村口和文化礼堂门前")
    cast = await town.settled(of, assembly=ASSEMBLY)
    who = (CLERK, SECRETARY, ADVISER, SUPERVISOR, VILLAGER)
    people = [cast[one] for one in who]
    cards = await passes.issue(of, people, operator(of.township_id, of.id), now=now)
    by_person = {card.person.id: card for card in cards}
    return {one: by_person[cast[one].id] for one in who}


class Day:
    """One day of the story: whoever is needed comes in anew, each at a screen of his own."""

    def __init__(self, live, screens, cards):
        self.live, self.screens, self.cards = live, screens, cards
        self.pages, self.here = {}, set()

    def begin(self, on, hour=9):
        self.live.move_to(on, hour)
        self.here = set()
        return on

    def who(self, office):
        if office not in self.pages:
            phone = office is VILLAGER
            self.pages[office] = self.screens.phone() if phone else self.screens.desk()
        if office not in self.here:
            come_in(self.pages[office], self.cards[office])
            self.here.add(office)
        return self.pages[office]

    def send(self, office, path, button, **values):
        """Open the form, fill it in, press its button; what the page then says."""
        page = self.who(office)
        page.goto(path)
        fill(page, **values)
        press(page, button)
        return said(page)

    def hold(self, matter, step, present, yes, hour):
        """Called for this hour, held, ticked by name, counted; what the meeting's page says."""
        on = clocks.local_date(self.live.clock.now())
        page = self.who(CLERK)
        page.goto(f"{DESK}/meetings/new?decision={matter}&step={step}")
        fill(page, place="文化礼堂", **moment("starts_at", on, hour))
        press(page, "固定名单，发出通知")
        meeting = page.url
        self.live.move_to(on, hour, 40)
        page.goto(f"{meeting}/attendance")
        for place in range(present):
            page.locator('input[value="present"]').nth(place).check()
        page.locator("#rest").check()
        press(page, "保存这一页")
        page.goto(f"{meeting}/minutes")
        item = page.locator('input[name^="yes-"]').get_attribute("name").removeprefix("yes-")
        if yes is None:
            fill(page, **{f"method-{item}": "none"})
        else:
            rest = present - yes
            fill(page, **{f"method-{item}": "hands", f"yes-{item}": yes, f"no-{item}": rest})
        press(page, "再看一眼结果")
        press(page, "没有错，就这样登记")
        return said(page)

    def advance(self, matter):
        page = self.who(SECRETARY)
        page.goto(f"{DESK}/decisions/{matter}")
        press(page, "往下走")
        return said(page)


def opened(today):
    """Three pages: is it the collective's, what is it, what is to be done."""
    page = today.who(CLERK)
    page.goto(f"{DESK}/")
    follow(page, "新立一个议题")
    fill(page, collective="no")
    press(page, "下一步")
    fill(page, kind="public_works")
    press(page, "下一步")
    summary = "河道两岸各做 300 米驳岸，石料就近采购，不向村民筹资。"
    fill(page, title="东阳河道驳岸", summary=summary, budget="128000")
    fill(page, source="people", body="representative_assembly")
    press(page, "立这个议题")
    return int(page.url.rpartition("/")[2])


def three_of_the_party(today, matter):
    for place, (step, present) in enumerate((("propose", 3), ("consult", 5), ("review", 9))):
        if place:
            today.begin(DAY + timedelta(place))
        told = today.hold(matter, step, present, present, 10)
        assert "通过" in told
        today.advance(matter)


def prepared(today, matter):
    """Asked, checked, and empowered: what the vote stands on."""
    on = DAY + timedelta(2)
    asked = {"asked": 60, "agreed": 57, "opposed": 3, "summary": "希望避开汛期施工，已经采纳。"}
    days = {**day("began_on", DAY), **day("ended_on", on)}
    today.send(CLERK, f"{DESK}/decisions/{matter}/canvass", "登记", way="visit", **days, **asked)
    lawful = {"view": "lawful", "text": "属于村民代表会议可以决定的事项，程序合法。"}
    today.send(ADVISER, f"{DESK}/decisions/{matter}/legality", "出具意见", **lawful)
    days = {**day("given_on", make.BEGAN), **day("ends_on", date(2029, 3, 1))}
    told = {"matters": "public_works", "way": "meeting"}
    today.send(CLERK, f"{DESK}/delegations/new", "登记", **told, **days)


def test_a_matter_from_its_opening_to_the_closed_file(chromium, live):
    cards = live.do(settled(live.clock.now()))

    with Screens(chromium, live.address) as screens:
        today = Day(live, screens, cards)
        today.begin(DAY)
        matter = opened(today)
        three_of_the_party(today, matter)
        prepared(today, matter)

        today.begin(DAY + timedelta(3))
        too_few = today.hold(matter, "resolve", NEEDED - 1, None, 10)
        today.begin(DAY + timedelta(4))
        enough = today.hold(matter, "resolve", NEEDED, NEEDED - 2, 10)
        today.advance(matter)
        assert "没有开成：到会人数不够" in too_few
        assert "需要到会11" in "".join(enough.split())

        notice, poster = hung_up(today, matter, POSTED)
        objected_and_answered(today, screens, notice)
        today.begin(POSTED + timedelta(15))
        early = waiting(today, matter)
        today.begin(POSTED + timedelta(16))
        today.advance(matter)
        assert "公示还没有满 15 天" in early
        assert "同意 9 票" in poster

        carried_out(today, matter)
        result, _ = hung_up(today, matter, RESULT)
        today.begin(RESULT + timedelta(16))
        closed = today.advance(matter)
        assert "结果已公开，已办结" in closed

        phone = screens.phone()
        phone.goto(f"/v/dongyang/decisions/{matter}")
        steps, words = done_steps(phone), said(phone)

    assert steps == [True] * 6
    assert "应到 16，实到 11" in words
    assert result != notice
    assert live.do(stage_of(matter)) is DecisionStage.CONCLUDED
    assert live.do(faults_of_the_record(matter)) is None


def hung_up(today, matter, on):
    """The notice on the board with its photograph and the supervisor's word; its poster."""
    today.begin(on)
    today.send(CLERK, f"{DESK}/decisions/{matter}/post", "贴出去")
    page = today.who(CLERK)
    notice = int(page.url.rpartition("/")[2])
    page.goto(f"{DESK}/notices/{notice}/photos")
    picture = {"name": "首日.jpg", "mimeType": "image/jpeg", "buffer": jpeg(signatures(notice))}
    page.set_input_files("#photo", picture)
    press(page, "传上去")
    opinion = {"view": "agree", "text": "公开的内容与会议记录一致。"}
    today.send(SUPERVISOR, f"{DESK}/notices/{notice}/opinion", "出具意见", **opinion)
    page.goto(f"/v/dongyang/notices/{notice}/poster")
    page.emulate_media(media="print")
    words = said(page)
    page.emulate_media(media="screen")
    return notice, words


def objected_and_answered(today, screens, notice):
    """On the phone by the villager, at the desk by the clerk; the public page names nobody."""
    phone = today.who(VILLAGER)
    phone.goto(f"/v/dongyang/notices/{notice}")
    fill(phone, text="石料的运费是怎样算的？")
    press(phone, "提出异议")
    assert "异议" in h1(phone)
    page = today.who(CLERK)
    page.goto(f"{DESK}/")
    assert "异议" in said(page)
    page.goto(f"{DESK}/notices/{notice}")
    follow(page, "去答复")
    fill(page, upheld="no", text="运费按三家报价的最低价计算，清单在村部可以看。")
    press(page, "答复")
    stranger = screens.phone()
    stranger.goto(f"/v/dongyang/notices/{notice}")
    told = said(stranger)
    assert "王某" in told
    assert "三家报价的最低价" in told
    assert "王大娘" not in told
    assert "石料的运费是怎样算的" not in told


def waiting(today, matter):
    page = today.who(SECRETARY)
    page.goto(f"{DESK}/decisions/{matter}")
    assert page.locator("button", has_text="往下走").count() == 0
    return said(page)


def carried_out(today, matter):
    """Begun and finished by the clerk's pen, accepted by the supervisor."""
    on = POSTED + timedelta(16)
    here = f"{DESK}/decisions/{matter}"
    plan = {"doer": "东阳建筑队", **day("began_on", on), **day("due_on", on + timedelta(20))}
    today.send(CLERK, f"{here}/works", "登记", **plan)
    on = today.begin(RESULT - timedelta(2))
    done = {"title": "驳岸完工", "note": "两岸各 300 米。", **day("done_on", on)}
    today.send(CLERK, f"{here}/progress", "登记", **done)
    today.send(CLERK, f"{here}/finish", "登记", spent="126500.50", **day("finished_on", on))
    accepted = "现场看过，质量合格；账目与合同相符。"
    today.send(SUPERVISOR, f"{here}/acceptance", "登记验收", text=accepted)
    today.advance(matter)


def done_steps(page):
    """Whether each of the six steps says that it is done."""
    steps = page.locator("ol.steps > li")
    return ["已完成" in one for one in steps.all_inner_texts()]


async def stage_of(matter):
    return (await Decision.get(id=matter)).stage


async def faults_of_the_record(matter):
    decision = await Decision.get(id=matter)
    return (await record_check.verify_village(decision.village_id))[1]
