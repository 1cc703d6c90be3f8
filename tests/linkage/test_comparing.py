"""Comparing two lists of filters: the kernel, NumPy and the definition find the same pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.linkage.encodings import blocking, comparing, kernel
from opennrm.linkage.encodings.filters import BYTES
from opennrm.linkage.encodings.problems import EncodingProblem

compiled = pytest.mark.skipif(not kernel.AVAILABLE, reason="the compiled kernel was not built")


def filters(seed, count, fill):
    return np.packbits(np.random.default_rng(seed).random((count, BYTES * 8)) < fill, axis=1)


def some(seed, ours, theirs, fill):
    """Two lists that share people, each of whom differs in a few bits; some filters are empty, some full."""
    left, right = filters(seed, ours, fill), filters(seed + 1, theirs, fill)
    shared = min(ours, theirs) // 2
    right[:shared] = left[:shared] ^ filters(seed + 2, shared, 0.02)
    if ours > 3 and theirs > 3:
        left[-1], right[-1], left[-2], right[-2] = 0, 0, 255, 255
    return left, right


def by_definition(left, right, threshold):
    found = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            common = int(np.bitwise_count(one & other).sum())
            together = int(np.bitwise_count(one).sum()) + int(np.bitwise_count(other).sum())
            if common and 20_000 * common >= threshold * together:
                found.append((i, j, 20_000 * common // together))
    return found


def rows(pairs):
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), pairs.dice.tolist(), strict=True))


@given(
    seed=st.integers(0, 10_000),
    ours=st.integers(0, 20),
    theirs=st.integers(0, 20),
    fill=st.sampled_from([0.05, 0.21, 0.6]),
    threshold=st.integers(1, 10_000),
)
def test_every_way_finds_what_the_definition_says(seed, ours, theirs, fill, threshold):
    left, right = some(seed, ours, theirs, fill)
    expected = by_definition(left, right, threshold)
    assert rows(comparing.pairs(left, right, threshold, compiled=False)) == expected
    if kernel.AVAILABLE:
        for level in (kernel.ANYWHERE, kernel.POPCNT, kernel.AVX512):
            assert rows(comparing.pairs(left, right, threshold, level=level)) == expected


@compiled
def test_kernel_and_numpy_agree_on_lists_of_several_chunks_and_on_more_pairs_than_there_was_room_for():
    left, right = some(5, 1500, 2100, 0.21)
    for threshold in (2500, 7100, 9000):
        assert rows(comparing.pairs(left, right, threshold)) == rows(
            comparing.pairs(left, right, threshold, compiled=False)
        )


@compiled
def test_the_kernel_refuses_arrays_that_do_not_fit():
    words = np.zeros((1, 16), dtype=np.uint64)
    one, block, need = (np.zeros(size, dtype=np.int32) for size in (1, 8, 2049))
    blocks, found = np.zeros((1, 16, 8), dtype=np.uint64), np.zeros((1, 3), dtype=np.int32)
    fitting = [words, one, one, one, one + 1, blocks, block, one, need, found]
    assert kernel.compare(*fitting, 2)[0] == 8
    for place, wrong in (
        (0, words[:, :15]),
        (3, one + 2),
        (1, one + 2000),
        (4, one - 1),
        (8, need[:9]),
        (6, block + 1025),
    ):
        arguments = [
            np.ascontiguousarray(wrong) if place == number else each for number, each in enumerate(fitting)
        ]
        with pytest.raises(ValueError, match="matching sizes"):
            kernel.compare(*arguments, 2)


def test_where_no_kernel_was_built_the_same_pairs_are_found(monkeypatch):
    left, right = some(7, 30, 30, 0.21)
    expected = rows(comparing.pairs(left, right))
    monkeypatch.setattr(kernel, "AVAILABLE", False)
    assert rows(comparing.pairs(left, right)) == expected


def test_sampling_bits_finds_the_pairs_of_a_high_threshold():
    left, right = some(11, 1200, 1200, 0.21)
    everything = {(i, j) for i, j, _ in rows(comparing.pairs(left, right, 8500))}
    sampled = {(i, j) for i, j, _ in rows(blocking.pairs(left, right, 8500))}
    assert len(everything) > 550
    assert sampled <= everything
    assert len(sampled) / len(everything) >= 0.999


def test_longer_lists_have_a_higher_threshold():
    """The best one for invented people is 0.71 for 5,000 rows, 0.75 for 40,000, and 0.77 to 0.80 for 100,000."""
    rows_of_lists = (0, 5000, 10_000, 40_000, 100_000, 10_000_000)
    assert [comparing.threshold_for(count) for count in rows_of_lists] == [7100, 7100, 7300, 7700, 8000, 8000]


def test_made_up_rows_that_are_all_alike_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(comparing, "MOST_PAIRS", 1000)
    same = np.repeat(filters(1, 1, 0.21), 100, axis=0)
    for is_compiled in (True, False):
        with pytest.raises(EncodingProblem, match="not a list of people"):
            comparing.pairs(same, same, compiled=is_compiled)
    with pytest.raises(EncodingProblem, match="not a list of people"):
        blocking.pairs(same, same, 8500)


def test_sampling_is_refused_where_it_would_miss_half():
    with pytest.raises(ValueError, match="misses too many"):
        blocking.pairs(*some(13, 5, 5, 0.21), 7100)
