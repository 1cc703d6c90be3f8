"""One method's estimate with its interval, its model and the check that there is one."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from opennrm.statistics.hidden_population import hierarchical
from opennrm.statistics.hidden_population.akaike import forward_by_akaike
from opennrm.statistics.hidden_population.bootstrap import (
    BootstrapInterval,
    Estimator,
    Progress,
    bootstrap,
)
from opennrm.statistics.hidden_population.companions import chao
from opennrm.statistics.hidden_population.decomposable import average_over_graphs
from opennrm.statistics.hidden_population.existence import Checks, check
from opennrm.statistics.hidden_population.latent_class import latent_classes
from opennrm.statistics.hidden_population.models import Model, fit_model
from opennrm.statistics.hidden_population.results import Estimate
from opennrm.statistics.hidden_population.sentences import gettext_noop
from opennrm.statistics.hidden_population.stepwise import select, stepwise_estimator
from opennrm.statistics.hidden_population.tables import CaptureTable, TableRefused
from opennrm.statistics.hidden_population.transforms import members, pairs_of

METHODS = ("stepwise", "bic", "aic", "independence", "chao", "decomposable", "latent-class")
DEFAULT_THRESHOLD = 0.02
DEFAULT_REPLICATIONS = 1000
DEFAULT_SEED = 1
# Inner samples of the double bootstrap: the calibrated level of one replicate is good to a few percent.
CALIBRATION_REPLICATIONS = 200
LEAST_REPLICATIONS = 20
BOOTSTRAPPED = frozenset({"stepwise", "bic", "independence", "chao"})
# The best models of the table itself that compete in each replicate; with all of them the limits hardly move.
TOP_MODELS = 100


@dataclass(frozen=True)
class _Answer:
    """What a method found in a canonical table.

    `interactions` are the bit sets of its model, if it has one.
    """

    size: float
    quantiles: tuple[float, ...]
    interval: BootstrapInterval | None = None
    interactions: tuple[int, ...] | None = None
    note: str = ""


def estimate(
    table: CaptureTable,
    *,
    method: str = "stepwise",
    threshold: float = DEFAULT_THRESHOLD,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    calibrate: bool = False,
    draw_observed: bool = False,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate the size of the whole population from the overlaps of its lists, by one method.

    `method` one of `METHODS`; `threshold` of the stepwise selection, 0 to 1; `replications` of the bootstrap,
    for stepwise, bic, independence and chao; `calibrate` and `draw_observed` as of `bootstrap`. `progress` is
    called with the work done and the whole; what it raises stops the work. The same seed gives the same
    figures, whatever the order of lists and rows. Sizes are people; quantiles are in the order of `LEVELS`.

    :raises TableRefused: the table, method or numbers will not do; the message says what to do.
    :raises NotConverged: the latent classes did not converge.
    """
    _check_arguments(method, threshold, replications)
    working = table.canonical()
    if method in BOOTSTRAPPED:
        estimator, interactions = _estimator(working, method, threshold)
        interval = bootstrap(
            working,
            estimator,
            replications=replications,
            seed=seed,
            inner_replications=CALIBRATION_REPLICATIONS if calibrate else 0,
            draw_observed=draw_observed,
            progress=progress,
        )
        answer = _Answer(_size_of(working, estimator), interval.limits, interval, interactions)
    else:
        answer = _closed(working, method, seed, progress)
    model, checks = _described(working, answer, table.names, named_in_order=threshold == 1.0)
    settings = table, method, threshold, replications, seed
    return Estimate(*settings, answer.size, answer.quantiles, answer.interval, model, checks, answer.note)


def _size_of(table: CaptureTable, estimator: Estimator) -> float:
    return float(estimator(table.counts[None, :].astype(float))[0])


def _check_arguments(method: str, threshold: float, replications: int) -> None:
    if method not in METHODS:
        raise TableRefused(
            gettext_noop("There is no method “{method}”; choose one of {methods}."),
            method=method,
            methods=", ".join(METHODS),
        )
    if not 0.0 <= threshold <= 1.0:
        raise TableRefused(
            gettext_noop("The threshold {threshold} is not a probability; give a number from 0 to 1."),
            threshold=str(threshold),
        )
    if replications < LEAST_REPLICATIONS:
        raise TableRefused(
            gettext_noop("{replications} replications are too few; give {least} or more."),
            replications=replications,
            least=LEAST_REPLICATIONS,
        )


def _closed(table: CaptureTable, method: str, seed: int, progress: Progress | None) -> _Answer:
    """The answer of a method whose quantiles are a profile likelihood's or a posterior's."""
    if method == "aic":
        forward = forward_by_akaike(table)
        return _Answer(forward.estimate, forward.limits, interactions=forward.model.interactions)
    if method == "decomposable":
        average = average_over_graphs(table)
        return _Answer(average.median, average.limits, note=average.note)
    classes = latent_classes(table, seed=seed, progress=progress)
    return _Answer(classes.median, classes.limits, note=classes.note)


def _estimator(
    table: CaptureTable, method: str, threshold: float
) -> tuple[Estimator, tuple[int, ...] | None]:
    """The estimator that the bootstrap repeats, and the model it chooses for the table itself."""
    if method == "chao":
        return chao, None
    if method == "bic":
        search = hierarchical.search(table)
        return hierarchical.best_of(search.terms[:TOP_MODELS], table.lists), search.interactions(0)
    level = threshold if method == "stepwise" else 0.0
    pairs = pairs_of(table.lists)
    chosen = select(table.counts, threshold=level).chosen[0]
    return stepwise_estimator(level), tuple(pairs[place] for place in chosen if place >= 0)


def _described(
    table: CaptureTable, answer: _Answer, order: tuple[str, ...], *, named_in_order: bool
) -> tuple[Model | None, Checks | None]:
    """The model in full and the exact check that its estimate exists; none for methods without one model.

    `named_in_order` lists the terms in the order of the lists: with every pair in, the order of entry says
    nothing.
    """
    interactions = answer.interactions
    if interactions is None:
        return None, None
    if named_in_order:
        places = [order.index(name) for name in table.names]
        interactions = tuple(
            sorted(interactions, key=lambda term: sorted((places[n] for n in members(term)), reverse=True))
        )
    checks = check(table, interactions)
    if not isfinite(answer.size) or not (checks.exists and checks.identifiable):
        return None, checks
    return fit_model(table, interactions, order=order), checks
