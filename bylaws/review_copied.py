"""Sentences that go round from village to village, recognised by digests of their shingles.

The sentences themselves, written by others, are not kept: `checkup/templates.txt` holds digests.
"""

from functools import lru_cache
from hashlib import blake2b

from bylaws.review_words import FOLDER

WIDTH = 8
SHORTEST = 16
SHARE = 4, 5
SKIPPED = "，：、,（）《》·— "


def is_copied(sentence: str) -> bool:
    """At least four fifths of its shingles are known; short sentences prove nothing."""
    found = shingles(sentence)
    known = sum(one in templates() for one in found)
    return bool(found) and known * SHARE[1] >= len(found) * SHARE[0]


def shingles(sentence: str) -> list[int]:
    """Digests of every run of eight letters; none for a sentence shorter than sixteen."""
    letters = "".join(letter for letter in sentence if letter not in SKIPPED)
    if len(letters) < SHORTEST:
        return []
    return [digest(letters[at : at + WIDTH]) for at in range(len(letters) - WIDTH + 1)]


def digest(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest())


@lru_cache(maxsize=1)
def templates() -> frozenset[int]:
    lines = (FOLDER / "templates.txt").read_text("ascii").split("\n")
    return frozenset(int(line, 16) for line in lines if line and not line.startswith("#"))
