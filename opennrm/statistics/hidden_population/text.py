"""A report in plain words for a terminal or a file."""

from __future__ import annotations

from math import isfinite

from opennrm.statistics.hidden_population.bootstrap import LEVELS
from opennrm.statistics.hidden_population.comparison import MOST_DISAGREEMENT
from opennrm.statistics.hidden_population.results import Report
from opennrm.statistics.hidden_population.sensitivity import OneCase


def people(value: float | None) -> str:
    """A number of people for reading."""
    return "none" if value is None or not isfinite(value) else f"{value:,.0f}"


def report_as_text(report: Report) -> str:
    """The report for a terminal or a file, in plain words.

    Holds no time, so that the same seed gives the same bytes.
    """
    sections = (
        _headline(report),
        _quantile_lines(report),
        _model_lines(report),
        _method_lines(report),
        _sensitivity_lines(report),
        ["Assumptions", *(f"  - {assumption.text}" for assumption in report.assumptions)],
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _headline(report: Report) -> list[str]:
    answer, table = report.answer, report.answer.table
    names = ", ".join(table.names)
    # Before the number, and on its line too, so that neither is quoted without the other.
    first = ["THIS ESTIMATE IS UNRELIABLE. Do not publish it; the reasons are below."]
    word = "" if report.reliable else "UNRELIABLE. "
    return [
        *([] if report.reliable else first),
        f"{table.observed:,} people on {table.lists} lists ({names}), "
        f"{table.overlapping():,} of them on more than one",
        *(f"How the lists were read: {note}" for note in report.notes),
        f"{word}Whole population: {people(answer.size)}   still hidden: {people(answer.hidden)}",
        f"Method {report.method}, threshold {answer.threshold:g}, {answer.replications:,} replications, "
        f"seed {answer.seed}",
        *(f"  ! {warning.text}" for warning in report.warnings),
    ]


def _quantile_lines(report: Report) -> list[str]:
    columns = [("whole population", report.answer.quantiles)]
    interval = report.answer.interval
    if interval is not None:
        columns += [("plain percentile", interval.percentile_limits)]
        if interval.calibrated_limits is not None:
            columns += [("calibrated", interval.calibrated_limits)]
    if report.answer.model is not None:
        columns += [("model as known", report.answer.model.conditional_limits)]
    head = "".join(f"{name:>18}" for name, _ in columns) + (f"{'percentile read':>18}" if interval else "")
    lines = ["Quantiles", f"{'%':>7}{head}"]
    for place, level in enumerate(LEVELS):
        read = f"{interval.percentiles_read[place]:>18.2f}" if interval else ""
        lines.append(f"{level:>7g}" + "".join(f"{people(values[place]):>18}" for _, values in columns) + read)
    if interval is not None:
        lines.append(
            f"Bias correction z0 {interval.bias:.3f}, acceleration {interval.acceleration:.4f}, "
            f"{interval.infinite} replicates without a finite estimate"
        )
    return lines


def _model_lines(report: Report) -> list[str]:
    lines = []
    if report.answer.model is not None:
        terms = [
            *report.answer.model.terms,
            *(f"{term} (nobody on both)" for term in report.answer.model.terms_minus_infinity),
        ]
        lines += [
            "Model",
            f"  Terms in addition to the lists: {', '.join(terms) or 'none'}",
            f"  AIC {report.answer.model.aic:.2f}, BIC {report.answer.model.bic:.2f}, deviance "
            f"{report.answer.model.deviance:.2f}, "
            f"{report.answer.model.parameters} parameters",
        ]
    if report.answer.checks is not None:
        lines.append(f"  {report.answer.checks.explanation}")
    if report.supported:
        lines.append("  Models that the lists support (size, BIC, weight):")
        lines += [
            f"  {people(model.estimate):>10}{model.bic:>10.2f}{model.weight:>7.3f}  "
            f"{', '.join(model.terms) or 'none'}"
            for model in report.supported
        ]
    return lines


def _method_lines(report: Report) -> list[str]:
    lines = ["Methods side by side", f"  {'':<31}{'size':>10}{'2.5%':>10}{'97.5%':>10}"]
    for method in report.methods:
        figures = "".join(f"{people(value):>10}" for value in (method.estimate, method.low, method.high))
        lines.append(f"  {method.name:<31}{figures}  {method.note}".rstrip())
    lines.append(
        f"  They differ by a factor of {report.disagreement:.2f}; above {MOST_DISAGREEMENT}, an estimate is unreliable."
    )
    lines.append("  Two lists alone (Chapman):")
    lines += [
        f"  {two.pair:<31}{people(two.estimate):>10}{people(two.low):>10}{people(two.high):>10}  "
        f"{two.shared} on both"
        for two in report.two_lists
    ]
    return lines


def _sensitivity_lines(report: Report) -> list[str]:
    lines = ["Sensitivity"]
    lines += [
        f"  Without {left_out.name}: {people(left_out.estimate)} ({left_out.observed:,} observed)"
        for left_out in report.sensitivity.without_list
    ]
    cases = report.sensitivity.one_case
    if cases:
        lowest, highest = min(cases, key=_size), max(cases, key=_size)
        lines.append(
            f"  One overlapping case: from {people(lowest.estimate)} ({lowest.change:+d} {lowest.history}) "
            f"to {people(highest.estimate)} ({highest.change:+d} {highest.history})"
        )
    lines += [
        f"  If {ratio:.2f} times as many people were hidden as the model predicts: {people(size)}"
        for ratio, size in report.sensitivity.odds
        if ratio != 1.0
    ]
    return lines


def _size(case: OneCase) -> float:
    return case.estimate
