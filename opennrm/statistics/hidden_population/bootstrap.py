"""Bootstrap intervals for an estimate with its model selection, and what their limits really read.

The bias-corrected accelerated interval (Efron 1987; DiCiccio & Efron 1996) moves each percentile by z0, how
far the estimate lies from the middle of its own replicates, and by an acceleration from leaving out one
person at a time. Under model selection in sparse tables z0 can be so large that a "95 %" interval reads
percentiles 0 to 37 of the replicates; so the percentiles read, z0 and the plain percentile interval are
always given with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from statistics import NormalDist

import numpy as np

from opennrm.statistics.hidden_population.tables import CaptureTable

LEVELS = (2.5, 5.0, 10.0, 16.0, 50.0, 84.0, 90.0, 95.0, 97.5)
# Replicates that equal the estimate but for rounding count half below it.
TIED = 1e-9
LARGE_BIAS = 0.5
REPLICATES_AT_A_TIME = 100
NORMAL = NormalDist()

Estimator = Callable[[np.ndarray], np.ndarray]
"""Tables (R, 2**t) to sizes of the whole population (R,), infinite where there is none."""

Progress = Callable[[int, int], None]
"""Called with how many replicates are done and how many there are; it may raise to stop the work."""


@dataclass(frozen=True)
class BootstrapInterval:
    """Quantiles of the size of the whole population, each tuple in the order of `LEVELS`.

    `limits` bias-corrected and accelerated; `percentiles_read` the percentiles of the replicates, from 0 to
    100, that those limits are; `percentile_limits` the plain percentile interval; `bias` z0; `acceleration`;
    `infinite` how many replicates have no finite estimate; `observed_drawn` whether each drew its own number
    of people; `calibrated_limits` percentile limits after double bootstrap, if that was asked for.
    """

    replications: int
    limits: tuple[float, ...]
    percentiles_read: tuple[float, ...]
    percentile_limits: tuple[float, ...]
    bias: float
    acceleration: float
    infinite: int
    observed_drawn: bool = False
    calibrated_limits: tuple[float, ...] | None = None

    @property
    def biased(self) -> bool:
        """Whether z0 is so large that the corrected limits should not be trusted alone."""
        return abs(self.bias) > LARGE_BIAS


def bootstrap(
    table: CaptureTable,
    estimator: Estimator,
    *,
    replications: int,
    seed: int,
    inner_replications: int = 0,
    draw_observed: bool = False,
    progress: Progress | None = None,
) -> BootstrapInterval:
    """The interval of an estimator, its model selection repeated in every replicate.

    `replications` multinomial samples of the size observed, as in the article; `draw_observed` draws how many
    are observed too, which widens intervals where most people are; `inner_replications` above nought
    calibrates by so many samples from each. The same seed gives the same interval, whatever the order of
    lists and rows, when the table is canonical (`CaptureTable.canonical`).
    """
    random = np.random.default_rng(seed)
    estimate = float(estimator(table.counts[None, :].astype(float))[0])
    replicates = resampled(table.counts, replications, random, size=estimate if draw_observed else None)
    parts = _parts(replicates, progress, whole=replications * (1 + inner_replications))
    sizes = np.concatenate([estimator(part) for part in parts])
    bias = bias_of(estimate, sizes)
    weights = table.counts[table.histories].astype(float)
    acceleration = acceleration_of(estimator(without_each(table)), weights)
    shares = np.array([corrected_share(level / 100.0, bias, acceleration) for level in LEVELS])
    calibrated = None
    if inner_replications:
        calibrated = _calibrated(estimate, replicates, sizes, estimator, inner_replications, random, progress)
    return BootstrapInterval(
        replications=replications,
        limits=quantiles(sizes, shares),
        percentiles_read=tuple(float(100.0 * share) for share in shares),
        percentile_limits=quantiles(sizes, np.array(LEVELS) / 100.0),
        bias=bias,
        acceleration=acceleration,
        infinite=int((~np.isfinite(sizes)).sum()),
        observed_drawn=draw_observed,
        calibrated_limits=calibrated,
    )


def resampled(
    counts: np.ndarray, replications: int, random: np.random.Generator, *, size: float | None = None
) -> np.ndarray:
    """Multinomial samples (replications, 2**t) of a table (2**t,), of its own shares.

    Each holds as many people as the table; or, where the `size` of the population is given, as many as are
    observed when each of its people is with the chance of observed to size.
    """
    histories = np.flatnonzero(counts)
    held = counts[histories]
    people = int(held.sum())
    samples = np.zeros((replications, len(counts)))
    observed = np.full(replications, people)
    if size is not None and isfinite(size):
        observed = random.binomial(round(size), min(people / size, 1.0), size=replications)
    samples[:, histories] = random.multinomial(observed, held / people)
    return samples


def without_each(table: CaptureTable) -> np.ndarray:
    """The tables (J, 2**t) that lack one person, one for each capture history that anybody has."""
    tables = np.repeat(table.counts[None, :].astype(float), len(table.histories), axis=0)
    tables[np.arange(len(table.histories)), table.histories] -= 1.0
    return tables


def bias_of(estimate: float, sizes: np.ndarray) -> float:
    """z0: the normal quantile of the share of replicates below the estimate, ties counting half."""
    tied = np.abs(sizes - estimate) <= TIED * abs(estimate)
    below = ((sizes < estimate) & ~tied).sum() + 0.5 * tied.sum()
    # A share of nought or one would move every limit out of reach; half a replicate is the most that was
    # seen.
    share = min(max(below / len(sizes), 0.5 / len(sizes)), 1.0 - 0.5 / len(sizes))
    return NORMAL.inv_cdf(share)


def acceleration_of(jackknife: np.ndarray, weights: np.ndarray) -> float:
    """Acceleration from leave-one-out sizes (J,), each standing for `weights` (J,) people.

    Finite ones only.
    """
    finite = np.isfinite(jackknife)
    sizes, people = jackknife[finite], weights[finite]
    if not finite.any():
        return 0.0
    departures = (people * sizes).sum() / people.sum() - sizes
    spread = (people * departures**2).sum()
    return float((people * departures**3).sum() / (6.0 * spread**1.5)) if spread > 0 else 0.0


def corrected_share(level: float, bias: float, acceleration: float) -> float:
    """The share of the replicates that the corrected limit of a level reads."""
    moved = bias + NORMAL.inv_cdf(level)
    return NORMAL.cdf(bias + moved / (1.0 - acceleration * moved))


def quantiles(sizes: np.ndarray, shares: np.ndarray) -> tuple[float, ...]:
    """Quantiles of type 8 (Hyndman & Fan 1996); infinite where they fall among infinite replicates."""
    ordered = np.sort(sizes)
    places = np.clip((len(ordered) + 1.0 / 3.0) * shares + 1.0 / 3.0, 1.0, len(ordered))
    low = np.floor(places).astype(int)
    part = places - low
    below, above = ordered[low - 1], ordered[np.minimum(low, len(ordered) - 1)]
    with np.errstate(invalid="ignore"):
        between = below + part * (above - below)
    return tuple(float(value) for value in np.where((part == 0) | (above == below), below, between))


def _parts(tables: np.ndarray, progress: Progress | None, *, whole: int) -> Iterator[np.ndarray]:
    """The tables in parts, with a word on the progress after each; all at once where nobody listens."""
    if progress is None:
        yield tables
        return
    for start in range(0, len(tables), REPLICATES_AT_A_TIME):
        yield tables[start : start + REPLICATES_AT_A_TIME]
        progress(min(start + REPLICATES_AT_A_TIME, len(tables)), whole)


def _calibrated(
    estimate: float,
    replicates: np.ndarray,
    sizes: np.ndarray,
    estimator: Estimator,
    inner: int,
    random: np.random.Generator,
    progress: Progress | None,
) -> tuple[float, ...]:
    """Percentile limits whose levels a second bootstrap sets (Beran 1987; Loh 1987).

    In each replicate's own bootstrap the estimate stands at some share; were percentile intervals exact,
    those shares would be uniform. The share that a level's fraction of them lies below takes the place of the
    level.
    """
    places = np.empty(len(replicates))
    for number, replicate in enumerate(replicates):
        within = estimator(resampled(replicate, inner, random))
        tied = np.abs(within - estimate) <= TIED * abs(estimate)
        places[number] = (((within < estimate) & ~tied).sum() + 0.5 * tied.sum()) / inner
        if progress is not None:
            progress(len(replicates) + (number + 1) * inner, len(replicates) * (1 + inner))
    return quantiles(sizes, np.array(quantiles(places, np.array(LEVELS) / 100.0)))
