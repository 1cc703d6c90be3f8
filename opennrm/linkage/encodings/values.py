"""From the cells of a row to a person in normal form, or to the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from opennrm.foundation.partial_dates import DateOrder, PartialDate
from opennrm.linkage.encodings.columns import Columns
from opennrm.linkage.encodings.records import Record
from opennrm.people import rules

LONGEST = 100
"""In letters, of a name or an area in normal form. More letters would fill the filter, which then fits everybody."""
SEXES = {
    **dict.fromkeys(("f", "female", "girl", "woman", "femme", "fille", "mujer", "nina"), "female"),
    **dict.fromkeys(("m", "male", "boy", "man", "homme", "garcon", "hombre", "nino"), "male"),
}
"""What is written for a sex, in normal form. Everything else counts as not known."""
_PARTS_WITH_DAY = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./\- ](\d{1,2})[./\- ](\d{1,2})(?:[ T][\d:.]*)?", re.ASCII)


class BadRow(Exception):
    """The row is left out; the message says why, without a word of what stands in it."""


def record_of(cells: Sequence[str], columns: Columns, *, on: date) -> Record:
    """The person in a row of the list. `on` is today: nobody was born later.

    :raises BadRow: the row has other columns than the header, too little in it, or something that cannot be read.
    """
    if len(cells) != len(columns.headings):
        raise BadRow(f"The row has {len(cells)} columns, and the header has {len(columns.headings)}.")
    given, family, birth, sex, area = (
        cells[columns.places[name]] if name in columns.places else "" for name in Record._fields
    )
    record = Record(
        _joined("given name", given),
        _joined("family name", family),
        _digits(birth, columns.dates, on=on),
        _sex(sex, columns),
        _joined("area", columns.areas.get(rules.normal(area), area)),
    )
    if sum(map(bool, (record.given_name, record.family_name, record.date_of_birth))) < 2:
        raise BadRow("At least two of given name, family name and date of birth are needed.")
    return record


def _joined(name: str, text: str) -> str:
    normal = "".join(rules.words(text))
    if len(normal) > LONGEST:
        raise BadRow(f"The {name} has more than {LONGEST} letters.")
    return normal


def _sex(text: str, columns: Columns) -> str:
    normal = rules.normal(text)
    return columns.sexes[normal] if normal in columns.sexes else SEXES.get(normal, "")


def _digits(text: str, order: DateOrder, *, on: date) -> str:
    """The digits of a date as far as it is known: 2012, 201203 or 20120327; none if nothing is known."""
    text = text.strip()
    if not text:
        return ""
    try:
        born = _date(text, order)
    except ValueError:
        raise BadRow(
            "The date of birth cannot be read. Write it as 2012-03-27, or 2012 if only the year is known."
        ) from None
    if born.year is None or not rules.is_possible_birth(born, on=on):
        raise BadRow("Nobody alive can have been born then. Check the date of birth.")
    return born.isoformat().rstrip("~").replace("-", "")


def _date(text: str, order: DateOrder) -> PartialDate:
    """:raises ValueError: it is no date."""
    if parts := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, parts.groups())
        return PartialDate(year, month, day)
    if parts := _PARTS_WITH_DAY.fullmatch(text):
        first, second, year = map(int, parts.groups())
        day, month = (first, second) if order == DateOrder.DAY_FIRST else (second, first)
        return PartialDate(year, month, day)
    born = PartialDate.fromisoformat(text)
    if born.year == 0:
        raise ValueError("There is no year 0.")
    return born
