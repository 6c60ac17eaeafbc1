"""Cells of a roster: dates, numbers, phones, offices, however they are written."""

from datetime import date

import pytest

from tests.make_sheets import GRANNY, id_number
from tests.village.rosters import GRANNY_ROW, read_people, whys
from village.permissions import Office
from village.roster_row import Mistake


def one(**cells):
    """Granny's row with some cells changed, and what became of it."""
    return read_people({**GRANNY, **cells})


@pytest.mark.parametrize(
    "written",
    [
        "1950-01-02",
        "1950-1-2",
        "1950/1/2",
        "1950.1.2",
        "1950年1月2日",
        "1950 年 1 月 2 日",
        "１９５０－０１－０２",
        "19500102",
        19500102,
        19500102.0,
        "1950-01-02 00:00:00",
        date(1950, 1, 2),
    ],
)
def test_a_birth_date_is_read_however_it_is_written(written):
    assert one(出生日期=written).rows == (GRANNY_ROW,)


@pytest.mark.parametrize(
    "written",
    ["1950", "1950年1月", "50-1-2", "1950-2-30", "18991231", 18266, "不详", "1950-01-02-03"],
)
def test_a_date_that_is_not_whole_is_refused(written):
    assert whys(one(出生日期=written, 身份证号=None)) == [
        (2, "出生日期", "认不出这个日期，请写成 1990-01-02 的样子，年月日都要有。")
    ]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 11, 22), 0), (date(2026, 11, 23), 1)])
def test_nobody_is_born_tomorrow(day, count):
    found = one(出生日期=day, 身份证号=None, 村民代表=None, 职务=None)

    assert whys(found) == [(2, "出生日期", "出生日期在今天之后，请核对。")] * count


ROUNDED = (
    "这一格是数字格式，Excel 只记前 15 位，后面的已经变成 0。"
    "请把身份证号整列设成“文本”格式，照身份证重填这一格。"
)


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"身份证号": 330102195001020028}, "身份证号", ROUNDED),
        ({"身份证号": "3.30102E+17"}, "身份证号", ROUNDED),
        (
            {"身份证号": "330102500102002"},
            "身份证号",
            "这是 15 位的旧号码，请填第二代身份证上的 18 位号码。",
        ),
        (
            {"身份证号": 330102500102002},
            "身份证号",
            "这是 15 位的旧号码，请填第二代身份证上的 18 位号码。",
        ),
        (
            {"身份证号": id_number(date(2026, 11, 23)), "出生日期": None, "性别": None},
            "身份证号",
            "身份证号里的出生日期不合常理，请照身份证核对后重填。",
        ),
        (
            {"身份证号": id_number(date(1899, 12, 31)), "出生日期": None, "性别": None},
            "身份证号",
            "身份证号里的出生日期不合常理，请照身份证核对后重填。",
        ),
        (
            {"出生日期": "1950-01-03"},
            "出生日期",
            "出生日期写的是 1950-01-03，身份证号里是 1950-01-02，两处不一致，请核对。",
        ),
        ({"性别": "男"}, "性别", "性别写的是男，身份证号里是女，两处不一致，请核对。"),
        ({"性别": "?"}, "性别", "“?”认不出来，请填男或女。"),
        ({"姓名": None}, "姓名", "没有姓名。"),
        ({"姓名": "王大娘😀"}, "姓名", "姓名里有不该有的符号或数字“😀”，请改正后重填。"),
        ({"户号": None}, "户号", "没有户号，不知道是哪一户的人。请填上；同一户每个人都要填。"),
        ({"户号": "1" * 31}, "户号", "这一格有 31 个字，太长了，最多 30 个字。"),
        ({"村民小组": "一组😀"}, "村民小组", "这一格里有不能识别的符号“😀”，请改正后重填。"),
        (
            {"手机号": "1380013800"},
            "手机号",
            "手机号应是 11 位数字（固定电话带区号），只填一个，请核对。",
        ),
        ({"党员": "大概"}, "党员", "“大概”认不出来，请填正式、预备或否。"),
        ({"村民代表": "或许"}, "村民代表", "“或许”认不出来，请填是或否。"),
        ({"居住状况": "火星"}, "居住状况", "“火星”认不出来，请填在村、外出或失联。"),
        ({"户籍在村": "😀" * 10000}, "户籍在村", f"“{'😀' * 20}”认不出来，请填是或否。"),
        (
            {"户主": "李四"},
            "与户主关系",
            "“与户主关系”写的是户主，“户主”一栏却是李四，两处不一致，请核对。",
        ),
        (
            {"职务": "村民代表", "村民代表": "否"},
            "村民代表",
            "“职务”里有村民代表，“村民代表”一栏却是否，请核对。",
        ),
    ],
)
def test_a_wrong_cell_is_answered_with_its_place_and_reason(cells, column, why):
    found = one(**cells)

    assert (found.rows, whys(found)) == ((), [(2, column, why)])


def test_all_mistakes_of_a_row_are_told_at_once():
    found = one(姓名="", 身份证号="1", 手机号="1", 党员="?")

    assert [wrong.column for wrong in found.rejected] == ["姓名", "身份证号", "手机号", "党员"]


def test_without_a_card_birth_date_and_sex_are_needed():
    found = one(身份证号=None, 出生日期=None, 性别=None)

    assert whys(found) == [
        (2, "出生日期", "没有出生日期，也没有身份证号。请填其中一样。"),
        (2, "性别", "没有性别，也没有身份证号。请填其中一样。"),
    ]


def test_the_card_alone_tells_birth_date_and_sex():
    assert one(出生日期=None, 性别=None).rows == (GRANNY_ROW,)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0571-87654321", "057187654321"),
        ("87654321", "87654321"),
        (None, None),
    ],
)
def test_a_phone_is_read_as_digits(written, kept):
    assert one(手机号=written).rows[0].phone == kept


def test_a_number_of_a_household_typed_as_a_number_has_no_point():
    assert one(户号=12.0).rows[0].household == "12"


def test_empty_cells_say_nothing():
    said = one(手机号=None, 党员=None, 村民代表=None, 职务=None, 户籍在村=None, 居住状况=None).rows[
        0
    ]

    told = (said.phone, said.party, said.representative, said.offices, said.registered)
    assert (*told, said.residence) == (None, None, None, (), None, None)


@pytest.mark.parametrize(
    ("written", "offices"),
    [
        ("村党支部书记、村民委员会主任", (Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)),
        ("支书兼村主任", (Office.PARTY_SECRETARY, Office.COMMITTEE_CHAIR)),
        ("村委委员，会计", (Office.COMMITTEE_MEMBER, Office.ACCOUNTANT)),
        ("村务监督委员会主任", (Office.SUPERVISION_CHAIR,)),
        ("第三村民小组组长", (Office.GROUP_LEADER,)),
        ("文书\n网格员", (Office.VILLAGE_CLERK, Office.GRID_WORKER)),
        ("文书、文书", (Office.VILLAGE_CLERK,)),
        ("无", ()),
        ("", ()),
    ],
)
def test_offices_are_read_by_their_usual_names(written, offices):
    found = one(职务=written, 村民代表=None)

    assert (found.rows[0].offices, found.notes) == (offices, ())


def test_an_office_that_is_none_of_ours_is_noted_and_rejects_nobody():
    found = one(职务="妇女主任、村委委员、乡镇干部", 村民代表=None)

    assert found.rows[0].offices == (Office.COMMITTEE_MEMBER,)
    assert found.notes == (
        Mistake(2, "职务", "“妇女主任、乡镇干部”不是本系统登记的职务，没有记入任职。"),
    )
