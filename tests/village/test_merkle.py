import hashlib

import pymerkle
from hypothesis import given
from hypothesis import strategies as st

from village import merkle


def frontier(lines):
    peaks = ()
    for size, line in enumerate(lines):
        peaks = merkle.grown(peaks, size, merkle.leaf_hash(line))
    return peaks


def test_the_root_is_that_of_an_independent_library_for_every_size():
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    peaks = ()
    assert merkle.root(peaks) == oracle.get_root() == hashlib.sha256(b"").digest()

    for size in range(300):
        line = f"line {size}".encode()
        oracle.append_entry(line)
        peaks = merkle.grown(peaks, size, merkle.leaf_hash(line))
        assert merkle.root(peaks) == oracle.get_root()


def test_the_hashes_are_told_apart_as_the_standard_says():
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")

    assert left == hashlib.sha256(b"\x00a").digest()
    assert merkle.node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()


def test_the_frontier_holds_one_hash_for_each_bit_of_the_size():
    peaks = ()
    for size in range(1025):
        assert len(peaks) == size.bit_count()
        peaks = merkle.grown(peaks, size, merkle.leaf_hash(b"x"))


@given(st.integers(0, 40))
def test_the_frontier_survives_storing(size):
    peaks = frontier([str(number).encode() for number in range(size)])

    assert merkle.unpacked(merkle.packed(peaks)) == peaks


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_any_other_leaf_gives_another_root(lines, data):
    place = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.binary(max_size=8).filter(lambda line: line != lines[place]))
    changed = [*lines[:place], other, *lines[place + 1 :]]

    assert merkle.root(frontier(lines)) != merkle.root(frontier(changed))
