"""An estimate with everything that qualifies it.

All methods, sensitivity, warnings, and whether it may be relied on.
"""

from __future__ import annotations

from time import perf_counter

from opennrm.statistics.hidden_population.bootstrap import Progress
from opennrm.statistics.hidden_population.companions import chao, chapman
from opennrm.statistics.hidden_population.comparison import disagreement_of, side_by_side
from opennrm.statistics.hidden_population.estimation import (
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    DEFAULT_THRESHOLD,
    METHODS,
    estimate,
)
from opennrm.statistics.hidden_population.findings import ASSUMPTIONS, is_reliable, warnings_for
from opennrm.statistics.hidden_population.results import (
    Estimate,
    MethodEstimate,
    Report,
    Sensitivity,
    SupportedModel,
)
from opennrm.statistics.hidden_population.sensitivity import (
    leave_each_list_out,
    one_case_more_or_fewer,
    under_odds,
)
from opennrm.statistics.hidden_population.sentences import Sentence
from opennrm.statistics.hidden_population.stepwise import stepwise_estimator
from opennrm.statistics.hidden_population.tables import CaptureTable

ALL = "all"
REPORT_METHODS = (*METHODS, ALL)


def report_on(
    table: CaptureTable,
    *,
    method: str = "stepwise",
    threshold: float = DEFAULT_THRESHOLD,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    calibrate: bool = False,
    draw_observed: bool = False,
    progress: Progress | None = None,
    notes: tuple[Sentence, ...] = (),
) -> Report:
    """Estimate by one method and set beside it what the others say and how far small changes move it.

    Arguments as of `estimate`; the method "all" is stepwise with the latent classes in the table of methods
    too, which takes seconds. `notes` say how the lists were read, and stand in the report.

    :raises TableRefused: the table, method or numbers will not do; the message says what to do.
    :raises NotConverged: the latent classes were asked for alone and did not converge.
    """
    started = perf_counter()
    answer = estimate(
        table,
        method="stepwise" if method == ALL else method,
        threshold=threshold,
        replications=replications,
        seed=seed,
        calibrate=calibrate,
        draw_observed=draw_observed,
        progress=progress,
    )
    methods, supported = side_by_side(answer, latent=method == ALL, progress=progress)
    return _qualified(answer, method, methods, supported, notes, started)


def _qualified(
    answer: Estimate,
    method: str,
    methods: tuple[MethodEstimate, ...],
    supported: tuple[SupportedModel, ...],
    notes: tuple[Sentence, ...],
    started: float,
) -> Report:
    """The report with its sensitivity, warnings and judgement."""
    disagreement, sensitivity = disagreement_of(methods), _sensitivity(answer)
    warnings = warnings_for(answer, methods, supported, disagreement, sensitivity)
    return Report(
        answer=answer,
        method=method,
        supported=supported,
        sensitivity=sensitivity,
        methods=methods,
        two_lists=chapman(answer.table),
        disagreement=disagreement,
        reliable=is_reliable(warnings),
        warnings=warnings,
        assumptions=ASSUMPTIONS,
        notes=notes,
        seconds=perf_counter() - started,
    )


def _sensitivity(answer: Estimate) -> Sensitivity:
    """Small changes under the chosen method where it is quick, else under stepwise selection."""
    level = 0.0 if answer.method == "independence" else answer.threshold
    estimator = chao if answer.method == "chao" else stepwise_estimator(level)
    table = answer.table
    return Sensitivity(
        without_list=leave_each_list_out(table, lambda smaller: float(estimator(smaller.counts[None, :])[0])),
        one_case=one_case_more_or_fewer(table.canonical(), estimator, order=table.names),
        odds=under_odds(table.observed, answer.size),
    )
