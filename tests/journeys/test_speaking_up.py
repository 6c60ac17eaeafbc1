"""村民说事 on real screens: spoken into the phone, sent without signal, told about a neighbour.

What the desk does with them is done on its own screens, by those whose work it is.
"""

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from deliberation.models import (
    Concern,
    ConcernChannel,
    ConcernMedium,
    ConcernOutcome,
    ConcernSight,
    MediumKind,
    MediumMoment,
)
from tests import doors, make
from tests.journeys.conftest import FLAGS
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
from tests.village.photographs import jpeg
from village import evidence, recordings
from village.idnumbers import vault
from village.models import Person, SessionLevel
from village.permissions import Office

pytestmark = pytest.mark.browser

LAMPS = "三组路灯坏了，晚上老人摔跤"
SPEAKING = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
NEW, FOR = "/v/shiqiao/concerns/new", "/v/shiqiao/concerns/for"
DESK = "/desk/shiqiao"


@pytest.fixture(scope="module")
def chromium():
    """With a microphone that hums."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*FLAGS, *SPEAKING]
        )
        yield browser
        browser.close()


async def town():
    """The people of these stories, by name."""
    of = await make.village("shiqiao", "石桥村", duty_phone="0570-0000001")
    three = await make.group(of, "三组")
    home = await make.household(of, group=three)
    born = make.date(1947, 3, 1)
    await make.person(of, "钱阿婆", woman=True, born_on=born, household=home)
    secret = vault(doors.SECRET)
    await Person.filter(name="钱阿婆").update(phone_cipher=secret.seal("13900000079"))
    await make.person(of, "王大娘", woman=True, household=home)
    await make.person(of, "赵铁柱")
    await make.holder(of, Office.GRID_WORKER, name="沈网格")
    await make.holder(of, Office.VILLAGE_CLERK, name="周文书")
    await make.holder(of, Office.COMMITTEE_CHAIR, name="陈国强")
    await make.holder(of, Office.SUPERVISION_CHAIR, name="孙永福")


def taken_on_the_spot():
    """As a phone takes it: with the place in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (29.0, 6.0, 36.0)
    noise = Image.effect_noise((1000, 750), 40).convert("RGB")
    data = jpeg(noise, exif=exif)
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": data}


def speak(page, seconds):
    """Press, say something, press again, and hear it before it is sent."""
    page.get_by_role("button", name="录一段话").click()
    page.get_by_role("button", name="说完了").wait_for()
    page.wait_for_timeout(seconds * 1000)
    page.get_by_role("button", name="说完了").click()
    page.wait_for_selector("audio:not([hidden])")
    page.wait_for_function("document.querySelector('audio').readyState > 0")


async def count():
    return await Concern.all().count()


async def the_one():
    return await Concern.get().select_related("village", "group", "raised_by", "recorded_by")


async def media():
    return await ConcernMedium.all().order_by("kind", "id")


async def moments():
    taken = ConcernMedium.exclude(moment=MediumMoment.RAISED).order_by("id")
    return [one.moment for one in await taken]


def test_a_grid_worker_speaks_for_an_old_woman_and_she_is_rung_up_at_the_end(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        come(live, phone, "沈网格", SessionLevel.PASSWORD)
        phone.goto(FOR)
        fill(phone, name="钱阿婆", text=LAMPS)
        phone.locator("[name=photo]").set_input_files(taken_on_the_spot())
        speak(phone, 1)
        press(phone, "替他交上去")
        slip, code = said(phone), phone.locator("#code").inner_text()
        seven_days(live)
        played, follow_up, number = handled(live, screens)
        hers = screens.phone()
        hers.goto("/v/shiqiao/concerns/follow?number=2026-001")
        fill(hers, code=code)
        press(hers, "查一查")
        told = said(hers)

    assert "说事人：钱阿婆" in slip
    assert "代记人：沈网格" in slip
    row = live.do(the_one())
    assert (row.raised_by.name, row.recorded_by.name) == ("钱阿婆", "沈网格")
    assert (row.channel, row.outcome) == (ConcernChannel.HELPER, ConcernOutcome.SETTLED)
    assert row.in_time is True
    assert (played, "已反馈，等回访和评价" in follow_up) == (1, True)
    assert "13900000079" in number
    picture, *_, voice = live.do(media())
    assert live.do(moments()) == [MediumMoment.BEFORE, MediumMoment.AFTER]
    assert (picture.kind, voice.kind) == (MediumKind.PHOTO, MediumKind.VOICE)
    with Image.open(evidence.file_of(picture.digest)) as kept:
        assert dict(kept.getexif()) == {}
        assert kept.size == (1000, 750)
    heard = recordings.path_of(voice.digest)
    assert recordings.media_type(heard) == "audio/webm"
    assert 1 <= voice.seconds <= 4
    for line in ("受理", "交办", "反馈", "回访", "已办结"):
        assert line in told


def seven_days(live):
    row = live.do(the_one())
    assert row.answer_by == DAY + make.timedelta(7)


def handled(live, screens):
    """On the desk: given to the chair, done, photographed, and called back by who did not do it."""
    clerk, chair = screens.desk(), screens.desk()
    come(live, clerk, "周文书", SessionLevel.PASSWORD)
    clerk.goto(f"{DESK}/concerns/")
    follow(clerk, "2026-001")
    played = clerk.locator("audio").count()
    press(clerk, "可以公开")
    follow(clerk, "说事 2026-001")
    press(clerk, "受理")
    follow(clerk, "答复或者分流")
    fill(clerk, road="village")
    press(clerk, "下一步")
    fill(clerk, words="请电工换灯")
    press(clerk, "就这样办")
    follow(clerk, "交办")
    person = clerk.locator("#person option", has_text="陈国强").get_attribute("value")
    fill(clerk, person=person, **day("due_on", DAY + make.timedelta(5)))
    press(clerk, "交办")

    live.move_to(DAY + make.timedelta(4))
    come(live, chair, "陈国强", SessionLevel.PASSWORD)
    chair.goto(f"{DESK}/")
    follow(chair, "去办")
    follow(chair, "登记进度")
    fill(chair, words="三组 4 盏路灯都换了。")
    chair.locator("[name=before]").set_input_files(taken_on_the_spot())
    chair.locator("[name=after]").set_input_files(taken_on_the_spot())
    press(chair, "登记")
    follow(chair, "反馈结果")
    fill(chair, result="solved", words="三组 4 盏路灯都换了。")
    press(chair, "答复说事人")
    follow_up = said(chair)

    come(live, clerk, "周文书", SessionLevel.PASSWORD)
    clerk.goto(f"{DESK}/concerns/2026-001")
    follow(clerk, "回访说事人")
    number = said(clerk)
    fill(clerk, reached="yes", words="电话里说都亮了。")
    fill(clerk, attitude="good", process="good", result="good")
    press(clerk, "登记回访")
    return played, follow_up, number


def test_what_points_at_a_neighbour_is_taken_and_goes_to_the_supervisors(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        phone.goto("/v/shiqiao/")
        follow(phone, "我要说事")
        fill(phone, text="赵铁柱偷拿低保")
        press(phone, "交上去")
        receipt = said(phone)
        public = screens.phone()
        public.goto("/v/shiqiao/concerns/?words=低保")
        listed = said(public)
        public.goto("/v/shiqiao/concerns/2026-001")
        gone = h1(public)
        unaware, missing, read = checked(live, screens)
        phone.goto("/v/shiqiao/concerns/2026-001/own")
        told = said(phone)

    assert ("2026-001" in unaware, missing.startswith("没有找到")) == (False, True)
    assert "赵铁柱偷拿低保" in read
    assert "手续齐全" in told
    assert "收到了，编号 2026-001" in receipt
    assert "先不公开，只有监委会和镇里看得到" in receipt
    assert "没有找到。" in listed
    assert gone.startswith("没有找到")
    row = live.do(the_one())
    assert (row.raised_by_id, row.sight) == (None, ConcernSight.INSIDE)


def checked(live, screens):
    """The committee's desk knows nothing of it; the supervisors find it first on theirs."""
    clerk, supervisor = screens.desk(), screens.desk()
    come(live, clerk, "周文书", SessionLevel.PASSWORD)
    clerk.goto(f"{DESK}/concerns/")
    unaware = said(clerk)
    clerk.goto(f"{DESK}/concerns/2026-001")
    missing = h1(clerk)
    come(live, supervisor, "孙永福", SessionLevel.PASSWORD)
    supervisor.goto(f"{DESK}/")
    follow(supervisor, "去办")
    read = said(supervisor)
    explain_at_once(supervisor, "核对了低保名单和发放记录，手续齐全。")
    return unaware, missing, read


KEPT = """() => new Promise(done => {
  const asked = indexedDB.open("cunyi-say", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { asked.result.close(); done(JSON.stringify(all.result)); };
  };
})"""


def test_what_was_said_without_signal_arrives_once_when_the_signal_is_back(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        come(live, phone, "王大娘")
        phone.goto(NEW)
        fill(phone, text=LAMPS)
        phone.locator("[name=photo]").set_input_files(taken_on_the_spot())
        speak(phone, 1)
        phone.context.set_offline(True)
        phone.locator("main button.main").click()
        phone.wait_for_selector("#unsent:not([hidden])")
        waiting, kept, before = said(phone), phone.evaluate(KEPT), live.do(count())
        phone.context.set_offline(False)
        phone.wait_for_selector("text=已送到，编号 2026-001")
        after = phone.evaluate(KEPT)
        phone.get_by_role("button", name="记下了").click()
        phone.wait_for_selector("#unsent", state="hidden")
        erased = phone.evaluate(KEPT)

    assert (
        "还没有送到，存在这部手机里：“三组路灯坏了，晚上老人摔跤”，附 2 个文件"
        in waiting.replace("\n", "")
    )
    assert (LAMPS in kept, before) == (True, 0)
    assert (LAMPS in after, erased) == (False, "[]")
    row = live.do(the_one())
    assert (row.text, row.raised_by.name) == (LAMPS, "王大娘")
    assert len(live.do(media())) == 2


def test_an_answer_that_was_lost_on_the_way_makes_no_second_concern(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        phone.goto(NEW)
        fill(phone, text=LAMPS)
        phone.route("**/concerns/", swallowed)
        phone.locator("main button.main").click()
        phone.wait_for_selector("#unsent:not([hidden])")
        arrived = live.do(count())
        phone.unroute("**/concerns/")
        phone.goto(NEW)  # the next visit sends what waits
        phone.wait_for_selector("text=已送到，编号 2026-001")
        told = phone.locator("#unsent").inner_text()
        code = told.split("查询码 ")[1][:9]
        phone.goto("/v/shiqiao/concerns/follow?number=2026-001")
        fill(phone, code=code)
        press(phone, "查一查")
        title = h1(phone)

    assert (arrived, live.do(count())) == (1, 1)
    assert title == "您说的事 2026-001"


def swallowed(route):
    """The village has it, but the phone never hears so."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def test_a_draft_is_not_sent_in_anothers_name_and_can_be_deleted(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        come(live, phone, "王大娘")
        phone.goto(NEW)
        fill(phone, text=LAMPS)
        phone.context.set_offline(True)
        phone.locator("main button.main").click()
        phone.wait_for_selector("#unsent:not([hidden])")
        phone.context.clear_cookies()
        phone.context.set_offline(False)
        phone.wait_for_timeout(600)
        phone.goto(NEW)
        phone.wait_for_selector("#unsent:not([hidden])")
        told = said(phone)
        phone.get_by_role("button", name="不送了，删掉").click()
        phone.wait_for_selector("#unsent", state="hidden")
        left = phone.evaluate(KEPT)

    assert "这是王大娘说的，还没有送到，要用那个身份进来才能送。" in told
    assert LAMPS[:4] not in told  # whoever holds the phone now reads nothing of it
    assert (left, live.do(count())) == ("[]", 0)


def test_what_the_village_refuses_is_said_beside_what_was_written_and_spoken(chromium, live):
    live.do(town())
    with Screens(chromium, live.address) as screens:
        phone = screens.phone()
        phone.goto(NEW)
        fill(phone, text="😀😀😀")
        phone.locator("[name=photo]").set_input_files(taken_on_the_spot())
        phone.locator("main button.main").click()
        phone.wait_for_selector("#refused")
        told = phone.locator("#refused").inner_text()
        photos = phone.evaluate("document.querySelector('[name=photo]').files.length")
        left = phone.evaluate(KEPT)
        fill(phone, text=LAMPS)
        press(phone, "交上去")
        title = h1(phone)

    assert "只有符号和表情，看不出是什么事。" in told
    assert (photos, left) == (1, "[]")
    assert title == "收到了，编号 2026-001"
    assert len(live.do(media())) == 1
