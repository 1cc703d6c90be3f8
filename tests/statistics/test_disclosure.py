"""Small counts are neither shown nor can be worked out from what is shown."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.statistics import disclosure, running
from tests.statistics.scene import LISTS, WITHOUT_SMALL_COUNTS, question

counts_of_people = st.lists(st.integers(1, 60), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def result():
    return running.worked_out(question(LISTS), lambda done, whole: None)


@pytest.fixture(scope="module")
def copy(result):
    return disclosure.masked(result)


def every_figure(value):
    """Every number in the data, with the key under which it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for found in every_figure(inner):
                yield (key, found[1]) if found[0] is None else found
    elif isinstance(value, list):
        for inner in value:
            yield from every_figure(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield None, value


def test_counts_below_ten_are_nowhere_in_the_copy(copy):
    counted = {"people", "observed", "shared", "overlapping"}
    shown = [figure for key, figure in every_figure(copy) if key in counted]
    assert shown
    assert all(figure >= 10 and figure % 10 == 0 for figure in shown)


def test_estimates_in_the_copy_have_two_digits(result, copy):
    for method, full in zip(copy["methods"], result["methods"], strict=True):
        for name in ("estimate", "low", "high"):
            assert method[name] == disclosure.rough(full[name])


def test_nothing_by_which_the_program_could_be_run_again_stands_in_the_copy(copy):
    text = json.dumps(copy)
    assert "seed" not in copy
    assert copy["model"]["aic"] is None
    assert copy["bootstrap"] is None
    assert "z0" not in text


def test_totals_that_hold_a_small_count_are_not_in_the_copy(copy):
    assert copy["two_lists"] == []
    assert all(of["people"] is None for of in copy["lists"])
    assert all(left_out["observed"] is None for left_out in copy["sensitivity"]["without_list"])
    assert copy["model"]["terms_minus_infinity"] == []


def test_a_result_without_small_counts_is_shown_as_it_is():
    whole = running.worked_out(question(WITHOUT_SMALL_COUNTS), lambda done, whole: None)
    assert disclosure.masked(whole) is whole


def test_a_copy_is_not_masked_again(copy):
    assert disclosure.masked(copy) is copy


def test_a_copy_says_that_it_is_one(result, copy):
    assert disclosure.is_masked(copy)
    assert not disclosure.is_masked(result)


@pytest.mark.parametrize(
    ("size", "shown"), [(3.0, 0.0), (47.0, 50.0), (539.0, 540.0), (11_418.2, 11_000.0), (0.0, 0.0)]
)
def test_estimates_are_rounded_to_two_digits_and_at_least_to_tens(size, shown):
    assert disclosure.rough(size) == shown


def test_the_total_is_hidden_where_it_is_a_small_count_itself():
    assert not disclosure.may_show_observed([3])
    assert disclosure.may_show_observed([241, 137, 123, 37, 29, 7, 3])


def values_that_remain(counts: list[int]) -> list[set[int]]:
    """By trying all: which values each hidden count could have, for somebody who knows all that is shown."""
    hidden = [count for count in counts if count < 10]
    shown = [disclosure.in_tens(count) for count in counts if count >= 10]
    ranges = [(max(10, tens - 5), tens + 4) for tens in shown]
    total = disclosure.in_tens(sum(counts)) if disclosure.may_show_observed(counts) else None
    possible = [set() for _ in hidden]
    for guess in itertools.product(range(1, 10), repeat=len(hidden)):
        least = sum(low for low, _ in ranges) + sum(guess)
        most = sum(high for _, high in ranges) + sum(guess)
        if total is None or (least <= total + 4 and most >= total - 5):
            for values, value in zip(possible, guess, strict=True):
                values.add(value)
    return possible


@given(counts_of_people.filter(lambda counts: sum(count < 10 for count in counts) <= 4))
def test_a_hidden_count_has_three_possible_values_or_more(counts):
    hidden = [count for count in counts if count < 10]
    for values, count in zip(values_that_remain(counts), hidden, strict=True):
        assert count in values
        assert len(values) >= disclosure.LEAST_POSSIBLE


@given(st.integers(0, 10**6))
def test_counts_are_rounded_to_tens(people):
    shown = disclosure.in_tens(people)
    assert (shown is None) == (people < 10)
    assert shown is None or (shown % 10 == 0 and abs(shown - people) <= 5)
