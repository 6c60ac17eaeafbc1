"""Names: cleaned for the register, and found by characters, by pinyin or by its initials.

Every reading of every character stays searchable: 单 is shan as a surname and dan elsewhere.
"""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

MAX_NAME = 50
MAX_PINYIN = 400
MIDDLE_DOT = "·"
DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．.", MIDDLE_DOT))
SPACES = re.compile(r"\s+")
FULL_WIDTH = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})

# The reading as a surname, where the dictionary lacks it or puts another first.
SURNAMES: dict[str, str] = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "曾": "zeng", "查": "zha", "朴": "piao",
    "乐": "yue", "翟": "zhai", "员": "yun", "盖": "ge", "缪": "miao", "繁": "po", "洗": "xian",
    "秘": "bi", "种": "chong", "折": "she", "黑": "he", "澹": "tan", "召": "shao", "隗": "wei",
    "卜": "bu", "祭": "zhai", "阚": "kan", "覃": "qin", "谌": "chen shen", "重": "chong",
    "藏": "zang", "么": "yao", "费": "fei bi", "句": "gou", "佴": "nai", "郇": "xun", "适": "kuo",
    "会": "gui", "𠮷": "ji",
}  # fmt: skip


class WrongName(ValueError):
    """Not a name; the message is the sentence for the clerk."""


def is_han(character: str) -> bool:
    code = ord(character)
    return (
        0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or character in "〇々"
    )


def is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"


def tidy(text: str) -> str:
    """One line without invisible signs; full-width letters and digits made plain."""
    visible = (sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cs"})
    spaced = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in visible)
    return SPACES.sub(" ", spaced.translate(FULL_WIDTH)).strip()


def clean(text: str) -> str:
    """The name as the register keeps it, or `WrongName`.

    Kept: Han characters however rare, Latin letters, the dot inside 阿依古丽·买买提.
    Dropped: direction marks, joiners, variation selectors, spaces that line up short names.
    """
    plain = "".join(sign for sign in tidy(text) if not is_selector(sign)).translate(DOTS)
    name = re.sub(r"(?<=[^\x00-\u024f]) | (?=[^\x00-\u024f])", "", plain)
    if not name:
        raise WrongName("没有姓名。")
    if len(name) > MAX_NAME:
        raise WrongName(f"姓名有 {len(name)} 个字，太长了，最多 {MAX_NAME} 个字。")
    for sign in name:
        refuse_sign(sign)
    if not any(is_letter(sign) for sign in (name[0], name[-1])):
        raise WrongName("姓名不能只有符号。")
    return name.strip(MIDDLE_DOT)


def is_selector(sign: str) -> bool:
    return 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF


def is_letter(sign: str) -> bool:
    return is_han(sign) or (ord(sign) <= 0x024F and sign.isalpha())


def refuse_sign(sign: str) -> None:
    if is_letter(sign) or sign in f" {MIDDLE_DOT}'":
        return
    if is_private(sign):
        raise WrongName("姓名里有自造字，别的电脑认不出来，请换成标准的生僻字。")
    if unicodedata.category(sign).startswith("L"):
        raise WrongName(f"姓名请用汉字填写（“{sign}”不是汉字）。")
    raise WrongName(f"姓名里有不该有的符号或数字“{sign}”，请改正后重填。")


@cache
def single_readings() -> dict[int, str]:
    """Character code → readings with tones. Without the phrase table it loads in 50 ms, 13 MB."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import pinyin_dict  # noqa: PLC0415 - loaded where it is used

    readings: dict[int, str] = pinyin_dict.pinyin_dict
    return readings


@lru_cache(maxsize=8192)
def readings(character: str) -> tuple[str, ...]:
    """Toneless readings, surname readings first; ü as both v and u, as people type it."""
    found = SURNAMES.get(character, "").split()
    for toned in single_readings().get(ord(character), "").split(","):
        decomposed = unicodedata.normalize("NFD", toned)
        plain = "".join(sign for sign in decomposed if sign.isascii() or sign == "\u0308")
        found += [plain.replace("u\u0308", "v"), plain.replace("\u0308", "")]
    return tuple(dict.fromkeys(reading for reading in found if reading))


def pinyin(name: str) -> str:
    """For storing: syllables apart by spaces, readings of one character apart by commas."""
    syllables = [",".join(readings(sign)) or sign.lower() for sign in name if is_letter(sign)]
    text = " ".join(syllables)
    while len(text) > MAX_PINYIN:
        syllables = [syllable.split(",")[0] for syllable in syllables]
        text, syllables = " ".join(syllables), syllables[:-1]
    return text


def normal_query(text: str) -> str:
    """As typed into the search box, case and spaces aside; ü may come as ü, v or u."""
    tidied = unicodedata.normalize("NFC", tidy(text)).lower().translate(DOTS).replace("ü", "v")
    return tidied.replace(" ", "").replace("'", "").replace("’", "")


def rank(query: str, name: str, syllables: str) -> int | None:
    """How well a name answers a `normal_query`: 0 whole, 1 its start, 2 its inside, None not.

    A query may mix: 王dn, wangdn and wdniang all find 王大娘.
    """
    wanted = query.replace(MIDDLE_DOT, "")[:MAX_NAME]
    letters = [sign for sign in name.lower() if is_letter(sign)]
    sounds = [syllable.split(",") for syllable in syllables.split(" ")]
    sounds += [[]] * (len(letters) - len(sounds))
    for start in range(len(letters) if wanted else 0):
        end = spelled_from(start, wanted, letters, sounds)
        if end is not None:
            return (0 if end == len(letters) else 1) if start == 0 else 2
    return None


def spelled_from(
    start: int, wanted: str, letters: Sequence[str], sounds: Sequence[Sequence[str]]
) -> int | None:
    """Where the spelling of `wanted` ends when it begins at letter `start`, if it can be spelled.

    Keeps every number of signs that may be used up so far, so that no query takes long.
    """
    used = {0}
    for place in range(start, len(letters)):
        used = {
            end for begun in used for end in steps(begun, wanted, letters[place], sounds[place])
        }
        if len(wanted) in used:
            return place + 1
        if not used:
            return None
    return None


def steps(begun: int, wanted: str, letter: str, sounds: Sequence[str]) -> Iterator[int]:
    """One character may be written itself, or as any beginning of one of its readings."""
    if wanted.startswith(letter, begun):
        yield begun + len(letter)
    for sound in sounds:
        for length in range(1, len(sound) + 1):
            if not wanted.startswith(sound[:length], begun):
                break
            yield begun + length
