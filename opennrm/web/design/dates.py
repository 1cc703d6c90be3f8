"""Reads dates as people write them, and keeps dates of which only a part is known."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opennrm.country.months import MonthNames
from opennrm.country.pack import pack

DAY, MONTH, YEAR = PARTS = ("day", "month", "year")

EARLIEST_YEAR = 1000

_SEPARATORS = re.compile(r"[\s/.,\-\u2013]+")
_ORDINAL_ENDING = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
# fmt: off
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on


class DateNotUnderstood(ValueError):
    """What was typed is no date.

    `parts` names the boxes to correct, a subset of `PARTS`; the message is a translated sentence
    that says what to do.
    """

    def __init__(self, message: str, *parts: str):
        super().__init__(message)
        self.parts = parts or PARTS


@dataclass(frozen=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if self.day is not None and self.month is None:
            raise ValueError("A day without a month is no partial date.")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def fromisoformat(cls, text: str) -> Self:
        """Read "2012", "2012-03" or "2012-03-27".

        :raises ValueError: the text has another form, or there is no such date.
        """
        return cls(*(int(part) for part in text.split("-", 2)))

    @property
    def is_complete(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """Write it as "2012", "2012-03" or "2012-03-27"."""
        return self.earliest.isoformat()[: 10 if self.day else 7 if self.month else 4]

    def __str__(self) -> str:
        if self.day:
            return date_format(self.earliest, "j F Y")
        return date_format(self.earliest, "F Y" if self.month else "Y")


def read_date(day: str, month: str, year: str) -> PartialDate | None:
    """Read three boxes, or a whole date that was typed into one of them.

    Months may be numbers or names, in English, in the active language or in any language of the
    country. Boxes for what is not known stay empty. Returns nothing if all are empty.

    :raises DateNotUnderstood: it is no date, or a known part stands before an unknown one.
    """
    boxes = [day.strip(), month.strip(), year.strip()]
    filled = [box for box in boxes if box]
    if not filled:
        return None
    if len(filled) == 1 and _holds_several_parts(filled[0]):
        return read_date_text(filled[0])
    return _assemble(*boxes)


def read_date_text(text: str) -> PartialDate | None:
    """Read a date typed as one text: "27 March 2012", "27/3/2012", "2012-03-27", "March 2012", "2012".

    Numbers stand in the order day, month, year, unless the year comes first. Returns nothing for
    an empty text.

    :raises DateNotUnderstood: it is no date.
    """
    words = _words(text)
    match words:
        case []:
            return None
        case [year]:
            return _assemble("", "", year)
        case [year, month] if _is_year(year):
            return _assemble("", month, year)
        case [month, year]:
            return _assemble("", month, year)
        case [year, month, day] if _is_year(year):
            return _assemble(day, month, year)
        case [month, day, year] if not month.isdecimal():
            return _assemble(day, month, year)
        case [day, month, year]:
            return _assemble(day, month, year)
    raise DateNotUnderstood(_("Enter a date like 27 March 2012."))


def _assemble(day: str, month: str, year: str) -> PartialDate:
    if not year:
        raise DateNotUnderstood(_("Enter the year too, for example 2012."), YEAR)
    if day and not month:
        raise DateNotUnderstood(_("Enter the month too. If you do not know it, leave the day empty."), MONTH)
    if not _is_year(year):
        raise DateNotUnderstood(
            _("Enter the year with four digits, for example 2012. We do not accept years before 1000."), YEAR
        )
    month_number = _month_number(month) if month else None
    if day and not (_is_short_number(day) and 1 <= int(day) <= 31):
        raise DateNotUnderstood(_("Enter the day as a number from 1 to 31."), DAY)
    try:
        return PartialDate(int(year), month_number, int(day) if day else None)
    except ValueError:
        raise DateNotUnderstood(
            _("There is no such day in that month. Check the day and the month.")
        ) from None


def _month_number(text: str) -> int:
    if _is_short_number(text) and 1 <= int(text) <= 12:
        return int(text)
    # What is written out in one of the languages goes before what only begins like a month.
    numbers = _month_names().months_called(text)
    if len(numbers) != 1:
        raise DateNotUnderstood(_("Enter the month as a number from 1 to 12, or its name."), MONTH)
    return next(iter(numbers))


def _month_names() -> MonthNames:
    """English names stay valid in every language: papers and colleagues use them."""
    local = [(str(name), number) for names in (MONTHS, MONTHS_3, MONTHS_AP) for number, name in names.items()]
    return pack().month_names.also(
        [*local, *((name, number) for number, name in enumerate(_ENGLISH_MONTHS, start=1))]
    )


def _words(text: str) -> list[str]:
    # Short names of weekdays are not skipped: in some languages they are short names of months too.
    weekdays = {str(name).lower() for name in WEEKDAYS.values()}
    plain = _ORDINAL_ENDING.sub("", text.strip().lower())
    between = {"of", *pack().month_names.words}
    return [
        word for word in _SEPARATORS.split(plain) if word and word not in between and word not in weekdays
    ]


def _holds_several_parts(text: str) -> bool:
    return len(_words(text)) > 1


def _is_short_number(text: str) -> bool:
    # Python refuses to read numbers of thousands of digits.
    return len(text) < 10 and text.isdecimal()


def _is_year(text: str) -> bool:
    # Two digits could mean two centuries, and 0207 is a slip of the finger: neither is guessed.
    return len(text) == 4 and text.isdecimal() and int(text) >= EARLIEST_YEAR
