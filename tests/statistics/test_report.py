"""The whole report: all methods, warnings, judgement, and how small changes move the answer."""

import json
from math import inf

import pytest

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import CaptureTable, TableRefused, kernel
from opennrm.statistics.hidden_population.presentation import number
from tests.statistics.conftest import table_of


@pytest.fixture(scope="module")
def uk_report():
    return hidden_population.report_on(table_of("UKdat"), replications=200)


def codes(report):
    return [warning.code for warning in report.warnings]


def test_all_quick_methods_stand_side_by_side(uk_report):
    assert [method.method for method in uk_report.methods] == [
        "stepwise",
        "aic",
        "bic",
        "bic-averaged",
        "decomposable",
        "independence",
        "chao",
    ]
    assert all(method.low < method.estimate < method.high for method in uk_report.methods)
    assert len(uk_report.two_lists) == 15


def test_methods_that_disagree_make_the_estimate_unreliable():
    report = hidden_population.report_on(table_of("UKdat_5"), replications=50)
    assert report.disagreement > 2
    assert "methods_disagree" in codes(report)
    assert not report.reliable


def test_an_unreliable_estimate_says_so_before_its_number():
    report = hidden_population.report_on(table_of("UKdat_5"), replications=50)
    first, *lines = hidden_population.report_as_text(report).splitlines()
    assert first.startswith("THIS ESTIMATE IS UNRELIABLE.")
    assert [line.split()[0] for line in lines if "Whole population" in line] == ["UNRELIABLE."]
    assert next(iter(hidden_population.report_as_data(report))) == "reliable"


LOW_ABOVE = ("stepwise", 4, [73, 149, 9, 58, 3, 4, 6, 62, 38, 41, 5, 23, 0, 6, 1])
HIGH_BELOW = ("bic", 4, [143, 61, 28, 17, 5, 4, 5, 153, 12, 10, 5, 10, 2, 1, 0])


@pytest.mark.parametrize(
    "made, code, words",
    [
        (LOW_ABOVE, "low_above_estimate", "The lower limit, 1,468, is above the estimate, 1,346"),
        (HIGH_BELOW, "high_below_estimate", "The upper limit, 670, is below the estimate, 725"),
    ],
    ids=["low above", "high below"],
)
def test_a_limit_on_the_wrong_side_of_the_estimate_is_explained(made, code, words):
    method, lists, counts = made
    histories = [[history >> place & 1 for place in range(lists)] for history in range(1, 1 << lists)]
    table = hidden_population.table_from_counts(histories, counts, list("ABCD"))
    report = hidden_population.report_on(table, method=method, replications=40)
    assert code in codes(report)
    assert f"  ! {words}" in hidden_population.report_as_text(report)


def test_the_profile_of_a_likelihood_that_rises_to_its_end_stays_above_the_number_observed():
    counts = [12, 15, 29, 24, 28, 26, 1]
    histories = [[history >> place & 1 for place in range(3)] for history in range(1, 8)]
    table = hidden_population.table_from_counts(histories, counts, ["A", "B", "C"])
    answer = hidden_population.estimate(table, method="aic")
    assert answer.size >= table.observed


def test_models_that_disagree_are_said(uk_report):
    assert "models_disagree" in codes(uk_report)
    sizes = [model.estimate for model in uk_report.supported]
    assert max(sizes) / min(sizes) > 1.5


def test_list_that_matters_is_said(uk_report):
    without = {left.name: round(left.estimate) for left in uk_report.sensitivity.without_list}
    assert without["PF"] == 19845
    assert "one_list_matters" in codes(uk_report)


def test_odds_of_the_unseen_scale_the_hidden(uk_report):
    observed, size = uk_report.answer.table.observed, uk_report.answer.size
    for ratio, moved in uk_report.sensitivity.odds:
        assert moved - observed == pytest.approx(ratio * (size - observed))


def test_few_overlapping_people_make_the_estimate_unreliable():
    report = hidden_population.report_on(table_of("Artificial_3"), replications=50)
    assert "few_overlapping" in codes(report)
    assert not report.reliable


def test_two_lists_alone_are_not_reliable():
    table = hidden_population.table_from_counts([(1, 0), (0, 1), (1, 1)], [40, 30, 30], ["A", "B"])
    report = hidden_population.report_on(table, replications=50)
    assert report.answer.size == pytest.approx(70 * 60 / 30)
    assert "two_lists" in codes(report)
    assert not report.reliable


def test_list_that_holds_everybody_has_no_estimate():
    table = hidden_population.table_from_counts([(1, 0, 0), (1, 1, 0), (1, 1, 1)], [40, 30, 20], "ABC")
    report = hidden_population.report_on(table, replications=50)
    assert not report.answer.checks.exists
    assert not report.reliable
    json.dumps(hidden_population.report_as_data(report), allow_nan=False)


@pytest.mark.parametrize("method", hidden_population.METHODS)
def test_every_method_answers(method, korea):
    answer = hidden_population.estimate(korea, method=method, replications=50)
    assert answer.size > korea.observed
    assert list(answer.quantiles) == sorted(answer.quantiles)


def test_eight_lists_do_without_the_exhaustive_methods():
    histories = [[int(place in (n, (n + 1) % 8)) for place in range(8)] for n in range(8)]
    histories += [[int(place == n) for place in range(8)] for n in range(8)]
    table = hidden_population.table_from_counts(histories, [9] * 8 + [60] * 8, "ABCDEFGH")
    report = hidden_population.report_on(table, replications=20)
    notes = {method.method: method.note for method in report.methods if method.estimate is None}
    assert set(notes) == {"bic", "bic-averaged", "decomposable"}
    with pytest.raises(TableRefused, match="up to 6 lists"):
        hidden_population.estimate(table, method="bic")


def test_triples_of_six_lists_are_too_many_to_compare(uk):
    with pytest.raises(TableRefused, match="only pairs"):
        hidden_population.search(uk, order=3)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"method": "guess"}, "choose one of"),
        ({"threshold": 2.0}, "from 0 to 1"),
        ({"replications": 3}, "20 or more"),
    ],
)
def test_unusable_arguments_are_refused(arguments, words, korea):
    with pytest.raises(TableRefused, match=words):
        hidden_population.estimate(korea, **arguments)


def test_figures_that_are_not_finite_are_none_in_json():
    assert number(inf) is None
    assert number(None) is None
    assert number(1 / 3) == 0.3333333333


def test_text_does_not_depend_on_the_time(korea):
    first = hidden_population.report_as_text(hidden_population.report_on(korea))
    assert first == hidden_population.report_as_text(hidden_population.report_on(korea))


def test_people_are_told_the_assumptions(uk_report):
    text = hidden_population.report_as_text(uk_report)
    for assumption in uk_report.assumptions:
        assert assumption.text in text


def test_table_without_a_list_loses_who_is_on_no_other():
    table = CaptureTable(("A", "B", "C"), table_of("Artificial_3").counts)
    smaller = table.without_list(2)
    assert smaller.names == ("A", "B")
    assert list(smaller.counts) == [0, 40, 30, 6]


def test_json_is_the_same_without_the_compiled_kernel(monkeypatch):
    table = table_of("UKdat_4")
    compiled = hidden_population.report_as_data(hidden_population.report_on(table, replications=100))
    monkeypatch.setattr(kernel, "AVAILABLE", False)
    plain = hidden_population.report_as_data(hidden_population.report_on(table, replications=100))
    assert plain | {"seconds": 1} == compiled | {"seconds": 1}
