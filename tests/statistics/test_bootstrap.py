"""Intervals: the same seed, what the limits really read, replicates without an estimate, calibration."""

from statistics import NormalDist

import numpy as np
import pytest

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import LEVELS
from opennrm.statistics.hidden_population.bootstrap import (
    acceleration_of,
    bias_of,
    corrected_share,
    quantiles,
    without_each,
)
from tests.statistics.conftest import table_of


def test_same_seed_gives_the_same_interval(uk):
    first = hidden_population.estimate(uk, seed=7)
    assert first.interval == hidden_population.estimate(uk, seed=7).interval
    assert first.interval != hidden_population.estimate(uk, seed=8).interval


def test_progress_does_not_change_the_interval(uk):
    heard = []
    answer = hidden_population.estimate(uk, progress=lambda done, whole: heard.append((done, whole)))
    assert answer.interval == hidden_population.estimate(uk).interval
    assert heard[-1] == (1000, 1000)


def test_progress_can_stop_the_work(uk):
    class Cancelled(Exception):
        pass

    def cancel(done, whole):
        raise Cancelled

    with pytest.raises(Cancelled):
        hidden_population.estimate(uk, progress=cancel)


def test_corrected_limits_are_the_percentiles_they_say():
    sizes = np.sort(np.random.default_rng(1).gamma(5.0, size=999))
    shares = np.array([corrected_share(level / 100, -0.5, 0.02) for level in LEVELS])
    assert (np.diff(shares) > 0).all()
    assert quantiles(sizes, shares) == pytest.approx(np.quantile(sizes, shares, method="median_unbiased"))


def test_without_bias_and_acceleration_limits_are_percentiles():
    assert [corrected_share(level / 100, 0.0, 0.0) for level in LEVELS] == pytest.approx(
        [level / 100 for level in LEVELS]
    )


def test_ties_count_half_in_the_bias():
    sizes = np.array([1.0, 2.0, 2.0 + 1e-12, 3.0])
    assert bias_of(2.0, sizes) == pytest.approx(0.0)
    assert bias_of(0.5, sizes) == pytest.approx(NormalDist().inv_cdf(0.125))


def test_infinite_replicates_are_counted_and_sort_last():
    assert quantiles(np.array([1.0, np.inf, 2.0]), np.array([0.5, 0.9])) == (2.0, np.inf)
    interval = hidden_population.estimate(table_of("Artificial_3"), replications=3000).interval
    assert 0 < interval.infinite < 30


def test_acceleration_of_a_symmetric_jackknife_is_nought():
    assert acceleration_of(np.array([1.0, 2.0, 3.0]), np.array([2.0, 5.0, 2.0])) == pytest.approx(0.0)
    assert acceleration_of(np.array([4.0, 4.0]), np.array([2.0, 5.0])) == 0.0
    assert acceleration_of(np.array([np.inf]), np.array([2.0])) == 0.0


def test_each_person_is_left_out_once(korea):
    tables = without_each(korea)
    assert len(tables) == len(korea.histories)
    assert (tables.sum(axis=1) == korea.observed - 1).all()


def test_large_bias_is_said():
    report = hidden_population.report_on(table_of("UKdat"), seed=2)
    assert abs(report.answer.interval.bias) > 0.5
    assert "biased_interval" in [warning.code for warning in report.warnings]


def test_calibration_gives_limits_in_order(korea):
    interval = hidden_population.estimate(korea, replications=100, calibrate=True).interval
    assert list(interval.calibrated_limits) == sorted(interval.calibrated_limits)
    assert interval.calibrated_limits != interval.percentile_limits


def test_calibrated_levels_are_the_levels_where_percentiles_are_exact():
    """For the mean of many draws the second bootstrap has next to nothing to correct."""
    table = hidden_population.table_from_counts([(1, 0), (0, 1), (1, 1)], [400, 300, 300], ["A", "B"])
    interval = hidden_population.bootstrap(
        table.canonical(), hidden_population.independence, replications=400, seed=1, inner_replications=200
    )
    assert interval.calibrated_limits == pytest.approx(interval.percentile_limits, rel=0.03)


def test_intervals_cover_a_known_population():
    """Two hundred populations of 600 on three independent lists; the bench has the thousands."""
    random = np.random.default_rng(3)
    chances = np.array([0.35, 0.3, 0.25])
    covered = 0
    for number in range(200):
        marks = random.random((600, 3)) < chances
        places = (marks * [1, 2, 4]).sum(axis=1)
        counts = np.bincount(places, minlength=8)
        counts[0] = 0
        table = hidden_population.CaptureTable(("A", "B", "C"), counts)
        interval = hidden_population.bootstrap(
            table.canonical(),
            hidden_population.independence,
            replications=300,
            seed=number,
            draw_observed=True,
        )
        covered += interval.limits[LEVELS.index(5.0)] <= 600 <= interval.limits[LEVELS.index(95.0)]
    assert 0.84 <= covered / 200 <= 0.96


def test_drawing_the_number_observed_widens_the_interval():
    table = hidden_population.table_from_counts([(1, 0), (0, 1), (1, 1)], [60, 70, 300], ["A", "B"])
    kept, drawn = (
        hidden_population.estimate(table, method="independence", draw_observed=draw_observed).interval.limits
        for draw_observed in (False, True)
    )
    assert drawn[-1] - drawn[0] > 1.3 * (kept[-1] - kept[0])
