"""What is reckoned about care, by the worked examples of the domain."""

from datetime import date
from decimal import Decimal

import pytest

from opennrm.care_plans import rules
from opennrm.foundation.partial_dates import PartialDate


def adult(born: str, *, leap_day_is_later: bool = True) -> date:
    latest = PartialDate.fromisoformat(born).latest
    return rules.adult_on(latest, years=18, leap_day_is_later=leap_day_is_later)


def test_c4_leaving_care_is_prepared_100_days_before_the_birthday():
    assert adult("2008-07-15") == date(2026, 7, 15)
    assert rules.transition_opens_on(date(2026, 7, 15), days_before=100) == date(2026, 4, 6)


def test_c5_whoever_was_born_on_a_leap_day_comes_of_age_as_the_country_says():
    assert adult("2008-02-29") == date(2026, 3, 1)
    assert adult("2008-02-29", leap_day_is_later=False) == date(2026, 2, 28)


def test_c6_of_whom_the_year_alone_is_known_the_younger_reading_counts():
    assert adult("2008") == date(2026, 12, 31)


def test_c10_a_service_counts_in_the_fiscal_year_in_which_it_was_given():
    first, last = date(2026, 2, 2), date(2026, 3, 9)
    assert rules.days_from_first_to_last(first, last) == 35
    years = rules.fiscal_years(first, last, first_month=4)
    assert [year.name for year in years] == ["2025\N{EN DASH}26"]


@pytest.mark.parametrize(
    "first, last, month, names",
    [
        (date(2026, 3, 30), date(2026, 4, 2), 4, ["2025\N{EN DASH}26", "2026\N{EN DASH}27"]),
        (date(2026, 4, 1), date(2026, 4, 1), 4, ["2026\N{EN DASH}27"]),
        (date(2026, 12, 31), date(2027, 1, 1), 1, ["2026", "2027"]),
    ],
)
def test_what_was_given_over_the_end_of_a_year_stands_in_both(first, last, month, names):
    assert [year.name for year in rules.fiscal_years(first, last, first_month=month)] == names


def test_a_cost_that_nobody_knows_is_not_nothing():
    assert rules.total_cost([None, None]) is None
    assert rules.total_cost([None, Decimal(3), Decimal(4)]) == 7


def test_a_follow_up_has_a_window_around_its_day():
    due = rules.follow_up_due(date(2026, 11, 30), 3)
    assert due == date(2027, 2, 28)
    assert rules.window_of(due, days=21) == (date(2027, 2, 7), date(2027, 3, 21))
