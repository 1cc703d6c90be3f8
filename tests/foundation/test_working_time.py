"""Deadlines are never early, however clocks are paused, changed or set."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.foundation.working_time import Unit, due

WITHOUT_CHANGES = ZoneInfo("America/Jamaica")
CHANGES_AT_MIDNIGHT = ZoneInfo("America/Santiago")
ZONES = [WITHOUT_CHANGES, CHANGES_AT_MIDNIGHT, ZoneInfo("America/Havana"), ZoneInfo("Pacific/Auckland"), UTC]


@dataclass(frozen=True)
class Week:
    """A calendar of working weekdays and days off."""

    working: frozenset = frozenset(range(5))
    off: frozenset = field(default_factory=frozenset)

    def is_working_day(self, day, /):
        return day.weekday() in self.working and day not in self.off


WEEK = Week()


def local(text, zone=WITHOUT_CHANGES):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# --- Examples that a lawyer can check


def test_hours_are_exact():
    assert due(local("2026-11-20 14:34:05"), 24, "hours", WEEK, WITHOUT_CHANGES) == local(
        "2026-11-21 14:34:05"
    )


def test_the_day_after_the_event_is_day_one():
    assert due(local("2026-11-20 00:00"), 1, "days", WEEK, WITHOUT_CHANGES) == local("2026-11-21 23:59:59")


def test_five_working_days_from_a_friday_end_on_the_next_friday():
    friday = local("2026-11-20 16:50")
    assert due(friday, 5, "working_days", WEEK, WITHOUT_CHANGES) == local("2026-11-27 23:59:59")


def test_a_holiday_is_no_working_day():
    week = Week(off=frozenset({date(2026, 11, 23)}))
    friday = local("2026-11-20 16:50")
    assert due(friday, 1, "working_days", week, WITHOUT_CHANGES) == local("2026-11-24 23:59:59")


def test_calendar_days_run_through_holidays_and_leap_days():
    start = local("2028-02-27 09:00")
    assert due(start, 3, "days", Week(working=frozenset()), WITHOUT_CHANGES) == local("2028-03-01 23:59:59")
    assert due(start.replace(year=2027), 3, "days", WEEK, WITHOUT_CHANGES) == local("2027-03-02 23:59:59")


def test_a_pause_moves_hours_by_its_length():
    start = local("2026-11-20 08:00")
    pause = (start + timedelta(hours=2), start + timedelta(hours=5, minutes=30))
    assert due(start, 24, "hours", WEEK, WITHOUT_CHANGES, [pause]) == local("2026-11-21 11:30")


def test_a_day_that_a_pause_touches_does_not_count():
    start = local("2026-11-20 08:00")
    pause = (local("2026-11-21 23:00"), local("2026-11-23 00:30"))
    assert due(start, 2, "days", WEEK, WITHOUT_CHANGES, [pause]) == local("2026-11-25 23:59:59")


def test_a_pause_that_ends_at_midnight_does_not_touch_the_next_day():
    start = local("2026-11-20 08:00")
    pause = (local("2026-11-21 12:00"), local("2026-11-22 00:00"))
    assert due(start, 1, "days", WEEK, WITHOUT_CHANGES, [pause]) == local("2026-11-22 23:59:59")


def test_a_pause_on_the_day_of_the_event_changes_nothing():
    start = local("2026-11-20 08:00")
    pause = (local("2026-11-20 09:00"), local("2026-11-20 22:00"))
    assert due(start, 1, "days", WEEK, WITHOUT_CHANGES, [pause]) == local("2026-11-21 23:59:59")


@pytest.mark.parametrize("unit", Unit)
def test_while_a_pause_lasts_nothing_is_due(unit):
    start = local("2026-11-20 08:00")
    assert due(start, 10, unit, WEEK, WITHOUT_CHANGES, [(local("2026-11-20 09:00"), None)]) is None


@pytest.mark.parametrize("unit", Unit)
def test_a_pause_that_begins_after_the_due_moment_changes_nothing(unit):
    start = local("2026-11-20 08:00")
    ordinary = due(start, 3, unit, WEEK, WITHOUT_CHANGES)
    pause = (ordinary + timedelta(seconds=1), None)
    assert due(start, 3, unit, WEEK, WITHOUT_CHANGES, [pause]) == ordinary


def test_the_last_day_ends_late_where_clocks_go_back_at_midnight():
    # On 4 April 2027 at 00:00 clocks there go back to 23:00, so that 3 April has 25 hours.
    moment = due(local("2027-04-02 10:00", CHANGES_AT_MIDNIGHT), 1, "days", WEEK, CHANGES_AT_MIDNIGHT)
    assert (moment.isoformat(), moment.fold) == ("2027-04-03T23:59:59-04:00", 1)


def test_the_last_day_is_whole_where_a_day_begins_at_one_o_clock():
    # On 5 September 2027 at 00:00 clocks there go forward to 01:00.
    moment = due(local("2027-09-03 10:00", CHANGES_AT_MIDNIGHT), 1, "days", WEEK, CHANGES_AT_MIDNIGHT)
    assert moment.isoformat() == "2027-09-04T23:59:59-04:00"


def test_hours_do_not_follow_the_clocks_when_they_are_changed():
    start = local("2027-04-03 20:00", CHANGES_AT_MIDNIGHT)
    moment = due(start, 24, "hours", WEEK, CHANGES_AT_MIDNIGHT)
    assert moment.isoformat() == "2027-04-04T19:00:00-04:00"


# --- What is refused


def test_a_time_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 20), 1, "days", WEEK, WITHOUT_CHANGES)  # noqa: DTZ001


@pytest.mark.parametrize("length", [0, -1])
def test_a_length_of_nothing_is_refused(length):
    with pytest.raises(ValueError, match="at least one"):
        due(local("2026-11-20 08:00"), length, "hours", WEEK, WITHOUT_CHANGES)


def test_a_pause_that_ends_before_it_begins_is_refused():
    backwards = (local("2026-11-20 10:00"), local("2026-11-20 09:00"))
    with pytest.raises(ValueError, match="before it begins"):
        due(local("2026-11-20 08:00"), 1, "hours", WEEK, WITHOUT_CHANGES, [backwards])


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working days"):
        due(local("2026-11-20 08:00"), 1, "working_days", Week(working=frozenset()), WITHOUT_CHANGES)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="weeks"):
        due(local("2026-11-20 08:00"), 1, "weeks", WEEK, WITHOUT_CHANGES)


# --- Properties

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
UNITS = st.sampled_from(Unit)
LENGTHS = st.integers(1, 40)
CALENDARS = st.builds(
    Week,
    working=st.frozensets(st.integers(0, 6), min_size=1),
    off=st.frozensets(st.dates(date(2020, 1, 1), date(2033, 12, 31)), max_size=5),
)
ANY_ZONE = st.sampled_from(ZONES)


@st.composite
def closed_pauses(draw, start):
    """Pauses round a start, in any order, that may overlap and may be empty."""
    begins = draw(st.lists(st.integers(-50, 2000), max_size=4))
    return [
        (start + timedelta(hours=begin), start + timedelta(hours=begin, minutes=draw(st.integers(0, 9000))))
        for begin in begins
    ]


def paused_for(pauses, first, last):
    """The time between two moments during which at least one pause lasts, reckoned minute by minute edge."""
    edges = sorted({first, last, *(min(max(edge, first), last) for pause in pauses for edge in pause)})
    return sum(
        (
            after - before
            for before, after in pairwise(edges)
            if any(begin <= before and after <= end for begin, end in pauses)
        ),
        timedelta(0),
    )


@given(start=INSTANTS, length=LENGTHS, zone=ANY_ZONE, data=st.data())
def test_hours_run_exactly_their_length_without_the_pauses(start, length, zone, data):
    pauses = data.draw(closed_pauses(start))
    moment = due(start, length, "hours", WEEK, zone, pauses).astimezone(UTC)
    assert moment - start - paused_for(pauses, start, moment) == timedelta(hours=length)


@given(start=INSTANTS, length=LENGTHS, unit=UNITS, calendar=CALENDARS, zone=ANY_ZONE, data=st.data())
def test_nothing_is_ever_due_early(start, length, unit, calendar, zone, data):
    pauses = data.draw(closed_pauses(start))
    moment = due(start, length, unit, calendar, zone, pauses)
    ran = moment.astimezone(UTC) - start - paused_for(pauses, start, moment.astimezone(UTC))
    # A day may have 23 hours where clocks go forward.
    least = timedelta(hours=length) if unit is Unit.HOURS else timedelta(hours=24 * length - 1, seconds=-1)
    assert ran >= least


@given(start=INSTANTS, length=LENGTHS, calendar=CALENDARS, zone=ANY_ZONE, data=st.data())
def test_the_last_day_is_a_working_day_and_ends_with_its_last_second(start, length, calendar, zone, data):
    moment = due(start, length, "working_days", calendar, zone, data.draw(closed_pauses(start)))
    assert calendar.is_working_day(moment.date())
    assert (moment.hour, moment.minute, moment.second) == (23, 59, 59)
    assert (moment.astimezone(UTC) + timedelta(seconds=1)).astimezone(zone).date() > moment.date()


@given(start=INSTANTS, length=LENGTHS, calendar=CALENDARS, zone=ANY_ZONE)
def test_exactly_so_many_working_days_lie_after_the_day_of_the_event(start, length, calendar, zone):
    end = due(start, length, "working_days", calendar, zone).date()
    day, counted = start.astimezone(zone).date(), 0
    while day < end:
        day += timedelta(days=1)
        counted += calendar.is_working_day(day)
    assert counted == length


@given(start=INSTANTS, length=LENGTHS, unit=UNITS, calendar=CALENDARS, zone=ANY_ZONE, data=st.data())
def test_one_more_pause_never_makes_anything_due_earlier(start, length, unit, calendar, zone, data):
    fewer = data.draw(closed_pauses(start))
    more = data.draw(st.permutations(fewer + data.draw(closed_pauses(start))))
    assert due(start, length, unit, calendar, zone, more) >= due(start, length, unit, calendar, zone, fewer)


@given(start=INSTANTS, later=st.integers(0, 10**6), length=LENGTHS, unit=UNITS, zone=ANY_ZONE)
def test_a_later_event_is_never_due_earlier(start, later, length, unit, zone):
    first = due(start, length, unit, WEEK, zone)
    second = due(start + timedelta(seconds=later), length, unit, WEEK, zone)
    assert second.astimezone(UTC) >= first.astimezone(UTC)


@given(start=INSTANTS, length=LENGTHS, unit=UNITS, zone=ANY_ZONE, hours=st.integers(-23, 23), data=st.data())
def test_it_does_not_matter_in_which_time_zone_a_moment_is_written(start, length, unit, zone, hours, data):
    pauses = data.draw(closed_pauses(start))
    elsewhere = timezone(timedelta(hours=hours))
    written_there = [(first.astimezone(elsewhere), last.astimezone(elsewhere)) for first, last in pauses]
    assert due(start, length, unit, WEEK, zone, pauses) == due(
        start.astimezone(elsewhere), length, unit, WEEK, zone, written_there
    )
