"""What hangs on a meeting: papers, the notice in both forms, a sitting that failed, who is afar."""

from datetime import timedelta

import pytest

from deliberation import adjourning, documents, doors
from deliberation.models import (
    Attendance,
    AttendanceState,
    CycleStep,
    Meeting,
    MeetingDocument,
    MeetingStage,
    Observer,
)
from tests import doors as site
from tests import make
from tests.deliberation.sittings import called, edition, reviewed
from tests.make import NOW
from tests.web import hall
from village.models import RollEntry
from village.permissions import Office
from village.rules import Body

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
async def of(db, clock, tmp_path):
    """A villagers' assembly of six today, and its papers in a folder of their own."""
    made = await hall.hall(db, clock)
    documents.store_in(tmp_path)
    return made


async def sent(of, name="工程预算.pdf", content=PDF, **chosen):
    page = await of.desk.get(f"{of.on_desk}/papers")
    files = [("document", (name, content))]
    return await of.desk.submit(page.form(f"{of.on_desk}/papers"), files=files, **chosen)


# papers


async def test_a_paper_is_put_up_for_one_matter_and_read_by_who_belongs_to_the_village(of):
    page = await of.desk.get(f"{of.on_desk}/papers")
    (_, matter) = page.form(f"{of.on_desk}/papers").offered["about"]

    shown = await sent(of, about=matter)

    kept = await MeetingDocument.get()
    address = f"/v/liuwan/documents/{kept.id}"
    assert (shown.link("工程预算.pdf"), str(kept.item_id)) == (address, matter)
    voter = await hall.phone(of, of.people[0])
    assert (await voter.get(of.place)).link("工程预算.pdf") == address
    got = (await voter.get(address)).response
    assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert got.headers["cache-control"] == "private, no-store"
    assert (await of.desk.get(of.on_desk)).link("工程预算.pdf") == address
    stranger = await site.browser(of.app)
    board = await stranger.get(of.place)
    assert "会议材料 1 份，本村村民登录以后可以打开" in board.main
    assert (await stranger.get(address)).response.headers["location"].startswith("/enter?back=")
    next_door = await make.person(await make.village("shiqiao", "石桥村"))
    assert (await (await hall.phone(of, next_door)).get(address)).status == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名册.xlsx", b"PK\x03\x04", "“名册.xlsx”不是可以收的文件"),
        ("预算.pdf", b"MZ\x90\x00", "“预算.pdf”的名字是 pdf，里面却不是"),
        ("预算.pdf", b"%PDF-1.4 cut short", "只能放 PDF、Word（.docx）和 JPG、PNG 照片"),
        ("", b"", "请选一份材料"),
    ],
)
async def test_what_is_no_paper_is_told_beside_the_field(of, name, content, said):
    page = await sent(of, name, content)

    assert (page.status, list(page.errors)) == (422, ["document"])
    assert said in page.errors["document"]
    assert await MeetingDocument.all().count() == 0


async def test_a_paper_is_taken_down_with_a_reason_and_villagers_lose_it(of):
    await sent(of)
    kept = await MeetingDocument.get()
    here = f"{of.on_desk}/papers/{kept.id}"

    asked = await of.desk.get(
        (await of.desk.get(f"{of.on_desk}/papers")).link("撤下：工程预算.pdf")
    )
    empty = await of.desk.submit(asked.form(here))
    page = await of.desk.submit(empty.form(here), why="里面有银行卡号")

    assert empty.errors == {"why": "请写明为什么撤下。"}
    assert "撤下（周文书），因为里面有银行卡号。" in page.main
    voter = await hall.phone(of, of.people[0])
    assert (await voter.get(f"/v/liuwan/documents/{kept.id}")).status == 404
    assert "工程预算" not in (await voter.get(of.place)).main


async def test_a_meeting_of_the_party_is_no_notice_on_the_board(of):
    await make.holder(of.village, Office.PARTY_SECRETARY)
    decision, told = await make.matter(of.village), {"body": Body.PARTY_BRANCH}
    meeting = await called(of.village, decision, of.clerk, CycleStep.PROPOSE, **told)
    place = f"/v/liuwan/meetings/{meeting.id}"

    visitor = await (await site.browser(of.app)).get(place)
    next_door = await make.person(await make.village("shiqiao", "石桥村"))

    assert visitor.response.headers["location"] == f"/enter?back={place.replace('/', '%2F')}"
    assert (await (await hall.phone(of, next_door)).get(place)).status == 404


# the notice


async def test_the_notice_is_printed_shared_and_told_from_door_to_door(of):
    await sent(of)
    await of.people[0].__class__.filter(id=of.people[0].id).update(phone_cipher="sealed")

    page = await of.desk.get(f"{of.on_desk}/notice")
    told = await of.desk.get(page.link("没有手机的：打印送达名单，一户一户通知"))
    everybody = await of.desk.get(f"{of.on_desk}/told?all=1")

    (share,) = [one.raw for one in page.root.all("textarea")]
    assert share.splitlines()[0] == "【会议通知】"
    for line in (
        "定于2026 年 11 月 22 日（星期日）08:00，在文化礼堂召开柳湾村会议，议以下事项：",
        "1．三组机耕路硬化（决议）",
        "会议材料：工程预算.pdf。请先看过再来，扫码、登录以后可以打开。",
        "柳湾村村民委员会",
    ):
        assert line in share.splitlines()
    assert "http://cunyi.test/q/" in share
    assert "会议材料：工程预算.pdf" in page.main
    assert "没有登记手机号的 5 人" in told.main
    assert of.people[0].name not in told.main
    assert "应到名册上的 6 人" in everybody.main


# a sitting that failed


@pytest.mark.both
async def test_too_few_came_is_declared_and_the_sitting_called_again(db, clock):
    of = await hall.hall(db, clock, here=3)

    desk = await of.desk.get(of.on_desk)
    page = await of.desk.get(desk.link("宣布流会并改期"))
    form = page.form(f"{of.on_desk}/adjourn")
    assert "还差 1 人" in page.main
    assert "到会人数不够，会议没有开成" in form.values["text"][0]
    again = await of.desk.submit(form)

    failed = await Meeting.get(id=of.meeting.id)
    assert (failed.stage, failed.present, again.h1) == (MeetingStage.FAILED, 3, "改期，重新召集")
    assert "最早 2026 年 12 月 2 日开会" in again.main
    form = again.form(f"{of.on_desk}/reconvene")
    assert form.values["title"] == ["柳湾村会议（改期）"]
    day = {"starts_at-year": 2026, "starts_at-month": 12, "starts_at-hour": 9}
    early = await of.desk.submit(form, **day, **{"starts_at-day": 1})
    made = await of.desk.submit(early.form(f"{of.on_desk}/reconvene"), **{"starts_at-day": 2})

    assert (early.status, "最迟 11 月 21 日就要通知到" in early.boxes[0]) == (409, True)
    new = await Meeting.get(reconvenes_id=failed.id)
    assert made.path == f"/desk/liuwan/meetings/{new.id}"
    assert made.boxes[0].startswith("这次是改期重新召集的。2026 年 11 月 22 日 08:00的会应到 6 人")
    old = await of.desk.get(of.on_desk)
    assert "已经改期：2026 年 12 月 2 日 09:00在文化礼堂" in old.boxes[0]
    assert (await of.desk.get(f"{of.on_desk}/reconvene")).response.headers["location"] == made.path
    notice = await of.desk.get(f"{made.path}/notice")
    assert "到会人数不够没有开成，这次是改期重新召集。" in notice.main
    public = await site.browser(of.app)
    assert "已经改期" in (await public.get(of.place)).boxes[0]
    assert "改期重新召集" in (await public.get(f"/v/liuwan/meetings/{new.id}")).boxes[0]


async def test_with_enough_here_or_before_its_hour_nothing_is_declared_to_have_failed(db, clock):
    of = await hall.hall(db, clock, here=4)
    to_come = await reviewed(of.village, title="村口装路灯")
    later = await called(
        of.village, to_come, of.clerk, starts_at=NOW + timedelta(12), late_reason=""
    )

    desk = await of.desk.get(of.on_desk)
    page = await of.desk.get(f"{of.on_desk}/adjourn")
    refused = await of.desk.submit(page.form(f"{of.on_desk}/adjourn"))
    early = await of.desk.get(f"/desk/liuwan/meetings/{later.id}/adjourn")
    soon = await of.desk.submit(early.form(f"/desk/liuwan/meetings/{later.id}/adjourn"))

    assert "宣布流会并改期" not in [text for text, _ in desk.links]
    assert "应到 6，到会 4，人数已经够了，不能按没有开成登记。" in refused.main
    assert (refused.status, soon.status) == (409, 409)
    assert "还没有开" in soon.main
    assert await Meeting.filter(stage=MeetingStage.CALLED).count() == 2


# who is afar


async def collective(db, clock, **rules):
    """Three members of the collective; the first has a wife at home, the last lives alone."""
    of = await hall.hall(db, clock)
    home = await make.household(of.village)
    member = {"collective_member": True}
    away = await make.person(of.village, "王外出", household=home, **member)
    wife = await make.person(of.village, "李在家", household=home)
    second = await make.person(of.village, "陈打工", **member)
    third = await make.person(
        of.village, "赵独居", household=await make.household(of.village), **member
    )
    told = {"body": Body.COLLECTIVE_ASSEMBLY, "kind": "collective_project"}
    decision = await reviewed(of.village, **told, **(await edition(**rules) if rules else {}))
    of.meeting = await called(of.village, decision, of.clerk)
    of.on_desk = f"/desk/liuwan/meetings/{of.meeting.id}"
    of.away, of.wife, of.second, of.third = away, wife, second, third
    return of


async def found(of, name):
    page = await of.desk.get(f"{of.on_desk}/afar")
    return await of.desk.submit(page.form(f"{of.on_desk}/afar"), q=name)


def key_in(page):
    (key, *_) = [one.values["_key"] for one in page.forms if "_key" in one.values]
    return {"_key": key}


def way_of(page, entry, way):
    """The form for this entry that has this button."""
    (form,) = [
        one
        for one in page.forms
        if one.action.endswith(f"/afar/{entry.id}") and one.buttons[0].get("value") == way
    ]
    return form


@pytest.mark.both
async def test_a_letter_and_a_line_from_afar_are_ticked_and_shown_everywhere(db, clock):
    of = await collective(db, clock)
    entries = {one.person_id: one for one in await RollEntry.filter(roll_id=of.meeting.roll_id)}
    first, second = entries[of.away.id], entries[of.second.id]

    form = way_of(await found(of, "王外出"), first, "proxy")
    told = {f"who-{first.id}": of.wife.id, "way": "proxy"}
    unwritten = await of.desk.post(form.action, form.values | told)
    assert unwritten.status == 409
    assert "没有收到书面委托书，不能登记委托。" in unwritten.boxes[0]
    assert "第二十七条" in unwritten.boxes[0]
    await of.desk.post(form.action, form.values | told | {f"written-{first.id}": "yes"})
    form = way_of(await found(of, "陈打工"), second, "online")
    await of.desk.post(form.action, form.values | {"way": "online"})

    rows = await Attendance.filter(meeting_id=of.meeting.id).order_by("id")
    assert [(one.entry_id, one.person_id, one.remote) for one in rows] == [
        (first.id, of.wife.id, False),
        (second.id, None, True),
    ]
    said = "实到里面，书面委托 1 人，网上参加 1 人。"
    page = await of.desk.get(f"{of.on_desk}/afar")
    assert said in page.main
    assert said in (await of.desk.get(f"{of.on_desk}/doors")).main
    assert said in (await of.desk.get(f"/v/liuwan/meetings/{of.meeting.id}/wall")).main
    sheet = (await of.desk.get(f"{of.on_desk}/sheet")).main
    assert ("李在家 代（书面委托）" in sheet, "网上参加" in sheet) == (True, True)
    (back,) = [one for one in page.forms if one.action.endswith(f"/afar/{second.id}")]
    await of.desk.post(back.action, back.values | {"way": "absent"})
    assert (await Attendance.get(entry_id=second.id)).state is AttendanceState.ABSENT


async def test_who_lives_alone_has_nobody_to_send_and_a_neighbour_is_refused(db, clock):
    of = await collective(db, clock)
    entry = await RollEntry.get(roll_id=of.meeting.roll_id, person_id=of.third.id)
    page = await found(of, "赵独居")
    form = way_of(page, entry, "online")

    forged = form.values | {"way": "proxy", f"who-{entry.id}": of.wife.id}
    refused = await of.desk.post(form.action, forged | {f"written-{entry.id}": "yes"})

    assert "同一户里没有别的成年家人，不能委托。" in page.main
    assert refused.status == 409
    assert "只能书面委托同一户内的成年家庭成员代为参加。" in refused.boxes[0]
    assert await Attendance.all().count() == 0


async def test_a_villagers_assembly_ticks_neither_letters_nor_lines(of):
    entry = await RollEntry.filter(roll_id=of.meeting.roll_id).first()
    page = await of.desk.get(f"{of.on_desk}/afar")

    told = key_in(page) | {"way": "online"}
    refused = await of.desk.post(f"{of.on_desk}/afar/{entry.id}", told)

    assert "村民会议要本人到会，不能委托别人，有书面委托也不行。" in page.main
    assert [one.action for one in page.forms if "afar" in one.action] == []
    assert (refused.status, "不能在网上签到" in refused.boxes[0]) == (409, True)


async def test_the_rules_a_matter_began_with_say_who_may_stand_in_whatever_the_village_has_now(
    db, clock
):
    """The village's own profile allows it; the matter began when it did not."""
    strict = {
        "bodies.collective_assembly.proxy": "none",
        "bodies.collective_assembly.online": False,
    }
    of = await collective(db, clock, **{key.replace(".", "__"): one for key, one in strict.items()})
    entry = await RollEntry.get(roll_id=of.meeting.roll_id, person_id=of.away.id)
    page = await of.desk.get(f"{of.on_desk}/afar")
    key = key_in(page)

    here = f"{of.on_desk}/afar/{entry.id}"
    told = {"way": "proxy", f"who-{entry.id}": of.wife.id, f"written-{entry.id}": "yes"}
    proxy = await of.desk.post(here, key | told)
    online = await of.desk.post(here, key | {"way": "online"})
    await doors.open_(of.meeting, of.clerk, now=NOW)
    member = await hall.phone(of, of.away)
    joined = await member.post(
        f"/v/liuwan/meetings/{of.meeting.id}/join",
        (await member.get(f"/v/liuwan/meetings/{of.meeting.id}")).forms[-1].values,
    )

    assert (proxy.status, online.status, joined.status) == (409, 409, 409)
    assert await Attendance.all().count() == 0


# an office without a desk


@pytest.mark.parametrize(
    ("office", "place"),
    [
        (Office.REPRESENTATIVE, "/v/liuwan/"),
        (Office.GRID_WORKER, "/v/liuwan/"),
        (Office.GROUP_LEADER, "/desk/liuwan/"),
    ],
)
async def test_who_has_no_desk_is_led_home_instead_of_to_a_refusal(of, office, place):
    made = await hall.browser(of.app, await make.holder(of.village, office))

    page = await made.get("/desk/")

    assert (page.status, page.response.headers["location"]) == (303, place)


# observers, and women where the profile asks


async def test_who_sits_in_is_written_down_apart_from_the_roll_and_passes_into_the_minutes(of):
    page = await of.desk.get(f"{of.on_desk}/attendance")
    here = f"{of.on_desk}/observers"

    empty = await of.desk.submit(page.form(here))
    await of.desk.submit(empty.form(here), name="吴乡长", side="township", title="副乡长")
    page = await of.desk.submit(page.form(here), name="吴乡长", side="township")
    page = await of.desk.submit(page.form(here), name="写错了", side="other")
    wrong = await Observer.get(name="写错了")
    page = await of.desk.submit(page.form(f"{here}/{wrong.id}"))

    assert set(empty.errors) == {"name", "side"}
    assert "应到 6 人，实到 0 人，需要 4 人，还差 4 人。" in page.main
    rows = await Observer.all().values_list("name", "title")
    assert rows == [("吴乡长", "副乡长")]
    assert "吴乡长乡镇，副乡长" in (await of.desk.get(f"{of.on_desk}/sheet")).main
    minutes = (await of.desk.get(f"{of.on_desk}/minutes")).form(f"{of.on_desk}/minutes/look")
    assert minutes.values["observer-1-name"] == ["吴乡长"]
    await adjourning.adjourn(of.meeting, "人不够，没有开成。", of.clerk, now=NOW)
    assert await Observer.filter(meeting_id=of.meeting.id).count() == 1


async def test_the_page_of_names_tells_of_women_where_the_profile_asks_for_them(db, clock):
    of = await hall.hall(db, clock)
    await make.assembly(of.village, 12, chair="陈国强")
    await make.delegation(of.village)
    asks = await edition(representatives__women_attendance={"at_least": "2/3"})
    told = {"body": Body.REPRESENTATIVE_ASSEMBLY}
    meeting = await called(of.village, await reviewed(of.village, **told, **asks), of.clerk)

    page = await of.desk.get(f"/desk/liuwan/meetings/{meeting.id}/attendance")

    assert "妇女代表应到 11 人，到会 0 人，需要 8 人，还差 8 人。" in page.main
