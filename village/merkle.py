"""The tree over a village's record: hashing of RFC 9162, grown leaf by leaf.

The frontier ("peaks") holds one hash for each bit set in the size, largest subtree first, so
that appending costs O(log n) and the root can be told from the frontier alone.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(line: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(peaks: Sequence[bytes], size: int, leaf: bytes) -> tuple[bytes, ...]:
    """The frontier after one more leaf: equal subtrees merge, as in adding one in binary."""
    kept = list(peaks)
    while size & 1:
        leaf = node_hash(kept.pop(), leaf)
        size >>= 1
    return (*kept, leaf)


def root(peaks: Sequence[bytes]) -> bytes:
    """The root over all leaves; of an empty tree, the hash of nothing."""
    if not peaks:
        return hashlib.sha256(b"").digest()
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = node_hash(peak, top)
    return top


def packed(peaks: Sequence[bytes]) -> str:
    return "".join(peak.hex() for peak in peaks)


def unpacked(text: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text[at : at + 64]) for at in range(0, len(text), 64))
