"""What a reader has to be told with an estimate.

Warnings, when it is not to be relied on, and what it assumes.
"""

from __future__ import annotations

from math import isfinite

from opennrm.statistics.hidden_population.bootstrap import LARGE_BIAS, LEVELS, BootstrapInterval
from opennrm.statistics.hidden_population.comparison import MOST_DISAGREEMENT
from opennrm.statistics.hidden_population.existence import Checks
from opennrm.statistics.hidden_population.results import (
    Estimate,
    Finding,
    MethodEstimate,
    Sensitivity,
    SupportedModel,
)
from opennrm.statistics.hidden_population.tables import CaptureTable

MOST_INFINITE = 0.05
FEW_OVERLAPPING = 20
# One case out of many should not move an answer by more than this share.
MOST_BY_ONE_CASE = 0.10
MOST_BY_ONE_LIST = 1.5

# With any of these the program itself calls the estimate unreliable.
DISQUALIFYING = frozenset(
    {
        "no_estimate",
        "does_not_exist",
        "not_identifiable",
        "methods_disagree",
        "few_overlapping",
        "infinite_replicates",
        "two_lists",
    }
)

ASSUMPTIONS = (
    Finding("closed", "Nobody came into or left the population in the period of the lists."),
    Finding("same_definition", "Every list uses the same definition of who belongs to the population."),
    Finding(
        "perfect_links",
        "The same person is recognised on all lists, and nobody is mistaken for somebody else.",
    ),
    Finding(
        "everybody_reachable",
        "Everybody has some chance of being on a list. People who have none are not counted.",
    ),
    Finding(
        "no_absorbing_list",
        "No list keeps people off other lists, or sends all its people on to another. Referrals between "
        "agencies make their lists depend on each other.",
    ),
    Finding(
        "modelled_dependence",
        "The lists depend on each other only as the terms of the model say. No data can show whether that is so.",
    ),
    Finding("planning_only", "The estimate is for planning. It says nothing about any one person or place."),
    Finding(
        "not_for_parts",
        "Do not scale an estimate for adults to children, and do not use an estimate for one period for another.",
    ),
)


def warnings_for(
    answer: Estimate,
    methods: tuple[MethodEstimate, ...],
    supported: tuple[SupportedModel, ...],
    disagreement: float,
    sensitivity: Sensitivity,
) -> tuple[Finding, ...]:
    """Every warning that applies, the gravest first."""
    return (
        *_about_the_model(answer.table, answer.size, answer.checks),
        *_about_the_methods(methods, disagreement),
        *_about_supported_models(supported),
        *_about_the_limits(answer),
        *_about_the_interval(answer.interval),
        *_about_sensitivity(answer.size, sensitivity),
    )


def is_reliable(warnings: tuple[Finding, ...]) -> bool:
    """Whether none of the warnings disqualifies the estimate."""
    return not any(warning.code in DISQUALIFYING for warning in warnings)


def _about_the_model(table: CaptureTable, estimate: float, checks: Checks | None) -> list[Finding]:
    found = []
    if not isfinite(estimate):
        found.append(Finding("no_estimate", "There is no finite estimate: the lists overlap too little."))
    if checks is not None and not checks.identifiable:
        found.append(Finding("not_identifiable", checks.explanation))
    if checks is not None and not checks.exists:
        found.append(Finding("does_not_exist", checks.explanation))
    if table.lists == 2:
        found.append(
            Finding(
                "two_lists",
                "Two lists alone cannot show whether they depend on each other. Find a third list.",
            )
        )
    overlapping = table.overlapping()
    if overlapping < FEW_OVERLAPPING:
        found.append(
            Finding(
                "few_overlapping",
                f"Only {overlapping} people are on more than one list. With fewer than {FEW_OVERLAPPING}, "
                "an estimate is not reliable.",
                (overlapping,),
            )
        )
    return found


def _about_the_methods(methods: tuple[MethodEstimate, ...], disagreement: float) -> list[Finding]:
    found = []
    if disagreement > MOST_DISAGREEMENT:
        answering = [method for method in methods if method.estimate is not None]
        lowest = min(answering, key=lambda method: method.estimate or 0.0)
        highest = max(answering, key=lambda method: method.estimate or 0.0)
        found.append(
            Finding(
                "methods_disagree",
                f"The methods differ by a factor of {disagreement:.2f}, more than {MOST_DISAGREEMENT}: from "
                f"{lowest.estimate:,.0f} ({lowest.name}) to {highest.estimate:,.0f} ({highest.name}). This "
                "estimate "
                "is unreliable.",
                (disagreement, MOST_DISAGREEMENT),
            )
        )
    found.extend(
        Finding(
            "cut_off", f"{method.name}: the upper limit is set by the largest size allowed, not by the lists."
        )
        for method in methods
        if method.note.startswith("cut off")
    )
    return found


def _about_supported_models(supported: tuple[SupportedModel, ...]) -> list[Finding]:
    sizes = [model.estimate for model in supported]
    if not sizes or max(sizes) / min(sizes) <= MOST_DISAGREEMENT:
        return []
    return [
        Finding(
            "models_disagree",
            f"Models that the lists support nearly as well give estimates from {min(sizes):,.0f} to "
            f"{max(sizes):,.0f}; do not quote "
            "one number alone.",
            (min(sizes), max(sizes)),
        )
    ]


def _about_the_limits(answer: Estimate) -> list[Finding]:
    low, high = (answer.quantiles[LEVELS.index(level)] for level in (2.5, 97.5))
    if not isfinite(answer.size) or low <= answer.size <= high:
        return []
    if low > answer.size:
        where = f"The lower limit, {low:,.0f}, is above the estimate, {answer.size:,.0f}."
        why = "nearly all samples of the lists give a smaller number than the lists themselves"
        code, limit = "low_above_estimate", low
    else:
        where = f"The upper limit, {high:,.0f}, is below the estimate, {answer.size:,.0f}."
        why = "nearly all samples of the lists give a larger number than the lists themselves"
        code, limit = "high_below_estimate", high
    if answer.interval is None:
        explanation = (
            "The limits and the estimate have different centres. Do not quote one without the other."
        )
    else:
        explanation = (
            f"This is not a mistake: {why}, and the correction for that bias moves both limits past the estimate. "
            "Quote the plain percentile limits, or no number."
        )
    return [Finding(code, f"{where} {explanation}", (limit, answer.size))]


def _about_the_interval(interval: BootstrapInterval | None) -> list[Finding]:
    if interval is None:
        return []
    found = []
    if interval.infinite:
        code = (
            "infinite_replicates"
            if interval.infinite > MOST_INFINITE * interval.replications
            else "some_infinite"
        )
        found.append(
            Finding(
                code,
                f"{interval.infinite} of {interval.replications} replicates have no finite estimate.",
                (interval.infinite, interval.replications),
            )
        )
    if interval.biased:
        low, high = (
            interval.percentiles_read[LEVELS.index(2.5)],
            interval.percentiles_read[LEVELS.index(97.5)],
        )
        found.append(
            Finding(
                "biased_interval",
                f"The bias correction z0 is {interval.bias:.2f}, beyond ±{LARGE_BIAS}: the corrected 95% "
                "limits are "
                f"really percentiles {low:.1f} and {high:.1f} of the replicates. Look at the plain "
                "percentile interval too.",
                (interval.bias, low, high),
            )
        )
    return found


def _about_sensitivity(estimate: float, sensitivity: Sensitivity) -> list[Finding]:
    found: list[Finding] = []
    if not isfinite(estimate):
        return found
    moved = [case.estimate for case in sensitivity.one_case]
    if moved and max(max(moved) / estimate, estimate / min(moved)) - 1.0 > MOST_BY_ONE_CASE:
        found.append(
            Finding(
                "one_case_matters",
                f"One overlapping case more or fewer moves the estimate to between {min(moved):,.0f} and "
                f"{max(moved):,.0f}; one wrong link would do the same.",
                (min(moved), max(moved)),
            )
        )
    for left_out in sensitivity.without_list:
        if max(left_out.estimate / estimate, estimate / left_out.estimate) > MOST_BY_ONE_LIST:
            answer = f"{left_out.estimate:,.0f}" if isfinite(left_out.estimate) else "no finite number"
            found.append(
                Finding(
                    "one_list_matters",
                    f"Without the list “{left_out.name}” the estimate is {answer}.",
                    (left_out.estimate,),
                )
            )
    return found
