from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make_sheets
from tests.make_sheets import COLUMNS, GRANNY, id_number, person, table
from tests.village.rosters import GRANNY_ROW, TODAY, read, read_people, whys
from village import roster, roster_cells, sheets
from village.roster_row import group_key
from village.sheets import SheetRefused


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
