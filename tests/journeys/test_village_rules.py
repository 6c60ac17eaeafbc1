"""P-B1, a real text of 48 articles, from its file to the corrected edition, in a real Chromium.

What repeats (twenty findings, the meetings of the cycle, the second round) goes by deeds; every
kind of act on bylaws is done once on its page. The text is read where it lies.
"""

from datetime import timedelta

import pytest

from bylaws import (
    adoption,
    adviser,
    collecting,
    drafting,
    filing,
    in_force,
    publication,
    texts,
    township_review,
)
from bylaws.adviser import Word
from bylaws.checked import FindingState
from bylaws.models import BylawKind, Edition
from bylaws.review_rules import CheckupAction
from deliberation.models import CycleStep, Decision
from tests import corpus, doors, make
from tests.journeys import town
from tests.journeys.screens import Screens, day, fill, follow, press, said
from tests.make import DAY
from village import record_check
from village.models import Person, SessionLevel
from village.permissions import Office
from web.demo.teller import Teller, Vote
from web.pages.edition_text import suggested

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DESK, PUBLIC = "/desk/beilei/bylaws", "/v/beilei/bylaws"
CLERK, CHAIR, ADVISER = Office.VILLAGE_CLERK, Office.COMMITTEE_CHAIR, Office.LEGAL_ADVISER
OFFICER, VILLAGER = Office.TOWNSHIP_OFFICER, Office.VILLAGER
LEVELS = {OFFICER: SessionLevel.CODE, VILLAGER: SessionLevel.PASS}
KNOWN = {
    "wrong-body": "村民代表大会",
    "petition": "集体上访",
    "shame": "通报批评",
    "election": "候选人",
    "other-village": "建设美丽张芝",
    "repealed-law": "《信访条例》",
}
LAWFUL = ("total-ban", "cemetery", "money-benefit", "religion", "household-register", "obedience")
PREAMBLE = (
    "根据《中华人民共和国村民委员会组织法》，结合本村实际，经村民会议讨论通过，制定本村规民约。"
)
FILED = "本村规民约通过后，报镇人民政府备案，向全体村民公布；修改须经村民会议讨论通过。"
VOTED, BINDS = 30, 34


class Village:
    """Everybody's screen, day by day; who acts comes in with a fresh session."""

    def __init__(self, live, screens):
        self.live, self.screens, self.pages = live, screens, {}
        self.of, self.cast = live.do(settled())

    def begin(self, days, hour=9):
        self.live.move_to(DAY + timedelta(days), hour)
        for page in self.pages.values():
            page.context.clear_cookies()
        self.here = set()

    @property
    def now(self):
        return self.live.clock.now()

    def who(self, office):
        if office not in self.pages:
            phone = office is VILLAGER
            self.pages[office] = self.screens.phone() if phone else self.screens.desk()
        page = self.pages[office]
        if office not in self.here:
            level = LEVELS.get(office, SessionLevel.PASSWORD)
            token = self.live.do(doors.session(self.cast[office], now=self.now, level=level))
            cookie = {"name": "cunyi", "value": token, "url": self.live.address}
            page.context.add_cookies([cookie])
            self.here.add(office)
        return page

    def look(self, office, path):
        page = self.who(office)
        page.goto(path)
        return said(page)

    def send(self, office, path, button, **values):
        """Open the form, fill it in, press its button; what the page then says."""
        page = self.who(office)
        page.goto(path)
        fill(page, **values)
        press(page, button)
        return said(page)

    def actor(self, office):
        return make.acting(self.cast[office], office)

    def do(self, deed, number, office, *args, **more):
        """A deed on an edition by its number, by who may."""

        async def done():
            edition = await fresh(number)
            return await deed(edition, *args, self.actor(office), now=self.now, **more)

        return self.live.do(done())


async def settled():
    of = await make.village("beilei", "倍磊村", board_places="村口和文化礼堂门前")
    cast = await town.settled(of, assembly=6, party=5)
    officer = await make.officer(await of.township)
    cast[OFFICER] = await Person.get(id=officer.person_id)
    return of, cast


async def fresh(number):
    found = Edition.get(id=number).select_related("village", "based_on", "decision", "notice")
    return await found


def test_a_real_text_is_checked_adopted_filed_corrected_and_printed(chromium, live):
    written = corpus.text("bylaws/P-B1.txt")
    with Screens(chromium, live.address) as screens:
        here = Village(live, screens)
        here.begin(0)
        first = imported(here, written)
        faults_are_found(here, first)
        opened_and_heard(here, first)
        here.begin(8)
        checked_and_revised(here, first)
        before_the_assembly(here, first)
        here.begin(VOTED + 1)
        adopted_filed_and_published(here, first)
        ordered(here, first)
        second = begun_anew(here)
        the_second_round(here, second)
        here.begin(90)
        corrected_and_printed(here, first, second)

    assert live.do(record_check.verify_village(here.of.id))[1] is None


def imported(here, written):
    page = here.who(CLERK)
    page.goto("/desk/beilei/")
    follow(page, "村规民约")
    follow(page, "起草新的一版")
    fill(page, title="倍磊村村规民约", why="2022 年的文本要对照法律重新看一遍。", base="scratch")
    press(page, "开始")
    follow(page, "从文件导入")
    file = {"name": "P-B1.txt", "mimeType": "text/plain", "buffer": written.encode()}
    page.set_input_files("#file", file)
    press(page, "先看看读得对不对")
    assert "读到 48 条，条款式" in said(page)
    press(page, "收下这份文本")
    assert "48 条" in said(page)
    return int(page.url.rsplit("/", 2)[1])


def faults_are_found(here, number):
    told = here.look(CLERK, f"{DESK}/{number}/checkup")
    found = here.live.do(findings(number))

    assert {one.code for one in found} >= set(KNOWN)
    assert [words for words in KNOWN.values() if words not in told] == []


async def findings(number):
    edition = await fresh(number)
    return await adviser.findings(edition, await texts.rows_of(number))


def opened_and_heard(here, number):
    here.send(CLERK, f"{DESK}/{number}/collect", "贴出公告，开始征集", days=7)
    phone = here.who(VILLAGER)
    phone.goto(f"{PUBLIC}/{number}")
    phone.locator("main a", has_text="对第十九条提意见").click()
    fill(phone, text="通报到平台上，一家人都难看。")
    press(phone, "交上去")
    assert "您的意见收到了" in said(phone)
    page = here.who(CLERK)
    page.goto(f"{DESK}/{number}/opinions/new?q=王大娘")
    page.locator('[name="person"]').first.check()
    fill(page, text="墓穴费收多少，要大家商量。")
    press(page, "记下来")
    assert "1 人提了 2 条" in said(page)


def checked_and_revised(here, number):
    page = here.who(CLERK)
    here.send(CLERK, f"{DESK}/{number}", "征集结束，拟定草案")
    for text in ("已经改为当面批评教育。", "收费标准写明由村民会议讨论。"):
        page.goto(f"{DESK}/{number}/opinions")
        follow(page, "答复")
        fill(page, outcome="adopted", text=text)
        press(page, "答复")
    here.send(CLERK, f"{DESK}/{number}", "草案拟好了，交法治体检")
    page = here.who(ADVISER)
    page.goto(f"{DESK}/{number}/checkup")
    press(page, "照此办理")
    page.locator("summary", has_text="另作决定").click()
    fill(page, action="correct", reason="条例已经废止，换成现行的。")
    press(page, "就这样决定")
    note = {"row": "whole", "action": "keep", "reason": "条数多，下次修订时合并。"}
    here.send(ADVISER, f"{DESK}/{number}/checkup/note", "记下来", **note)
    here.live.do(decided(here, number))
    revised(here, number)
    here.live.do(settled_with(here, number))
    assert "现在的文字都签过字了" in here.send(
        ADVISER, f"{DESK}/{number}/checkup", "逐条看过，签字", opinion="逐条看过。"
    )
    page.goto(f"{DESK}/{number}/checkup/sheet")
    assert "更正，已经办了" in said(page)
    assert page.pdf(format="A4").startswith(b"%PDF")


async def decided(here, number):
    """What may stand is kept with the reason; all else as the check says."""
    for one in await findings(number):
        if one.state is not FindingState.UNDECIDED:
            continue
        keeps = one.code in LAWFUL or one.finding.action is CheckupAction.KEEP
        word = Word(CheckupAction.KEEP if keeps else one.finding.action, one.finding.why)
        await adviser.decide(await fresh(number), one.key, word, here.actor(ADVISER), now=here.now)


def revised(here, number):
    """One article by the suggested wording, one struck, one added, the preamble: on their pages."""
    page = here.who(CLERK)
    page.goto(f"{DESK}/{number}/checkup")
    follow(page, "去改第十九条")
    assert "已按建议换好" in said(page)
    press(page, "保存这一条")
    assert "已保存" in said(page)
    page.goto(f"{DESK}/{number}/text")
    follow(page, "第四十三条")
    page.locator("summary", has_text="移动、合并、改章名、删去").click()
    press(page, "删去这一条")
    here.send(CLERK, f"{DESK}/{number}/articles/new", "添上", text=FILED)
    here.send(CLERK, f"{DESK}/{number}/parts/preamble", "保存", text=PREAMBLE)
    here.live.do(rewritten(here, number))


async def rewritten(here, number):
    """The rest as the adviser decided, the last quoted words of an article first."""
    for one in reversed(await findings(number)):
        if one.state is FindingState.TO_DO and one.row is not None:
            edition, row = await fresh(number), await texts.row_of(number, one.row.id)
            text = suggested(one, row.text)
            await drafting.write_article(
                edition, row.id, text, edition.text_version, here.actor(CLERK), now=here.now
            )


async def settled_with(here, number):
    """What the check still says of the new words is looked at and kept."""
    while waiting := [one for one in await findings(number) if not one.settled]:
        word = Word(CheckupAction.KEEP, "看过改后的文字，合法。")
        await adviser.decide(
            await fresh(number), waiting[0].key, word, here.actor(ADVISER), now=here.now
        )


def before_the_assembly(here, number):
    here.send(CLERK, f"{DESK}/{number}/send", "送出去")
    page = here.who(OFFICER)
    page.goto("/township/")
    follow(page, "村规民约备案")
    follow(page, "提意见")
    fill(page, view="suggest", text="第二十一条的收费标准建议写明。")
    press(page, "送给村里")
    here.send(CLERK, f"{DESK}/{number}/advice", "答复", text="由村民会议另行讨论，不写进文本。")
    early = here.send(CLERK, f"{DESK}/{number}/file", "报送备案")
    wrong = here.send(
        CLERK, f"{DESK}/{number}/vote", "提交表决，封存文本", body="representative_assembly"
    )
    asked = here.send(CLERK, f"{DESK}/{number}/vote", "提交表决，封存文本")

    assert "还没有经村民会议表决通过，不能报备案" in early
    assert "村民会议" in wrong
    assert "没有办成" in wrong
    assert "审议表决" in asked
    phone = here.who(VILLAGER)
    phone.goto("/v/beilei/decisions/1")
    follow(phone, "要表决的文本")
    assert phone.url.endswith(f"{PUBLIC}/{number}")
    here.live.do(resolved(here, number, VOTED))


async def resolved(here, number, at):
    """四议 with the product's own deeds; the assembly meets on that day and says yes."""
    edition = await fresh(number)
    matter = await Decision.get(id=edition.decision_id)
    cast = {office: make.acting(who, office) for office, who in here.cast.items()}
    told = Teller(here.of, cast, DAY + timedelta(at))
    await told.prepare(matter, 6)
    for ago, step in ((5, CycleStep.PROPOSE), (4, CycleStep.CONSULT), (3, CycleStep.REVIEW)):
        await told.step(matter, step, ago, Vote(over=0, no=0, abstain=0))
        await told.advance(matter, ago)
    await told.step(matter, CycleStep.RESOLVE, 0, Vote())
    await told.advance(matter, 0)


def adopted_filed_and_published(here, number):
    here.send(CLERK, f"{DESK}/{number}", "按议题的决议登记通过")
    assert "妇女" in here.look(CLERK, f"{DESK}/{number}")
    here.send(CLERK, f"{DESK}/{number}/file", "报送备案")
    page = here.who(OFFICER)
    page.goto("/township/bylaws")
    follow(page, "登记")
    fill(page, number="佛堂〔2026〕9 号")
    press(page, "登记")
    form = here.look(CLERK, f"{DESK}/{number}/filing")
    here.send(
        CHAIR, f"{DESK}/{number}/publish", "公布", **day("in_force_on", DAY + timedelta(BINDS))
    )

    assert "佛堂〔2026〕9 号" in form
    assert "村民会议" in form


def ordered(here, number):
    page = here.who(OFFICER)
    page.goto(f"/township/beilei/bylaws/{number}/order")
    about = page.locator("#about option", has_text="第二十一条").get_attribute("value")
    due = day("due_on", DAY + timedelta(120))
    fill(
        page,
        about=about,
        facts="墓穴费没有写明由谁定。",
        basis="村民委员会组织法关于村民会议的规定",
        **due,
    )
    press(page, "发给村里")
    assert "还没有动手改" in said(page)


def begun_anew(here):
    told = here.look(CLERK, "/desk/beilei/")
    assert "责令改正：倍磊村村规民约" in told
    page = here.who(CLERK)
    page.goto(f"{DESK}/new")
    fill(page, title="倍磊村村规民约", why="答复镇里的责令改正。")
    press(page, "开始")
    number = int(page.url.rsplit("/", 2)[1])
    assert "对乡镇责令改正的答复" in here.look(CLERK, f"{DESK}/{number}")
    page.goto(f"{DESK}/{number}/text")
    follow(page, "第二十一条")
    box = page.locator("#text")
    before = box.input_value()
    box.fill(before + "违者罚款100元。")
    page.locator("#findings", has_text="罚款").wait_for()
    box.fill(before + "墓穴使用费的标准由村民会议讨论决定，收支每季度公开。")
    press(page, "保存这一条")
    return number


def the_second_round(here, number):
    """Asked, checked, sent, voted, filed: the same deeds once more, on their days."""
    start = BINDS + 1
    here.begin(start)
    here.do(collecting.open_for_opinions, number, CLERK, None)
    here.begin(start + 8)
    here.do(collecting.begin_drafting, number, CLERK)
    here.do(adviser.begin_check, number, CLERK)
    here.live.do(settled_with(here, number))
    here.do(adviser.sign, number, ADVISER, "")
    here.do(township_review.send, number, CLERK)
    here.begin(start + 20)
    here.do(adoption.open_vote, number, CLERK)
    here.live.do(resolved(here, number, start + 45))
    here.begin(start + 46)
    here.do(adoption.adopt, number, CLERK)
    here.do(filing.submit, number, CLERK)
    here.do(publication.publish, number, CHAIR, DAY + timedelta(start + 46))


def corrected_and_printed(here, first, second):
    assert "已用新的一版改正" in here.look(OFFICER, "/township/bylaws")
    phone = here.who(VILLAGER)
    phone.goto(f"{PUBLIC}/{first}..{second}")
    assert "收支每季度公开" in said(phone)
    page = here.who(CLERK)
    page.goto(f"{PUBLIC}/{second}/booklet")
    assert "第四十八条" in said(page)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    bound = here.live.do(in_force.text_on(here.of.id, BylawKind.RULES, DAY + timedelta(90)))
    before = here.live.do(in_force.text_on(here.of.id, BylawKind.RULES, DAY + timedelta(BINDS)))
    assert [before.id, bound.id] == [first, second]
