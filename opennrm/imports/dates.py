"""Dates as old lists have them. Numbers such as 03/04/2011 are read in the order that somebody said. Pure Python."""

import re
from collections.abc import Iterable
from datetime import date

from opennrm.country.months import MonthNames
from opennrm.foundation.partial_dates import DateOrder, PartialDate

_ABOUT = re.compile(r"^(?:about|abt\.?|around|approx\.?|circa|ca\.?|c\.|~)\s*|\s*[~?]$", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})(?:[ T][\d:.]+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./\- ](\d{1,2})(?:[./\- ](\d{1,2}))?)?(?:[ T][\d:.]+Z?)?", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./\-](\d{4})", re.ASCII)
_WORDS = re.compile(r"[\s,./\-]+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_LONGEST = 40


def evidence(texts: Iterable[str]) -> DateOrder | None:
    """In which order these dates can be read, if all say the same and one of them says it; else None."""
    found = set()
    for text in texts:
        if parts := _NUMBERS.fullmatch(_ABOUT.sub("", text.strip())):
            first, second = int(parts[1]), int(parts[2])
            if first > 12:
                found.add(DateOrder.DAY_FIRST)
            elif second > 12:
                found.add(DateOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether a date means another day if day and month change places."""
    parts = _NUMBERS.fullmatch(_ABOUT.sub("", text.strip()))
    return (
        parts is not None and int(parts[1]) <= 12 and int(parts[2]) <= 12 and int(parts[1]) != int(parts[2])
    )


def read(text: str, order: DateOrder | None, months: MonthNames, *, on: date) -> PartialDate:
    """The date that a cell means. `on` is today: two digits of a year are of the hundred years before.

    :raises ValueError: it is no date, or nobody said in which order it is written.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError("Nobody writes a date as long as this.")
    bare = _ABOUT.sub("", text)
    year, month, day = _parts(bare, order, months)
    if year < 100:
        year += 100 * (on.year // 100 - (year > on.year % 100))
    if year < 1000:
        raise ValueError("There is no such year.")
    # Old lists have 00/00/2011 where only the year is known.
    return PartialDate(year, month or None, day or None, about=bare != text)


def _parts(text: str, order: DateOrder | None, months: MonthNames) -> tuple[int, int | None, int | None]:
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), *(int(part) if part else None for part in (found[2], found[3]))  # type: ignore[return-value]
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first != second and max(first, second) <= 12 and order is None:
            raise ValueError("Nobody said in which order it is written.")
        is_month_first = second > 12 or (order == DateOrder.MONTH_FIRST and first <= 12)
        return (year, first, second) if is_month_first else (year, second, first)
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return int(found[2]), int(found[1]), None
    return _with_a_word(text, months)


def _with_a_word(text: str, months: MonthNames) -> tuple[int, int | None, int | None]:
    """“27 March 2012”, “March 27, 2012”, “27-Mar-12” or “March 2012”."""
    words = [word for word in _WORDS.split(_ORDINAL.sub("", text)) if word]
    names = [word for word in words if not word.isdecimal() and word.casefold() not in ("of", "de")]
    numbers = [int(word) for word in words if word.isdecimal()]
    called = months.months_called(names[0]) if len(names) == 1 else frozenset()
    if len(called) != 1 or not 1 <= len(numbers) <= 2:
        raise ValueError("It is no date.")
    (month,) = called
    if len(numbers) == 1:
        return numbers[0], month, None
    day, year = numbers if numbers[0] <= 31 else reversed(numbers)
    return year, month, day
