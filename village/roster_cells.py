"""One cell of a roster as a value, or the sentence that says how to write it.

Pure. An empty cell is None: it says nothing, and leaves the register as it is.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from village import idnumbers, names
from village.idnumbers import IdNumber, WrongNumber
from village.models import PartyStatus, Residence, Sex
from village.names import WrongName
from village.permissions import Office
from village.sheets import Cell

Value = TypeVar("Value")

EARLIEST_YEAR = 1900
EXACT = 10**15
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}(?::\d{2}){1,2})?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}")

AS_TEXT = (
    "这一格是数字格式，Excel 只记前 15 位，后面的已经变成 0。"
    "请把身份证号整列设成“文本”格式，照身份证重填这一格。"
)
SEXES: Mapping[str, Sex] = {
    "男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE,
}  # fmt: skip
PARTIES: Mapping[str, PartyStatus] = {
    **dict.fromkeys(("正式", "正式党员", "中共党员", "党员", "是"), PartyStatus.FULL),
    **dict.fromkeys(("预备", "预备党员", "中共预备党员"), PartyStatus.PROBATIONARY),
    **dict.fromkeys(
        ("否", "非党员", "无", "不是", "群众", "团员", "共青团员", "民主党派", "无党派"),
        PartyStatus.NONE,
    ),
}
RESIDENCES: Mapping[str, Residence] = {
    **dict.fromkeys(("在村", "在家", "常住", "在村居住", "是"), Residence.HOME),
    **dict.fromkeys(("外出", "外出务工", "在外", "务工", "外出居住", "否"), Residence.AWAY),
    **dict.fromkeys(("失联", "下落不明", "联系不上"), Residence.UNREACHABLE),
}
ANSWERS: Mapping[str, bool] = {
    **dict.fromkeys(("是", "有", "√", "✓", "✔", "1", "y", "yes", "true"), True),
    **dict.fromkeys(("否", "不是", "无", "没有", "×", "x", "0", "n", "no", "false"), False),
}
OFFICE_NAMES: Mapping[Office, str] = {
    Office.PARTY_SECRETARY: "党支部书记 支部书记 村支书 支书 书记 村书记 党总支书记 村党总支书记"
    " 党委书记 村党委书记 村党组织书记",
    Office.PARTY_DEPUTY: "党支部副书记 支部副书记 副书记 村副书记 党总支副书记 村党总支副书记",
    Office.PARTY_COMMITTEE: "党支部委员 支部委员 支委 支委委员 党总支委员 村党总支委员",
    Office.COMMITTEE_CHAIR: "村委会主任 村主任 村委主任",
    Office.COMMITTEE_DEPUTY: "村委会副主任 村副主任 村委副主任",
    Office.COMMITTEE_MEMBER: "村委会委员 村委委员 村委",
    Office.SUPERVISION_CHAIR: "村监会主任 监委会主任 村监委会主任 村务监督主任 村务监督委员会主任",
    Office.SUPERVISOR: "村监会委员 监委会委员 村监委会委员 监委会成员 村务监督委员会成员",
    Office.REPRESENTATIVE: "代表",
    Office.GROUP_LEADER: "组长 小组长 村民组长 村小组长 小组组长",
    Office.VILLAGE_CLERK: "文书 村文书员 文书员",
    Office.ACCOUNTANT: "报账员 会计 村会计 出纳 村报帐员 报帐员",
    Office.GRID_WORKER: "网格长 网格管理员",
    Office.COLLECTIVE_CHAIR: "理事长 经济合作社社长 股份经济合作社理事长 经联社理事长 合作社理事长"
    " 农村集体经济组织理事长",
    Office.COLLECTIVE_REPRESENTATIVE: "集体经济组织代表 成员代表 社员代表 股东代表",
    Office.LEGAL_ADVISER: "法律顾问",
}
OFFICES: Mapping[str, Office] = {
    word: office
    for office, words in OFFICE_NAMES.items()
    for word in (office.label, *words.split())
}
NO_OFFICE = {"无", "否", "没有", "村民", "-", "—", "——", "/"}


class WrongCell(ValueError):
    """Its text is the reason in the list of rejected rows."""


def text_of(cell: Cell) -> str:
    """As a person would read it: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else ("是" if cell else "否")
    return names.tidy(str(cell)[:2000])


def words(cell: Cell, longest: int) -> str | None:
    text = text_of(cell)
    if len(text) > longest:
        raise WrongCell(f"这一格有 {len(text)} 个字，太长了，最多 {longest} 个字。")
    for sign in text:
        if unicodedata.category(sign) in {"So", "Cn", "Co"}:
            raise WrongCell(f"这一格里有不能识别的符号“{sign}”，请改正后重填。")
    return text or None


def name(cell: Cell) -> str:
    try:
        return names.clean(text_of(cell))
    except WrongName as wrong:
        raise WrongCell(str(wrong)) from wrong


def choice(cell: Cell, known: Mapping[str, Value], usual: str) -> Value | None:
    """One of the known words; `usual` completes 请填……"""
    text = text_of(cell).replace(" ", "")
    if not text:
        return None
    found = known.get(text, known.get(text.lower()))
    if found is None:
        raise WrongCell(f"“{text[:20]}”认不出来，请填{usual}。")
    return found


def sex(cell: Cell) -> Sex | None:
    return choice(cell, SEXES, "男或女")


def party(cell: Cell) -> PartyStatus | None:
    return choice(cell, PARTIES, "正式、预备或否")


def residence(cell: Cell) -> Residence | None:
    return choice(cell, RESIDENCES, "在村、外出或失联")


def yes_or_no(cell: Cell) -> bool | None:
    return choice(cell, ANSWERS, "是或否")


def day(cell: Cell, today: date) -> date | None:
    """1990-1-2, 1990/1/2, 1990.1.2, 1990年1月2日, 19900102, or a real date cell."""
    if isinstance(cell, date):
        found: date | None = cell
    else:
        text = text_of(cell)
        if not text:
            return None
        found = written_day(text)
    if found is None or found.year < EARLIEST_YEAR:
        raise WrongCell("认不出这个日期，请写成 1990-01-02 的样子，年月日都要有。")
    if found > today:
        raise WrongCell("出生日期在今天之后，请核对。")
    return found


def written_day(text: str) -> date | None:
    match = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def id_number(cell: Cell, today: date) -> IdNumber | None:
    text = text_of(cell).replace(" ", "")
    if not text:
        return None
    if ROUNDED.fullmatch(text):
        raise WrongCell(AS_TEXT)
    try:
        found = idnumbers.read(text)
    except WrongNumber as wrong:
        raise WrongCell(str(wrong)) from wrong
    if found.born > today or found.born.year < EARLIEST_YEAR:
        raise WrongCell("身份证号里的出生日期不合常理，请照身份证核对后重填。")
    return found


def phone(cell: Cell) -> str | None:
    text = re.sub(r"[\s\-()]", "", text_of(cell))
    text = re.sub(r"^\+?86(?=1\d{10}$)", "", text)
    if not text:
        return None
    if not (MOBILE.fullmatch(text) or LANDLINE.fullmatch(text)):
        raise WrongCell("手机号应是 11 位数字（固定电话带区号），只填一个，请核对。")
    return text


def offices(cell: Cell) -> tuple[tuple[Office, ...], tuple[str, ...]]:
    """The offices named, and the words that are none of ours (妇女主任, 民兵连长 …)."""
    known: list[Office] = []
    strange: list[str] = []
    for part in re.split(r"[、,，;；/\s]+|兼任?", text_of(cell)):
        word = part.strip("()（）")
        if word in OFFICES or word.endswith("组组长"):
            known.append(OFFICES.get(word, Office.GROUP_LEADER))
        elif word and word not in NO_OFFICE:
            strange.append(word[:20])
    return tuple(dict.fromkeys(known)), tuple(strange)
