"""What stands in a cell, in the form in which records are written."""

import re
from collections.abc import Mapping
from datetime import date

from opennrm.foundation.partial_dates import DateOrder
from opennrm.linkage.encodings.values import SEXES
from opennrm.people import rules

_ABOUT = re.compile(
    r"^(?:about|approximately|approx\.?|around|circa|ca\.?|c\.|environ|~)\s*|\s*(?:~|\?)$", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./\- ](\d{1,2})(?:[./\- ](\d{1,2})(?:[ T][\d:.]*)?)?)?", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})(?:[ T][\d:.]*)?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[./\- ]([^\W\d_]{3,9})\.?[./\- ,]+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def born(text: str, order: DateOrder, *, on: date) -> str | None:
    """A birth date as records have it, such as 2012-03-27, 2012-03 or 2012, with ~ if nobody is sure of it.

    A day that no calendar has is kept: it is a slip, and nearly agrees with what was meant.

    :param on: today; nobody was born later.
    :returns: None if it cannot be read, or nobody alive can have been born then.
    """
    plain = _ABOUT.sub("", text.strip())
    parts = _parts(plain, order)
    if parts is None or not on.year - rules.OLDEST <= parts[0] <= on.year:
        return None
    year, month, day = parts
    written = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    return written + ("~" if plain != text.strip() else "")


def _parts(text: str, order: DateOrder) -> tuple[int, int, int] | None:
    if found := _TOGETHER.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
        return year, month, day
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, found.groups())
        return (year, second, first) if order == DateOrder.DAY_FIRST else (year, first, second)
    if (found := _NAMED.fullmatch(text)) and found[2][:3].casefold() in _MONTHS:
        return int(found[3]), _MONTHS.index(found[2][:3].casefold()) + 1, int(found[1])
    return None


def sex(text: str, said: Mapping[str, str]) -> str:
    """A sex as records have it. What nobody explains is compared as it stands."""
    normal = rules.normal(text)
    return said[normal] if normal in said else SEXES.get(normal, normal)


def area(text: str, said: Mapping[str, str]) -> str:
    """An area as records have it: “St. Ann” and “st ann” are one."""
    normal = rules.normal(text)
    return rules.normal(said[normal]) if normal in said else normal
