from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make_sheets
from tests.make_sheets import COLUMNS, GRANNY, id_number, person, table
from village import roster, roster_cells, sheets
from village.models import PartyStatus, Residence, Sex
from village.permissions import Office
from village.roster_row import Mistake, RosterRow, group_key
from village.sheets import SheetRefused

TODAY = date(2026, 11, 22)
GRANNY_ROW = RosterRow(
    row=2,
    household="1",
    name="王大娘",
    sex=Sex.FEMALE,
    born=date(1950, 1, 2),
    is_head=True,
    group="一组",
    relation="户主",
    id_number=id_number(date(1950, 1, 2), woman=True),
    phone="13800138000",
    party=PartyStatus.FULL,
    representative=True,
    offices=(Office.SUPERVISOR, Office.REPRESENTATIVE),
    registered=True,
    residence=Residence.HOME,
    collective=True,
)


def read(rows, **options):
    """A real workbook, read as the product reads it."""
    return roster.read(sheets.read(make_sheets.xlsx(rows, **options)), TODAY)


def read_people(*people, columns=None):
    return read(table(list(people), columns or COLUMNS))


def one(**cells):
    """Granny's row with some cells changed, and what became of it."""
    return read_people({**GRANNY, **cells})


def whys(found):
    return [(wrong.row, wrong.column, wrong.why) for wrong in found.rejected]


def test_a_row_is_read_with_all_its_columns():
    found = read_people(GRANNY)

    assert (found.rows, found.rejected, found.notes) == ((GRANNY_ROW,), (), ())


def test_columns_may_stand_in_any_order():
    assert read_people(GRANNY, columns=COLUMNS[::-1]).rows == (GRANNY_ROW,)


def test_columns_go_by_their_other_names_and_strange_ones_are_named():
    header = ["序号", "户编号", "户主姓名", "名字", "性 别", "出生年月日", "公民身份号码", "关系*"]
    header += ["组别", "联系电话", "政治面貌", "是否村民代表", "任职", "户口在村", "居住情况"]
    header += ["是否集体经济组织成员（是/否）", "备注"]
    rows = [header, ["1", *(GRANNY[name] for name in COLUMNS), "好人"]]

    found = read(rows)

    assert (found.rows, found.ignored_columns) == ((GRANNY_ROW,), ("序号", "备注"))


def test_a_title_row_and_blank_rows_are_passed_and_rows_keep_their_numbers():
    rows = table([GRANNY])
    found = read([[], *rows[:1], [], rows[1], []], title="柳湾村村民花名册")

    assert [each.row for each in found.rows] == [5]


def test_a_header_over_two_rows_with_merged_cells_is_read():
    rows = [
        ["户号", "基本信息", None, None, "村民小组", "与户主关系"],
        [None, "姓名", "性别", "出生日期", None, None],
        ["1", "王大娘", "女", "1950-01-02", "一组", "户主"],
    ]
    found = read(rows, title="花名册", merged=["B2:D2", "A2:A3", "E2:E3", "F2:F3"])

    assert [(each.row, each.name, each.household) for each in found.rows] == [(4, "王大娘", "1")]


def test_a_two_row_header_is_read_from_a_csv_too():
    rows = [
        ["户号", "基本信息", "", "村民小组"],
        ["", "姓名", "身份证号", ""],
        ["1", "王大娘", GRANNY["身份证号"], "一组"],
    ]
    found = roster.read(sheets.read(make_sheets.csv_bytes(rows, "gb18030")), TODAY)

    assert [(each.row, each.name) for each in found.rows] == [(3, "王大娘")]


def test_a_first_row_of_people_is_not_taken_for_a_second_row_of_the_header():
    rows = [
        ["户号", "姓名", "性别", "出生日期", "村民小组", "备注"],
        ["1", "王大娘", "女", "1950-01-02", "一组", "户主"],
    ]
    found = read(rows)

    assert ([each.row for each in found.rows], found.ignored_columns) == ([2], ("备注",))


def test_a_household_merged_over_its_rows_counts_for_everybody():
    rows = table(
        [
            person("7", "王大娘", 1, woman=True),
            person(None, "王小山", 2, relation="儿子", 村民小组=None),
        ]
    )
    found = read(rows, merged=["A2:A3"])

    assert [(each.name, each.household, each.group) for each in found.rows] == [
        ("王大娘", "7", "一组"),
        ("王小山", "7", "一组"),
    ]


def test_headings_repeated_on_each_printed_page_are_no_people():
    rows = table([person("1", "王大娘", 1, woman=True), person("2", "李四", 2)])

    found = read([*rows[:2], rows[0], rows[2]])

    assert [(each.row, each.name) for each in found.rows] == [(2, "王大娘"), (4, "李四")]


def test_the_first_sheet_with_a_header_is_read_and_the_others_are_named():
    people = sheets.read(make_sheets.xlsx(table([GRANNY])))[0]
    notes = sheets.Sheet("说明", (("请先看这里",),))
    old = sheets.Sheet("去年", people.rows)

    found = roster.read([notes, people, old], TODAY)

    assert (found.rows, found.ignored_sheets) == ((GRANNY_ROW,), ("说明", "去年"))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param(
            [["张三", "男"], ["李四", "女"]],
            "没有找到表头。表格里要有一行写着列名，至少有“姓名”“户号”和“身份证号”（或者“出生日期”）。",
            id="no header",
        ),
        pytest.param(
            [["姓名", "性别", "出生日期"], ["王大娘", "女", "1950-01-02"]],
            "表头（第 1 行）里没有“户号”一列，分不出哪些人是一户。请补上这一列。",
            id="no household",
        ),
        pytest.param(
            [["户号", "姓名", "性别"], ["1", "王大娘", "女"]],
            "表头（第 1 行）里没有“身份证号”，也没有“出生日期”。请补上其中一列。",
            id="no birth date",
        ),
        pytest.param(
            [["户号", "姓名", "出生日期"], ["", "", ""]],
            "表头（第 1 行）下面没有一行人员。",
            id="nobody",
        ),
    ],
)
def test_a_sheet_without_what_is_needed_is_refused(rows, sentence):
    with pytest.raises(SheetRefused) as refused:
        read(rows)

    assert str(refused.value) == sentence


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


def test_one_bad_row_never_stops_the_good_ones():
    found = read_people(
        person("1", "王大娘", 1, woman=True),
        person("1", "王小山", 2, relation="儿子", 身份证号="1"),
        person("2", "李四", 3),
    )

    assert [each.name for each in found.rows] == ["王大娘", "李四"]
    assert [(wrong.row, wrong.column) for wrong in found.rejected] == [(3, "身份证号")]


def test_of_two_rows_with_one_number_the_second_is_rejected():
    same = id_number(date(1980, 5, 2), 1)
    found = read_people(person("1", "王大山", 1), person("2", "李四", 1, 身份证号=same))

    assert [each.name for each in found.rows] == ["王大山"]
    assert whys(found) == [(3, "身份证号", "身份证号与第 2 行（王大山）相同，请核对。")]


def test_one_person_written_twice_without_a_card_is_rejected_once():
    found = read_people(person("1", "王大山", 1), person("1", "王大山", 1, 身份证号=None))

    assert whys(found) == [
        (
            3,
            "姓名",
            "与第 2 行是同一户、同名、同一天出生，像是同一个人写了两遍。"
            "如是两个人，请都填上身份证号。",
        )
    ]


def test_a_second_head_of_one_household_is_rejected():
    found = read_people(person("1", "王大山", 1), person("1", "王小山", 2))

    assert whys(found) == [(3, "与户主关系", "户号 1 已有户主王大山（第 2 行），一户只能有一个。")]


def test_a_household_in_two_groups_is_rejected():
    found = read_people(
        person("1", "王大山", 1, 村民小组="第1村民小组"),
        person("1", "王小山", 2, relation="儿子", 村民小组="一组"),
        person("1", "王小川", 3, relation="儿子", 村民小组="二组"),
    )

    assert whys(found) == [
        (
            4,
            "村民小组",
            "户号 1 在第 2 行写的是第1村民小组，这里是二组。同一户只能在一个组，请核对。",
        )
    ]


def test_who_is_named_in_the_head_column_is_the_head():
    columns = ["户号", "户主", "姓名", "性别", "出生日期", "村民小组"]
    found = read_people(
        person("1", "王 大山", 1, 户主="王大山"),
        person("1", "王小山", 2, 户主="王大山"),
        columns=columns,
    )

    assert [(each.name, each.is_head, each.relation) for each in found.rows] == [
        ("王大山", True, "户主"),
        ("王小山", False, None),
    ]


def test_without_numbers_a_household_goes_by_its_group_and_head():
    columns = ["户主", "姓名", "性别", "出生日期", "村民小组"]
    found = read_people(
        person(None, "王大山", 1, 户主="王大山"),
        person(None, "王小山", 2, 户主="王大山"),
        person(None, "王大山", 3, 户主="王大山", 村民小组="二组"),
        columns=columns,
    )

    assert [each.household for each in found.rows] == ["1·王大山", "1·王大山", "2·王大山"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("1组", "1"),
        ("一组", "1"),
        ("第一村民小组", "1"),
        ("第 1 小组", "1"),
        ("十组", "10"),
        ("第十二村民小组", "12"),
        ("二十一组", "21"),
        ("东组", "东"),
        ("柳湾", "柳湾"),
        ("组", "组"),
    ],
)
def test_a_group_goes_by_its_number_or_its_name(name, key):
    assert group_key(name) == key


cells = (
    st.text(max_size=30) | st.integers() | st.floats(allow_nan=True) | st.dates() | st.booleans()
)


@given(st.lists(st.lists(cells | st.none(), max_size=15), max_size=5))
def test_whatever_stands_in_the_cells_each_row_is_read_or_answered(rows):
    sheet = sheets.Sheet("", (tuple(COLUMNS), *map(tuple, rows), ("1", "王大娘", "王大娘")))

    found = roster.read([sheet], TODAY)

    told = {row.row for row in found.rows} | {wrong.row for wrong in found.rejected}
    filled = {
        number
        for number, row in enumerate(sheet.rows[1:], start=2)
        if any(roster_cells.text_of(cell) for cell in row)
    }
    assert told == filled
