"""Reads dates as people write them, and writes them so; also those of which only a part is known."""

import re
from dataclasses import replace
from datetime import date

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opennrm.country.months import MonthNames
from opennrm.country.pack import pack
from opennrm.foundation.partial_dates import LEAP_YEAR, PartialDate

DAY, MONTH, YEAR = PARTS = ("day", "month", "year")
ABOUT = "about"

EARLIEST_YEAR = 1000

_SEPARATORS = re.compile(r"[\s/.,\-\u2013]+|(?<=~)")
_ORDINAL_ENDING = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
# fmt: off
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_ENGLISH_ABOUT = ("about", "around", "approximately", "circa", "ca", "~")


class DateNotUnderstood(ValueError):
    """What was typed is no date.

    `parts` names the boxes to correct, a subset of `PARTS`; the message is a translated sentence
    that says what to do.
    """

    def __init__(self, message: str, *parts: str):
        super().__init__(message)
        self.parts = parts or PARTS


def in_words(known: PartialDate | date | str | None) -> str:
    """Write a date as people do: "27 March 2012", "March 2012", "about 2012", "27 March, year not known".

    A text is one that a record keeps (`PartialDate.isoformat`); one that is none shows as it is.
    """
    match known:
        case None | "":
            return ""
        case str():
            try:
                return in_words(PartialDate.fromisoformat(known))
            except ValueError:
                return known
        case date():
            return in_words(PartialDate.of(known))
    on = date(known.year or LEAP_YEAR, known.month or 1, known.day or 1)
    if known.year is None:
        # Translators: the format of a day or a month without its year, in the letters of Django's date filter.
        words = _("%(day)s, year not known") % {"day": date_format(on, _("j F") if known.day else _("F"))}
    elif known.day:
        # Translators: the format of a day, in the letters of Django's date filter.
        words = date_format(on, _("j F Y"))
    else:
        # Translators: the format of a month, in the letters of Django's date filter.
        words = date_format(on, _("F Y") if known.month else "Y")
    return _("about %(date)s") % {"date": words} if known.about else words


def read_date(
    day: str, month: str, year: str, about: str = "", *, needs_year: bool = True
) -> PartialDate | None:
    """Read three boxes, or a whole date that was typed into one of them.

    Months may be numbers or names, in English, in the active language or in any language of the country. Boxes for
    what is not known stay empty. Returns nothing if all are empty.

    :param about: not empty, if whoever typed it is not sure of it.
    :raises DateNotUnderstood: it is no date, or a known day stands without its month.
    """
    boxes = [day.strip(), month.strip(), year.strip()]
    filled = [box for box in boxes if box]
    if not filled:
        return None
    if len(filled) == 1 and (_holds_several_parts(filled[0]) or _says_about(filled[0])):
        known = read_date_text(filled[0], needs_year=needs_year)
    else:
        known = _assemble(*boxes, needs_year=needs_year)
    return replace(known, about=True) if known and about else known


def read_date_text(text: str, *, needs_year: bool = True) -> PartialDate | None:
    """Read a date typed as one text: "27 March 2012", "27/3/2012", "2012-03-27", "March 2012", "about 2012".

    Numbers stand in the order day, month, year, unless the year comes first. Without `needs_year` also "27 March".
    Returns nothing for an empty text.

    :raises DateNotUnderstood: it is no date.
    """
    words = _words(text)
    if not words:
        return None
    known = _assemble(*_in_order(words, needs_year=needs_year), needs_year=needs_year)
    return replace(known, about=_says_about(text))


def _in_order(words: list[str], *, needs_year: bool) -> tuple[str, str, str]:
    """Day, month and year, as far as they are there."""
    match words:
        case [month] if not needs_year and not month.isdecimal():
            return "", month, ""
        case [year]:
            return "", "", year
        case [year, month] if _is_year(year):
            return "", month, year
        case [day, month] if not needs_year and _is_short_number(day) and not month.isdecimal():
            return day, month, ""
        case [month, day] if not needs_year and not _is_year(day) and not month.isdecimal():
            return day, month, ""
        case [month, year]:
            return "", month, year
        case [year, month, day] if _is_year(year):
            return day, month, year
        case [month, day, year] if not month.isdecimal():
            return day, month, year
        case [day, month, year]:
            return day, month, year
    raise DateNotUnderstood(_("Enter a date like 27 March 2012."))


def _assemble(day: str, month: str, year: str, *, needs_year: bool) -> PartialDate:
    if not year and needs_year:
        raise DateNotUnderstood(_("Enter the year too, for example 2012."), YEAR)
    if day and not month:
        raise DateNotUnderstood(_("Enter the month too. If you do not know it, leave the day empty."), MONTH)
    if year and not _is_year(year):
        raise DateNotUnderstood(
            _("Enter the year with four digits, for example 2012. We do not accept years before 1000."), YEAR
        )
    month_number = _month_number(month) if month else None
    if day and not (_is_short_number(day) and 1 <= int(day) <= 31):
        raise DateNotUnderstood(_("Enter the day as a number from 1 to 31."), DAY)
    try:
        return PartialDate(int(year) if year else None, month_number, int(day) if day else None)
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
    passed_over = {"of", *pack().month_names.words, *weekdays, *_about_words()}
    return [word for word in _SEPARATORS.split(plain) if word and word not in passed_over]


def _about_words() -> set[str]:
    """What people write before a date of which they are not sure."""
    return {*_ENGLISH_ABOUT, _("about")}


def _says_about(text: str) -> bool:
    return not _about_words().isdisjoint(_SEPARATORS.split(text.strip().lower()))


def _holds_several_parts(text: str) -> bool:
    return len(_words(text)) > 1


def _is_short_number(text: str) -> bool:
    # Python refuses to read numbers of thousands of digits.
    return len(text) < 10 and text.isdecimal()


def _is_year(text: str) -> bool:
    # Two digits could mean two centuries, and 0207 is a slip of the finger: neither is guessed.
    return len(text) == 4 and text.isdecimal() and int(text) >= EARLIEST_YEAR
