"""What people type, turned into values. Every refusal is a sentence that says how to write it.

Full-width digits and signs are accepted everywhere; nothing is guessed.
"""

import re
import unicodedata
from datetime import date, datetime

from village import clock

WIDE = str.maketrans(
    "０１２３４５６７８９－．，：／　",
    "0123456789-.,:/ ",
)
JOINER = "\u200d"
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
HIDDEN = {"Cc", "Cf", "Cs"}
WHOLE = re.compile(r"-?[0-9]{1,12}")
SUM = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")
WRITTEN_DAY = re.compile(r"([0-9]{4})[-./年 ]+([0-9]{1,2})[-./月 ]+([0-9]{1,2}) ?日?")
YEARS = range(1900, 2201)


class Mistyped(ValueError):
    """Its text is the sentence for the form."""


def clean(text: str, *, lines: bool = False) -> str:
    """Without control characters, marks that turn the reading direction, and spare space.

    The joiner stays: emoji and some scripts need it.
    """
    ended = LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = ended if ended.isprintable() else "".join(filter(_shown, ended))
    if not kept.replace(JOINER, "").strip():
        return ""
    if not lines:
        return " ".join(kept.split())
    rows = "\n".join(row.rstrip() for row in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", rows).strip()


def _shown(sign: str) -> bool:
    return sign in {"\n", JOINER} or unicodedata.category(sign) not in HIDDEN


def narrow(text: str) -> str:
    """Full-width digits and signs as plain ones, without space around."""
    return clean(text.translate(WIDE))


def whole(text: str) -> int:
    """A whole number; 1,284 and １２８４ are the same."""
    plain = narrow(text).replace(",", "").replace(" ", "")
    if not WHOLE.fullmatch(plain):
        raise Mistyped("请只填数字，例如 28。")
    return int(plain)


def cents(text: str) -> int:
    """Yuan with at most two decimals, as integer 分."""
    plain = narrow(text).replace(",", "").replace(" ", "").removesuffix("元")
    found = SUM.fullmatch(plain.removeprefix("¥").removeprefix("￥"))
    if not found:
        raise Mistyped("金额请以元为单位，只填数字，最多两位小数，例如 86400.50。")
    sign, yuan, rest = found.groups()
    total = int(yuan) * 100 + int((rest or "").ljust(2, "0"))
    return -total if sign else total


def day(year: str, month: str, number: str) -> date:
    parts = [narrow(part).rstrip("年月日") for part in (year, month, number)]
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise Mistyped("请把年、月、日都用数字填上，例如 2026 年 11 月 9 日。")
    numbers = [int(part) for part in parts]
    if numbers[0] not in YEARS:
        raise Mistyped("年份请写四位数，例如 2026。")
    try:
        return date(*numbers)
    except ValueError:
        raise Mistyped(
            f"{numbers[0]} 年没有 {numbers[1]} 月 {numbers[2]} 日，请对一下日历。"
        ) from None


def written_day(text: str) -> date:
    """2026-11-09, 2026.11.9 or 2026年11月9日."""
    found = WRITTEN_DAY.fullmatch(narrow(text))
    if not found:
        raise Mistyped("日期请写成年、月、日，例如 2026-11-09。")
    return day(*found.groups())


def moment(on: date, hour: str, minute: str) -> datetime:
    """That time of that day in China, in UTC. An empty minute means the full hour."""
    parts = [narrow(hour), narrow(minute) or "0"]
    if not all(re.fullmatch(r"[0-9]{1,2}", part) for part in parts):
        raise Mistyped("请把几时几分用数字填上，例如 14 时 30 分。")
    hours, minutes = map(int, parts)
    if hours > 23 or minutes > 59:
        raise Mistyped(f"一天里没有 {hours} 时 {minutes} 分，请按 24 小时填写，例如 14 时 30 分。")
    return clock.at_local(on, hours, minutes)
