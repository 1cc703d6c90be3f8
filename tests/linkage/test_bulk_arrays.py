"""A whole list is compared as single records are: the same keys, the same levels, and no pair is lost by a bound."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from opennrm.country.linkage import LEVELS
from opennrm.linkage.bulk.bounds import PARTS, Bounds
from opennrm.linkage.bulk.join import candidates, pairs_of
from opennrm.linkage.bulk.table import Table
from opennrm.linkage.candidates import candidate_pairs
from opennrm.linkage.clusters import clusters_of
from opennrm.linkage.columns import columns_of
from opennrm.linkage.lists import COLUMNS
from opennrm.linkage.rules import compare
from opennrm.linkage.scoring import Scorer
from tests.linkage.scene import PLAIN, with_shares
from tests.linkage.test_arrays import RECORDS

MODEL = with_shares(given_shanice=0.4, given_liz=0.01, given_elizabeth=0.3, family_brown=0.9, family_cruz=0.2)
MANY = some.lists(RECORDS, min_size=2, max_size=14)


def table_of(records):
    """The records as a list has them."""
    table = Table()
    cells = {column: [] for column in COLUMNS}
    for record in records:
        for column in COLUMNS:
            cells[column].append(_cell(record, column))
    table.add(cells, len(records))
    table.finish()
    return table


def _cell(record, column):
    if column == "other_names":
        return ", ".join(record.aliases)
    if column == "telephone":
        return ", ".join(record.telephones)
    if column == "born_estimated":
        return "yes" if record.is_estimated else ""
    return getattr(record, column)


def pairs(left, right):
    return set(zip(left.tolist(), right.tolist(), strict=True))


@given(records=MANY)
def test_records_meet_by_the_same_keys_as_one_by_one(records):
    _, keys = table_of(records).columns(MODEL.variants)
    met = [pairs(*chunk) for chunk in candidates(keys)]
    assert set().union(*met) == pairs(*candidate_pairs(columns_of(records, MODEL.variants)))


@given(records=MANY)
def test_every_pair_has_the_levels_and_the_sum_that_it_has_alone(records):
    columns, _ = table_of(records).columns(MODEL.variants)
    left, right = np.triu_indices(len(records), 1)
    scores = Scorer(columns, MODEL).scores(left, right)
    for place, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        found = compare(records[one], records[other], MODEL)
        levels = {
            field: LEVELS[field][column[place]] if column[place] >= 0 else None
            for field, column in scores.levels.items()
        }
        assert levels == {finding.field: finding.level for finding in found.findings}
        assert scores.sums[place] == pytest.approx(found.sum)


@pytest.mark.parametrize("model", [PLAIN, MODEL], ids=["plain", "frequencies"])
@given(records=MANY)
def test_no_pair_reaches_more_than_its_bound(model, records):
    columns, _ = table_of(records).columns(model.variants)
    left, right = np.triu_indices(len(records), 1)
    sums = Scorer(columns, model).scores(left, right).sums
    bounds = Bounds(columns, model)
    most = bounds.at_most(left, right)
    assert (sums * PARTS <= most).all()
    assert (sums * PARTS <= bounds.corrected(most, left, right)).all()


@given(records=MANY, least=some.integers(-10, 30))
def test_all_candidates_that_reach_a_sum_are_found_once_and_in_order(records, least):
    columns, keys = table_of(records).columns(MODEL.variants)
    left, right = candidate_pairs(columns_of(records, MODEL.variants))
    sums = Scorer(columns, MODEL).scores(left, right).sums
    found = pairs_of(columns, keys, MODEL, least=float(least))
    wanted = sums >= least
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == sorted(
        pairs(left[wanted], right[wanted])
    )
    assert found.sums == pytest.approx(sums[wanted])


@given(
    links=some.lists(some.tuples(some.integers(0, 11), some.integers(0, 11)), max_size=14),
)
def test_clusters_are_what_chains_of_pairs_connect(links):
    found = clusters_of(12, *np.array(links, dtype=np.int64).reshape(-1, 2).T)
    groups = [{place} for place in range(12)]
    for one, other in links:
        joined = groups[one] | groups[other]
        for place in joined:
            groups[place] = joined
    assert found.tolist() == [min(group) for group in groups]
