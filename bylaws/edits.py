"""Where two rows of words differ: found in little time however long, and laid out to be read.

Pure, and blind to what the words are but for the pauses between them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

FARTHEST = 256
"""Changed words up to which the shortest way is looked for; beyond, words that occur once lead."""
LONGEST_SCRAP = 4
ENDS = frozenset("。！？；\n")
PAUSES = ENDS | frozenset("，、：,;")

Words = Sequence[str]
Edit = tuple[int, int, int, int]
"""Words `a[a0:a1]` gave way to words `b[b0:b1]`, as (a0, a1, b0, b1)."""


def edits(a: Words, b: Words) -> list[Edit]:
    """Every place where the two differ, in order, made readable."""
    found = list(_gaps(_matches(a, b), len(a), len(b)))
    return [_slid(a, b, edit, room) for edit, room in _with_room(_swallowed(a, b, found), len(a))]


def _matches(a: Words, b: Words) -> Iterator[tuple[int, int]]:
    """Pairs of equal words, both ways in order. Linear in length for a given number of changes."""
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        a0, a1, b0, b1 = waiting.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            yield a0, b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            yield a1, b1
        if a0 == a1 or b0 == b1:
            continue
        shortest = _shortest(a[a0:a1], b[b0:b1])
        if shortest is not None:
            yield from ((a0 + i, b0 + j) for i, j in shortest)
        elif anchors := _anchors(a, b, (a0, a1, b0, b1)):
            corners = [(a0 - 1, b0 - 1), *anchors, (a1, b1)]
            yield from anchors
            waiting += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(corners)]


def _shortest(a: Words, b: Words) -> list[tuple[int, int]] | None:
    """Myers' shortest script of changes, or None when it is longer than FARTHEST."""
    a_end, b_end = len(a), len(b)
    farthest = min(FARTHEST, a_end + b_end)
    reach = [0] * (2 * farthest + 3)  # diagonals below zero are counted from the end
    trail: list[list[int]] = []
    for distance in range(farthest + 1):
        trail.append(reach.copy())
        for k in range(-distance, distance + 1, 2):
            over, under = reach[k + 1], reach[k - 1]
            x = over if k == -distance or (k != distance and under < over) else under + 1
            y = x - k
            while x < a_end and y < b_end and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= a_end and y >= b_end:
                return list(_walked_back(trail, a_end, b_end))
    return None


def _walked_back(trail: list[list[int]], x: int, y: int) -> Iterator[tuple[int, int]]:
    for distance in range(len(trail) - 1, -1, -1):
        reach, k = trail[distance], x - y
        down = k == -distance or (k != distance and reach[k - 1] < reach[k + 1])
        x0 = reach[k + 1] if down else reach[k - 1]
        y0 = x0 - (k + 1 if down else k - 1)
        while x > x0 and y > y0:
            x, y = x - 1, y - 1
            yield x, y
        x, y = x0, y0


def _anchors(a: Words, b: Words, part: Edit) -> list[tuple[int, int]]:
    """Words that occur once in each, the longest row of them that stands in one order in both."""
    a0, a1, b0, b1 = part
    in_a, in_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    where = {word: b0 + j for j, word in enumerate(b[b0:b1]) if in_b[word] == 1}
    pairs = [(a0 + i, where[w]) for i, w in enumerate(a[a0:a1]) if in_a[w] == 1 and w in where]
    return [pairs[index] for index in rising([j for _, j in pairs])]


def rising(values: Sequence[int]) -> list[int]:
    """Indexes of the longest rising row among different values."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(last[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        last[place : place + 1] = [index]
    row: list[int] = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(at)
        at = before[at]
    return row[::-1]


def _gaps(matches: Iterable[tuple[int, int]], a_end: int, b_end: int) -> Iterator[Edit]:
    corners = [(-1, -1), *sorted(matches), (a_end, b_end)]
    for (i, j), (k, m) in pairwise(corners):
        if k > i + 1 or m > j + 1:
            yield i + 1, k, j + 1, m


def _swallowed(a: Words, b: Words, found: Iterable[Edit]) -> Iterator[Edit]:
    """Scraps that stayed by chance between two changes go with them: one change to read."""
    open_edit: Edit | None = None
    for edit in found:
        if open_edit is None:
            open_edit = edit
        elif _is_scrap(a[open_edit[1] : edit[0]], _size(a, b, open_edit), _size(a, b, edit)):
            open_edit = (open_edit[0], edit[1], open_edit[2], edit[3])
        else:
            yield open_edit
            open_edit = edit
    if open_edit:
        yield open_edit


def _is_scrap(kept: Words, before: int, after: int) -> bool:
    text = "".join(kept)
    return len(text) <= min(before, after, LONGEST_SCRAP) and ENDS.isdisjoint(text)


def _size(a: Words, b: Words, edit: Edit) -> int:
    """Characters struck or added, whichever are more."""
    a0, a1, b0, b1 = edit
    return max(len("".join(a[a0:a1])), len("".join(b[b0:b1])))


def _with_room(found: Iterable[Edit], end: int) -> Iterator[tuple[Edit, tuple[int, int]]]:
    """Each change, with the words before and after it that it may move over."""
    found = list(found)
    for index, edit in enumerate(found):
        left = edit[0] - found[index - 1][1] - 1 if index else edit[0]
        right = found[index + 1][0] - edit[1] - 1 if index + 1 < len(found) else end - edit[1]
        yield edit, (left, right)


def _slid(a: Words, b: Words, edit: Edit, room: tuple[int, int]) -> Edit:
    """The same change from one pause to the next: `+丙，` after a comma, not `+，丙`."""
    a0, a1, b0, b1 = edit
    if (a0 == a1) == (b0 == b1):
        return edit
    row, start, end = (b, b0, b1) if a0 == a1 else (a, a0, a1)
    left = right = 0
    while left < min(room[0], FARTHEST) and row[start - left - 1] == row[end - left - 1]:
        left += 1
    while right < min(room[1], FARTHEST) and row[start + right] == row[end + right]:
        right += 1
    step = max(range(-left, right + 1), key=lambda by: (_edges(row, start + by, end + by), by))
    return a0 + step, a1 + step, b0 + step, b1 + step


def _edges(row: Words, start: int, end: int) -> int:
    return _pause(row[start - 1] if start else "\n") + _pause(row[end - 1])


def _pause(word: str) -> int:
    return 2 * (word in ENDS) + (word in PAUSES)
