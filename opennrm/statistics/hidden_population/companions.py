"""Plain estimators beside the models: independence, Chao's lower bound, and Chapman for every two lists."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import NORMAL
from opennrm.statistics.hidden_population.stepwise import select
from opennrm.statistics.hidden_population.tables import CaptureTable
from opennrm.statistics.hidden_population.transforms import list_count, pairs_of


@dataclass(frozen=True)
class TwoListEstimate:
    """What two lists alone say: `pair` "A:B", people on both, size with its 95 % limits."""

    pair: str
    shared: int
    estimate: float
    low: float
    high: float


def independence(counts: np.ndarray) -> np.ndarray:
    """Sizes (R,) of tables (R, 2**t) were the lists independent: main effects only (Darroch 1958)."""
    return select(counts, threshold=0.0).estimates


def chao(counts: np.ndarray) -> np.ndarray:
    """Chao's bias-corrected lower bound (R,) for tables (R, 2**t): n + f1 (f1 - 1) / (2 (f2 + 1)) (1987).

    f1 and f2 are the people on exactly one and on exactly two lists. A bound from below where people differ
    in how easily they are found and lists are otherwise independent.
    """
    counts = np.atleast_2d(counts)
    width = np.array([history.bit_count() for history in range(1 << list_count(counts[0]))])
    once, twice = counts[:, width == 1].sum(axis=1), counts[:, width == 2].sum(axis=1)
    return counts.sum(axis=1) + once * (once - 1.0) / (2.0 * (twice + 1.0))


def chapman(table: CaptureTable) -> tuple[TwoListEstimate, ...]:
    """Every pair of lists alone, by the nearly unbiased estimate (Chapman 1951; variance of Seber 1970).

    (a + 1)(b + 1) / (m + 1) - 1 of lists with a and b people and m on both. It counts the people that either
    list could have held, and takes the two for independent.
    """
    results = []
    spread = NORMAL.inv_cdf(0.975)
    for pair in pairs_of(table.lists):
        first, second = (
            float(table.shared[1 << number]) for number in range(table.lists) if pair >> number & 1
        )
        both = float(table.shared[pair])
        size = (first + 1) * (second + 1) / (both + 1) - 1
        variance = (
            (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
        )
        least = first + second - both
        results.append(
            TwoListEstimate(
                pair=table.label(pair),
                shared=int(both),
                estimate=size,
                low=max(least, size - spread * sqrt(variance)),
                high=size + spread * sqrt(variance),
            )
        )
    return tuple(results)
