"""Sums over subsets and supersets of lists, which take the place of design matrices.

A table over t lists is an array whose first axis has 2**t places; a place's number is the set of lists as
bits. The logarithm of a cell's mean is the sum of the coefficients of all subsets of its lists; a sufficient
statistic is the sum of the counts of all supersets. Both take t additions a cell (Yates 1937).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np


def list_count(values: np.ndarray) -> int:
    """How many lists a table with this first axis has."""
    return len(values).bit_length() - 1


def subset_sums(values: np.ndarray) -> np.ndarray:
    """For every set of lists the sum over its subsets: (2**t, ...) to (2**t, ...), a new array."""
    summed = np.array(values, dtype=float)
    for number in range(list_count(summed)):
        halves = summed.reshape(-1, 2, 1 << number, *summed.shape[1:])
        halves[:, 1] += halves[:, 0]
    return summed


def superset_sums(values: np.ndarray) -> np.ndarray:
    """For every set of lists the sum over its supersets: (2**t, ...) to (2**t, ...), a new array."""
    summed = np.array(values, dtype=float)
    for number in range(list_count(summed)):
        halves = summed.reshape(-1, 2, 1 << number, *summed.shape[1:])
        halves[:, 0] += halves[:, 1]
    return summed


@cache
def pairs_of(lists: int) -> tuple[int, ...]:
    """The pairs of lists as bit sets, first list first: (1,2), (1,3), ... (2,3), ..."""
    return tuple(1 << first | 1 << second for first, second in combinations(range(lists), 2))


def members(term: int) -> tuple[int, ...]:
    """The numbers of the lists in a bit set."""
    return tuple(number for number in range(term.bit_length()) if term >> number & 1)


def log_gamma(values: np.ndarray) -> np.ndarray:
    """Logarithm of the gamma function, by Stirling's series after moving the argument above ten."""
    moved, correction = np.array(values, dtype=float), np.zeros(np.shape(values))
    while (small := moved < 10.0).any():
        correction[small] += np.log(moved[small])
        moved[small] += 1.0
    inverse = 1.0 / moved
    series = inverse * (1 / 12 - inverse**2 * (1 / 360 - inverse**2 * (1 / 1260 - inverse**2 / 1680)))
    return (moved - 0.5) * np.log(moved) - moved + 0.5 * np.log(2.0 * np.pi) + series - correction
