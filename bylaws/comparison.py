"""Which articles two editions share, and which were changed, moved, added or struck.

Pure. `applied(compare(old, new), old) == new`; an article is itself by its key, or by likeness.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bylaws import diffing
from bylaws.diffing import Span, SpanKind
from bylaws.edits import rising
from village.naming import Named

ALIKE, ALIKE_IN_PLACE, SURELY_ALIKE = 0.27, 0.2, 0.5
"""Shares of the pairs of characters two texts must have in common; less under one number. Two
articles of one real text share a fifth at most, but for six pairs in a thousand."""
TOO_COMMON, NEAREST = 24, 8
"""Pairs in more articles than this say nothing about which is which; of those that share the most
rare pairs with an article so many are looked at closely."""


class ArticleChange(Named):
    SAME = "same", "未改"
    CHANGED = "changed", "修改"
    MOVED = "moved", "移位"
    ADDED = "added", "新增"
    STRUCK = "struck", "删去"


@dataclass(frozen=True, slots=True)
class Clause:
    """An article to be compared. `key` is its identity, where there is one."""

    key: int | None
    label: str
    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One article on both sides, or on one. `spans` lead from the old words to the new."""

    before: Clause | None
    after: Clause | None
    spans: tuple[Span, ...]
    moved: bool = False

    @property
    def marks(self) -> tuple[ArticleChange, ...]:
        """What happened to it; an article may be moved and changed."""
        if self.before is None:
            return (ArticleChange.ADDED,)
        if self.after is None:
            return (ArticleChange.STRUCK,)
        marks = [ArticleChange.MOVED] * self.moved
        marks += [ArticleChange.CHANGED] * (self.before.text != self.after.text)
        return tuple(marks) or (ArticleChange.SAME,)

    @property
    def renumbered(self) -> bool:
        return bool(self.before and self.after and self.before.label != self.after.label)

    @property
    def rechaptered(self) -> bool:
        return bool(self.before and self.after and self.before.chapter != self.after.chapter)


def compare(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Change, ...]:
    """In the order of the new text; what was struck stands where it stood."""
    where = partners(old, new)
    pairs = sorted(where.items())
    unmoved = {pairs[index][0] for index in rising([j for _, j in pairs])}
    struck = _struck_after(old, where)
    found = [Change(one, None, _struck(one)) for one in struck.get(-1, [])]
    origin = {j: i for i, j in pairs}
    for j, clause in enumerate(new):
        if (i := origin.get(j)) is None:
            found.append(Change(None, clause, diffing.diff("", clause.text)))
            continue
        spans = diffing.diff(old[i].text, clause.text)
        found.append(Change(old[i], clause, spans, moved=i not in unmoved))
        found += [Change(one, None, _struck(one)) for one in struck.get(i, [])]
    return tuple(found)


def applied(changes: Sequence[Change], old: Sequence[Clause]) -> tuple[Clause, ...]:
    """The new articles. Refuses changes that were not made from `old`."""
    befores = Counter(change.before for change in changes if change.before)
    if befores != Counter(old):
        raise ValueError("these changes were made from other articles")
    return tuple(
        replace(
            change.after,
            text=diffing.apply(change.spans, change.before.text if change.before else ""),
        )
        for change in changes
        if change.after
    )


def tally(changes: Sequence[Change]) -> dict[ArticleChange, int]:
    """How many of each; an article moved and changed counts for both."""
    counts = Counter(mark for change in changes for mark in change.marks)
    return {mark: counts[mark] for mark in ArticleChange}


def partners(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Index of an old article → index of the new one that is the same; keys decide where given."""
    found: dict[int, int] = {}
    keyed = {clause.key: j for j, clause in enumerate(new) if clause.key is not None}
    for i, clause in enumerate(old):
        if clause.key in keyed:
            found[i] = keyed[clause.key]
    for pairs in (_with_one_text, _under_one_label, _by_likeness):
        taken = set(found.values())
        left = {i: clause for i, clause in enumerate(old) if i not in found}
        right = {j: clause for j, clause in enumerate(new) if j not in taken}
        for i, j in pairs(left, right):
            strangers = old[i].key is not None and new[j].key is not None
            if i not in found and j not in taken and not strangers:
                found[i] = j
                taken.add(j)
    return found


Clauses = Mapping[int, Clause]


def _with_one_text(old: Clauses, new: Clauses) -> Iterator[tuple[int, int]]:
    waiting = defaultdict(list)
    for j, clause in sorted(new.items(), reverse=True):
        waiting[clause.text].append(j)
    for i, clause in sorted(old.items()):
        if waiting[clause.text]:
            yield i, waiting[clause.text].pop()


def _under_one_label(old: Clauses, new: Clauses) -> Iterator[tuple[int, int]]:
    """The ninth article is the ninth again when it still says about the same."""
    labels = {(clause.chapter, clause.label): j for j, clause in new.items()}
    for i, clause in old.items():
        j = labels.get((clause.chapter, clause.label))
        if j is not None and likeness(clause.text, new[j].text) >= SURELY_ALIKE:
            yield i, j


def _by_likeness(old: Clauses, new: Clauses) -> Iterator[tuple[int, int]]:
    """The most alike first; of equally alike ones, those that stand nearest."""
    where = defaultdict(list)
    for j, clause in new.items():
        for pair in pairs_of(clause.text):
            where[pair].append(j)
    graded = []
    for i, clause in old.items():
        rare = (pair for pair in pairs_of(clause.text) if len(where[pair]) <= TOO_COMMON)
        near = Counter(j for pair in rare for j in where[pair])
        for j, _ in near.most_common(NEAREST):
            alike = likeness(clause.text, new[j].text)
            if alike >= (ALIKE_IN_PLACE if clause.label == new[j].label else ALIKE):
                graded.append((-alike, abs(i - j), i, j))
    for _, _, i, j in sorted(graded):
        yield i, j


def likeness(one: str, other: str) -> float:
    """How many pairs of neighbouring characters two texts share, of all they have: 0 to 1."""
    left, right = pairs_of(one), pairs_of(other)
    if not left or not right:
        return 0.0
    return 2 * (left & right).total() / (left.total() + right.total())


@lru_cache(maxsize=4096)
def pairs_of(text: str) -> Counter[str]:
    bare = "".join(filter(str.isalnum, text))
    return Counter(bare[at : at + 2] for at in range(max(len(bare) - 1, 0)))


def _struck_after(old: Sequence[Clause], where: Mapping[int, int]) -> dict[int, list[Clause]]:
    """Articles without a partner, by the index of the last one before them that has one."""
    found: dict[int, list[Clause]] = defaultdict(list)
    last = -1
    for i, clause in enumerate(old):
        if i in where:
            last = i
        else:
            found[last].append(clause)
    return found


def _struck(clause: Clause) -> tuple[Span, ...]:
    return (Span(SpanKind.STRUCK, clause.text),) if clause.text else ()
