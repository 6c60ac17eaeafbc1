"""Importing a roster on the desk: everything is shown first, and nothing is lost in between."""

import json
import stat

import pytest

from tests import doors, make
from tests.make_sheets import GRANNY, csv_bytes, person, table, village_roll, xlsx
from village.models import Group, LedgerEntry, Person
from village.permissions import Office
from web import parked
from web.app import create_app
from web.settings import Settings

SEND = "/desk/liuwan/people/import"
OFFICE = {"职务": "", "村民代表": ""}


@pytest.fixture
async def there(db, clock, tmp_path):
    here = await make.village("liuwan", "柳湾村")
    app = create_app(Settings(db, tmp_path, doors.SECRET, public_url="http://cunyi.test"), clock)
    clerk = await desk_of(app, here, "周文书")
    yield app, here, clerk, tmp_path / "uploads"
    await clerk.close()


async def desk_of(app, village, name, office=Office.VILLAGE_CLERK):
    who = await make.holder(village, office, name=name)
    return await doors.browser(app, await Person.get(id=who.person_id))


async def sent(clerk, content, name="roster.xlsx"):
    form = (await clerk.get(SEND)).form()
    return await clerk.submit(form, files=[("file", (name, content))])


def sheet(*people):
    return xlsx(table(people))


def plain(**changed):
    """王大娘 without an office."""
    return {**GRANNY, **OFFICE, **changed}


def figures(page):
    (found,) = [one for one in page.root.all("dl") if one.get("class") == "heads"]
    return [one.text for one in found.all("dd")]


async def imported(clerk, content, **changed):
    page = await sent(clerk, content)
    return await clerk.submit(page.form(), **changed)


async def test_the_preview_lists_everything_and_stores_nothing(there):
    _, _, clerk, _ = there

    page = await sent(
        clerk,
        xlsx(
            table(
                [plain(备注="老"), person("2", "李四", 2), person("3", "坏", 3, 手机号="1")],
                [*GRANNY, "备注"],
            )
        ),
    )

    assert page.h1 == "导入前看一遍"
    assert figures(page) == ["2", "0", "0", "1", "1"]
    assert "会新建村民小组：一组" in page.main
    assert "没有用到的列：备注" in page.main
    assert await Person.filter(name="王大娘").count() == 0
    assert await Group.all().count() == 0


async def test_letting_it_be_done_takes_in_the_good_rows_and_seals_one_line(there):
    _, here, clerk, _ = there

    page = await imported(clerk, sheet(plain(), person("2", "李四", 2), {"姓名": "坏"}))

    (line,) = await LedgerEntry.filter(log=f"village:{here.id}")
    assert page.h1 == "名册导入好了"
    assert await Person.filter(name__in=["王大娘", "李四"]).count() == 2
    assert (line.action, json.loads(line.line)["data"]) == (
        "roster.import",
        {"added": 2, "changed": 0, "left": 0, "rejected": 1},
    )


async def test_changes_are_shown_field_by_field_with_numbers_masked(there):
    _, _, clerk, _ = there
    await imported(clerk, sheet(plain()))

    page = await sent(clerk, sheet(plain(手机号="13900139000", 居住状况="外出")))

    assert figures(page) == ["0", "1", "0", "0", "1"]
    assert "手机号：138****00 → 139****00" in page.main
    assert "居住状况：在村 → 外出" in page.main
    assert "13900139000" not in page.response.text


async def test_a_second_import_of_the_same_file_changes_nothing(there):
    _, here, clerk, _ = there
    content = sheet(plain(), person("9", "周文书", 9))
    await imported(clerk, content)

    page = await sent(clerk, content)

    assert figures(page)[:4] == ["0", "0", "2", "0"]
    assert await LedgerEntry.filter(log=f"village:{here.id}").count() == 1


async def test_offices_to_be_recorded_are_named_before_they_are(there):
    _, _, clerk, _ = there

    page = await sent(clerk, sheet(plain(职务="村务监督委员会委员、妇女主任")))

    cells = [cell.text for cell in page.root.all("td") if cell.get("data-label") == "记入任职"]
    assert cells == ["村务监督委员会委员"]
    assert "“妇女主任”不是本系统登记的职务" in page.main


async def test_only_those_ticked_leave(there):
    _, here, clerk, _ = there
    await imported(clerk, sheet(plain(), person("2", "李四", 2), person("3", "张三", 3)))
    gone = await Person.get(name="李四")

    page = await sent(clerk, sheet(plain()))
    form = page.form()
    assert len(form.offered["leave"]) == 2
    await clerk.submit(form, leave=[gone.id])

    left = await Person.filter(left_on__isnull=False).values_list("name", flat=True)
    assert left == ["李四"]
    last = await LedgerEntry.filter(log=f"village:{here.id}").order_by("-seq").first()
    assert json.loads(last.line)["data"]["left"] == 1


async def test_who_holds_an_office_cannot_be_ticked(there):
    _, _, clerk, _ = there

    page = await sent(clerk, sheet(plain()))

    assert "周文书还担任村文书，要先登记离任" in page.main
    assert page.form().offered.get("leave", []) == []


async def test_a_person_who_was_not_offered_does_not_leave(there):
    _, here, clerk, _ = there
    outside = await make.person(await make.village("other", "别村"), "别村人")
    await imported(clerk, sheet(plain()))
    page = await sent(clerk, sheet(plain(居住状况="外出")))
    form = page.form()

    await clerk.post(form.action, {**form.values, "leave": [str(outside.id), "x", "9" * 30]})

    assert (await Person.get(id=outside.id)).left_on is None
    assert (await Person.get(name="王大娘")).residence == "away"
    assert here.id != outside.village_id


async def test_a_register_changed_in_between_stops_the_import_and_shows_the_plan_anew(there):
    _, here, clerk, _ = there
    await imported(clerk, sheet(plain()))
    page = await sent(clerk, sheet(plain(居住状况="外出"), person("2", "李四", 2)))
    await Person.filter(name="王大娘").update(residence="away")

    again = await clerk.submit(page.form())

    assert (again.status, figures(again)[:3]) == (409, ["1", "0", "1"])
    assert again.boxes[0].startswith("没有导入，下面是照现在的名册重新算的：")
    assert await Person.filter(village_id=here.id, name="李四").count() == 0
    done = await clerk.submit(again.form())
    assert (done.h1, await Person.filter(name="李四").count()) == ("名册导入好了", 1)


async def test_the_same_preview_let_done_twice_is_done_once(there):
    _, here, clerk, _ = there
    page = await sent(clerk, sheet(plain()))

    first = await clerk.submit(page.form())
    second = await clerk.submit(page.form())

    assert (first.path, await LedgerEntry.filter(log=f"village:{here.id}").count()) == (
        second.path,
        1,
    )


async def test_the_rejected_rows_are_a_list_to_print(there):
    _, _, clerk, _ = there
    page = await sent(clerk, sheet(plain(), person("2", "李四", 2, 手机号="1", 性别="?")))

    listed = await clerk.get(page.link("看这些行错在哪，打印出来改"))

    assert listed.h1 == "没有通过的行"
    assert [cell.text for cell in listed.root.all("td")] == [
        "3",
        "性别手机号",
        "“?”认不出来，请填男或女。手机号应是 11 位数字（固定电话带区号），只填一个，请核对。",
    ]


async def test_the_file_lies_sealed_and_is_gone_after_the_deed(there):
    _, _, clerk, uploads = there
    content = csv_bytes(table([plain()]))
    page = await sent(clerk, content, "roster.csv")

    (file,) = uploads.iterdir()
    kept = file.read_bytes()
    assert "王大娘".encode() not in kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
    await clerk.submit(page.form())
    assert list(uploads.iterdir()) == []


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 404)])
async def test_a_preview_lasts_an_hour(there, clock, minutes, status):
    _, _, clerk, _ = there
    page = await sent(clerk, sheet(plain()))

    clock.forward(minutes=minutes)

    assert (await clerk.get(page.path)).status == status


async def test_what_nobody_takes_up_is_swept(there, clock):
    _, _, clerk, uploads = there
    await sent(clerk, sheet(plain()))
    clock.forward(minutes=61)

    await parked.sweep(uploads.parent, now=clock.now())

    assert list(uploads.iterdir()) == []


async def test_a_session_keeps_four_files_at_most(there, clock):
    _, _, clerk, uploads = there
    pages = []
    for _ in range(6):
        clock.forward(seconds=1)
        pages.append(await sent(clerk, sheet(plain())))

    assert len(list(uploads.iterdir())) == 4
    assert [(await clerk.get(one.path)).status for one in pages] == [404, 404, 200, 200, 200, 200]


async def test_nobody_else_opens_a_parked_file(there):
    app, here, clerk, _ = there
    page = await sent(clerk, sheet(plain()))
    second = await desk_of(app, here, "吴文书")
    other = await make.village("shiqiao", "石桥村")
    neighbour = await desk_of(app, other, "郑文书")

    answers = [
        (await second.get(page.path)).status,
        (await neighbour.get(page.path)).status,
        (await clerk.get(page.path.replace("liuwan", "shiqiao"))).status,
    ]
    for browser in (second, neighbour):
        await browser.close()

    assert answers == [404, 403, 403]


async def test_a_parked_file_moved_to_another_session_does_not_open(there):
    app, here, clerk, uploads = there
    page = await sent(clerk, sheet(plain()))
    second = await desk_of(app, here, "吴文书")
    await sent(second, sheet(plain()))
    (mine, theirs) = sorted(uploads.iterdir(), key=lambda one: int(one.name.partition(".")[0]))
    name = mine.name.partition(".")[2]
    mine.rename(uploads / f"{theirs.name.partition('.')[0]}.{name}")

    answer = await second.get(page.path)
    await second.close()

    assert answer.status == 404


@pytest.mark.parametrize("name", ["x", "%2e%2e%2fsecret_key", "a" * 32, "done/1", "done/0"])
async def test_a_name_nobody_gave_is_not_there(there, name):
    _, _, clerk, _ = there

    assert (await clerk.get(f"{SEND}/{name}")).status == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("roster.exe", b"MZ", "不是可以收的文件"),
        ("roster.xlsx", b"MZ\x90" * 50, "里面却不是"),
        ("roster.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 40, "加了打开密码"),
        ("roster.csv", b"a,b,c\n1,2,3\n", "没有找到表头"),
        ("roster.csv", "户号,姓名\n1,王\n".encode(), "没有找到表头"),
        ("roster.csv", b"", "是空的"),
    ],
)
async def test_what_is_no_roster_is_refused_beside_the_field(there, name, content, sentence):
    _, _, clerk, uploads = there

    page = await sent(clerk, content, name)

    assert (page.status, sorted(page.errors)) == (422, ["file"])
    assert sentence in page.errors["file"]
    assert not uploads.exists()


async def test_sending_nothing_asks_for_a_file(there):
    _, _, clerk, _ = there

    page = await clerk.submit((await clerk.get(SEND)).form())

    assert page.errors == {"file": "请选择名册文件。"}


async def test_a_member_who_may_only_read_does_not_import(there):
    app, here, clerk, _ = there
    page = await sent(clerk, sheet(plain()))
    member = await desk_of(app, here, "孙委员", Office.COMMITTEE_MEMBER)

    answers = [(await member.get(path)).status for path in (SEND, page.path)]
    await member.close()

    assert answers == [403, 403]


async def test_the_empty_sheet_is_one_the_import_takes(there):
    _, _, clerk, _ = there
    empty = (await clerk.get(f"{SEND}/template.csv")).response
    row = "1,,王大娘,女,1950-01-02,,户主,一组,13800138000,正式,否,,是,在村,是\r\n"

    page = await sent(clerk, empty.content + row.encode(), "roster.csv")

    assert empty.content.startswith("\ufeff户号,户主,姓名".encode())
    assert figures(page)[0] == "1"


async def test_a_whole_village_is_shown_and_taken_in(there):
    _, here, clerk, _ = there

    page = await sent(clerk, csv_bytes(table(village_roll(800))), "roster.csv")

    assert figures(page)[0] == "800"
    await clerk.submit(page.form())
    assert await Person.filter(village_id=here.id).count() == 801


async def test_looking_twice_shows_the_same_and_the_record_stays_empty(there):
    _, here, clerk, _ = there
    page = await sent(clerk, sheet(plain()))

    again = await clerk.get(page.path)

    assert figures(again) == figures(page)
    assert await LedgerEntry.filter(log=f"village:{here.id}").count() == 0
