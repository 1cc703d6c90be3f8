"""A date of which only a part may be known. Pure Python.

It is written down as in ISO 8601-2: "2012", "2012-03", "2012-03-27", "XXXX-03-27" where nobody knows the year, and
with "~" at the end where it is about right.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

UNKNOWN_YEAR = "XXXX"
_ABOUT = "~"
_WRITTEN = re.compile(r"(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?(~?)", re.ASCII)
LEAP_YEAR = 2000
"""A day in a year that nobody knows may be the 29th of February."""


class DateOrder(StrEnum):
    """In which order a date such as 03/04/2011 is written."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True)
class PartialDate:
    """A date of which each part may be unknown; a day is known with its month only. `about`: nobody is sure of it."""

    year: int | None
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __post_init__(self) -> None:
        if self.year is None and self.month is None:
            raise ValueError("A date of which nothing is known is none.")
        if self.day is not None and self.month is None:
            raise ValueError("A day without a month is no partial date.")
        date(self.year or LEAP_YEAR, self.month or 1, self.day or 1)

    @classmethod
    def fromisoformat(cls, text: str) -> Self:
        """Read what `isoformat` wrote.

        :raises ValueError: the text has another form, or there is no such date.
        """
        if not (parts := _WRITTEN.fullmatch(text)):
            raise ValueError(f"{text!r} is no partial date.")
        year, month, day, about = parts.groups()
        return cls(
            None if year == UNKNOWN_YEAR else int(year),
            int(month) if month else None,
            int(day) if day else None,
            bool(about),
        )

    @classmethod
    def of(cls, day: date) -> Self:
        """A whole date."""
        return cls(day.year, day.month, day.day)

    @property
    def is_complete(self) -> bool:
        """Whether every part is known."""
        return self.year is not None and self.day is not None

    @property
    def is_exact(self) -> bool:
        """Whether it is one day, and somebody is sure of it."""
        return self.is_complete and not self.about

    @property
    def earliest(self) -> date | None:
        """The first day it may mean; None where nobody knows the year."""
        return date(self.year, self.month or 1, self.day or 1) if self.year is not None else None

    @property
    def latest(self) -> date | None:
        """The last day it may mean; None where nobody knows the year."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """Write it down, as a record keeps it."""
        known = [UNKNOWN_YEAR if self.year is None else f"{self.year:04}"]
        known += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(known) + (_ABOUT if self.about else "")
