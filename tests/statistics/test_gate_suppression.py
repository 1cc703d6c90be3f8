"""What is sensitive, what is hidden with it, and the proofs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opennrm.statistics.release_gate.sensitive import Rules, of_people
from opennrm.statistics.release_gate.suppression import suppress
from opennrm.statistics.release_gate.tables import Dimension, Table, TableProblem
from opennrm.statistics.release_gate.verifying import faults

RULES = Rules()


def table_of(counts, groups=None):
    counts = np.array(counts, dtype=np.int64)
    dimensions = [
        Dimension.of(f"d{axis}", [f"{axis}.{at}" for at in range(size)], groups if axis == 0 else None)
        for axis, size in enumerate(counts.shape)
    ]
    return Table.of(dimensions, counts)


def test_groups_nest_and_may_not_overlap():
    dimension = Dimension.of("age", ["0-11", "12", "13-17"], {"12-17": ["12", "13-17"], "one": ["12"]})
    assert dimension.categories == ("0-11", "12", "13-17", "12-17", "Total")
    assert dimension.parents == (4, 3, 3, 4, -1)
    assert table_of([[1, 2], [3, 4]]).counts.tolist() == [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    with pytest.raises(TableProblem, match="overlap"):
        Dimension.of("age", ["a", "b", "c"], {"x": ["a", "b"], "y": ["b", "c"]})


def test_too_few_people_all_of_a_group_and_too_few_agencies_are_sensitive():
    shares = replace(RULES, group_percent=100)
    assert of_people(table_of([40, 10, 0]), shares).cells.tolist() == [False, True, True, False]
    assert of_people(table_of([400, 20]), RULES).cells.tolist() == [True, True, False], "95 % in one column"
    by_agency = np.array([[90, 40], [5, 30], [5, 30]])
    known = of_people(table_of([100, 100]), RULES, by_agency=by_agency)
    assert known.cells.tolist() == [True, False, False], "one agency has more than 85 %"
    two = of_people(table_of([100, 100]), RULES, by_agency=np.array([[50, 40], [50, 30], [0, 30]]))
    assert two.cells.tolist() == [True, False, False], "only two agencies"


def test_an_impossible_cell_is_shown_and_must_be_empty():
    impossible = np.array([False, False, True, False])
    assert not of_people(table_of([40, 50, 0]), RULES, impossible=impossible).cells.any()
    with pytest.raises(TableProblem, match="impossible"):
        of_people(table_of([40, 50, 1]), RULES, impossible=impossible)


def hidden_of(table, rules=RULES):
    sensitive = of_people(table, rules)
    found = suppress(table, sensitive, seconds=30)
    wrong = faults(table, sensitive.cells, sensitive.widths, found.hidden, found.witnesses)
    assert set(wrong) == set(found.unproven)
    return found


@pytest.mark.parametrize(
    "counts, hidden",
    [
        ([[3, 14, 50], [12, 20, 50], [50, 50, 50]], 4),
        ([[5, 30, 50], [25, 5, 50], [50, 50, 50]], 4),
        ([[0, 12, 30], [12, 0, 30], [30, 30, 31]], 4),
    ],
    ids=["4", "7", "6"],
)
def test_a_block_is_hidden_where_a_block_is_enough(counts, hidden):
    found = hidden_of(table_of(counts), replace(RULES, group_percent=100))
    assert not found.unproven
    assert found.hidden.sum() == hidden


def test_a_pair_that_is_too_small_is_hidden_with_a_third():
    found = hidden_of(table_of([3, 2, 60, 25]))
    assert not found.unproven
    assert found.hidden.sum() == 3


def test_what_cannot_be_hidden_is_named():
    table = table_of([3, 20, 30])
    sensitive = of_people(table, RULES)
    fixed = np.array([False, True, True, True])
    assert suppress(table, sensitive, fixed=fixed, seconds=5).unproven == (0,)


def test_the_same_seed_hides_the_same():
    table = table_of(np.random.default_rng(5).poisson(12, (4, 3, 3)))
    first, second = hidden_of(table), hidden_of(table)
    assert (first.hidden == second.hidden).all()


@given(st.data())
@settings(deadline=None)
def test_each_sensitive_cell_has_two_tables_or_is_named(data):
    shape = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    size = int(np.prod(shape))
    leaves = data.draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))
    table = table_of(np.array(leaves).reshape(shape))
    sensitive = of_people(table, RULES)
    found = hidden_of(table)
    for cell, witness in found.witnesses.items():
        low, high = table.counts.ravel().copy(), table.counts.ravel().copy()
        low[witness.low_cells] += witness.low_changes
        high[witness.high_cells] += witness.high_changes
        assert abs(int(high[cell]) - int(low[cell])) >= sensitive.widths.flat[cell]
        for of in (low, high):
            again = of.reshape(table.shape)
            leaf = again[tuple(slice(d.leaves) for d in table.dimensions)]
            assert (again >= 0).all()
            assert (Table.of(table.dimensions, leaf).counts == again).all()
            assert (again == table.counts)[~found.hidden].all()


def test_a_false_proof_is_found():
    table = table_of([[3, 14, 50], [12, 20, 50], [50, 50, 50]])
    sensitive = of_people(table, RULES)
    found = suppress(table, sensitive)
    cell, witness = next(iter(found.witnesses.items()))
    broken = [
        replace(witness, high_changes=witness.high_changes * 100, low_changes=witness.low_changes * 100),
        replace(witness, high_cells=witness.high_cells[1:], high_changes=witness.high_changes[1:]),
        replace(witness, high_changes=witness.low_changes, high_cells=witness.low_cells),
    ]
    for false in broken:
        assert cell in faults(
            table, sensitive.cells, sensitive.widths, found.hidden, {**found.witnesses, cell: false}
        )
    shown = np.zeros(table.shape, dtype=bool)
    assert cell in faults(table, sensitive.cells, sensitive.widths, shown, found.witnesses)
