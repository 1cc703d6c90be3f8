"""Doubt about links is carried through to the estimate."""

import pytest

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import TableRefused

NAMES = ("Charities", "Hospitals", "Police")


def records(sure, doubtful):
    """Records of three lists: `sure` pairs of each two lists that are one person, and `doubtful` that may be."""
    lists, pairs = [], []
    for first, second in ((0, 1), (0, 2), (1, 2)):
        for number in range(sure + doubtful):
            pairs.append((len(lists), len(lists) + 1, 1.0 if number < sure else 0.5))
            lists += [first, second]
    lists += [0] * 40 + [1] * 40 + [2] * 40
    return lists, pairs


def test_sure_links_give_one_estimate():
    lists, pairs = records(sure=15, doubtful=0)
    tables = hidden_population.sample_tables(lists, NAMES, pairs, samples=5, seed=1)
    result = hidden_population.propagate(tables, threshold=0.0)
    assert len(set(result.estimates)) == 1
    assert result.observed == (165, 165)
    assert result.total[0] < result.between[0]


def test_doubtful_links_spread_the_estimate():
    lists, pairs = records(sure=10, doubtful=10)
    tables = hidden_population.sample_tables(lists, NAMES, pairs, samples=40, seed=1)
    result = hidden_population.propagate(tables, threshold=0.0)
    assert result.between[-1] > 1.2 * result.between[0]
    assert result.total[-1] - result.total[0] > result.between[-1] - result.between[0]


def test_records_joined_through_a_third_are_one_person():
    tables = hidden_population.sample_tables([0, 1, 2], NAMES, [(0, 1, 1.0), (1, 2, 1.0)], samples=1, seed=1)
    assert list(next(tables).counts) == [0, 0, 0, 0, 0, 0, 0, 1]


def test_same_seed_gives_the_same_samples():
    lists, pairs = records(sure=5, doubtful=15)
    first, second = (
        [table.observed for table in hidden_population.sample_tables(lists, NAMES, pairs, samples=9, seed=3)]
        for _ in range(2)
    )
    assert first == second
    assert len(set(first)) > 1


def test_samples_without_overlap_are_counted():
    tables = hidden_population.sample_tables([0, 1, 2], NAMES, [], samples=3, seed=1)
    assert hidden_population.propagate(tables).infinite == 3


@pytest.mark.parametrize(
    "lists, pairs",
    [([0, 1], [(0, 5, 0.5)]), ([0, 1], [(0, 1, 1.5)]), ([0, 7], [(0, 1, 0.5)])],
)
def test_impossible_links_are_refused(lists, pairs):
    with pytest.raises(TableRefused):
        next(hidden_population.sample_tables(lists, NAMES, pairs, samples=1, seed=1))


def test_no_samples_are_refused():
    with pytest.raises(TableRefused, match="at least one sample"):
        hidden_population.propagate([])
