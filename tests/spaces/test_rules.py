"""When spaces are open and certificates count: pure rules."""

from datetime import UTC, date, datetime

import pytest

from opennrm.spaces import rules

MONDAY = date(2026, 12, 7)
OPENING = {"monday": [["09:00", "12:00"], ["13:00", "17:00"]], "sunday": [["10:00", "11:00"]]}


def opened(**given) -> list[tuple[int, int, int]]:
    kept = {
        "opening": OPENING,
        "closed_days": [],
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        **given,
    }
    spans = rules.openings(rules.Rules(**kept), date(2026, 12, 6), date(2026, 12, 8), UTC)
    return [(begins.day, begins.hour, ends.hour) for begins, ends in spans]


def test_a_space_is_open_by_weekday_but_for_closed_days_and_outside_its_own_days():
    assert opened() == [(6, 10, 11), (7, 9, 12), (7, 13, 17)]
    assert opened(closed_days=[MONDAY]) == [(6, 10, 11)]
    assert opened(valid_from=MONDAY) == [(7, 9, 12), (7, 13, 17)]
    assert opened(valid_until=date(2026, 12, 6)) == [(6, 10, 11)]


def test_i3_a_certificate_counts_until_its_last_day_and_not_on_the_day_after():
    valid = date(2025, 2, 1), date(2026, 1, 31)
    assert rules.counts_on(date(2026, 1, 31), *valid)
    assert not rules.counts_on(date(2026, 2, 2), *valid)


@pytest.mark.parametrize(
    "typed, read",
    [
        ("9-12, 13:00-17:30", [["09:00", "12:00"], ["13:00", "17:30"]]),
        ("9.30\N{EN DASH}12", [["09:30", "12:00"]]),
        ("", []),
    ],
)
def test_times_of_day_are_read_as_people_type_them(typed, read):
    assert rules.read_times(typed) == read
    assert rules.read_times(rules.as_text(read)) == read


@pytest.mark.parametrize("typed", ["9", "12-9", "9-12, 11-13", "nine-twelve", "9-25"])
def test_what_is_not_a_row_of_times_is_refused(typed):
    with pytest.raises(rules.NotTimes):
        rules.read_times(typed)


def test_half_open_spans_meet_without_overlapping():
    at = [datetime(2026, 12, 7, hour, tzinfo=UTC) for hour in (9, 11, 13)]
    assert not rules.overlap((at[0], at[1]), (at[1], at[2]))
    assert rules.overlap((at[0], at[2]), (at[1], at[2]))
