"""All methods side by side, and how far they are apart.

Methods rest on different untestable assumptions; Binette & Steorts (2022, arXiv 2112.01594) found each of
them far off on lists whose truth was known. So no estimate stands alone here, and where the methods differ by
more than `MOST_DISAGREEMENT` the program itself calls the estimate unreliable. Two-list estimates take no
part in that factor: each rests on two lists alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from opennrm.statistics.hidden_population import hierarchical
from opennrm.statistics.hidden_population.akaike import forward_by_akaike
from opennrm.statistics.hidden_population.bootstrap import LEVELS, NORMAL, Estimator, Progress, bootstrap
from opennrm.statistics.hidden_population.companions import chao, independence
from opennrm.statistics.hidden_population.decomposable import average_over_graphs
from opennrm.statistics.hidden_population.fitting import FITTED
from opennrm.statistics.hidden_population.latent_class import NotConverged, latent_classes
from opennrm.statistics.hidden_population.models import fit_interactions, intercept_error
from opennrm.statistics.hidden_population.results import Estimate, MethodEstimate, SupportedModel
from opennrm.statistics.hidden_population.stepwise import stepwise_estimator
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused

MOST_DISAGREEMENT = 1.5
COMPANION_REPLICATIONS = 200
TOP_MODELS_BESIDE = 20
MOST_SUPPORTED = 25
LOW, HIGH = LEVELS.index(2.5), LEVELS.index(97.5)


@dataclass(frozen=True)
class Method:
    """A method's key, its name in words, and the paper it is from."""

    key: str
    name: str
    source: str


METHODS = {
    method.key: method
    for method in (
        Method("stepwise", "Stepwise, sparse Poisson", "Chan, Silverman & Vincent 2021"),
        Method("aic", "Forward by AIC", "Bales, Hesketh & Silverman 2015"),
        Method("bic", "Best BIC of all models", "Silverman, Chan & Vincent 2024"),
        Method("bic-averaged", "All models, weighted by BIC", "Raftery 1995"),
        Method("decomposable", "Decomposable graphs, averaged", "Madigan & York 1997"),
        Method("latent-class", "Latent classes", "Manrique-Vallier 2016"),
        Method("independence", "Independent lists", "Darroch 1958"),
        Method("chao", "Chao's lower bound", "Chao 1987"),
    )
}


def row(key: str, estimate: float, low: float, high: float, note: str = "") -> MethodEstimate:
    """A method's line in the table; an estimate that is not finite is none."""
    method = METHODS[key]
    if not isfinite(estimate):
        return refused(key, "no finite estimate")
    return MethodEstimate(key, method.name, method.source, estimate, low, high, note)


def refused(key: str, why: str) -> MethodEstimate:
    """The line of a method that gives no answer."""
    method = METHODS[key]
    return MethodEstimate(key, method.name, method.source, None, None, None, why)


def bootstrapped_row(key: str, table: CaptureTable, estimator: Estimator, *, seed: int) -> MethodEstimate:
    """The line of an estimator with its corrected bootstrap limits."""
    interval = bootstrap(table, estimator, replications=COMPANION_REPLICATIONS, seed=seed)
    estimate = float(estimator(table.counts[None, :].astype(float))[0])
    return row(key, estimate, interval.limits[LOW], interval.limits[HIGH])


def side_by_side(
    answer: Estimate, *, latent: bool, progress: Progress | None
) -> tuple[tuple[MethodEstimate, ...], tuple[SupportedModel, ...]]:
    """Every method's line, and the models that BIC supports.

    The answer's own line is not worked out again; `latent` asks for the latent classes too, which take
    seconds.
    """
    table, seed = answer.table.canonical(), answer.seed
    search = _search(table)
    stepwise = stepwise_estimator(answer.threshold)
    makers: dict[str, Callable[[], MethodEstimate]] = {
        "stepwise": lambda: bootstrapped_row("stepwise", table, stepwise, seed=seed),
        "aic": lambda: akaike_row(table),
        "bic": lambda: _bic_row(table, search, seed=seed),
        "bic-averaged": lambda: _averaged_row(table, search),
        "decomposable": lambda: decomposable_row(table),
        "independence": lambda: bootstrapped_row("independence", table, independence, seed=seed),
        "chao": lambda: bootstrapped_row("chao", table, chao, seed=seed),
    }
    if latent:
        makers["latent-class"] = lambda: latent_row(table, seed=seed, progress=progress)
    low, high = answer.quantiles[LOW], answer.quantiles[HIGH]
    own = row(answer.method, answer.size, low, high, answer.note)
    rows = {answer.method: own} | {key: make() for key, make in makers.items() if key != answer.method}
    supported = supported_models(table, search, answer.table.names) if search else ()
    return tuple(rows[key] for key in METHODS if key in rows), supported


def disagreement_of(methods: tuple[MethodEstimate, ...]) -> float:
    """The largest estimate of the methods divided by the smallest; one where there is only one."""
    estimates = [method.estimate for method in methods if method.estimate is not None]
    return max(estimates) / min(estimates) if estimates else float("inf")


def akaike_row(table: CaptureTable) -> MethodEstimate:
    """The line of forward selection by AIC with its profile-likelihood limits."""
    try:
        forward = forward_by_akaike(table)
    except TableRefused as refusal:
        return refused("aic", str(refusal))
    note = "limits take the model as known"
    return row("aic", forward.estimate, forward.limits[LOW], forward.limits[HIGH], note)


def decomposable_row(table: CaptureTable) -> MethodEstimate:
    """The line of the averaged decomposable graphs."""
    try:
        average = average_over_graphs(table)
    except TableRefused as refusal:
        return refused("decomposable", str(refusal))
    return row("decomposable", average.median, average.limits[LOW], average.limits[HIGH], average.note)


def latent_row(table: CaptureTable, *, seed: int, progress: Progress | None) -> MethodEstimate:
    """The line of the latent classes, or of their refusal."""
    try:
        classes = latent_classes(table, seed=seed, progress=progress)
    except NotConverged as refusal:
        return refused("latent-class", str(refusal))
    return row("latent-class", classes.median, classes.limits[LOW], classes.limits[HIGH], classes.note)


def _search(table: CaptureTable) -> hierarchical.Search | None:
    """All models by BIC, or nothing where there are too many lists or no finite estimate."""
    try:
        return hierarchical.search(table)
    except TableRefused:
        return None


def supported_models(
    table: CaptureTable, search: hierarchical.Search, order: tuple[str, ...]
) -> tuple[SupportedModel, ...]:
    """The models within six units of BIC of the best, at most `MOST_SUPPORTED`."""
    return tuple(
        SupportedModel(
            terms=tuple(table.label(term, order) for term in search.interactions(place)),
            estimate=float(search.estimates[place]),
            bic=float(search.bic[place]),
            weight=float(search.weights[place]),
        )
        for place in range(min(search.supported(), MOST_SUPPORTED))
    )


def _bic_row(table: CaptureTable, search: hierarchical.Search | None, *, seed: int) -> MethodEstimate:
    if search is None:
        return refused("bic", f"more than {hierarchical.MOST_LISTS} lists, or no finite estimate")
    estimator = hierarchical.best_of(search.terms[:TOP_MODELS_BESIDE], table.lists)
    return bootstrapped_row("bic", table, estimator, seed=seed)


def _averaged_row(table: CaptureTable, search: hierarchical.Search | None) -> MethodEstimate:
    """The weighted mean of the logarithms, with limits of the mixture of the models' own intervals."""
    if search is None:
        return refused("bic-averaged", f"more than {hierarchical.MOST_LISTS} lists, or no finite estimate")
    centres, errors, weights = [], [], []
    for place in range(min(search.supported(), MOST_SUPPORTED)):
        fits = fit_interactions(table.counts, search.interactions(place))
        if fits.status[0] == FITTED:
            centres.append(float(fits.coefficients[0, 0]))
            errors.append(intercept_error(fits))
            weights.append(float(search.weights[place]))
    low, high = (_mixture_quantile(level, centres, errors, weights) for level in (0.025, 0.975))
    return row("bic-averaged", search.averaged, table.observed + low, table.observed + high)


def _mixture_quantile(level: float, centres: list[float], errors: list[float], weights: list[float]) -> float:
    """Quantile of a mixture of log-normal distributions of the hidden number, by halving."""
    total = sum(weights)
    low = min(centre - 8 * error for centre, error in zip(centres, errors, strict=True))
    high = max(centre + 8 * error for centre, error in zip(centres, errors, strict=True))
    for _ in range(80):
        middle = 0.5 * (low + high)
        below = sum(
            weight * NORMAL.cdf((middle - centre) / error)
            for centre, error, weight in zip(centres, errors, weights, strict=True)
        )
        low, high = (middle, high) if below < level * total else (low, middle)
    return float(np.exp(middle))
