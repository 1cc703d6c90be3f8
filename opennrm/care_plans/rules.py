"""What is reckoned about care: fiscal years, how long a service lasted, adulthood, and windows of follow-up. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, kw_only=True)
class FiscalYear:
    """A year of the public accounts, both days included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """As two years joined by a dash, or the year alone where it is a calendar year."""
        if self.first.year == self.last.year:
            return str(self.first.year)
        return f"{self.first.year}\N{EN DASH}{self.last.year % 100:02}"


def fiscal_year_of(day: date, *, first_month: int) -> FiscalYear:
    """The fiscal year in which a day lies."""
    year = day.year if day.month >= first_month else day.year - 1
    first = date(year, first_month, 1)
    return FiscalYear(first=first, last=first + relativedelta(years=1) - timedelta(days=1))


def fiscal_years(first_day: date, last_day: date, *, first_month: int) -> list[FiscalYear]:
    """Every fiscal year in which some day of a period lies, the earliest first."""
    found = [fiscal_year_of(first_day, first_month=first_month)]
    while found[-1].last < last_day:
        found.append(fiscal_year_of(found[-1].last + timedelta(days=1), first_month=first_month))
    return found


def days_from_first_to_last(first_day: date, last_day: date) -> int:
    """How many days lie between the first and the last day of a service; 0 where it was one day."""
    return (last_day - first_day).days


def total_cost(costs: Iterable[Decimal | None]) -> Decimal | None:
    """What it cost together; None where nobody knows any of it."""
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal()) if known else None


def adult_on(latest_birth: date, *, years: int, leap_day_is_later: bool) -> date:
    """The day on which somebody is of age who was born as late as is possible.

    :param leap_day_is_later: whether somebody born on 29 February is of age on 1 March, if that year has no such day.
    """
    found = latest_birth + relativedelta(years=years)
    if (latest_birth.month, latest_birth.day) == (2, 29) and found.day != 29 and leap_day_is_later:
        return found + timedelta(days=1)
    return found


def transition_opens_on(adult: date, *, days_before: int) -> date:
    """The day from which leaving care is prepared."""
    return adult - timedelta(days=days_before)


def follow_up_due(closed_on: date, months: int) -> date:
    """The day on which somebody asks how the child is, so many months after the case was closed."""
    return closed_on + relativedelta(months=months)


def window_of(due: date, *, days: int) -> tuple[date, date]:
    """The first and the last day on which a follow-up counts as in time."""
    return due - timedelta(days=days), due + timedelta(days=days)
