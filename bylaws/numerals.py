"""Chinese numerals and figures, both ways, from 0 to 9999.

What one writes the other reads: `number(numeral(n)) == n`. Reading also takes figures of either
width, traditional and bank characters; writing always gives the plain form used for articles.
"""

LARGEST = 9999
DIGITS = "零一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
VALUES = {character: value for value, character in enumerate(DIGITS)} | {
    "〇": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2, "壹": 1, "弌": 1, "贰": 2, "貳": 2, "弍": 2,
    "叁": 3, "參": 3, "叄": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SHORT = {"廿": "二十", "卄": "二十", "卅": "三十", "卌": "四十"}
CHARACTERS = "".join((*VALUES, *SCALES, *SHORT))
"""Every character a written number may hold, besides figures."""


def numeral(number: int) -> str:
    """The numeral of an article: 10 is 十, 12 is 十二, 105 is 一百零五."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 0 and {LARGEST}")
    if number == 0:
        return DIGITS[0]
    written, gap, left = "", False, number
    for scale, unit in UNITS:
        digit, left = divmod(left, scale)
        if digit:
            written += (DIGITS[0] if gap else "") + DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(written)
    if left:
        written += (DIGITS[0] if gap else "") + DIGITS[left]
    return written.removeprefix("一") if 10 <= number < 20 else written


def number(written: str) -> int | None:
    """The value of figures or a numeral, or None when it is not a number up to 9999."""
    if figures := "".join(written.split()):
        value = _figures(figures) if figures.isdecimal() else _characters(figures)
        if value is not None and value <= LARGEST:
            return value
    return None


def _figures(figures: str) -> int | None:
    return int(figures) if len(figures) <= 4 else None


def _characters(written: str) -> int | None:
    for short, whole in SHORT.items():
        written = written.replace(short, whole)
    if all(character in VALUES for character in written):
        return _spelled(written)
    total, digit, ceiling = 0, None, 10_000
    for character in written:
        if character in SCALES:
            scale = SCALES[character]
            if scale >= ceiling or digit == 0:
                return None
            total, digit, ceiling = total + (1 if digit is None else digit) * scale, None, scale
        elif character in VALUES:
            if digit:
                return None
            digit = VALUES[character]
        else:
            return None
    return total + (digit or 0)


def _spelled(written: str) -> int | None:
    """Digit after digit, as years are written: 二〇二六."""
    return int("".join(str(VALUES[one]) for one in written)) if len(written) <= 4 else None
