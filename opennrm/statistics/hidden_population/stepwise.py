"""Stepwise selection by p-value in the sparse Poisson model (Chan, Silverman & Vincent 2021).

From main effects, compare for each unused pair of lists the number of people on both with its fitted mean: p
is the smaller Poisson tail. Of the pairs whose enlarged model has a finite, identified maximum the one with
the smallest p below the threshold is added; nothing is ever removed. Logarithms of p are compared, because p
itself underflows to nought in large tables, and equal ones go to the first pair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np

from opennrm.statistics.hidden_population import kernel
from opennrm.statistics.hidden_population.fitting import (
    FINAL_STEP,
    FITTED,
    SMALL_STEP,
    Fits,
    main_effects,
    maximise,
    with_term,
)
from opennrm.statistics.hidden_population.transforms import list_count, pairs_of

EQUAL_LOGARITHMS = 1e-9
# So many tables at a time stay in the processor's cache.
TABLES_AT_A_TIME = 250


@dataclass(frozen=True)
class Selections:
    """What stepwise selection found in R tables.

    `estimates` (R,) sizes of the whole population, infinite where none is finite; `chosen` (R, t(t-1)/2)
    numbers of the pairs in the order of `pairs_of`, in the order in which they came in, then -1.
    """

    estimates: np.ndarray
    chosen: np.ndarray


def select(counts: np.ndarray, *, threshold: float, compiled: bool = True) -> Selections:
    """Select and fit for each of R tables.

    `counts` (R, 2**t) whole numbers, nought in place 0; `threshold` from 0 (main effects only) to 1 (every
    pair that can be fitted). `compiled=False` keeps to NumPy even where the compiled kernel is there; results
    agree to 1e-8.
    """
    counts = np.ascontiguousarray(np.atleast_2d(counts), dtype=float)
    lists = list_count(counts[0])
    estimates = np.empty(len(counts))
    chosen = np.full((len(counts), len(pairs_of(lists))), -1, dtype=np.int16)
    if compiled and kernel.AVAILABLE:
        kernel.stepwise(counts, lists, float(threshold), estimates, chosen)
        return Selections(estimates, chosen)
    for start in range(0, len(counts), TABLES_AT_A_TIME):
        part = slice(start, start + TABLES_AT_A_TIME)
        estimates[part], chosen[part] = _select_batch(
            counts[part].T, log(threshold) if threshold > 0 else -np.inf
        )
    return Selections(estimates, chosen)


def stepwise_estimator(threshold: float, *, compiled: bool = True) -> Callable[[np.ndarray], np.ndarray]:
    """Tables (R, 2**t) to sizes (R,) by stepwise selection at this threshold, for the bootstrap to repeat."""
    return lambda counts: select(counts, threshold=threshold, compiled=compiled).estimates


def _select_batch(counts: np.ndarray, log_threshold: float) -> tuple[np.ndarray, np.ndarray]:
    lists, tables = list_count(counts), counts.shape[1]
    pairs = np.array(pairs_of(lists))
    fits = main_effects(counts, places=1 + lists + len(pairs))
    chosen = np.full((tables, len(pairs)), -1, dtype=np.int16)
    used = np.zeros((len(pairs), tables), dtype=bool)
    growing = np.flatnonzero(fits.status == FITTED)
    for number in range(len(pairs)):
        growing = growing[_add_best_pair(fits, growing, number, pairs, used, chosen, log_threshold)]
        if not growing.size:
            break
    changed = np.flatnonzero(chosen[:, 0] >= 0)
    if changed.size:
        part = fits.part(changed)
        maximise(part, FINAL_STEP)
        fits.put(changed, part)
    return fits.estimates, chosen


def _add_best_pair(
    fits: Fits,
    growing: np.ndarray,
    number: int,
    pairs: np.ndarray,
    used: np.ndarray,
    chosen: np.ndarray,
    log_threshold: float,
) -> np.ndarray:
    """Add to each growing table its best pair as its `number`-th; gives which tables found one."""
    place = len(fits.terms) - len(pairs) + number
    filled = fits.terms[: place + 1]
    tails = log_tails(fits.observed[pairs][:, growing], fits.totals[pairs][:, growing])
    tails[used[:, growing]] = np.inf
    found = np.zeros(growing.size, dtype=bool)
    waiting = np.arange(growing.size)
    while True:
        waiting = waiting[tails[:, waiting].min(axis=0) < log_threshold]
        if not waiting.size:
            return found
        best = tails[:, waiting].min(axis=0)
        # argmax finds the first of those that equal the best but for rounding
        pair = (tails[:, waiting] <= best + EQUAL_LOGARITHMS * (1.0 + np.abs(best))).argmax(axis=0)
        tables = growing[waiting]
        trial = with_term(fits.part(tables), place, pairs[pair])
        trial.terms, trial.coefficients = trial.terms[: len(filled)], trial.coefficients[: len(filled)]
        maximise(trial, SMALL_STEP)
        good = trial.status == FITTED
        kept = tables[good]
        part = trial.part(good)
        fits.live[:, kept], fits.totals[:, kept] = part.live, part.totals
        fits.terms[: len(filled), kept], fits.coefficients[: len(filled), kept] = (
            part.terms,
            part.coefficients,
        )
        used[pair[good], kept] = True
        chosen[kept, number] = pair[good]
        found[waiting[good]] = True
        tails[pair, waiting] = np.inf
        waiting = waiting[~good]


def log_tails(counts: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Logarithm of min(P[X <= count], P[X >= count]) for X Poisson; arrays of one shape."""
    safe = np.maximum(means, 1e-300)
    here = counts * np.log(safe) - safe - _log_factorials(counts)
    lower, upper = np.full_like(here, np.inf), np.full_like(here, np.inf)
    near = np.abs(counts - means) < 1.0
    below, above = near | (counts <= means), near | (counts > means)
    lower[below] = _tail_sums(counts[below], safe[below], downwards=True)
    upper[above] = _tail_sums(counts[above], safe[above], downwards=False)
    return np.where(means > 0, here + np.minimum(lower, upper), 0.0)


def _tail_sums(counts: np.ndarray, means: np.ndarray, *, downwards: bool) -> np.ndarray:
    """Logarithm of the tail divided by its first probability."""
    total, part = np.ones_like(means), np.ones_like(means)
    step = 0
    while (part > 1e-16 * total).any():
        part = part * ((counts - step).clip(min=0.0) / means if downwards else means / (counts + step + 1.0))
        total += part
        step += 1
    return np.log(total)


def _log_factorials(counts: np.ndarray) -> np.ndarray:
    largest = int(counts.max(initial=0))
    return np.concatenate([[0.0], np.log(np.arange(1, largest + 1)).cumsum()])[counts.astype(int)]
