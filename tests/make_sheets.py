"""Makers of roster files: by openpyxl, by real LibreOffice Calc, and by hand for what must fail.

ID numbers are made up, with a right check digit and a place code (999999) that is nobody's.
"""

import csv
import hashlib
import io
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from stdnum.cn import ric

COLUMNS = ("户号", "户主", "姓名", "性别", "出生日期", "身份证号", "与户主关系", "村民小组")
COLUMNS += ("手机号", "党员", "村民代表", "职务", "户籍在村", "居住状况", "集体经济组织成员")
PLACE = "999999"


def id_number(born=date(1980, 5, 1), order=1, *, woman=False):
    """`order` tells people born on one day apart."""
    return checked(f"{PLACE}{born:%Y%m%d}{order * 2 + (0 if woman else 1):03d}")


def checked(body):
    """Those 17 digits with their check digit."""
    return body + ric.calc_check_digit(body + "0")


def person(household, name, order, *, relation="户主", woman=False, born=None, **cells):
    """A row by column name; every number of `order` is another person."""
    born = born or date(1980, 5, 1) + timedelta(days=order)
    ordinary = {
        "户号": household,
        "姓名": name,
        "性别": "女" if woman else "男",
        "出生日期": born.isoformat(),
        "身份证号": id_number(born, order % 400, woman=woman),
        "与户主关系": relation,
        "村民小组": "一组",
    }
    return {**ordinary, **cells}


def table(people, columns=None):
    """The header and its rows, with the columns that the people use."""
    columns = columns or [one for one in COLUMNS if any(one in each for each in people)]
    return [list(columns), *([each.get(one) for one in columns] for each in people)]


def xlsx(rows, *, merged=(), title=None):
    """The bytes of a workbook with one sheet; with `title`, a merged title row above."""
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(map(len, rows)))
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def saved(book):
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


CALC = {
    ".xlsx": "xlsx:Calc MS Excel 2007 XML",
    ".ods": "ods:calc8",
    ".xls": "xls:MS Excel 97",
    ".csv": "csv:Text - txt - csv (StarCalc):44,34,85",
}


KEPT = Path(__file__).parent / "village" / "sheets" / "calc"


def by_calc(content, suffix, folder: Path):
    """The same workbook, opened and saved by LibreOffice Calc, a second's work.

    Where Calc is not installed, the file it saved of just these cells before; where it is, such a
    file is kept if there is none yet.
    """
    kept = KEPT / f"{_cells(content)}{suffix}"
    if shutil.which("soffice") is None:
        assert kept.is_file(), f"Run this test once where LibreOffice is, and commit {kept}."
        return kept.read_bytes()
    source = folder / "made.xlsx"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", CALC[suffix], "--outdir", str(folder / "calc"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    made = (folder / "calc" / f"made{suffix}").read_bytes()
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(made)
    return made


def once_by_calc(content, suffix, folder: Path):
    """What Calc saved of just these cells before, also where it could do it anew."""
    kept = KEPT / f"{_cells(content)}{suffix}"
    return kept.read_bytes() if kept.is_file() else by_calc(content, suffix, folder)


def _cells(content):
    """What is in the workbook, in twelve signs: its bytes carry the time of its making."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    told = [
        (sheet.title, list(sheet.values), sorted(map(str, sheet.merged_cells.ranges)))
        for sheet in book
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def village_roll(count):
    """A whole village: households of four, twelve groups, deterministic."""
    given = "伟芳娜秀英敏静丽强磊军洋勇艳杰"
    people = []
    for number in range(count):
        home, place = divmod(number, 4)
        name = "王李张刘陈杨黄赵吴周"[home % 10] + given[number % 15] + given[number // 15 % 15]
        people.append(
            person(
                str(home + 1),
                name,
                number,
                relation=("户主", "配偶", "儿子", "母亲")[place],
                woman=place in (1, 3),
                born=date(1950, 1, 1) + timedelta(days=number * 4),
                **{
                    "村民小组": f"第{home % 12 + 1}村民小组",
                    "手机号": f"138{number:08d}",
                    "党员": "正式" if number % 20 == 0 else "否",
                    "村民代表": "是" if number % 40 == 0 else "否",
                    "居住状况": "在村",
                },
            )
        )
    return people


GRANNY = {
    "户号": "1",
    "户主": "王大娘",
    "姓名": "王大娘",
    "性别": "女",
    "出生日期": "1950-01-02",
    "身份证号": id_number(date(1950, 1, 2), woman=True),
    "与户主关系": "户主",
    "村民小组": "一组",
    "手机号": "13800138000",
    "党员": "正式",
    "村民代表": "是",
    "职务": "村务监督委员会委员",
    "户籍在村": "是",
    "居住状况": "在村",
    "集体经济组织成员": "是",
}
