"""The columns of a roster: their usual names, and where a sheet's header is.

Pure. Columns come in any order, under a title or not; what we do not know is named, never guessed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from village import names
from village.naming import Named
from village.sheets import Cell, Sheet, SheetRefused

HEADER_WITHIN = 30
FEWEST = 3


class RosterColumn(Named):
    HOUSEHOLD = "household", "户号"
    HEAD = "head", "户主"
    NAME = "name", "姓名"
    SEX = "sex", "性别"
    BORN = "born", "出生日期"
    ID_NUMBER = "id_number", "身份证号"
    RELATION = "relation", "与户主关系"
    GROUP = "group", "村民小组"
    PHONE = "phone", "手机号"
    PARTY = "party", "党员"
    REPRESENTATIVE = "representative", "村民代表"
    OFFICES = "offices", "职务"
    REGISTERED = "registered", "户籍在村"
    RESIDENCE = "residence", "居住状况"
    COLLECTIVE = "collective", "集体经济组织成员"


C = RosterColumn

ALIASES: Mapping[RosterColumn, str] = {
    C.HOUSEHOLD: "户号 户编号 户口编号 家庭编号 户籍号 户口号 户序号 农户编号",
    C.HEAD: "户主 户主姓名 户主名 户主名字",
    C.NAME: "姓名 名字 村民姓名 成员姓名 家庭成员 家庭成员姓名",
    C.SEX: "性别",
    C.BORN: "出生日期 出生年月日 生日 出生日 出生时间",
    C.ID_NUMBER: "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 证件号码 居民身份证号",
    C.RELATION: "与户主关系 与户主的关系 和户主关系 户主关系 关系 家庭关系 与户主之关系",
    C.GROUP: "村民小组 小组 组别 组 所在小组 所属小组 村小组 所在组 所属村民小组",
    C.PHONE: "手机号 手机号码 手机 电话 联系电话 电话号码 联系方式",
    C.PARTY: "党员 是否党员 政治面貌 党员情况 中共党员",
    C.REPRESENTATIVE: "村民代表 是否村民代表 是否代表",
    C.OFFICES: "职务 村内职务 担任职务 任职",
    C.REGISTERED: "户籍在村 户籍是否在村 户口在村 户口是否在村 是否本村户籍",
    C.RESIDENCE: "居住状况 居住情况 居住状态 是否在村 在村情况",
    C.COLLECTIVE: "集体经济组织成员 是否集体经济组织成员 集体成员 股份经济合作社成员 社员 是否社员",
}
BY_ALIAS = {alias: column for column, all_ in ALIASES.items() for alias in all_.split()}


@dataclass(frozen=True, slots=True)
class Header:
    """`last` is the header's last row, counted from 0; data begins below it."""

    last: int
    places: Mapping[RosterColumn, int]
    ignored: tuple[str, ...]


def column_named(cell: Cell) -> RosterColumn | None:
    return BY_ALIAS.get(bare_heading(cell))


def bare_heading(cell: Cell) -> str:
    """Without spaces, marks and what stands in brackets: `党员（正式、预备、否）` is 党员."""
    text = names.tidy(cell) if isinstance(cell, str) else ""
    return re.sub(r"\(.*?\)|【.*?】|\[.*?\]|[\s*:、/]", "", text)


def places_in(cells: Sequence[Cell]) -> dict[RosterColumn, int]:
    found: dict[RosterColumn, int] = {}
    for place, cell in enumerate(cells):
        column = column_named(cell)
        if column is not None:
            found.setdefault(column, place)
    return found


def joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """A header over two rows: the lower word where there is one, else the upper."""
    width = max(len(upper), len(lower))
    above = [*upper, *[None] * (width - len(upper))]
    below = [*lower, *[None] * (width - len(lower))]
    return [low if low is not None else high for high, low in zip(above, below, strict=True)]


def header_cells(rows: Sequence[Sequence[Cell]], number: int) -> tuple[int, list[Cell]]:
    """The header beginning at that row, and its last row.

    A second row belongs to it only when together they name more columns: a row of people
    would put a name in the place of 姓名.
    """
    first = list(rows[number])
    if number + 1 >= len(rows):
        return number, first
    second = rows[number + 1]
    both = joined(first, second)
    if len(places_in(both)) > len(places_in(first)) or second == rows[number]:
        return number + 1, both
    return number, first


def header_of(sheet: Sheet) -> Header | None:
    for number, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if not any(cell is not None for cell in row):
            continue
        last, cells = header_cells(sheet.rows, number)
        places = places_in(cells)
        if C.NAME in places and len(places) >= FEWEST:
            return Header(last, places, unknown(cells, places))
    return None


def unknown(cells: Sequence[Cell], places: Mapping[RosterColumn, int]) -> tuple[str, ...]:
    used = set(places.values())
    left = [cell for place, cell in enumerate(cells) if place not in used]
    return tuple(dict.fromkeys(names.tidy(str(cell))[:40] for cell in left if cell is not None))


def choose(sheets: Sequence[Sheet]) -> tuple[Sheet, Header, tuple[str, ...]]:
    """The first sheet with a header, the header, and the names of the sheets left out."""
    for sheet in sheets:
        header = header_of(sheet)
        if header is not None:
            refuse_missing(header)
            others = tuple(other.name[:40] for other in sheets if other is not sheet)
            return sheet, header, others
    raise SheetRefused(
        "没有找到表头。表格里要有一行写着列名，至少有“姓名”“户号”和“身份证号”（或者“出生日期”）。"
    )


def refuse_missing(header: Header) -> None:
    places, row = header.places, header.last + 1
    if C.HOUSEHOLD not in places and C.HEAD not in places:
        raise SheetRefused(
            f"表头（第 {row} 行）里没有“户号”一列，分不出哪些人是一户。请补上这一列。"
        )
    if C.ID_NUMBER not in places and C.BORN not in places:
        raise SheetRefused(
            f"表头（第 {row} 行）里没有“身份证号”，也没有“出生日期”。请补上其中一列。"
        )
