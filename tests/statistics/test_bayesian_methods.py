"""Averaged graphs and latent classes: published figures, convergence, refusal."""

import numpy as np
import pytest

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import LEVELS, NotConverged
from opennrm.statistics.hidden_population.decomposable import decomposable_graphs
from opennrm.statistics.hidden_population.latent_class import latent_classes
from tests.statistics.conftest import table_of


@pytest.mark.parametrize("lists, graphs", [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_number_of_decomposable_graphs(lists, graphs):
    assert len(decomposable_graphs(lists)[0]) == graphs


@pytest.mark.parametrize(
    "name, median, low, high", [("UKdat_5", 22354, 10330, 29443), ("UKdat_4", 11351, 9522, 13534)]
)
def test_averaged_graphs_equal_published(name, median, low, high):
    average = hidden_population.average_over_graphs(table_of(name))
    assert average.median == pytest.approx(median, rel=0.002)
    assert average.limits[0] == pytest.approx(low, rel=0.002)
    assert average.limits[-1] == pytest.approx(high, rel=0.002)


def test_posterior_at_the_bound_is_reported():
    average = hidden_population.average_over_graphs(table_of("UKdat_5"))
    assert average.cut_off
    assert average.note == "cut off at 30,184"
    assert not hidden_population.average_over_graphs(table_of("UKdat_4")).cut_off


def test_graphs_do_not_depend_on_the_order_of_lists(korea):
    first = hidden_population.average_over_graphs(korea)
    second = hidden_population.average_over_graphs(korea.reordered([2, 0, 1]))
    assert first.limits == pytest.approx(second.limits)


def test_latent_classes_agree_on_a_plain_table():
    """Independent lists of known chances: the posterior must hold the truth and the chains must agree."""
    random = np.random.default_rng(5)
    marks = random.random((500, 4)) < [0.4, 0.35, 0.3, 0.3]
    table = hidden_population.table_from_people([row for row in marks.astype(int) if row.any()], "ABCD")
    classes = latent_classes(table.canonical(), seed=1, draws=2500, burn_in=500)
    assert classes.convergence.reached
    assert classes.note.startswith("R-hat 1.0")
    assert classes.limits[LEVELS.index(2.5)] < 500 < classes.limits[LEVELS.index(97.5)]


def test_latent_classes_that_disagree_are_refused():
    with pytest.raises(NotConverged, match="R-hat") as caught:
        latent_classes(table_of("UKdat_5").canonical(), seed=1, draws=300, burn_in=100)
    assert caught.value.convergence.effective < 400


def test_fewer_than_eight_chains_are_refused(korea):
    with pytest.raises(ValueError, match="at least 8"):
        latent_classes(korea, seed=1, chains=4)


def test_same_seed_gives_the_same_chains(korea):
    first = latent_classes(korea.canonical(), seed=4, draws=3000, burn_in=500)
    assert first == latent_classes(korea.canonical(), seed=4, draws=3000, burn_in=500)


def test_convergence_of_independent_draws():
    draws = np.exp(np.random.default_rng(1).normal(size=(8, 1000)))
    figures = hidden_population.convergence_of(draws)
    assert figures.reached
    assert figures.r_hat == pytest.approx(1.0, abs=0.01)
    assert figures.effective == pytest.approx(8000, rel=0.15)


def test_convergence_of_correlated_draws():
    random = np.random.default_rng(2)
    steps = random.normal(size=(8, 4000))
    chains = np.zeros_like(steps)
    for number in range(1, 4000):
        chains[:, number] = 0.9 * chains[:, number - 1] + steps[:, number]
    # An autoregression with coefficient 0.9 is worth a nineteenth of its draws.
    assert hidden_population.convergence_of(np.exp(chains)).effective == pytest.approx(32000 / 19, rel=0.2)


def test_chains_in_two_places_have_not_converged():
    draws = np.random.default_rng(3).normal(size=(8, 500))
    draws[4:] += 5.0
    assert not hidden_population.convergence_of(np.exp(draws)).reached
