"""The United Kingdom's first estimate: forward selection by AIC, and an interval from the profile likelihood.

Bales, Hesketh & Silverman (2015), Significance 12(3); profile likelihood of the size: Cormack (1992),
Biometrics 48. From main effects, add the pair that lowers AIC most, as long as it does and its coefficient
differs from nought at the 5 % level (Wald). Pairs that nobody is on have no finite coefficient and never
pass. The interval takes the model as known, so it is too narrow; it is here to compare with the published
figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import LEVELS, NORMAL
from opennrm.statistics.hidden_population.fitting import FINAL_STEP, FITTED, evaluate, maximise
from opennrm.statistics.hidden_population.hierarchical import fit_all
from opennrm.statistics.hidden_population.models import (
    Model,
    coefficient_errors,
    fit_interactions,
    fit_model,
    intercept_error,
)
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused
from opennrm.statistics.hidden_population.transforms import log_gamma, pairs_of

SIGNIFICANCE = 0.05
GRID_POINTS = 241
GRID_REACH = 5.0


@dataclass(frozen=True)
class ForwardSelection:
    """The model chosen, the size of highest multinomial likelihood, and quantiles in order of `LEVELS`."""

    model: Model
    estimate: float
    limits: tuple[float, ...]


def forward_by_akaike(table: CaptureTable, *, order: tuple[str, ...] | None = None) -> ForwardSelection:
    """Choose pairs by AIC and estimate the size.

    :raises TableRefused: not even the main effects have a finite estimate.
    """
    chosen: tuple[int, ...] = ()
    while (pair := _best_pair(table, chosen)) is not None:
        chosen = (*chosen, pair)
    sizes, likelihoods = profile(table, chosen)
    return ForwardSelection(fit_model(table, chosen, order=order), *_profile_limits(sizes, likelihoods))


def _best_pair(table: CaptureTable, chosen: tuple[int, ...]) -> int | None:
    """The pair that lowers AIC most and has a significant coefficient, if there is one."""
    candidates = [pair for pair in pairs_of(table.lists) if pair not in chosen and table.shared[pair] > 0]
    models = np.full((1 + len(candidates), 1 + len(chosen)), -1)
    models[:, : len(chosen)] = chosen
    models[1:, len(chosen)] = candidates
    _, likelihoods = fit_all(table.counts, models)
    gains = 2.0 * (likelihoods[0, 1:] - likelihoods[0, 0]) - 2.0
    for place in np.argsort(-np.where(np.isfinite(gains), gains, -np.inf), kind="stable"):
        if not gains[place] > 0:
            return None
        fits = fit_interactions(table.counts, (*chosen, candidates[place]))
        ratio = abs(fits.coefficients[-1, 0]) / coefficient_errors(fits)[-1]
        if 2.0 * NORMAL.cdf(-ratio) < SIGNIFICANCE:
            return candidates[place]
    return None


def profile(table: CaptureTable, interactions: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Sizes (G,) and the multinomial log-likelihood (G,) at each, the other parameters at their best.

    The sizes reach five standard errors to each side of the Poisson estimate, on the scale of the hidden
    number's logarithm. The table is completed by the hidden number and fitted whole.

    :raises TableRefused: the model has no finite estimate.
    """
    fits = fit_interactions(table.counts, interactions)
    if fits.status[0] != FITTED:
        raise TableRefused(
            gettext_noop("The lists overlap too little: main effects alone have no finite estimate.")
        )
    reach = GRID_REACH * max(intercept_error(fits), 1e-3)
    hidden = np.exp(fits.coefficients[0, 0] + np.linspace(-reach, reach, GRID_POINTS))
    grid = fits.part(np.zeros(GRID_POINTS, dtype=int))
    grid.live[0] = 1.0
    grid.observed[0] += hidden
    maximise(grid, FINAL_STEP)
    size = table.observed + hidden
    poisson = evaluate(grid)
    # Means add up to the size, so Poisson and multinomial differ by terms in the size alone.
    return size, poisson + size - size * np.log(size) + log_gamma(size + 1.0) - log_gamma(hidden + 1.0)


def _profile_limits(sizes: np.ndarray, likelihoods: np.ndarray) -> tuple[float, tuple[float, ...]]:
    """The best size, and where the signed root of the likelihood ratio is each level's normal quantile."""
    best = int(likelihoods.argmax())
    peak, highest = float(sizes[best]), float(likelihoods[best])
    # Where the likelihood rises up to the end of the grid, a curve through its last points would peak anywhere.
    if 0 < best < len(sizes) - 1:
        near = slice(best - 1, best + 2)
        curve = np.polyfit(np.log(sizes[near]), likelihoods[near], 2)
        peak = float(np.exp(-curve[1] / (2.0 * curve[0])))
        highest = float(np.polyval(curve, np.log(peak)))
    roots = np.sign(sizes - peak) * np.sqrt(2.0 * np.maximum(highest - likelihoods, 0.0))
    wanted = [NORMAL.inv_cdf(level / 100.0) for level in LEVELS]
    return peak, tuple(float(value) for value in np.interp(wanted, roots, sizes))
