"""One log-linear model of one table, in full.

Terms, estimate, fit, and the interval that takes the model as known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, sqrt

import numpy as np

from opennrm.statistics.hidden_population.bootstrap import LEVELS, NORMAL
from opennrm.statistics.hidden_population.fitting import (
    FINAL_STEP,
    FITTED,
    Fits,
    evaluate,
    main_effects,
    maximise,
    with_term,
)
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused


@dataclass(frozen=True)
class Model:
    """A fitted model. `interactions` are the bit sets of its table, in the order in which they came in.

    `terms` those with a finite coefficient and `terms_minus_infinity` those that nobody's history holds, both
    as "A:B"; `parameters` counts both and the main effects; `aic`, `bic` with the whole Poisson likelihood,
    `deviance` from the saturated model; `conditional_limits` quantiles of the size in the order of `LEVELS`
    as if the model had been known beforehand: after a selection they are too narrow.
    """

    interactions: tuple[int, ...]
    terms: tuple[str, ...]
    terms_minus_infinity: tuple[str, ...]
    estimate: float
    parameters: int
    aic: float
    bic: float
    deviance: float
    conditional_limits: tuple[float, ...]


def fit_interactions(counts: np.ndarray, interactions: Sequence[int]) -> Fits:
    """Fit one table (2**t,) under main effects with these interactions; a batch of one."""
    lists = len(counts).bit_length() - 1
    fits = main_effects(np.asarray(counts, dtype=float)[:, None], places=1 + lists + len(interactions))
    if fits.status[0] != FITTED:
        return fits
    for place, term in enumerate(interactions, start=1 + lists):
        fits = with_term(fits, place, np.array([term]))
        evaluate(fits)
    if interactions:
        maximise(fits, FINAL_STEP)
    return fits


def fit_model(
    table: CaptureTable, interactions: Sequence[int], *, order: Sequence[str] | None = None
) -> Model:
    """Main effects with these interactions (bit sets of two lists or more), described.

    `order` the list names in the order in which terms are to name them; the table's own by default.

    :raises TableRefused: the model has no finite, single maximum for this table.
    """
    fits = fit_interactions(table.counts, interactions)
    if fits.status[0] != FITTED:
        raise TableRefused(
            gettext_noop("The model has no finite estimate for these lists; choose one with fewer terms.")
        )
    likelihood = float(evaluate(fits)[0]) - sum(lgamma(count + 1.0) for count in table.counts)
    held = table.counts[table.histories].astype(float)
    saturated = float((held * np.log(held) - held).sum()) - sum(lgamma(count + 1.0) for count in held)
    parameters = 1 + table.lists + len(interactions)
    hidden, error = exp(fits.coefficients[0, 0]), intercept_error(fits)
    return Model(
        interactions=tuple(interactions),
        terms=tuple(table.label(term, order) for term in interactions if table.shared[term] > 0),
        terms_minus_infinity=tuple(
            table.label(term, order) for term in interactions if table.shared[term] == 0
        ),
        estimate=table.observed + hidden,
        parameters=parameters,
        aic=2.0 * parameters - 2.0 * likelihood,
        bic=log(table.observed) * parameters - 2.0 * likelihood,
        deviance=2.0 * (saturated - likelihood),
        conditional_limits=tuple(
            table.observed + hidden * exp(error * NORMAL.inv_cdf(level / 100.0)) for level in LEVELS
        ),
    )


def intercept_error(fits: Fits) -> float:
    """Standard error of the logarithm of the hidden number, from the information matrix.

    Infinite if there is none.
    """
    return coefficient_errors(fits)[0]


def coefficient_errors(fits: Fits) -> list[float]:
    """Standard errors (P,) of the coefficients of a batch of one, infinite in empty places."""
    term = fits.terms[:, 0]
    present = np.flatnonzero(term >= 0)
    information = fits.totals[term[present][:, None] | term[present][None, :], 0]
    errors = [inf] * len(term)
    for place, variance in zip(present, np.diag(np.linalg.inv(information)), strict=True):
        errors[place] = sqrt(variance) if variance > 0 else inf
    return errors
