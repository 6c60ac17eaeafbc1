"""A paper on the board as the office looks after it, and photographs wherever they are sent."""

from datetime import timedelta

import pytest

from publicity.models import (
    Notice,
    Objection,
    ObjectionChannel,
    SupervisionOpinion,
    SupervisionView,
)
from tests import doors, make
from tests.deliberation.sittings import called, come, recorded, reviewed
from tests.make import DAY, NOW
from tests.village import photographs
from village import evidence
from village.models import Evidence, EvidenceKind, Person
from village.permissions import Office
from web import repeats


class Desk:
    """One village with a paper hanging, and whoever comes to its desk."""

    def __init__(self, app, village, notice):
        self.app, self.village, self.notice = app, village, notice

    def at(self, page="", notice=None):
        number = (notice or self.notice).id
        return f"/desk/{self.village.code}/notices/{number}{page and '/'}{page}"

    async def as_(self, office, village=None, **fields):
        actor = await make.holder(village or self.village, office, **fields)
        return await self.open(actor)

    async def open(self, actor):
        return await doors.browser(self.app, await Person.get(id=actor.person_id))


@pytest.fixture
async def desk(db, clock, tmp_path):
    evidence.store_in(tmp_path)
    village = await make.village(code="liuwan")
    return Desk(doors.site(db, clock), village, await make.notice(village))


async def objection(desk, who=None, **fields):
    who = who or await make.person(desk.village, "刘桂兰")
    ordinary = {
        "channel": ObjectionChannel.PHONE,
        "text": "四组为什么也要出工？",
        "raised_at": NOW,
        "answer_due": DAY + timedelta(5),
    }
    return await Objection.create(
        village=desk.village, notice=desk.notice, person=who, **{**ordinary, **fields}
    )


async def test_the_paper_says_what_is_due(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    await objection(desk)

    page = await clerk.get(desk.at())

    assert page.h1 == "柳湾村村民代表会议决议公告"
    assert "还剩 15 天" in page.main
    assert "首日张贴照片还没有传" in page.main
    assert "末日张贴照片还没有传" not in page.main
    assert "刘桂兰" in page.main
    assert "5 天后" in page.main
    assert "还没有出具意见" in page.main


async def test_on_its_last_day_it_asks_for_the_last_picture(desk, clock):
    clock.forward(days=15)
    clerk = await desk.as_(Office.VILLAGE_CLERK)

    page = await clerk.get(desk.at())

    assert "今天期满" in page.main
    assert "末日张贴照片还没有传" in page.main


async def test_an_objection_is_answered_once(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    made = await objection(desk)
    page = await clerk.get(desk.at())
    page = await clerk.get(page.link("去答复刘桂兰的异议"))
    place = f"/desk/liuwan/objections/{made.id}"

    wrong = await clerk.submit(page.form(place), text="")
    page = await clerk.submit(wrong.form(place), upheld="no", text="四组不出工，公告没写错。")

    assert (wrong.status, sorted(wrong.errors)) == (422, ["text", "upheld"])
    assert page.path == desk.at()
    assert "不采纳：四组不出工，公告没写错。" in page.main
    stored = await Objection.get(id=made.id)
    assert (stored.upheld, stored.answered_at) == (False, NOW)
    again = await clerk.get(place)
    assert [form.action for form in again.forms if "objections" in form.action] == []


async def test_the_window_finds_the_villager_and_writes_down_what_is_said(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    who = await make.person(desk.village, "刘桂兰")
    page = await clerk.get(desk.at("objections/new"))

    page = await clerk.submit(page.form(desk.at("objections/new")), q="lgl")
    page = await clerk.submit(
        page.form(desk.at("objections")), person=who.id, channel="paper", text=""
    )
    assert (page.status, page.errors) == (422, {"text": "请写明对哪里有异议。"})
    page = await clerk.submit(page.form(desk.at("objections")), text="四组为什么也要出工？")

    assert page.path == desk.at()
    stored = await Objection.get()
    assert (stored.person_id, stored.channel, stored.text) == (
        who.id,
        ObjectionChannel.PAPER,
        "四组为什么也要出工？",
    )
    assert stored.answer_due == DAY + timedelta(5)


async def test_nobody_chosen_and_people_of_other_villages_are_sent_back(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    stranger = await make.person(await make.village(name="石桥村"))
    page = await clerk.get(desk.at("objections/new?q=zzz"))
    key = page.form(desk.at("objections/new")).values.get("_key")
    assert key is None
    assert "没有找到这个人" in page.main
    await make.person(desk.village, "刘桂兰")
    page = await clerk.get(desk.at("objections/new?q=lgl"))
    form = page.form(desk.at("objections"))

    for person in ("", str(stranger.id), "9" * 30, "abc"):
        sent = {**form.values, "person": person, "text": "为什么？", "channel": "window"}
        found = await clerk.post(form.action, sent)
        assert (found.status, found.errors.get("person", "请选择是谁提出的。")) == (
            422,
            "请选择是谁提出的。",
        )

    assert await Objection.all().count() == 0


async def test_the_supervisor_says_what_the_committee_thinks(desk):
    supervisor = await desk.as_(Office.SUPERVISOR, name="郑监督")
    page = await supervisor.get(desk.at("opinion"))

    wrong = await supervisor.submit(page.form(desk.at("opinion")), view="object")
    page = await supervisor.submit(wrong.form(desk.at("opinion")), text="没有附预算")

    assert (wrong.status, wrong.errors) == (422, {"text": "请写明是什么意见。"})
    assert "郑监督：不同意。没有附预算" in page.main
    page = await supervisor.get(desk.at("opinion"))
    page = await supervisor.submit(page.form(desk.at("opinion")), view="agree")
    views = await SupervisionOpinion.all().order_by("id").values_list("view", flat=True)
    assert views == [SupervisionView.OBJECT, SupervisionView.AGREE]


async def test_taken_down_the_reason_stays(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    page = await clerk.get(desk.at("withdraw"))

    wrong = await clerk.submit(page.form(desk.at("withdraw")), why="")
    page = await clerk.submit(wrong.form(desk.at("withdraw")), why="票数写错")

    assert (wrong.status, list(wrong.errors)) == (422, ["why"])
    assert "撤下：票数写错" in page.main
    assert await Notice.all().count() == 1
    assert [text for text, _ in page.links if "撤下或更正" in text] == []


async def test_a_corrected_paper_hangs_in_its_place_and_its_days_begin_anew(desk, clock):
    clock.forward(days=3)
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    page = await clerk.get(desk.at("withdraw"))
    form = page.form(desk.at("withdraw"))

    same = await clerk.submit(form, why="票数写错", anew="yes")
    page = await clerk.submit(
        same.form(desk.at("withdraw")), body="应到 31 人，实到 21 人，同意 12 票，决议通过。"
    )

    assert (same.status, same.errors) == (422, {"body": "内容没有改动。请把有错的地方改过来再贴。"})
    new = await Notice.get(replaces_id=desk.notice.id)
    assert page.path == desk.at("", new)
    assert "还剩 15 天" in page.main
    old = await clerk.get(desk.at())
    assert old.link("看更正以后的公告") == desk.at("", new)


async def test_what_ran_its_days_is_not_taken_down(desk, clock):
    clock.forward(days=16)
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    page = await clerk.get(desk.at("withdraw"))

    page = await clerk.submit(page.form(desk.at("withdraw")), why="票数写错")

    assert page.status == 409
    assert "已经期满，不能再撤下" in page.main


async def test_the_picture_of_the_board_is_for_everybody(desk):
    clerk, visitor = await desk.as_(Office.VILLAGE_CLERK), await doors.browser(desk.app)
    page = await clerk.get(desk.at("photos"))
    sent = [("photo", ("board.jpg", photographs.jpeg(photographs.board(1, 1))))]

    page = await clerk.submit(page.form(desk.at("photos")), files=sent)

    kept = await Evidence.get()
    assert (kept.kind, kept.subject) == (EvidenceKind.BOARD_FIRST, f"notice:{desk.notice.id}")
    assert "首日张贴照片还没有传" not in page.main
    for size in ("", "/small"):
        found = await visitor.get(f"/evidence/{kept.id}{size}")
        assert found.response.headers["content-type"] == "image/jpeg"
        assert found.response.content.startswith(b"\xff\xd8\xff")
    page = await clerk.get(desk.at("photos"))
    assert page.form(desk.at("photos")).values["kind"] == ["board_last"]


async def meeting_of(desk, title="三组机耕路硬化", who=None):
    clerk = who or await make.holder(desk.village, Office.VILLAGE_CLERK, name="周文书")
    return await called(
        desk.village, await reviewed(desk.village, title=title), clerk, title=title
    ), clerk


def photos(meeting):
    return f"/desk/liuwan/meetings/{meeting.id}/photos"


async def test_the_sign_in_sheet_is_for_the_offices_and_the_township_only(desk):
    meeting, actor = await meeting_of(desk)
    clerk = await desk.open(actor)
    sheet = photographs.jpeg(photographs.sheet(1, 1))
    page = await clerk.get(photos(meeting))

    page = await clerk.submit(page.form(photos(meeting)), files=[("photo", ("a.jpg", sheet))])

    kept = await Evidence.get()
    assert (kept.kind, kept.subject) == (EvidenceKind.SIGN_IN, f"meeting:{meeting.id}")
    assert page.path == photos(meeting)
    officer = await make.officer(await desk.village.township)
    supervisor = await desk.as_(Office.SUPERVISOR)
    accountant = await desk.as_(Office.ACCOUNTANT)
    other = await desk.as_(Office.VILLAGE_CLERK, await make.village(name="石桥村"))
    visitor = await doors.browser(desk.app)
    from_town = await doors.browser(desk.app, await Person.get(id=officer.person_id), level="code")
    for size in ("", "/small"):
        place = f"/evidence/{kept.id}{size}"
        for browser in (clerk, supervisor, from_town):
            assert (await browser.get(place)).status == 200
        for browser in (accountant, other, visitor):
            assert (await browser.get(place)).status == 404
    assert (await visitor.get("/evidence/99")).status == 404


async def test_the_same_sheet_for_two_meetings_is_flagged_not_refused(desk):
    first, actor = await meeting_of(desk)
    second, _ = await meeting_of(desk, "村口装路灯", actor)
    clerk = await desk.open(actor)
    picture = photographs.sheet(1, 1)
    for meeting, made in ((first, picture), (second, picture.rotate(1, fillcolor="white"))):
        page = await clerk.get(photos(meeting))
        sent = [("photo", ("sheet.jpg", photographs.jpeg(made)))]
        page = await clerk.submit(page.form(photos(meeting)), files=sent)

    said = "“村口装路灯”的签到表照片，和“三组机耕路硬化”的签到表照片是同一张照片。"
    assert said in page.main
    for meeting in (first, second):
        page = await clerk.get(f"/desk/liuwan/meetings/{meeting.id}")
        assert said in page.main
    await come(second, actor, 1)
    item = await recorded(second, actor, 1)
    page = await clerk.get(f"/desk/liuwan/decisions/{item.decision_id}")
    assert said in page.main
    assert await Evidence.all().count() == 2
    assert [one.subject for one in await repeats.of_village(desk.village.id)] == [
        f"meeting:{second.id}"
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.4", "不是可以收的文件"),
        ("a.jpg", b"MZ\x90\x00", "里面却不是"),
        ("a.jpg", b"", "是空的"),
        ("a.jpg", b"\xff\xd8\xff" + b"0" * 200, "打不开"),
    ],
)
async def test_what_is_no_photograph_is_sent_back(desk, name, content, said):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    page = await clerk.get(desk.at("photos"))

    page = await clerk.submit(page.form(desk.at("photos")), files=[("photo", (name, content))])

    assert page.status == 422
    assert said in page.errors["photo"]
    assert await Evidence.all().count() == 0


async def test_a_kind_that_does_not_belong_here_is_sent_back(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    page = await clerk.get(desk.at("photos"))
    sent = [("photo", ("a.jpg", photographs.jpeg(photographs.board(1, 1))))]
    form = page.form(desk.at("photos"))

    found = await clerk.post(form.action, {**form.values, "kind": "sign_in"}, sent)

    assert (found.status, list(found.errors)) == (422, ["kind"])
    assert await Evidence.all().count() == 0


PAGES = {
    "": (200, 200, 200),
    "/withdraw": (200, 403, 403),
    "/photos": (200, 403, 403),
    "/opinion": (403, 200, 403),
    "/objections/new": (200, 403, 200),
}


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_is_for_the_office_whose_work_it_is(desk, path):
    offices = (Office.VILLAGE_CLERK, Office.SUPERVISOR, Office.PARTY_SECRETARY)

    found = [(await (await desk.as_(one)).get(desk.at() + path)).status for one in offices]

    assert tuple(found) == PAGES[path]


@pytest.mark.parametrize("path", PAGES)
async def test_another_villages_paper_is_not_there(desk, path):
    stranger = await desk.as_(Office.VILLAGE_CLERK, await make.village(name="石桥村"))
    clerk = await desk.as_(Office.VILLAGE_CLERK)

    assert (await stranger.get(desk.at() + path)).status == 404
    assert (await clerk.get(f"/desk/liuwan/notices/{desk.notice.id + 1}{path}")).status == 404


async def test_another_villages_objection_is_not_there(desk):
    made = await objection(desk)
    stranger = await desk.as_(Office.VILLAGE_CLERK, await make.village(name="石桥村"))
    supervisor = await desk.as_(Office.SUPERVISOR)
    place = f"/desk/liuwan/objections/{made.id}"

    assert (await stranger.get(place)).status == 404
    page = await supervisor.get(place)
    assert page.status == 200
    assert [form.action for form in page.forms if form.action == place] == []


async def test_the_same_answer_sent_twice_is_given_once(desk):
    clerk = await desk.as_(Office.VILLAGE_CLERK)
    made = await objection(desk)
    page = await clerk.get(f"/desk/liuwan/objections/{made.id}")
    form = page.form(f"/desk/liuwan/objections/{made.id}")
    sent = {**form.values, "upheld": "yes", "text": "采纳，马上改。"}

    first, second = [await clerk.post(form.action, sent) for _ in range(2)]

    assert (first.status, second.status) == (303, 303)
    assert first.response.headers["location"] == second.response.headers["location"]
