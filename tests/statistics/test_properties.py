"""What must hold for every table."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import CaptureTable, kernel
from opennrm.statistics.hidden_population.existence import _design, rank_of
from opennrm.statistics.hidden_population.hierarchical import fit_all, hierarchical_models
from opennrm.statistics.hidden_population.stepwise import select
from opennrm.statistics.hidden_population.transforms import pairs_of, subset_sums, superset_sums
from tests.statistics.strategies import tables

THRESHOLDS = st.sampled_from([0.0, 0.001, 0.02, 0.2, 1.0])


@given(tables(), THRESHOLDS, st.randoms(use_true_random=False))
def test_order_of_lists_does_not_matter(table, threshold, random):
    order = list(range(table.lists))
    random.shuffle(order)
    first = hidden_population.estimate(table, threshold=threshold, replications=50)
    second = hidden_population.estimate(table.reordered(order), threshold=threshold, replications=50)
    assert first.size == second.size
    assert first.quantiles == second.quantiles
    if first.model and threshold < 1:
        assert {frozenset(term.split(":")) for term in first.model.terms} == {
            frozenset(term.split(":")) for term in second.model.terms
        }


@given(tables(most_people=6), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(table, random):
    rows = [
        [history >> number & 1 for number in range(table.lists)]
        for history in map(int, table.histories)
        for _ in range(int(table.counts[history]))
    ]
    shuffled = random.sample(rows, len(rows))
    first = hidden_population.table_from_people(rows, table.names)
    second = hidden_population.table_from_people(shuffled, table.names)
    assert (first.counts == table.counts).all()
    assert (second.counts == table.counts).all()


@given(st.lists(st.integers(1, 60), min_size=7, max_size=7))
def test_doubling_the_counts_doubles_a_saturated_estimate(counts):
    table = CaptureTable(("A", "B", "C"), np.array([0, *counts]))
    doubled = CaptureTable(table.names, table.counts * 2)
    once = hidden_population.fit_model(table, pairs_of(3)).estimate
    assert hidden_population.fit_model(doubled, pairs_of(3)).estimate == pytest.approx(2 * once, rel=1e-9)


@pytest.mark.skipif(not kernel.AVAILABLE, reason="the compiled kernel was not built")
@given(tables(most_lists=5), THRESHOLDS)
def test_compiled_selection_equals_numpy(table, threshold):
    compiled = select(table.counts, threshold=threshold)
    plain = select(table.counts, threshold=threshold, compiled=False)
    assert (compiled.chosen == plain.chosen).all()
    np.testing.assert_allclose(compiled.estimates, plain.estimates, rtol=1e-8)


@pytest.mark.skipif(not kernel.AVAILABLE, reason="the compiled kernel was not built")
@given(tables())
def test_compiled_search_equals_numpy(table):
    models = hierarchical_models(table.lists, table.lists - 1)
    compiled_sizes, compiled_likelihoods = fit_all(table.counts, models)
    plain_sizes, plain_likelihoods = fit_all(table.counts, models, compiled=False)
    np.testing.assert_allclose(compiled_sizes, plain_sizes, rtol=1e-6)
    np.testing.assert_allclose(compiled_likelihoods, plain_likelihoods, rtol=1e-9)


@given(tables(), st.data())
def test_exact_existence_equals_linear_programming_in_floating_point(table, data):
    """The optimum of: maximise s, where a table at least s everywhere has the observed totals."""
    chosen = data.draw(st.lists(st.sampled_from(pairs_of(table.lists)), unique=True))
    design, _ = _design(table, chosen)
    cells = [cell for cell in range(1, len(table.counts)) if _is_live(table, cell, chosen)]
    totals = design.T @ table.counts[cells]
    rows = np.hstack([design.T, design.sum(axis=0)[:, None]])
    cost = np.zeros(rows.shape[1])
    cost[-1] = -1
    bounds = [(0, None)] * len(cells) + [(0, 1)]
    solution = linprog(cost, A_eq=rows, b_eq=totals, bounds=bounds, method="highs")
    assert solution.status == 0
    checks = hidden_population.check(table, chosen)
    assert checks.exists == (-solution.fun > 1e-7)
    assert checks.identifiable == (np.linalg.matrix_rank(design) == design.shape[1])


def _is_live(table, cell, chosen):
    return not any(cell & term == term and table.shared[term] == 0 for term in chosen)


@given(st.integers(1, 6), st.data())
def test_sums_over_subsets_and_supersets(lists, data):
    values = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=1 << lists, max_size=1 << lists)))
    below, above = subset_sums(values), superset_sums(values)
    for place in range(1 << lists):
        assert below[place] == sum(values[other] for other in range(1 << lists) if other & place == other)
        assert above[place] == sum(values[other] for other in range(1 << lists) if other & place == place)


@given(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=1, max_size=8))
def test_exact_rank_equals_numerical_rank(rows):
    matrix = np.array(rows)
    assert rank_of(matrix) == np.linalg.matrix_rank(matrix)


def test_canonical_order_is_one_for_all_orders(uk):
    small = uk.without_list(0).without_list(0)
    forms = {
        (table.names, tuple(table.counts))
        for order in permutations(range(small.lists))
        for table in [small.reordered(order).canonical()]
    }
    assert len(forms) == 1
