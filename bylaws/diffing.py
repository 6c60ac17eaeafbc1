"""What was struck and what was added between two texts, in words, and two people's changes joined.

Pure. `apply(diff(a, b), a) == b` for all texts; a merge loses nobody's words or is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from bylaws.edits import Edit, Words, edits
from bylaws.words import HAN, NUMERALS, words
from village.naming import Named

UNCUT = re.compile(rf"[^{HAN}]|{NUMERALS}")


class SpanKind(Named):
    KEPT = "kept", "不变"
    STRUCK = "struck", "删去"
    ADDED = "added", "新增"


@dataclass(frozen=True, slots=True)
class Span:
    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both changed, each in another way."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Both people's changes in one text; `text` is None when some of them clash."""

    text: str | None
    clashes: tuple[Clash, ...] = ()


def diff(a: str, b: str) -> tuple[Span, ...]:
    """Kept, struck and added by turns, never two of a kind in a row; struck before added."""
    old, new = words(a), words(b)
    return tuple(_joined(_spans(old, new, edits(old, new))))


def apply(spans: Iterable[Span], a: str) -> str:
    """The new text. Refuses spans that were not made from `a`."""
    spans = tuple(spans)
    if "".join(span.text for span in spans if span.kind is not SpanKind.ADDED) != a:
        raise ValueError("these changes were made from another text")
    return "".join(span.text for span in spans if span.kind is not SpanKind.STRUCK)


def merge3(base: str, mine: str, theirs: str) -> Merge:
    """Changes in different places are joined; changes that overlap or touch clash, unless alike."""
    origin, left, right = words(base), words(mine), words(theirs)
    pieces: list[str] = []
    clashes: list[Clash] = []
    at = 0
    for start, end, ours, others in _regions(edits(origin, left), edits(origin, right)):
        pieces.append("".join(origin[at:start]))
        was = "".join(origin[start:end])
        one = _rewritten(origin, left, start, end, ours)
        two = _rewritten(origin, right, start, end, others)
        if ours and others and one != two:
            clashes.append(Clash(was, one, two))
        pieces.append(one if ours else two)
        at = end
    pieces.append("".join(origin[at:]))
    return Merge(None if clashes else "".join(pieces), tuple(clashes))


def _spans(a: Words, b: Words, found: Iterable[Edit]) -> Iterator[Span]:
    at = 0
    for a0, a1, b0, b1 in found:
        yield Span(SpanKind.KEPT, "".join(a[at:a0]))
        yield from _replacement("".join(a[a0:a1]), "".join(b[b0:b1]))
        at = a1
    yield Span(SpanKind.KEPT, "".join(a[at:]))


def _replacement(struck: str, added: str) -> Iterator[Span]:
    """Without what both begin or end with: the same characters cut into words in two ways."""
    head = _alike(struck, added)
    tail = _alike(struck[head:][::-1], added[head:][::-1])
    yield Span(SpanKind.KEPT, struck[:head])
    yield Span(SpanKind.STRUCK, struck[head : len(struck) - tail])
    yield Span(SpanKind.ADDED, added[head : len(added) - tail])
    yield Span(SpanKind.KEPT, struck[len(struck) - tail :])


def _alike(one: str, other: str) -> int:
    """Length of a common beginning of two characters or more; a number is not cut in two."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    common = "".join(character for character, _ in pairs)
    return len(common) if len(common) > 1 and not UNCUT.search(common) else 0


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    told = [span for span in spans if span.text]
    for kind, row in groupby(told, key=lambda span: span.kind):
        yield Span(kind, "".join(span.text for span in row))


def _regions(
    ours: Sequence[Edit], others: Sequence[Edit]
) -> Iterator[tuple[int, int, list[Edit], list[Edit]]]:
    """Stretches of the origin that one or both changed; changes that touch share a stretch."""
    both = sorted([(edit, 0) for edit in ours] + [(edit, 1) for edit in others])
    while both:
        sides: tuple[list[Edit], list[Edit]] = ([], [])
        start, end = both[0][0][:2]
        while both and both[0][0][0] <= end:
            edit, side = both.pop(0)
            sides[side].append(edit)
            end = max(end, edit[1])
        yield start, end, *sides


def _rewritten(origin: Words, new: Words, start: int, end: int, found: Iterable[Edit]) -> str:
    pieces: list[str] = []
    for a0, a1, b0, b1 in found:
        pieces += [*origin[start:a0], *new[b0:b1]]
        start = a1
    return "".join([*pieces, *origin[start:end]])
