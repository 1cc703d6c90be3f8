"""Compare all filters of one list with all of another, and keep the pairs that are alike enough. Needs no key.

How alike two filters are is their Dice coefficient: twice the bits they share, by the bits of both together. It is
reckoned in whole ten-thousandths, so that every machine finds the same pairs.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from opennrm.linkage.encodings import kernel
from opennrm.linkage.encodings.filters import BITS, BYTES, Encodings, Progress
from opennrm.linkage.encodings.problems import EncodingProblem

WHOLE = 10_000
"""Dice of two equal filters."""
THRESHOLD, HIGHEST = 7100, 8000
"""From which two filters are taken for one person in lists of up to `SHORT` rows, and in very long ones."""
SHORT = 5000

LOWEST = 5000
"""Nobody matches below this: any two people are nearly as alike."""
MOST_PAIRS = 20_000_000
"""That are kept. Lists of people have about as many as rows. Made-up rows could have thousands of times more."""

_WORDS, _LANES, _FIRST_WORDS = 16, 8, 10
_CHUNK = 1024
_BLOCK = 8192


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of places in two lists, counted from 0, with how alike they are in ten-thousandths."""

    first: np.ndarray
    second: np.ndarray
    dice: np.ndarray

    def __len__(self) -> int:
        return len(self.first)


def threshold_for(rows: int) -> int:
    """From which two filters are taken for one person, if the longest list has so many rows.

    The longer the lists, the more people are alike by chance: 0.02 more each time their length doubles, in hundredths.
    """
    doubled = math.log2(max(rows, SHORT) / SHORT)
    return min(THRESHOLD + 100 * round(2 * doubled), HIGHEST)


def bits_of(encodings: Encodings) -> np.ndarray:
    """(n,) how many bits are set in each filter."""
    return np.bitwise_count(encodings).sum(axis=1, dtype=np.int32)


def dice(common: np.ndarray, together: np.ndarray) -> np.ndarray:
    """How alike, from the bits in common and the bits of both together."""
    return 2 * WHOLE * common.astype(np.int64) // np.maximum(together.astype(np.int64), 1)


def needed(threshold: int) -> np.ndarray:
    """(2 * BITS + 1,) by the bits of both together: how many bits two filters need in common. Never none."""
    together = np.arange(2 * BITS + 1, dtype=np.int64)
    return np.maximum(-(-threshold * together // (2 * WHOLE)), 1).astype(np.int32)


def pairs(
    ours: Encodings,
    theirs: Encodings,
    threshold: int = THRESHOLD,
    *,
    compiled: bool = True,
    level: int = kernel.AVX512,
    progress: Progress | None = None,
) -> Pairs:
    """All pairs that are at least as alike as the threshold, in the order of their places.

    `compiled=False` keeps to NumPy even where the compiled kernel is there. The pairs are the same.

    :raises EncodingProblem: there are more pairs than two lists of people can have.
    """
    if not len(ours) or not len(theirs):
        return _sorted(np.zeros((0, 3), dtype=np.int32), np.zeros(0), np.zeros(0))
    our_bits, their_bits = bits_of(ours), bits_of(theirs)
    # Sorted by their bits, because filters of very different numbers cannot be alike.
    our_order, their_order = (np.argsort(bits, kind="stable") for bits in (our_bits, their_bits))
    ours, theirs, our_bits, their_bits = (
        ours[our_order], theirs[their_order], our_bits[our_order], their_bits[their_order],
    )  # fmt: skip
    if compiled and kernel.AVAILABLE:
        places = _in_chunks(
            ours, our_bits, _Compiled(theirs, their_bits, threshold, level), _cores(), progress
        )
    else:
        find = partial(_by_numpy, theirs=theirs, their_bits=their_bits, threshold=threshold)
        # NumPy uses all cores by itself.
        places = _in_chunks(ours, our_bits, find, 1, progress)
    together = our_bits[places[:, 0]] + their_bits[places[:, 1]]
    places[:, 0], places[:, 1] = our_order[places[:, 0]], their_order[places[:, 1]]
    return _sorted(places, dice(places[:, 2], together), together)


Chunk = tuple[Encodings, np.ndarray]
"""Some filters, and how many bits each has."""


def _in_chunks(
    ours: Encodings,
    bits: np.ndarray,
    find: Callable[[Chunk], np.ndarray],
    workers: int,
    progress: Progress | None,
) -> np.ndarray:
    """(n, 3) what is found for some of our filters at a time: both places, and the bits in common."""
    starts = range(0, len(ours), _CHUNK)
    chunks = [(ours[start : start + _CHUNK], bits[start : start + _CHUNK]) for start in starts]
    found, kept = [], 0
    with ThreadPoolExecutor(workers) as pool:
        for start, part in zip(starts, pool.map(find, chunks), strict=True):
            kept += len(part)
            refuse_too_many(kept)
            found.append(part + np.array([start, 0, 0], dtype=np.int32))
            if progress:
                progress(min(start + _CHUNK, len(ours)), len(ours))
    return np.concatenate(found)


def refuse_too_many(pairs: int) -> None:
    """:raises EncodingProblem: these are more than two lists of people can have."""
    if pairs > MOST_PAIRS:
        raise EncodingProblem(
            "Far too many rows are alike. One of the lists is not a list of people, or the threshold is too low."
        )


def _sorted(places: np.ndarray, alike: np.ndarray, together: np.ndarray) -> Pairs:
    order = np.lexsort((places[:, 1], places[:, 0]))
    return Pairs(places[order, 0], places[order, 1], alike.astype(np.int32)[order])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Compiled:
    """The other list as the compiled kernel wants it: in blocks of eight filters, word by word."""

    def __init__(self, theirs: Encodings, bits: np.ndarray, threshold: int, level: int) -> None:
        missing = -len(theirs) % _LANES
        # Empty filters have nothing in common with anybody, so that what fills the last block is never found. They
        # count as many bits as the last one: a block is sorted.
        filled = np.concatenate([theirs, np.zeros((missing, BYTES), dtype=np.uint8)])
        self._bits = np.concatenate([bits, np.repeat(bits[-1:], missing)]).astype(np.int32)
        words = np.ascontiguousarray(filled).view(np.uint64).reshape(-1, _LANES, _WORDS)
        self._rest = np.bitwise_count(words[:, :, _FIRST_WORDS:]).sum(axis=2, dtype=np.int32).max(axis=1)
        self._words = np.ascontiguousarray(words.transpose(0, 2, 1))
        self._need, self._level, self._threshold = needed(threshold), level, threshold

    def __call__(self, chunk: Chunk) -> np.ndarray:
        ours, bits = chunk
        words = np.ascontiguousarray(ours).view(np.uint64)
        rest = np.bitwise_count(words[:, _FIRST_WORDS:]).sum(axis=1, dtype=np.int32)
        begin, end = self._blocks_for(bits)
        room = max(4 * len(ours), 1024)
        while True:
            found = np.empty((room, 3), dtype=np.int32)
            count, _ = kernel.compare(
                words, bits, rest, begin, end, self._words, self._bits, self._rest, self._need, found, self._level
            )  # fmt: skip
            refuse_too_many(count)
            if count <= room:
                return found[:count]
            room = count

    def _blocks_for(self, bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """From which block to which one there can be filters alike enough to each."""
        low, high = _bounds(bits, self._threshold)
        begin = np.searchsorted(self._bits, low, side="left") // _LANES
        end = -(-np.searchsorted(self._bits, high, side="right") // _LANES)
        return begin.astype(np.int32), np.maximum(begin, end).astype(np.int32)


def _bounds(bits: np.ndarray, threshold: int) -> tuple[np.ndarray, np.ndarray]:
    """The fewest and the most bits that another filter can have: it shares at most the bits of the smaller one."""
    wide = bits.astype(np.int64)
    low = -(-threshold * wide // (2 * WHOLE - threshold))
    high = (2 * WHOLE - threshold) * wide // threshold if threshold else np.full_like(wide, BITS)
    return low, high


def _by_numpy(chunk: Chunk, theirs: Encodings, their_bits: np.ndarray, threshold: int) -> np.ndarray:
    """What the kernel does, as a product of matrices: whole numbers this small are exact in it."""
    ours, our_bits = chunk
    need = needed(threshold)
    low, high = _bounds(our_bits[[0, -1]], threshold)
    begin, end = np.searchsorted(their_bits, low[0]), np.searchsorted(their_bits, high[1], side="right")
    left = np.unpackbits(ours, axis=1).astype(np.float32)
    found, kept = [np.zeros((0, 3), dtype=np.int32)], 0
    for start in range(int(begin), int(end), _BLOCK):
        block = slice(start, min(start + _BLOCK, int(end)))
        right = np.unpackbits(theirs[block], axis=1).astype(np.float32)
        common = (left @ right.T).astype(np.int32)
        first, second = np.nonzero(common >= need[our_bits[:, None] + their_bits[None, block]])
        kept += len(first)
        refuse_too_many(kept)
        found.append(np.column_stack([first, second + start, common[first, second]]).astype(np.int32))
    return np.concatenate(found)
