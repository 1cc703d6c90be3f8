"""Disclosure control: what of a result may be shown to somebody who may not see small counts.

A count of few people can point to a child. Where any combination of lists holds fewer than `LEAST_SHOWN`
people, the copy for others has

- counts of people in tens, and nothing where there are fewer than ten: no other figure that counts people on
  lists (totals of lists, overlaps of pairs, the observed without one list) stands beside them;
- the number observed in tens too, and not at all where it would leave fewer than `LEAST_POSSIBLE` values for
  a hidden count;
- estimates in two significant digits, at most to tens, and neither seed nor fit: somebody who ran the same
  program on guessed counts could else compare.

Results are the objects of `hidden_population.report_as_data` with `overlaps`, as actions.py keeps them.
"""

from collections.abc import Iterable
from math import floor, log10
from typing import Any

LEAST_SHOWN = 10
LEAST_POSSIBLE = 3
STEP = 10

Result = dict[str, Any]


def has_small_counts(result: Result) -> bool:
    """Whether any combination of lists that occurs holds fewer than `LEAST_SHOWN` people."""
    return any(overlap["people"] < LEAST_SHOWN for overlap in result["overlaps"])


def is_masked(result: Result) -> bool:
    """Whether this is a copy without small counts."""
    return bool(result.get("masked"))


def masked(result: Result) -> Result:
    """The copy of a result for those who may not see small counts; the result itself where there are none."""
    if is_masked(result) or not has_small_counts(result):
        return result
    counts = [overlap["people"] for overlap in result["overlaps"]]
    observed = in_tens(sum(counts)) if may_show_observed(counts) else None
    return {
        "masked": True,
        "title": result["title"],
        "reliable": result["reliable"],
        "warning_codes": result["warning_codes"],
        "method": result["method"],
        "threshold": result["threshold"],
        "replications": result["replications"],
        "lists": [{"name": of["name"], "people": None} for of in result["lists"]],
        "overlaps": [{**overlap, "people": in_tens(overlap["people"])} for overlap in result["overlaps"]],
        "observed": observed,
        "overlapping": None,
        "population": _rough_figures(result["population"]),
        "hidden": _rough_figures(result["hidden"]) if observed is not None else _nothing(),
        "model": {**_nothing_of_model(), "terms": result["model"]["terms"]},
        "checks": result["checks"],
        "bootstrap": None,
        "supported_models": [],
        "methods": [_rough_method(method) for method in result["methods"]],
        "two_lists": [],
        "disagreement": {**result["disagreement"], "factor": _tenths(result["disagreement"]["factor"])},
        "sensitivity": _rough_sensitivity(result["sensitivity"]),
        "assumption_codes": result["assumption_codes"],
    }


def in_tens(people: int) -> int | None:
    """A count rounded to tens; nothing below `LEAST_SHOWN`."""
    return None if people < LEAST_SHOWN else (people + STEP // 2) // STEP * STEP


def rough(value: float | None) -> float | None:
    """An estimate in two significant digits, at most to tens."""
    if value is None:
        return None
    unit = max(STEP, 10 ** (floor(log10(value)) - 1)) if value > 0 else STEP
    return float(floor(value / unit + 0.5) * unit)


def may_show_observed(counts: Iterable[int]) -> bool:
    """Whether the rounded total leaves `LEAST_POSSIBLE` values or more for each hidden count."""
    counts = list(counts)
    shown = [in_tens(count) or 0 for count in counts if count >= LEAST_SHOWN]
    hidden = len(counts) - len(shown)
    if not hidden:
        return True
    total = in_tens(sum(counts))
    if total is None:
        return False
    least_total, most_total = _range_of(total)
    ranges = [_range_of(count) for count in shown]
    least = least_total - sum(high for _, high in ranges)
    most = most_total - sum(low for low, _ in ranges)
    lowest = max(1, least - (LEAST_SHOWN - 1) * (hidden - 1))
    highest = min(LEAST_SHOWN - 1, most - (hidden - 1))
    return highest - lowest + 1 >= LEAST_POSSIBLE


def _range_of(in_tens: int) -> tuple[int, int]:
    """The counts that round to this many."""
    return max(LEAST_SHOWN, in_tens - STEP // 2), in_tens + STEP // 2 - 1


def _rough_figures(figures: Result) -> Result:
    quantiles = figures["quantiles"]
    return {
        "estimate": rough(figures["estimate"]),
        "quantiles": {level: rough(value) for level, value in quantiles.items()},
    }


def _nothing() -> Result:
    return {"estimate": None, "quantiles": {}}


def _nothing_of_model() -> Result:
    return {"terms": [], "terms_minus_infinity": [], "aic": None, "bic": None}


def _rough_method(method: Result) -> Result:
    figures = {name: rough(method[name]) for name in ("estimate", "low", "high")}
    return {**method, **figures, "note": ""}


def _rough_sensitivity(sensitivity: Result) -> Result:
    case = sensitivity["one_case"]
    return {
        "without_list": [
            {"list": left_out["list"], "observed": None, "estimate": rough(left_out["estimate"])}
            for left_out in sensitivity["without_list"]
        ],
        "one_case": {"lowest": rough(case["lowest"]), "highest": rough(case["highest"]), "changes": []},
        "unobserved_odds": [],
    }


def _tenths(factor: float | None) -> float | None:
    return None if factor is None else round(factor, 1)
