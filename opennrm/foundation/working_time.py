"""When something is due, counted in hours, days or working days, with pauses.

The convention, for days and working days: the day of the event does not count, the day after it is day one,
and the due moment is the end of the last day, 23:59:59 on the clocks of the place. That is the common rule
for periods fixed in days (European Convention on the Calculation of Time-Limits, 1972, articles 2 and 3:
from midnight after the event to midnight of the last day). A period in days may end on a day of rest; it is
not prolonged to the next working day. A working day is what the calendar says. A day counts only if no pause
touches it, so that a pause never costs anybody a part of a day.

Hours are exact: they run by the elapsed time, through nights, holidays and changes of the clocks, and stand
still during a pause.

Every function is pure: nothing here reads the present time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol

Pause = tuple[datetime, datetime | None]
"""From when until when a clock stands still; the end is None while the pause lasts."""

_LONGEST_SEARCH = 30 * 366
"""In days. A calendar in which a period does not end within thirty years has no working days."""


class Unit(StrEnum):
    """In what the length of a clock is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class WorkingCalendar(Protocol):
    """Whoever can tell working days from other days."""

    def is_working_day(self, day: date, /) -> bool:
        """Tell whether people are at work on this day."""


def due(
    start: datetime,
    length: int,
    unit: Unit | str,
    calendar: WorkingCalendar,
    tz: tzinfo,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """Give the moment at which something is due, in the time zone `tz`; None while an open pause holds it
    back.

    :param start: the event, with its time zone.
    :param length: how many units, at least one.
    :param pauses: in any order; they may overlap, and may begin before the event.
    :raises ValueError: a time has no time zone, the length is not positive, a pause ends before it begins,
        or the calendar has no working days to count.
    """
    unit = Unit(unit)
    if length < 1:
        raise ValueError(f"A clock runs for at least one unit, not for {length}.")
    begin = _in_utc(start)
    stops = _merged(pauses)
    if unit is Unit.HOURS:
        moment = _after_hours(begin, timedelta(hours=length), stops)
    else:
        only_working = calendar if unit is Unit.WORKING_DAYS else None
        moment = _after_days(begin.astimezone(tz).date(), length, only_working, tz, stops)
    return moment and moment.astimezone(tz)


def ends_a_day(local: datetime) -> bool:
    """Whether a local moment is the last second of its day, as for periods in days: then the day alone counts."""
    return (local.hour, local.minute, local.second) == (23, 59, 59)


def _after_hours(begin: datetime, length: timedelta, stops: Sequence[Pause]) -> datetime | None:
    running_since, left = begin, length
    for first, last in stops:
        if last is not None and last <= running_since:
            continue
        run = max(first - running_since, timedelta(0))
        if run >= left:
            break
        if last is None:
            return None
        left -= run
        running_since = last
    return running_since + left


def _after_days(
    day: date, length: int, calendar: WorkingCalendar | None, tz: tzinfo, stops: Sequence[Pause]
) -> datetime | None:
    """Give the end of the last day; every day counts when there is no calendar."""
    for _ in range(_LONGEST_SEARCH):
        day += timedelta(days=1)
        begin, end = start_of(day, tz), start_of(day + timedelta(days=1), tz)
        if any(first < end and (last is None or last > begin) for first, last in stops):
            if stops[-1][1] is None and stops[-1][0] < end:
                return None
        elif calendar is None or calendar.is_working_day(day):
            length -= 1
            if length == 0:
                # Reckoned back from midnight: where clocks are put back at midnight, 23:59:59 comes twice.
                return end - timedelta(seconds=1)
    raise ValueError("The calendar has no working days to count.")


def start_of(day: date, tz: tzinfo) -> datetime:
    """The moment at which a day begins, in UTC: two moments of one zone are compared by their clocks alone."""
    return datetime.combine(day, time.min, tzinfo=tz).astimezone(UTC)


def within_days(column: str, first: date | None, last: date | None, tz: tzinfo) -> dict[str, datetime]:
    """For a filter: what happened, by this column, from the first day to the last, both included; None is no limit."""
    limits: dict[str, datetime] = {}
    if first is not None:
        limits[f"{column}__gte"] = start_of(first, tz)
    if last is not None:
        limits[f"{column}__lt"] = start_of(last + timedelta(days=1), tz)
    return limits


def within_year(column: str, year: int, tz: tzinfo) -> dict[str, datetime]:
    """For a filter: what happened, by this column, in a year."""
    return within_days(column, date(year, 1, 1), date(year, 12, 31), tz)


def _merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Give the pauses in UTC and in order, without empty or overlapping ones. Only the last may be open."""
    merged: list[Pause] = []
    for first, last in sorted(_checked(pauses), key=lambda pause: pause[0]):
        if merged and (merged[-1][1] is None or first <= merged[-1][1]):
            before, until = merged.pop()
            last = None if until is None or last is None else max(until, last)
            first = before
        merged.append((first, last))
    return merged


def _checked(pauses: Iterable[Pause]) -> Iterable[Pause]:
    for first, last in pauses:
        begin, end = _in_utc(first), None if last is None else _in_utc(last)
        if end is not None and end < begin:
            raise ValueError("A pause ends before it begins.")
        if begin != end:
            yield begin, end


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A time without a time zone cannot be counted from.")
    return moment.astimezone(UTC)
