import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make_sheets
from village import sheets
from village.sheets import SheetRefused

LOCKED = Path(__file__).with_name("sheets")
ROWS = [["户号", "姓名", "出生日期"], ["1", "王大娘", date(1950, 1, 2)], ["2", "𠮷田㛃", None]]
AS_TEXT = (("户号", "姓名", "出生日期"), ("1", "王大娘", "1950-01-02"), ("2", "𠮷田㛃", None))
AS_CELLS = (("户号", "姓名", "出生日期"), ("1", "王大娘", date(1950, 1, 2)), ("2", "𠮷田㛃", None))


def refusal_of(content):
    with pytest.raises(SheetRefused) as refused:
        sheets.read(content)
    return refused.value.fields["file"]


def test_a_workbook_is_read_with_its_types():
    assert [sheet.rows for sheet in sheets.read(make_sheets.xlsx(ROWS))] == [AS_CELLS]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_what_calc_saved_is_read_the_same(suffix, tmp_path):
    content = make_sheets.by_calc(make_sheets.xlsx(ROWS), suffix, tmp_path)

    assert [sheet.rows for sheet in sheets.read(content)] == [AS_CELLS]


def test_a_gb18030_csv_of_calc_keeps_its_rare_characters(tmp_path):
    content = make_sheets.by_calc(make_sheets.xlsx(ROWS), ".csv", tmp_path)

    assert (sheets.read(content)[0].rows, "𠮷".encode("gb18030") in content) == (AS_TEXT, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_are_read_in_every_usual_encoding(encoding, delimiter):
    content = make_sheets.csv_bytes(ROWS, encoding, delimiter)

    assert sheets.read(content)[0].rows == AS_TEXT


def test_blank_rows_keep_the_numbers_of_those_below():
    book = openpyxl.Workbook()
    book.active["B4"] = "王大娘"
    content = make_sheets.saved(book)

    assert sheets.read(content)[0].rows == ((), (), (), (None, "王大娘"))


def test_blank_lines_of_a_csv_count_too():
    assert sheets.read("甲,乙\n,\n\n1,2\n".encode())[0].rows == (("甲", "乙"), (), (), ("1", "2"))


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_a_cell_merged_over_rows_counts_for_each(suffix, tmp_path):
    rows = [["户号", "姓名"], ["7", "王大娘"], [None, "王小山"], [None, "王小川"], ["8", "李四"]]
    made = make_sheets.xlsx(rows, merged=["A2:A4"])
    content = made if suffix == ".xlsx" else make_sheets.by_calc(made, suffix, tmp_path)

    assert sheets.read(content)[0].rows[1:] == (
        ("7", "王大娘"),
        ("7", "王小山"),
        ("7", "王小川"),
        ("8", "李四"),
    )


def test_hidden_and_empty_sheets_are_passed_over():
    book = openpyxl.Workbook()
    book.active.append(["看得见"])
    book.create_sheet("藏着").append(["秘密"])
    book["藏着"].sheet_state = "hidden"
    book.create_sheet("空的")

    assert [sheet.rows for sheet in sheets.read(make_sheets.saved(book))] == [(("看得见",),)]


def test_signs_that_keep_a_number_from_rounding_are_taken_off():
    content = b'\'330102199001020011,="330102199001020011",\t330102199001020011\n'

    assert sheets.read(content)[0].rows == (("330102199001020011",) * 3,)


def encrypted_package():
    """The container of [MS-OFFCRYPTO], as far as its name tells it."""
    return sheets.OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize("name", ["locked.ods", "locked.xls", None])
def test_a_password_is_asked_to_be_taken_off(name):
    content = (LOCKED / name).read_bytes() if name else encrypted_package()

    assert refusal_of(content) == (
        "这份表格设了打开密码，没有读入。请在 Excel 或 WPS 里取消密码，保存后再传。"
    )


def zipped(**members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        pytest.param(
            b"MZ\x90\x00" + bytes(200), "这是程序文件（.exe），不是表格", id="renamed exe"
        ),
        pytest.param(b"\x7fELF" + bytes(200), "这是程序文件，不是表格", id="a program of Linux"),
        pytest.param(b"%PDF-1.7\n", "这是 PDF 文件，不是表格", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "这是图片，不是表格", id="picture"),
        pytest.param(b"Rar!\x1a\x07", "这是压缩包，不是表格", id="rar"),
        pytest.param(zipped(a="x"), "这是压缩包，不是表格", id="zip"),
        pytest.param(zipped(word__document="x"), "这是 Word 文档，不是表格", id="docx"),
        pytest.param(
            sheets.OLE + "WordDocument".encode("utf-16-le"), "这是 Word 文档，不是表格", id="doc"
        ),
        pytest.param(b"<html><table>", "这份文件其实是网页格式", id="a page named .xls"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>", "这份文件其实是网页格式", id="xml"),
        pytest.param(b"", "这份表格是空的", id="empty file"),
        pytest.param(b"\n ,,\n\n", "这份表格是空的", id="empty cells"),
        pytest.param(make_sheets.xlsx([[]]), "这份表格是空的", id="empty workbook"),
        pytest.param(b"PK\x03\x04 broken", "这份表格打不开", id="broken zip"),
        pytest.param(zipped(xl__workbook="x"), "这份表格打不开", id="a zip that only looks so"),
        pytest.param(sheets.OLE + bytes(2000), "这份表格打不开", id="broken xls"),
        pytest.param(b'"' + b"a" * 200_000, "这份表格打不开", id="a csv of one endless cell"),
        pytest.param(b"\xff\x80\x81\xff", "认不出这份文件的文字编码", id="no encoding"),
        pytest.param(b"a\x00b,c\x00", "这不是表格文件", id="zeros"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content, beginning):
    assert refusal_of(content)[: len(beginning)] == beginning


def far_cell(place):
    """Two cells; a reader that keeps everything between them needs gigabytes."""
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.active[place] = "远"
    return make_sheets.saved(book)


def sparse(*, declared):
    """300 MB of blanks in one sheet: 300 KB to send. The size in its list may lie."""
    source = zipfile.ZipFile(io.BytesIO(make_sheets.xlsx(ROWS)))
    members = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"<sheetData>", b"<sheetData>" + b" " * 300_000_000)
    content = zipped(**{name.replace("/", "__"): text for name, text in members.items()})
    real = len(members[sheet]).to_bytes(4, "little")
    return content if declared else content.replace(real, (5000).to_bytes(4, "little"))


def entity_bomb():
    """Ten entities, each ten times the one before."""
    entities = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11)
    )
    body = f"<!DOCTYPE x [{entities}]><x>&e10;</x>"
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(mimetype=mime, **{"content.xml": body})


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        pytest.param(lambda: bytes(200_000_000), sheets.TOO_BIG, id="200 MB"),
        pytest.param(lambda: b"a,b\n" * 60_000, sheets.TOO_BIG, id="csv of 60,000 rows"),
        pytest.param(lambda: make_sheets.xlsx([[1]] * 60_000), sheets.TOO_BIG, id="60,000 rows"),
        pytest.param(lambda: far_cell("XFD1048576"), sheets.TOO_BIG, id="a cell at the end"),
        pytest.param(lambda: far_cell("XFD20000"), sheets.TOO_BIG, id="a cell far away"),
        pytest.param(lambda: sparse(declared=True), sheets.TOO_BIG, id="zip bomb"),
        pytest.param(lambda: sparse(declared=False), sheets.BROKEN, id="lying zip bomb"),
        pytest.param(entity_bomb, sheets.BROKEN, id="entity bomb"),
    ],
)
def test_too_much_is_refused_before_it_hurts(made, sentence):
    assert refusal_of(made()) == sentence


def test_the_most_rows_that_are_taken():
    content = b"a,b\n" * sheets.MAX_ROWS

    assert len(sheets.read(content)[0].rows) == sheets.MAX_ROWS
    assert refusal_of(content + b"a,b\n") == sheets.TOO_BIG


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(SheetRefused) as refused:
        sheets.read_file(tmp_path / "没有.xlsx")

    assert str(refused.value) == "读不到文件 没有.xlsx，请核对文件名和位置。"


def test_a_giant_on_the_server_is_refused_unread(tmp_path):
    giant = tmp_path / "giant.xlsx"
    with giant.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(SheetRefused) as refused:
        sheets.read_file(giant)

    assert str(refused.value) == sheets.TOO_BIG


def test_a_reader_that_takes_too_long_is_stopped():
    with pytest.raises(SheetRefused) as refused:
        sheets.workbook(make_sheets.xlsx(ROWS), seconds=0.001)

    assert str(refused.value) == sheets.TOO_BIG


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_damaged_files_are_read_or_refused_and_nothing_else(suffix, tmp_path):
    good = make_sheets.once_by_calc(make_sheets.xlsx(ROWS), suffix, tmp_path)
    chance = random.Random(suffix)

    for _ in range(12):
        bad = bytearray(good)
        for _ in range(chance.randrange(1, 40)):
            bad[chance.randrange(8, len(bad))] = chance.randrange(256)
        with suppress(SheetRefused):
            assert sheets.read(bytes(bad))


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_and_nothing_else(content):
    with suppress(SheetRefused):
        assert sheets.read(b"\xef\xbb\xbf" + content)
