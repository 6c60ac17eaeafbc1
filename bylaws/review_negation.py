"""Whether the words found are laid down as a rule, or forbidden, undone, or left to an authority.

“不得罚款” is not a fine; “不听劝阻的，罚款” is one.
"""

import re

from bylaws.review_text import Sentence
from bylaws.review_words import NEGATION, compiled

STRONG = compiled("{forbid}|" + "|".join(map(re.escape, NEGATION["strong"])))
WEAK = compiled(f"(?:{NEGATION['weak']})$")
BREAKS = compiled(NEGATION["breaks"])
CONDITION = compiled(NEGATION["condition"])
ENDED_BEFORE = compiled(NEGATION["ended_before"])
ENDED_AFTER = compiled(f"[^，。]{{0,10}}?(?:{NEGATION['ended_after']})")
REFUSABLE = compiled(f"[^。]{{0,24}}?(?:{NEGATION['refusable']})")
SANCTIONS = compiled(NEGATION["sanctions"])
ITEMS = compiled(f"[也并]?(?:{NEGATION['sanctions']}|[、和或及])*")
MONEY = compiled("{money}")
AUTHORITY = compiled("{authority}")
VILLAGE = compiled("{village}")
AUTHORITY_AFTER = compiled(
    "[^，]{0,8}?(?:的|决定|事项|手续|，|应当|应|等)*(?:由|交由|移交|报请|报){authority}"
)
ADDED = compiled("并|另|再|同时|且")


def is_lifted(sentence: Sentence, start: int, end: int) -> bool:
    """The act found at start…end is forbidden here, done away with, or may be refused."""
    before = sentence.clause_before(start)
    after = sentence.plain[end:]
    return (
        is_forbidden(before)
        or bool(ENDED_BEFORE.search(before))
        or continues_prohibition(sentence, start)
        or bool(ENDED_AFTER.match(after))
        or bool(REFUSABLE.match(after))
    )


def is_forbidden(before: str) -> bool:
    """A prohibition reaches the end of these words, which stand in front in the same clause."""
    if WEAK.search(before):
        return True
    for found in STRONG.finditer(before):
        between = before[found.end() :]
        if not BREAKS.search(between) and not CONDITION.search(between):
            return True
    return False


def continues_prohibition(sentence: Sentence, start: int) -> bool:
    """The second item of a list with commas: 不得罚款，停水停电，扣发补贴."""
    begins = sentence.clause_start(start)
    if begins == 0 or not ITEMS.fullmatch(sentence.plain, begins, start):
        return False
    clause = sentence.plain[begins : sentence.clause_end(start)]
    if MONEY.search(clause):
        return False
    earlier = sentence.clause_before(begins - 1)
    sanction = SANCTIONS.search(earlier)
    if sanction is None:
        return False
    return is_forbidden(earlier[: sanction.start()]) or continues_prohibition(
        sentence, begins - 1 - len(earlier)
    )


def is_left_to_authority(sentence: Sentence, start: int, end: int) -> bool:
    """由公安机关依法处罚: an organ of the state does it, not the village."""
    if AUTHORITY_AFTER.match(sentence.plain, end):
        return True
    before = sentence.plain[:start]
    named = list(AUTHORITY.finditer(before))
    if not named:
        return False
    between = before[named[-1].end() :]
    if VILLAGE.search(between) or ("，" in between and ADDED.search(between)):
        return False
    return "，" not in between or not MONEY.match(sentence.plain, start)
