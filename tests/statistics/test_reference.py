"""Estimates against the reference implementation and against published figures."""

import numpy as np
import pytest

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import LEVELS
from opennrm.statistics.hidden_population.hierarchical import hierarchical_models
from tests.statistics.conftest import REFERENCE, SETS, table_of

CASES = [(name, threshold) for name in SETS for threshold in REFERENCE[name]["stepwise"]]


@pytest.mark.parametrize("name, threshold", CASES)
def test_stepwise_equals_the_reference(name, threshold):
    expected = REFERENCE[name]["stepwise"][threshold]
    answer = hidden_population.estimate(table_of(name), threshold=float(threshold), replications=20)
    assert answer.size == pytest.approx(expected["estimate"], rel=1e-7)
    assert list(answer.model.terms) == expected["terms"]
    assert list(answer.model.terms_minus_infinity) == expected["terms_minus_infinity"]
    assert answer.model.aic == pytest.approx(expected["aic"], abs=1e-5)
    assert answer.model.deviance == pytest.approx(expected["deviance"], abs=1e-5)
    assert answer.model.parameters == expected["parameters"]
    conditional = dict(zip(LEVELS, answer.model.conditional_limits, strict=True))
    for level, limit in expected["normal_quantiles"].items():
        assert conditional[float(level)] == pytest.approx(limit, rel=1e-4)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("threshold", ["0", "0.02"])
def test_interval_ends_lie_within_monte_carlo_error(name, threshold):
    """The reference is one run of 1,000 replications: its limits must lie among those of forty runs of ours.

    Each end may be 4.5 of its own Monte Carlo standard errors off, and 3 on the average of the eight ends.
    """
    key = "bca_1000_replications_independent_prototype"
    expected = REFERENCE[name]["stepwise"][threshold][key]
    table = table_of(name).canonical()
    estimator = hidden_population.stepwise_estimator(float(threshold))
    runs = np.array(
        [
            hidden_population.bootstrap(table, estimator, replications=1000, seed=seed).limits
            for seed in range(40)
        ]
    )
    distances = [
        abs(expected[str(level)] - runs[:, place].mean()) / runs[:, place].std(ddof=1)
        for place, level in enumerate(LEVELS)
        if str(level) in expected
    ]
    assert len(distances) == 8
    assert max(distances) < 4.5
    assert np.mean(distances) < 3


@pytest.mark.parametrize(
    "name, estimate, low, high", [("UKdat", 11409, 9982, 13182), ("UKdat_5", 11304, 9889, 13063)]
)
def test_forward_by_akaike_gives_the_first_uk_estimate(name, estimate, low, high):
    forward = hidden_population.forward_by_akaike(table_of(name))
    assert round(forward.estimate) == estimate
    assert round(forward.limits[0]) == low
    assert round(forward.limits[-1]) == high


@pytest.mark.parametrize(
    "name, order, considered, fitted, best",
    [
        ("UKdat", 2, 32768, 32768, 12349.6),
        ("UKdat_5", 2, 1024, 1024, 22991.3),
        ("UKdat_5", 4, 6893, 6519, 25311.3),
        ("UKdat_4", 3, 113, 111, 11987.1),
        ("Korea", 2, 8, 6, 157.2),
        ("Artificial_3", 2, 8, 4, 539.1),
    ],
)
def test_best_bic_of_all_models_equals_published(name, order, considered, fitted, best):
    found = hidden_population.search(table_of(name), order=order)
    assert found.considered == considered
    assert len(found.terms) == fitted
    assert found.estimates[0] == pytest.approx(best, abs=0.06)
    assert found.weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["Korea", "Artificial_3", "UKdat_4"])
def test_every_model_is_fitted_exactly_where_the_exact_check_finds_a_maximum(name):
    table = table_of(name)
    models = hierarchical_models(table.lists, table.lists - 1)
    found = hidden_population.search(table, order=table.lists - 1)
    fitted = {found.interactions(place) for place in range(len(found.terms))}
    for row in models:
        terms = tuple(int(term) for term in row if term >= 0)
        checks = hidden_population.check(table, terms)
        assert (checks.exists and checks.identifiable) == (terms in fitted)


def test_all_pairs_of_the_artificial_set_are_not_identifiable():
    checks = hidden_population.check(table_of("Artificial_3"), (3, 5, 6))
    assert not checks.identifiable


def test_one_pair_of_the_artificial_set_has_no_maximum():
    table = table_of("Artificial_3")
    assert not hidden_population.check(table, (3,)).exists
    assert hidden_population.check(table, (5, 6)).exists


def test_all_pairs_of_korea_have_no_maximum():
    checks = hidden_population.check(table_of("Korea"), (3, 5, 6))
    assert checks.identifiable
    assert not checks.exists


@pytest.mark.parametrize("name, bound", [("UKdat", 15570), ("UKdat_5", 17542)])
def test_chao_lower_bound(name, bound):
    assert round(float(hidden_population.chao(table_of(name).counts)[0])) == bound


def test_one_overlapping_case_moves_the_uk_estimate_as_published(uk):
    sizes = [case.estimate for case in hidden_population.report_on(uk, replications=20).sensitivity.one_case]
    assert round(min(sizes)) == 11353
    assert round(max(sizes)) == 12410
