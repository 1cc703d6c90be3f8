"""Nights and gaps, each worked example of the domain reference under its name."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from opennrm.placements.rules import Gap, Stay, fiscal_year, gaps, nights, nights_by_kind

ZONE = ZoneInfo("America/Jamaica")
NOW = datetime(2026, 12, 1, 12, tzinfo=ZONE)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def counted(*stays: Stay) -> dict[str, int]:
    return nights_by_kind(stays, zone=ZONE, now=NOW)


def test_c1_a_night_is_the_place_at_midnight_by_local_time():
    assert counted(Stay(kind="home", since=at(3, 3, 20), until=at(3, 10, 9))) == {"home": 7}


def test_c2_a_move_at_two_gives_one_night_to_the_new_place_and_none_twice():
    first = Stay(kind="home", since=at(3, 1, 18), until=at(3, 4, 14))
    second = Stay(kind="foster", since=at(3, 4, 14), until=at(3, 5, 9))
    whole = Stay(kind="care", since=at(3, 1, 18), until=at(3, 5, 9))
    assert counted(first, second) == {"home": 3, "foster": 1}
    assert sum(counted(first, second).values()) == counted(whole)["care"]


def test_c3_a_missing_child_has_nights_that_are_no_nights_in_the_shelter():
    shelter = Stay(kind="shelter", since=at(3, 1, 9), until=at(3, 5, 23, 30))
    missing = Stay(kind="missing", since=at(3, 5, 23, 30), until=at(3, 7, 10))
    back = Stay(kind="shelter", since=at(3, 7, 10), until=at(3, 8, 10))
    assert counted(missing) == {"missing": 2}
    assert counted(shelter, missing, back) == {"shelter": 5, "missing": 2}


@pytest.mark.parametrize(
    ("since", "until", "number"),
    [
        (at(3, 3), at(3, 4), 1),
        (at(3, 3, 0, 1), at(3, 3, 23, 59), 0),
        (at(3, 3, 23, 59), at(3, 4, 0, 1), 1),
        (datetime(2026, 3, 3, 4, 30, tzinfo=UTC), datetime(2026, 3, 3, 5, 30, tzinfo=UTC), 1),
        (at(11, 29, 9), None, 2),
    ],
    ids=[
        "from midnight to midnight",
        "a day",
        "over midnight",
        "by local and not by universal time",
        "goes on",
    ],
)
def test_nights_at_the_edges(since, until, number):
    assert nights(Stay(kind="home", since=since, until=until), zone=ZONE, now=NOW) == number


def test_a_stay_over_the_turn_of_the_fiscal_year_is_divided():
    year = fiscal_year(date(2026, 3, 31), begins_in=4)
    assert (year.first, year.last) == (date(2025, 4, 1), date(2026, 3, 31))
    stay = Stay(kind="home", since=at(3, 30, 20), until=at(4, 3, 8))
    before = nights(stay, zone=ZONE, now=NOW, first=year.first, after=year.after)
    later = fiscal_year(date(2026, 4, 1), begins_in=4)
    after = nights(stay, zone=ZONE, now=NOW, first=later.first, after=later.after)
    assert (before, after) == (1, 3)


def test_a_gap_is_any_time_after_a_stay_of_which_nothing_says_where_the_child_was():
    first = Stay(kind="home", since=at(3, 1), until=at(3, 4, 14))
    seamless = Stay(kind="foster", since=at(3, 4, 14), until=at(3, 5))
    late = Stay(kind="foster", since=at(3, 5, 1))
    assert gaps([seamless, first, late]) == [Gap(since=at(3, 5), until=at(3, 5, 1))]
    assert gaps([first]) == [Gap(since=at(3, 4, 14))]
    assert gaps([late]) == gaps([]) == []
