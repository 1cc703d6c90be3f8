"""The country's calendar: on which days people work."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from dateutil.easter import easter

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table

FIRST_YEAR, LAST_YEAR = 1900, 2200


class Weekday(StrEnum):
    """The days of the week, in the order in which Python numbers them."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Rule(StrEnum):
    """How the date of a holiday follows from the year."""

    FIXED = "fixed"
    EASTER = "easter"
    NTH_WEEKDAY = "nth_weekday"


class Shift(StrEnum):
    """Where a holiday goes when it falls on a day that is free anyway.

    A holiday that moves takes the next day that is neither free nor another holiday, so two in a row stay
    two days.
    """

    NONE = "none"
    FROM_SUNDAY = "from_sunday"
    FROM_FREE_DAY = "from_free_day"


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A day of rest that comes back every year.

    `month` and `day` belong to a fixed date; `offset` counts days from Easter Sunday, negative before it;
    `weekday`, `month` and `nth` belong to rules such as "the third Monday of October", where -1 is the last
    one. One that does not move deadlines is a day on which the mechanism works.
    """

    title: str
    rule: Rule
    shift: Shift
    certainty: Certainty
    month: int = 0
    day: int = 0
    offset: int = 0
    weekday: int = 0
    nth: int = 0
    from_year: int = FIRST_YEAR
    to_year: int = LAST_YEAR
    moves_deadlines: bool = True

    def falls_on(self, year: int) -> date | None:
        """Give its date in a year before any shift; None in a year without it."""
        if not self.from_year <= year <= self.to_year:
            return None
        if self.rule is Rule.EASTER:
            return easter(year) + timedelta(days=self.offset)
        if self.rule is Rule.NTH_WEEKDAY:
            return _nth_weekday(year, self.month, self.weekday, self.nth)
        if (self.month, self.day) == (2, 29) and not _is_leap(year):
            return None
        return date(year, self.month, self.day)


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Days on which nobody works once only, such as after a storm. The first and the last are included.

    One that does not move deadlines is only noted: the days count like others.
    """

    title: str
    first: date
    last: date
    moves_deadlines: bool
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Working weekdays (Monday is 0), holidays and closures of one country."""

    working_weekdays: frozenset[int]
    holiday_rules: tuple[Holiday, ...]
    closures: tuple[Closure, ...]

    def holidays(self, year: int) -> Mapping[date, str]:
        """Give the holidays of a year that move deadlines, by the day of rest for them, after any shift."""
        return _holidays(self, year)

    def is_working_day(self, day: date, /) -> bool:
        """Tell whether this day counts in a deadline of working days."""
        return (
            day.weekday() in self.working_weekdays
            and day not in self.holidays(day.year)
            and not any(
                closure.moves_deadlines and closure.first <= day <= closure.last for closure in self.closures
            )
        )

    def digest(self, time_zone: str) -> str:
        """What changes whenever another day counts. Titles and sources may be mended without any effect."""
        days = [
            [
                holiday.rule, holiday.shift, holiday.month, holiday.day, holiday.offset, holiday.weekday, holiday.nth,
                holiday.from_year, holiday.to_year,
            ]
            for holiday in self.holiday_rules
            if holiday.moves_deadlines
        ]  # fmt: skip
        closed = sorted(
            [str(closure.first), str(closure.last)] for closure in self.closures if closure.moves_deadlines
        )
        facts = [time_zone, sorted(self.working_weekdays), days, closed]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


@lru_cache(maxsize=64)
def _holidays(calendar: Calendar, year: int) -> Mapping[date, str]:
    # A shift can carry a holiday over the end of a year.
    dated = sorted(
        (
            (day, position, holiday)
            for near in (year - 1, year, year + 1)
            for position, holiday in enumerate(calendar.holiday_rules)
            if holiday.moves_deadlines and (day := holiday.falls_on(near))
        ),
        key=lambda found: found[:2],
    )
    taken = {day for day, _, holiday in dated if not _moves(day, holiday, calendar)}
    names: dict[date, str] = {}
    for day, _, holiday in dated:
        if _moves(day, holiday, calendar):
            while day in taken or day.weekday() not in calendar.working_weekdays:
                day += timedelta(days=1)
            taken.add(day)
        names[day] = f"{names[day]}, {holiday.title}" if day in names else holiday.title
    return MappingProxyType({day: name for day, name in sorted(names.items()) if day.year == year})


def _moves(day: date, holiday: Holiday, calendar: Calendar) -> bool:
    if holiday.shift is Shift.FROM_SUNDAY:
        return day.weekday() == 6
    return holiday.shift is Shift.FROM_FREE_DAY and day.weekday() not in calendar.working_weekdays


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    if nth > 0:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    else:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    return day if day.month == month else None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def read(table: Table) -> Calendar:
    """Read the table [calendar]."""
    weekdays = list(Weekday)
    working = table.known_codes("working_weekdays", weekdays)
    calendar = Calendar(
        working_weekdays=frozenset(weekdays.index(Weekday(day)) for day in working if day in weekdays),
        holiday_rules=tuple(_holiday(inner) for inner in table.tables("holidays", optional=True)),
        closures=tuple(_closure(inner) for inner in table.tables("closures", optional=True)),
    )
    table.refuse_unknown_keys()
    return calendar


def _holiday(table: Table) -> Holiday:
    title = table.text("title")
    rule = table.required_choice("rule", Rule)
    dates = _date_keys(table, rule) if rule else {}
    from_year = table.number("from_year", minimum=FIRST_YEAR, maximum=LAST_YEAR, default=FIRST_YEAR)
    to_year = table.number("to_year", minimum=FIRST_YEAR, maximum=LAST_YEAR, default=LAST_YEAR)
    holiday = Holiday(
        title=title,
        rule=rule or Rule.EASTER,
        shift=table.choice("shift", Shift, default=Shift.NONE),
        certainty=table.certainty(),
        from_year=from_year,
        to_year=to_year,
        moves_deadlines=table.flag("moves_deadlines", default=True),
        **dates,
    )
    # Without a known rule nobody can say which of the other keys belong to it.
    if rule:
        table.refuse_unknown_keys()
    return holiday


def _date_keys(table: Table, rule: Rule) -> dict[str, int]:
    if rule is Rule.EASTER:
        return {"offset": table.number("offset", minimum=-100, maximum=100)}
    month = table.number("month", minimum=1, maximum=12)
    if rule is Rule.FIXED:
        day = table.number("day", minimum=1, maximum=31)
        if day > _longest(month):
            table.refuse("day", f"Month {month} never has a day {day}.", "Correct the month or the day.")
            day = 1
        return {"month": month, "day": day}
    weekday = table.required_choice("weekday", Weekday) or Weekday.MONDAY
    nth = table.number("nth", minimum=-5, maximum=5)
    if nth == 0:
        table.refuse("nth", "There is no weekday number 0.", "Write 1 for the first, or -1 for the last.")
        nth = 1
    return {"month": month, "weekday": list(Weekday).index(weekday), "nth": nth}


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31


def _closure(table: Table) -> Closure:
    first, last = table.day("first"), table.day("last")
    if first and last and last < first:
        table.refuse("last", "“last” is before “first”.", "Swap them, or correct one of them.")
    closure = Closure(
        title=table.text("title"),
        first=first or date.min,
        last=last or date.min,
        moves_deadlines=table.flag("moves_deadlines", default=True),
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return closure
