"""Compare only filters that agree in one of many samples of their bits: for very long lists and high thresholds.

A pair at Dice 0.85 differs in about 6 % of its bits, so that one sample of 40 bits finds it with probability 0.07, and
one of 120 samples with 0.9999. At the threshold that noise asks for, 0.71, such sampling would miss half of the pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from opennrm.linkage.encodings import comparing
from opennrm.linkage.encodings.filters import BITS, Encodings, Progress

LOWEST = 8000
"""Below this threshold all pairs have to be compared."""
SAMPLED, SAMPLES, LARGEST = 40, 120, 200
"""Bits of a sample, how many samples, and the largest block: what more filters share says little."""
_SEED = 1
_AT_ONCE = 100_000


def pairs(
    ours: Encodings, theirs: Encodings, threshold: int, progress: Progress | None = None
) -> comparing.Pairs:
    """The pairs that are at least as alike as the threshold and agree in a sample, in the order of their places.

    :raises ValueError: the threshold is below `LOWEST`.
    :raises EncodingProblem: there are more pairs than two lists of people can have.
    """
    if threshold < LOWEST:
        raise ValueError("Sampling bits misses too many pairs at this threshold.")
    draw = np.random.default_rng(_SEED)
    left, right = (np.unpackbits(each, axis=1) for each in (ours, theirs))
    words, their_words = (np.ascontiguousarray(each).view(np.uint64) for each in (ours, theirs))
    bits, their_bits = comparing.bits_of(ours), comparing.bits_of(theirs)
    need = comparing.needed(threshold)
    known = np.zeros(0, dtype=np.int64)
    for sample in range(SAMPLES):
        places = draw.choice(BITS, SAMPLED, replace=False)
        found = [known]
        for first, second in _that_agree(_packed(left[:, places]), _packed(right[:, places])):
            together = bits[first] + their_bits[second]
            # Most of what agrees by chance is of very different sizes, which costs nothing to see.
            possible = np.minimum(bits[first], their_bits[second]) >= need[together]
            first, second, together = first[possible], second[possible], together[possible]
            good = _common(words, their_words, first, second) >= need[together]
            found.append(first[good] * len(theirs) + second[good])
            comparing.refuse_too_many(sum(map(len, found[1:])))
        known = np.unique(np.concatenate(found))
        comparing.refuse_too_many(len(known))
        if progress:
            progress(sample + 1, SAMPLES)
    first, second = np.divmod(known, max(len(theirs), 1))
    common, together = _common(words, their_words, first, second), bits[first] + their_bits[second]
    return comparing.Pairs(first, second, comparing.dice(common, together).astype(np.int32))


def _packed(sampled: np.ndarray) -> np.ndarray:
    """(n,) the sampled bits of each filter as one number."""
    packed = np.zeros((len(sampled), 8), dtype=np.uint8)
    packed[:, : SAMPLED // 8] = np.packbits(sampled, axis=1)
    return packed.view(np.uint64)[:, 0]


def _that_agree(left: np.ndarray, right: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The places of all pairs with the same number, without those of large blocks.

    For some of the first list at a time: made-up rows have as many partners each as a block may hold.
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    for start in range(0, len(left), _AT_ONCE):
        some = left[start : start + _AT_ONCE]
        begin = np.searchsorted(ordered, some, side="left")
        partners = np.searchsorted(ordered, some, side="right") - begin
        partners[partners > LARGEST] = 0
        first = np.repeat(np.arange(len(some), dtype=np.int64), partners)
        within = np.arange(len(first), dtype=np.int64) - np.repeat(np.cumsum(partners) - partners, partners)
        yield first + start, order[np.repeat(begin, partners) + within].astype(np.int64)


def _common(words: np.ndarray, others: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(n,) how many bits each pair shares."""
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(first), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found.append(np.bitwise_count(words[first[some]] & others[second[some]]).sum(axis=1, dtype=np.int64))
    return np.concatenate(found)
