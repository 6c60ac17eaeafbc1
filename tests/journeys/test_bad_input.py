"""Slips of the pen, and files that are not what they say: a sentence, nothing stored, all kept."""

import struct
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from tortoise import Tortoise

from deliberation.models import CycleStep, DecisionStage, Works
from tests import make, make_sheets
from tests.deliberation import sittings
from tests.journeys.story import day_of, jpeg, moment, signatures
from tests.make import DAY
from village.permissions import Office
from village.rules import Body

CLERK, CHAIR = Office.VILLAGE_CLERK, Office.COMMITTEE_CHAIR
TOMORROW, YESTERDAY = DAY + timedelta(1), DAY - timedelta(1)
SHEETS = Path(__file__).parents[1] / "village" / "sheets"


@pytest.fixture
async def places(story):
    """Where each case is tried: matters and meetings at the step that it needs."""
    await story.begin()
    of, here = story.of, story.desk
    body = {"body": Body.REPRESENTATIVE_ASSEMBLY}
    before = await make.matter(of, stage=DecisionStage.REVIEWED, **body)
    other = await make.matter(of, "文化礼堂维修", stage=DecisionStage.REVIEWED, **body)
    resolved = await make.matter(of, "村道硬化", stage=DecisionStage.RESOLVED, **body)
    at_work = [await make.matter(of, one, stage=DecisionStage.DISCLOSED) for one in ("甲", "乙")]
    plan = {"doer": "工程队", "budget_cents": 100, "began_on": YESTERDAY, "due_on": TOMORROW}
    await Works.create(decision=at_work[1], **plan)
    clerk = make.acting(story.cast[CLERK], CLERK)
    held = await sittings.called(of, before, clerk)
    await sittings.come(held, clerk, 21)
    heard = await sittings.called(of, other, clerk, CycleStep.HEAR, body=Body.HEARING)
    coming = await sittings.called(of, other, clerk, starts_at=make.NOW + timedelta(1))
    return {
        "call": f"{here}/meetings/new?decision={resolved.id}&step=hear",
        "minutes": f"{here}/meetings/{held.id}/minutes",
        "hearing": f"{here}/meetings/{heard.id}/minutes",
        "early": f"{here}/meetings/{coming.id}/minutes",
        "photos": f"{here}/meetings/{held.id}/photos",
        "canvass": f"{here}/decisions/{before.id}/canvass",
        "new": f"{here}/decisions/new?collective=no&kind=public_works",
        "works": f"{here}/decisions/{at_work[0].id}/works",
        "finish": f"{here}/decisions/{at_work[1].id}/finish",
        "progress": f"{here}/decisions/{at_work[1].id}/progress",
        "delegation": f"{here}/delegations/new",
        "person": f"{here}/people/new",
        "leave": f"{here}/people/{story.cast[Office.VILLAGER].id}/leave",
        "import": f"{here}/people/import",
        "items": {"minutes": held.id, "hearing": heard.id, "early": coming.id},
    }


async def rows():
    models = Tortoise.apps["models"].values()
    return {one._meta.db_table: await one.all().count() for one in models if not apart(one)}


def apart(model):
    """Coming in leaves a pass and a session behind; that is not what is asked here."""
    return model._meta.db_table in {"session", "pass"}


CANVASS = {"way": "visit", "asked": 9, "agreed": 8, "opposed": 1, "summary": "都说好。"}
MANDATE = {"way": "meeting", "matters": ["public_works"]}
PERSON = {"name": "赵新来", "sex": "男", "household": "900", "relation": "户主", "group": "一组"}
VOTE = {"method-{item}": "hands"}
MEETING = {"place": "村部", "notified_how": "广播"}


def days(began, ended, first="began_on", last="ended_on"):
    return {**day_of(first, began), **day_of(last, ended)}


CASES = [
    # more heads and hands than there are
    ("minutes", {**VOTE, "yes-{item}": 22}, 409, "共 22 票，多于参加表决的 21 人"),
    ("minutes", {**VOTE, "yes-{item}": 20, "no-{item}": 2}, 409, "共 22 票，多于参加表决的 21 人"),
    ("hearing", {**VOTE, "yes-{item}": 1, "entitled": 5, "present": 6}, 409, "多于应到 5 人"),
    ("canvass", {**CANVASS, **days(YESTERDAY, DAY), "agreed": 9}, 422, "多于征求"),
    ("minutes", {**VOTE, "yes-{item}": "-1"}, 422, "请填 0 到"),
    ("minutes", {**VOTE, "yes-{item}": "十一票"}, 422, "数"),
    # days that have not come
    ("early", {**VOTE, "yes-{item}": 1}, 409, "还没有开，不能登记会议记录"),
    ("call", {**MEETING, **moment("starts_at", TOMORROW), **day_of("notified_on", TOMORROW)}, 422,
     "通知日期还没有到"),
    ("call", {**MEETING, **moment("starts_at", date(2062, 11, 23))}, 422, "请核对年份"),
    ("canvass", {**CANVASS, **days(YESTERDAY, TOMORROW)}, 422, "还没有结束"),
    ("delegation", {**MANDATE, **days(TOMORROW, date(2029, 3, 1), "given_on", "ends_on")}, 422,
     "还没有到"),
    ("finish", {**day_of("finished_on", TOMORROW), "spent": 1}, 422, "还没有到"),
    ("progress", {"title": "完工", **day_of("done_on", TOMORROW)}, 422, "还没有到"),
    ("person", {**PERSON, "born": "2030-01-01"}, 422, "出生"),
    ("leave", {"why": "moved", **day_of("left_on", TOMORROW)}, 422, "今天或今天以前"),
    # a last day before the first
    ("canvass", {**CANVASS, **days(DAY, YESTERDAY)}, 422, "截止日早于开始日"),
    ("delegation", {**MANDATE, **days(DAY, YESTERDAY, "given_on", "ends_on")}, 422,
     "要晚于授权日"),
    ("works", {"doer": "工程队", "budget": 1, **days(DAY, YESTERDAY, "began_on", "due_on")}, 422,
     "早于开始的日子"),
    ("finish", {**day_of("finished_on", date(2020, 1, 1)), "spent": 1}, 422, "早于"),
    ("call", {**MEETING, **moment("starts_at", YESTERDAY), **day_of("notified_on", DAY)}, 422,
     "通知日期晚于开会日期"),
    # no such day, no such sum
    ("works", {"doer": "工程队", "budget": 1, **day_of("began_on", DAY), "began_on-day": 31}, 422,
     "2026 年没有 11 月 31 日"),
    ("works", {"doer": "工程队", "budget": "12.345"}, 422, "最多两位小数"),
    ("new", {"title": "修路工程", "summary": "三组的机耕路铺水泥。", "budget": "一大笔"}, 422,
     "金额"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{one[0]}-{n}" for n, one in enumerate(CASES)])
async def test_a_slip_is_told_beside_what_was_typed(story, places, case):
    place, typed, status, sentence = case
    path = places[place]
    form = (await story.look(path)).form()
    item = next((one.partition("-")[2] for one in form.offered if one.startswith("method-")), "")
    values = {name.format(item=item): value for name, value in typed.items()}
    before = await rows()

    page = await story.send(path, **values)

    assert page.status == status, page.main
    assert sentence in page.main
    again = next(one for one in page.forms if one.action == form.action).values
    sent = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in values.items()
    }
    assert {name: again[name] for name in sent} == sent
    assert await rows() == before


def bomb(side=60_000):
    """A picture of 3.6 thousand million points in a hundred bytes."""

    def chunk(kind, body):
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PROGRAM = b"MZ\x90\x00" + b"\x00" * 5000
PHOTOS = [
    ("签到表.jpg", PROGRAM, "里面却不是"),
    ("签到表.exe", PROGRAM, "不是可以收的文件"),
    ("签到表.jpg", b"%PDF-1.7\n" + b"0" * 5000, "里面却不是"),
    ("签到表.png", bomb(), "像素"),
    ("签到表.jpg", jpeg(signatures("cut"))[:9000], "打不开"),
    ("签到表.jpg", b"", "空的"),
]


@pytest.mark.parametrize("case", PHOTOS, ids=range(len(PHOTOS)))
async def test_what_is_no_photograph_is_not_kept(story, places, tmp_path, case):
    name, content, sentence = case
    before = await rows()

    page = await story.send(places["photos"], files=[("photo", (name, content))])

    assert page.status == 422
    assert sentence in page.main
    assert await rows() == before
    assert list((tmp_path / "evidence").rglob("*.*")) == []


ROSTERS = [
    ("花名册.xlsx", PROGRAM, "里面却不是"),
    ("花名册.exe", PROGRAM, "不是可以收的文件"),
    ("花名册.ods", (SHEETS / "locked.ods").read_bytes(), "密码"),
    ("花名册.xls", (SHEETS / "locked.xls").read_bytes(), "密码"),
    ("花名册.xlsx", (SHEETS / "locked.xls").read_bytes(), "密码"),
    ("花名册.xlsx", make_sheets.xlsx([["清单"], ["一", "二"]]), "姓名"),
    ("花名册.csv", "姓名,户号\n".encode("utf-32"), ""),
]


@pytest.mark.parametrize("case", ROSTERS, ids=range(len(ROSTERS)))
async def test_what_is_no_roster_changes_nothing(story, places, tmp_path, case):
    name, content, sentence = case
    before = await rows()

    page = await story.send(places["import"], files=[("file", (name, content))])

    assert page.status == 422
    assert sentence in page.main
    assert await rows() == before
    assert list((tmp_path / "uploads").glob("*")) == []


async def test_a_header_of_merged_cells_is_read_all_the_same(story, places):
    """A title across, and each heading merged over two rows."""
    header, person = make_sheets.table([make_sheets.person("900", "赵新来", 3)])
    blank = [None] * len(header)
    merged = ["A1:H1", *[f"{column}2:{column}3" for column in "ABCDEFGH"[: len(header)]]]
    content = make_sheets.xlsx([["花名册", *blank[1:]], header, blank, person], merged=merged)

    page = await story.send(places["import"], files=[("file", ("花名册.xlsx", content))])

    assert (page.status, page.h1) == (200, "导入前看一遍")
    assert "新增1" in page.main
    assert "赵新来" in page.main


@pytest.mark.parametrize(("where", "field"), [("photos", "photo"), ("import", "file")])
async def test_two_hundred_scanned_pages_are_too_much(story, places, where, field):
    scan = b"%PDF-1.7\n" + b"a scanned page " * 70_000 * 13
    before = await rows()

    page = await story.send(places[where], files=[(field, ("记录.pdf", scan))])

    assert page.status == 413
    assert "一次最多收 12 MB，您交的超过了，没有保存。" in page.main
    assert await rows() == before
