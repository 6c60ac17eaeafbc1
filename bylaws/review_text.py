"""A passage as the rules read it, and the way back to the words as they were written.

Whatever the rules find is quoted from the original: `Passage.quote` never returns changed words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bylaws.review_words import TRADITIONAL

WIDE = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    0xFF21 + n + shift: 0x41 + n + shift for n in range(26) for shift in (0, 32)
}
PUNCTUATION = str.maketrans(",;:!?()", "，；：！？（）")
LETTERS = {**WIDE, **TRADITIONAL, **PUNCTUATION}
DROPPED = frozenset(" \t\u3000\u00a0\u200b\ufeff“”‘’\"'「」『』*_`")
SENTENCE = re.compile("[^。；！？\n①-⑳]{1,600}")
TITLE = re.compile("《[^》]*》?")
COMMAS = "，："
BLANK = "□"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a passage: `plain` is matched, `start` is where it begins in it."""

    plain: str
    start: int

    def clause_before(self, at: int) -> str:
        return self.plain[self.clause_start(at) : at]

    def clause_start(self, at: int) -> int:
        return max(self.plain.rfind(comma, 0, at) for comma in COMMAS) + 1

    def clause_end(self, at: int) -> int:
        ends = [found for comma in COMMAS if (found := self.plain.find(comma, at)) >= 0]
        return min(ends, default=len(self.plain))


@dataclass(frozen=True, slots=True)
class Passage:
    """`plain` is simplified, without spaces and quotation marks; `at` leads back by letters."""

    original: str
    plain: str
    at: tuple[int, ...]

    @property
    def untitled(self) -> str:
        """What the rules match: the names of laws are blanked, so that they forbid nothing."""
        return TITLE.sub(lambda found: BLANK * len(found[0]), self.plain)

    def sentences(self, *, titles: bool = False) -> Iterator[Sentence]:
        text = self.plain if titles else self.untitled
        for found in SENTENCE.finditer(text):
            yield Sentence(found[0], found.start())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the plain stretch stands in the original."""
        return self.at[start], self.at[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.original[first:last]


@lru_cache(maxsize=4096)
def passage(original: str) -> Passage:
    kept = [index for index, letter in enumerate(original) if letter not in DROPPED]
    plain = "".join(original[index] for index in kept).translate(LETTERS)
    return Passage(original, _thousands(plain), tuple(kept))


def _thousands(plain: str) -> str:
    """1，000元 keeps its comma as a figure, so that it does not part two clauses."""
    return re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", ",", plain)
