"""Every hierarchical model, compared by BIC (Silverman, Chan & Vincent 2024; Regal & Hook 1991).

A hierarchical model holds with an interaction all interactions inside it. Models whose maximum does not exist
or is not unique are left out, as are models that hold all lists' own interaction, because then nothing is
left to predict the unseen from. BIC is k log n - 2 log likelihood with k counting terms at minus infinity
too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import lgamma, log

import numpy as np

from opennrm.statistics.hidden_population import kernel
from opennrm.statistics.hidden_population.bootstrap import Estimator
from opennrm.statistics.hidden_population.fitting import (
    FITTED,
    SEARCH_STEP,
    main_effects,
    maximise,
    with_term,
)
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused
from opennrm.statistics.hidden_population.transforms import list_count, pairs_of

MOST_LISTS = 6
# With six lists the models of triples number millions; with pairs only, 32,768.
DEFAULT_ORDER = {2: 1, 3: 2, 4: 3, 5: 3, 6: 2}
# Raftery (1995): beyond six units the evidence against a model is strong.
SUPPORT = 6.0
MODELS_AT_A_TIME = 2000


@dataclass(frozen=True)
class Search:
    """All models that can be fitted, best first.

    `terms` (M, W) the interactions of each as bit sets, -1 in empty places; `estimates`, `bic` and `weights`
    (M,) in the same order, the weights adding up to one; `considered` how many models there were before those
    without a unique maximum fell out.
    """

    terms: np.ndarray
    estimates: np.ndarray
    bic: np.ndarray
    weights: np.ndarray
    considered: int

    def interactions(self, place: int) -> tuple[int, ...]:
        """The interactions of the model in this place, 0 the best."""
        return tuple(int(term) for term in self.terms[place] if term >= 0)

    @property
    def averaged(self) -> float:
        """Geometric mean of the estimated sizes under the weights."""
        return float(np.exp((self.weights * np.log(self.estimates)).sum()))

    def supported(self) -> int:
        """How many of the first models lie within `SUPPORT` units of BIC of the best."""
        return int((self.bic <= self.bic[0] + SUPPORT).sum())


@cache
def hierarchical_models(lists: int, order: int) -> np.ndarray:
    """All sets of interactions of up to `order` lists that hold a term's parts with it: (M, W), else -1.

    Pairs run through a Gray code, so that each model is a good start for the fit of the next.
    """
    pairs = np.array(pairs_of(lists), dtype=np.int32)
    if order < 2:
        return np.full((1, 1), -1, dtype=np.int32)
    numbers = np.arange(1 << len(pairs))
    present = (numbers ^ numbers >> 1)[:, None] >> np.arange(len(pairs)) & 1
    only_pairs = np.where(present == 1, pairs, -1).astype(np.int32)
    if order == 2:
        return only_pairs
    models = [
        model
        for row in only_pairs
        for model in _with_larger(lists, order, tuple(int(pair) for pair in row if pair >= 0))
    ]
    terms = np.full((len(models), max(len(model) for model in models)), -1, dtype=np.int32)
    for place, model in enumerate(models):
        terms[place, : len(model)] = model
    return terms


def _with_larger(lists: int, order: int, pairs: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The models with exactly these pairs and any larger terms they allow."""
    models = [pairs]
    for size in range(3, order + 1):
        terms = [sum(1 << number for number in group) for group in combinations(range(lists), size)]
        grown: list[tuple[int, ...]] = []
        for model in models:
            allowed = [
                term for term in terms if all(term ^ 1 << n in model for n in range(lists) if term >> n & 1)
            ]
            for count in range(len(allowed) + 1):
                grown.extend(model + extra for extra in combinations(allowed, count))
        models = grown
    return models


def fit_all(counts: np.ndarray, terms: np.ndarray, *, compiled: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Sizes and log-likelihoods without their constants, each (R, M); NaN where there is no unique maximum.

    `counts` (R, 2**t) whole numbers; `terms` (M, W) interactions as bit sets, -1 in empty places.
    """
    counts = np.ascontiguousarray(np.atleast_2d(counts), dtype=float)
    terms = np.ascontiguousarray(terms, dtype=np.int32)
    sizes = np.full((len(counts), len(terms)), np.nan)
    likelihoods = sizes.copy()
    if compiled and kernel.AVAILABLE:
        status = np.zeros(sizes.shape, dtype=np.int8)
        kernel.fit_models(counts, list_count(counts[0]), terms, terms.shape[1], sizes, likelihoods, status)
        return sizes, likelihoods
    for row, table in enumerate(counts):
        for start in range(0, len(terms), MODELS_AT_A_TIME):
            part = slice(start, start + MODELS_AT_A_TIME)
            sizes[row, part], likelihoods[row, part] = _fit_batch(table, terms[part])
    return sizes, likelihoods


def _fit_batch(table: np.ndarray, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lists, models = list_count(table), len(terms)
    fits = main_effects(np.repeat(table[:, None], models, axis=1), places=1 + lists + terms.shape[1])
    if (fits.status != FITTED).any():
        return np.full(models, np.nan), np.full(models, np.nan)
    for place in range(terms.shape[1]):
        having = np.flatnonzero(terms[:, place] >= 0)
        if having.size:
            fits.put(having, with_term(fits.part(having), 1 + lists + place, terms[having, place]))
    maximise(fits, SEARCH_STEP)
    fitted = fits.status == FITTED
    likelihoods = (
        np.where(fits.terms >= 0, fits.coefficients, 0.0) * fits.observed[fits.terms, np.arange(models)]
    ).sum(axis=0) - fits.totals[0]
    return np.where(fitted, fits.estimates, np.nan), np.where(fitted, likelihoods, np.nan)


def search(table: CaptureTable, *, order: int | None = None, compiled: bool = True) -> Search:
    """Fit all hierarchical models of interactions of up to `order` lists.

    By default 3, and 2 for six lists, whose models of triples would number millions.

    :raises TableRefused: more than six lists, triples of six lists, or no model with a finite estimate.
    """
    if table.lists > MOST_LISTS:
        raise TableRefused(
            gettext_noop(
                "All models can be compared for up to {most} lists, and there are {lists} here; "
                "merge lists or use the stepwise method."
            ),
            most=MOST_LISTS,
            lists=table.lists,
        )
    if table.lists == MOST_LISTS and (order or 0) > DEFAULT_ORDER[MOST_LISTS]:
        raise TableRefused(
            gettext_noop(
                "With six lists only pairs can be compared exhaustively; merge two lists, or compare only pairs."
            )
        )
    models = hierarchical_models(table.lists, min(order or DEFAULT_ORDER[table.lists], table.lists - 1))
    sizes, likelihoods = (values[0] for values in fit_all(table.counts, models, compiled=compiled))
    usable = np.flatnonzero(np.isfinite(sizes))
    if not usable.size:
        raise TableRefused(gettext_noop("No model has a finite estimate; the lists overlap too little."))
    constant = sum(lgamma(count + 1.0) for count in table.counts)
    parameters = 1 + table.lists + (models[usable] >= 0).sum(axis=1)
    bic = parameters * log(table.observed) - 2.0 * (likelihoods[usable] - constant)
    ranking = np.argsort(bic, kind="stable")
    weights = np.exp(-0.5 * (bic[ranking] - bic.min()))
    return Search(
        terms=models[usable[ranking]],
        estimates=sizes[usable[ranking]],
        bic=bic[ranking],
        weights=weights / weights.sum(),
        considered=len(models),
    )


def best_of(terms: np.ndarray, lists: int, *, compiled: bool = True) -> Estimator:
    """An estimator that takes for each table the model with the best BIC among these, (M, W) as in `fit_all`.

    Silverman, Chan & Vincent (2024) do so with the best few of the table itself. The size is infinite where
    none of the models has a finite estimate.
    """
    parameters = 1 + lists + (terms >= 0).sum(axis=1)

    def estimator(counts: np.ndarray) -> np.ndarray:
        sizes, likelihoods = fit_all(counts, terms, compiled=compiled)
        bic = parameters * np.log(np.asarray(counts).sum(axis=1))[:, None] - 2.0 * likelihoods
        best = np.where(np.isnan(bic), np.inf, bic).argmin(axis=1)
        chosen = sizes[np.arange(len(sizes)), best]
        return np.where(np.isnan(chosen), np.inf, chosen)

    return estimator
