"""On which days people work."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opennrm.country.calendar import Calendar, Holiday, Rule, Shift
from opennrm.country.certainty import Certainty
from tests.country.packs import JAMAICA, MARESIA, loaded

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def calendar_with(*holidays, working="01234"):
    return Calendar(
        working_weekdays=frozenset(int(day) for day in working),
        holiday_rules=tuple(
            Holiday(title=f"Holiday {number}", certainty=Certainty.PROPOSAL, **holiday)
            for number, holiday in enumerate(holidays)
        ),
        closures=(),
    )


def test_the_jamaican_holidays_of_2026():
    assert dict(loaded(JAMAICA).calendar.holidays(2026)) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 2, 18): "Ash Wednesday",
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 25): "Labour Day",
        date(2026, 8, 1): "Emancipation Day",
        date(2026, 8, 6): "Independence Day",
        date(2026, 10, 19): "National Heroes' Day",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Boxing Day",
    }


def test_a_jamaican_holiday_on_a_sunday_moves_to_monday():
    calendar = loaded(JAMAICA).calendar
    assert calendar.holidays(2023)[date(2023, 1, 2)] == "New Year's Day"
    assert calendar.holidays(2023)[date(2023, 8, 7)] == "Independence Day"
    assert not calendar.is_working_day(date(2023, 8, 7))


def test_christmas_on_a_sunday_does_not_swallow_boxing_day():
    holidays = loaded(JAMAICA).calendar.holidays(2022)
    assert holidays[date(2022, 12, 26)] == "Boxing Day"
    assert holidays[date(2022, 12, 27)] == "Christmas Day"


def test_emancipation_day_was_no_holiday_in_1997():
    calendar = loaded(JAMAICA).calendar
    assert "Emancipation Day" not in calendar.holidays(1997).values()
    assert "Emancipation Day" in calendar.holidays(1998).values()


def test_people_work_on_the_days_that_the_pack_says():
    working = loaded(MARESIA).calendar.is_working_day
    assert working(date(2027, 1, 3))  # a Sunday
    assert not working(date(2027, 1, 1))  # a Friday


def test_a_shift_carries_a_holiday_into_the_next_year():
    calendar = loaded(MARESIA).calendar
    assert date(2027, 12, 31).weekday() == 4
    assert list(calendar.holidays(2027)) == [date(2027, 4, 25)]
    assert calendar.holidays(2028)[date(2028, 1, 2)] == "Day of the Lighthouse"


def test_nobody_works_during_a_closure():
    working = loaded(MARESIA).calendar.is_working_day
    days = [date(2027, 3, day) for day in range(11, 18)]
    # 12 and 13 March are the Maresian weekend, 14 to 16 the closure.
    assert [working(day) for day in days] == [True, False, False, False, False, False, True]


def test_a_holiday_on_a_leap_day_comes_every_four_years():
    calendar = loaded(MARESIA).calendar
    assert date(2028, 2, 29) in calendar.holidays(2028)
    assert all(day.month != 2 for day in calendar.holidays(2027))


def test_the_fifth_monday_is_a_holiday_only_in_months_that_have_one():
    fifth = {"rule": Rule.NTH_WEEKDAY, "shift": Shift.NONE, "month": 3, "weekday": 0, "nth": 5}
    calendar = calendar_with(fifth)
    assert list(calendar.holidays(2026)) == [date(2026, 3, 30)]
    assert list(calendar.holidays(2027)) == [date(2027, 3, 29)]
    assert list(calendar.holidays(2028)) == []


def test_two_holidays_on_one_day_are_both_named():
    fixed = {"rule": Rule.FIXED, "shift": Shift.NONE, "month": 5, "day": 5}
    assert calendar_with(fixed, fixed).holidays(2027) == {date(2027, 5, 5): "Holiday 0, Holiday 1"}


@given(day=DAYS, shift=st.sampled_from(Shift), working=st.sampled_from(["01234", "60123", "012345"]))
def test_a_holiday_that_moves_costs_exactly_one_working_day(day, shift, working):
    fixed = {"rule": Rule.FIXED, "shift": shift, "month": day.month, "day": min(day.day, 28)}
    ordinary, calendar = calendar_with(working=working), calendar_with(fixed, working=working)
    around = [date(day.year, day.month, min(day.day, 28)) + timedelta(days=n) for n in range(-9, 10)]
    lost = [d for d in around if ordinary.is_working_day(d) and not calendar.is_working_day(d)]
    falls_on = date(day.year, day.month, min(day.day, 28))
    if ordinary.is_working_day(falls_on):
        assert lost == [falls_on]
    elif shift is Shift.FROM_FREE_DAY:
        assert len(lost) == 1
        assert lost[0] > falls_on
    elif shift is Shift.NONE:
        assert lost == []


@given(day=DAYS)
def test_a_day_is_a_holiday_in_its_own_year_only(day):
    calendar = loaded(JAMAICA).calendar
    assert all(found.year == day.year for found in calendar.holidays(day.year))
    assert len(calendar.holidays(day.year)) in {9, 10}
