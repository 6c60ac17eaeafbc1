"""The numbers Word writes before paragraphs by itself: those of a list stand nowhere in the text.

Pure. Counts as Word does, paragraph after paragraph; a list it does not understand has no numbers.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bylaws.numerals import LARGEST, numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
DEEPEST = 9
LONGEST, MOST_DIGITS = 60, 9  # of what is written before a paragraph
MOST_BASED = 30  # styles that a style is based on, one on the other
CIRCLED = "decimalEnclosedCircle"
CHINESE = re.compile("(?i)chinese|taiwanese|japanese|ideograph")
ROMAN = "M1000 CM900 D500 CD400 C100 XC90 L50 XL40 X10 IX9 V5 IV4 I1"


@dataclass(frozen=True, slots=True)
class Level:
    """`pattern` is what is written: 第%1条, with %1 for the number of the first level."""

    form: str
    pattern: str
    start: int = 1
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """Lists by number, their levels, where each stands; paragraphs' own lists by style."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, paragraph: Element) -> str:
        """What Word writes before this paragraph; counts it, so ask once and in order."""
        number, depth = self._list_of(paragraph)
        chain = self.lists.get(number, "")
        level = self.levels.get(chain, {}).get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(chain, {})
        if depth in (again := self.restarts.get(number, {})):
            counts[depth] = again.pop(depth) - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return self._written(chain, level, counts)

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        found = paragraph.find(f"{W}pPr/{W}numPr")
        style = value(paragraph, f"{W}pPr/{W}pStyle")
        number, depth = self.styles.get(style, ("", 0))
        if found is not None:
            number = value(found, f"{W}numId") or number
            depth = whole(value(found, f"{W}ilvl"), depth)
        return number, min(depth, DEEPEST)

    def _written(self, chain: str, level: Level, counts: dict[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            of = self.levels[chain].get(depth, level)
            return figure("decimal" if level.legal else of.form, counts.get(depth, of.start))

        if level.form in {"bullet", "none"}:
            return ""
        mark = re.sub("%([1-9])", number, level.pattern)
        bare = mark.strip()
        return mark + (
            "、" if bare.isalnum() and re.search("%[1-9]$", level.pattern) else " "
        ) * bool(bare)


def figure(form: str, number: int) -> str:
    """One number as Word would write it; a form seldom seen becomes plain figures."""
    if form == CIRCLED and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if CHINESE.search(form) and 0 <= number <= LARGEST:
        return numeral(number)
    if form in {"lowerLetter", "upperLetter"} and 1 <= number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in {"lowerRoman", "upperRoman"} and 1 <= number < 4000:
        return roman(number) if form == "upperRoman" else roman(number).lower()
    return str(number)


def roman(number: int) -> str:
    written = ""
    for letters, amount in re.findall(r"([A-Z]+)(\d+)", ROMAN):
        times, number = divmod(number, int(amount))
        written += letters * times
    return written


def numbering_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """Either part may be missing: then nothing is numbered by itself."""
    found = Numbering()
    if numbering is None:
        return found
    for abstract in numbering.findall(f"{W}abstractNum"):
        chain = abstract.get(f"{W}abstractNumId", "")
        found.levels[chain] = dict(level_of(one) for one in abstract.findall(f"{W}lvl"))
    for one in numbering.findall(f"{W}num"):
        number = one.get(f"{W}numId", "")
        found.lists[number] = value(one, f"{W}abstractNumId")
        found.restarts[number] = {
            whole(override.get(f"{W}ilvl")): whole(value(override, f"{W}startOverride"), 1)
            for override in one.findall(f"{W}lvlOverride")
            if override.find(f"{W}startOverride") is not None
        }
    if styles is not None:
        found.styles = lists_of_styles(styles)
    for abstract in numbering.findall(f"{W}abstractNum"):
        linked = found.styles.get(value(abstract, f"{W}numStyleLink"), ("", 0))[0]
        if linked:
            chain = abstract.get(f"{W}abstractNumId", "")
            found.levels[chain] = found.levels.get(found.lists.get(linked, ""), {})
    return found


def level_of(one: Element) -> tuple[int, Level]:
    return whole(one.get(f"{W}ilvl")), Level(
        value(one, f"{W}numFmt") or "decimal",
        value(one, f"{W}lvlText")[:LONGEST],
        whole(value(one, f"{W}start"), 1),
        one.find(f"{W}isLgl") is not None,
    )


def lists_of_styles(styles: Element) -> dict[str, tuple[str, int]]:
    """Style → (list, level), its own or that of the style it is based on."""
    own: dict[str, tuple[str, int]] = {}
    parent: dict[str, str] = {}
    for style in styles.findall(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        parent[name] = value(style, f"{W}basedOn")
        if (found := style.find(f"{W}pPr/{W}numPr")) is not None:
            own[name] = (value(found, f"{W}numId"), whole(value(found, f"{W}ilvl")))
    lists = {}
    for name in parent:
        at, seen = name, set[str]()
        while at and at not in own and at not in seen and len(seen) < MOST_BASED:
            seen.add(at)
            at = parent.get(at, "")
        if at in own:
            lists[name] = own[at]
    return lists


def value(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(VAL, "")


def whole(written: str | None, otherwise: int = 0) -> int:
    """A number as Word writes it; what is longer than any number of a list is none."""
    digits = written or ""
    fine = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
    return int(digits) if fine else otherwise
