"""A report as data for programs (JSON): the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from math import ceil, isfinite
from typing import Any

from opennrm.statistics.hidden_population.bootstrap import LEVELS, BootstrapInterval
from opennrm.statistics.hidden_population.comparison import MOST_DISAGREEMENT
from opennrm.statistics.hidden_population.existence import Checks
from opennrm.statistics.hidden_population.models import Model
from opennrm.statistics.hidden_population.results import Estimate, Report, Sensitivity

# Digits beyond these are rounding of the machine, which differs between the compiled kernel and NumPy.
SIGNIFICANT_DIGITS = 10


def number(value: float | None) -> float | None:
    """A figure for JSON: ten significant digits, `None` where there is no finite one."""
    if value is None or not isfinite(value):
        return None
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def by_level(values: Iterable[float], *, less: float = 0.0) -> dict[str, float | None]:
    """Quantiles under their levels, "2.5" to "97.5"."""
    return {f"{level:g}": number(value - less) for level, value in zip(LEVELS, values, strict=True)}


def report_as_data(report: Report) -> dict[str, Any]:
    """The report as an object for JSON.

    `seconds` is rounded up to whole seconds, so that quick runs of one seed agree in every byte.
    """
    answer = report.answer
    table = answer.table
    return {
        # First, so that nobody reads the number without it.
        "reliable": report.reliable,
        "warnings": [warning.text for warning in report.warnings],
        "warning_codes": [warning.code for warning in report.warnings],
        "reading": [
            {"text": str(note), "template": note.template, "values": note.values} for note in report.notes
        ],
        "method": report.method,
        "threshold": answer.threshold,
        "replications": answer.replications,
        "seed": answer.seed,
        "seconds": max(1, ceil(report.seconds)),
        "lists": [
            {"name": name, "people": int(table.shared[1 << place])} for place, name in enumerate(table.names)
        ],
        "observed": table.observed,
        "overlapping": table.overlapping(),
        "population": _population(answer),
        "hidden": {
            "estimate": number(answer.hidden),
            "quantiles": by_level(answer.quantiles, less=table.observed),
        },
        "model": _model(answer.model),
        "checks": _checks(answer.checks),
        "bootstrap": _bootstrap(answer.interval),
        **_comparison(report),
        "sensitivity": _sensitivity(report.sensitivity),
        "assumptions": [assumption.text for assumption in report.assumptions],
    }


def _comparison(report: Report) -> dict[str, Any]:
    return {
        "supported_models": [
            {
                "terms": list(model.terms),
                **_figures(estimate=model.estimate, bic=model.bic, weight=model.weight),
            }
            for model in report.supported
        ],
        "methods": [
            {
                "method": method.method,
                "name": method.name,
                "source": method.source,
                **_figures(estimate=method.estimate, low=method.low, high=method.high),
                "note": method.note,
            }
            for method in report.methods
        ],
        "two_lists": [
            {
                "pair": two.pair,
                "shared": two.shared,
                **_figures(estimate=two.estimate, low=two.low, high=two.high),
            }
            for two in report.two_lists
        ],
        "disagreement": {"factor": number(report.disagreement), "most": MOST_DISAGREEMENT},
    }


def _figures(**values: float | None) -> dict[str, float | None]:
    return {name: number(value) for name, value in values.items()}


def _population(answer: Estimate) -> dict[str, Any]:
    """The size with its quantiles, and percentile, calibrated and conditional ones where there are any."""
    found = {"estimate": number(answer.size), "quantiles": by_level(answer.quantiles)}
    if answer.interval is not None:
        found["percentile_quantiles"] = by_level(answer.interval.percentile_limits)
        if answer.interval.calibrated_limits is not None:
            found["calibrated_quantiles"] = by_level(answer.interval.calibrated_limits)
    if answer.model is not None:
        found["conditional_quantiles"] = by_level(answer.model.conditional_limits)
    return found


def _model(model: Model | None) -> dict[str, Any]:
    if model is None:
        return {"terms": [], "terms_minus_infinity": [], "aic": None, "bic": None}
    return {
        "terms": list(model.terms),
        "terms_minus_infinity": list(model.terms_minus_infinity),
        "parameters": model.parameters,
        **_figures(aic=model.aic, bic=model.bic, deviance=model.deviance),
    }


def _checks(checks: Checks | None) -> dict[str, Any]:
    if checks is None:
        return {
            "exists": None,
            "identifiable": None,
            "explanation": "This method has no single model to check.",
        }
    return asdict(checks)


def _bootstrap(interval: BootstrapInterval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {
        "z0": number(interval.bias),
        "acceleration": number(interval.acceleration),
        "percentiles_read": by_level(interval.percentiles_read),
        "replicates_without_estimate": interval.infinite,
        "observed_drawn": interval.observed_drawn,
    }


def _sensitivity(sensitivity: Sensitivity) -> dict[str, Any]:
    cases = sensitivity.one_case
    return {
        "without_list": [
            {"list": left_out.name, "observed": left_out.observed, "estimate": number(left_out.estimate)}
            for left_out in sensitivity.without_list
        ],
        "one_case": {
            "lowest": number(min((case.estimate for case in cases), default=None)),
            "highest": number(max((case.estimate for case in cases), default=None)),
            "changes": [
                {"history": case.history, "change": case.change, "estimate": number(case.estimate)}
                for case in cases
            ],
        },
        "unobserved_odds": [
            {"odds_ratio": number(ratio), "estimate": number(size)} for ratio, size in sensitivity.odds
        ],
    }
