"""Sign-in lists from a spreadsheet: read row by row, each with what has to be put right first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import Refused

from . import rules
from .attendance import Entry

LOOKED_AT = 10
"""In so many of the first rows the headings are looked for."""
LONGEST = 200
HEADINGS: Mapping[str, str] = {
    "name": "name, full name, participant, participant name, officer",
    "agency": "agency, office, organisation, organization, employer, station, school",
    "role": "role, position, job, occupation, rank",
    "sex": "sex, gender, m f",
    "age_band": "age, age group, age band",
    "area": "area, parish, district, region",
    "email": "email, e mail, email address, work email",
    "hours": "hours, hours attended, time attended",
    "pre": "pre, pre test, pretest, before",
    "post": "post, post test, posttest, after, result",
}
"""What a column can hold, by the headings that mean it, in normal form."""
_SEXES = {"f": "female", "m": "male", "woman": "female", "man": "male", "girl": "female", "boy": "male"}
_MEANINGS = {heading: field for field, known in HEADINGS.items() for heading in known.split(", ")}
_LISTS = {"role": "prevention_roles", "sex": "people_sexes", "age_band": "age_bands", "area": "areas"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the list: its number in the file, and who it says was there or what is wrong with it."""

    number: int
    entry: Entry | None
    problems: Sequence[str]


def read(rows: Sequence[Sequence[str]], *, of_hours: Decimal | None) -> list[Row]:
    """Read a list. An empty cell under hours means the whole course.

    :raises Refused: there is no column of names.
    """
    place, columns = _headings(rows)
    found = [
        _Reading(cells, columns, of_hours).row(number)
        for number, cells in enumerate(rows[place + 1 :], start=place + 2)
        if any(cell.strip() for cell in cells)
    ]
    if not found:
        raise Refused(_("There is nobody below the headings. Add a row for each person."), field="file")
    return _without_repeats(found)


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    for place, cells in enumerate(rows[:LOOKED_AT]):
        columns: dict[str, int] = {}
        for number, cell in enumerate(cells):
            if field := _MEANINGS.get(rules.normal(cell)):
                columns.setdefault(field, number)
        if "name" in columns:
            return place, columns
    message = _(
        "We found no column of names. Write “Name” above it, and the other headings as the page says."
    )
    raise Refused(message, field="file")


class _Reading:
    """One row on its way."""

    def __init__(self, cells: Sequence[str], columns: Mapping[str, int], of_hours: Decimal | None) -> None:
        self._cells, self._columns, self._of_hours = cells, columns, of_hours
        self._problems: list[str] = []

    def row(self, number: int) -> Row:
        name, agency, email = self._text("name"), self._text("agency"), self._text("email")
        if not name:
            self._problems.append(_("There is no name. Add it, or count this person with a head count."))
        coded: dict[str, Any] = {field: self._code(field) for field in _LISTS}
        if coded["age_band"] in pack().prevention.child_bands:
            self._problems.append(_("Nobody under 18 is listed by name. Take the row out, and count them."))
        given: dict[str, Any] = {
            "name": name,
            "agency": agency,
            "email": email,
            "hours": self._hours(),
            "pre": self._percent("pre"),
            "post": self._percent("post"),
        }
        entry = None if self._problems else Entry(**given, **coded)
        return Row(number=number, entry=entry, problems=self._problems)

    def _text(self, field: str) -> str:
        place = self._columns.get(field)
        text = self._cells[place].strip() if place is not None and place < len(self._cells) else ""
        if text.startswith("="):
            self._problems.append(_("“%(cell)s” is a formula. Copy its value.") % {"cell": text[:40]})
            return ""
        if len(text) > LONGEST:
            message = _("“%(cell)s…” has more than %(limit)s characters. Shorten it.")
            self._problems.append(message % {"cell": text[:40], "limit": LONGEST})
            return ""
        return text

    def _code(self, field: str) -> str:
        listed, text = _LISTS[field], self._text(field)
        if not text:
            return "not_known" if "not_known" in pack().listed(listed) else ""
        wanted = rules.normal(text)
        for code in pack().listed(listed):
            if wanted in (rules.normal(code), rules.normal(title_of(listed, code))):
                return code
        if field == "sex" and wanted in _SEXES:
            return _SEXES[wanted]
        words = ", ".join(title_of(listed, code) for code in pack().listed(listed))
        message = _("We do not know what “%(cell)s” means. Write one of these: %(codes)s.")
        self._problems.append(message % {"cell": text[:40], "codes": words})
        return ""

    def _hours(self) -> Decimal | None:
        text = self._text("hours")
        if not text:
            return self._of_hours
        try:
            hours = Decimal(text.replace(",", "."))
        except InvalidOperation:
            hours = Decimal(-1)
        if not (hours.is_finite() and 0 <= hours <= (self._of_hours or 24)):
            message = _("We cannot read “%(cell)s” as hours of this course.")
            self._problems.append(message % {"cell": text[:40]})
            return None
        return hours.quantize(Decimal("0.1"))

    def _percent(self, field: str) -> int | None:
        text = self._text(field).removesuffix("%").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text) <= 100):
            message = _("We cannot read “%(cell)s” as a result from 0 to 100.")
            self._problems.append(message % {"cell": text[:40]})
            return None
        return int(text)


def _without_repeats(rows: Sequence[Row]) -> list[Row]:
    """Somebody who stands in the list twice is a problem of the second row."""
    seen: dict[tuple[str, str], int] = {}
    checked = []
    for row in rows:
        if row.entry is None:
            checked.append(row)
            continue
        who = (rules.normal(row.entry.name), rules.normal(row.entry.agency))
        if who in seen:
            message = _("This person is also in row %(number)s. Take one of the two rows out.")
            checked.append(Row(number=row.number, entry=None, problems=[message % {"number": seen[who]}]))
        else:
            seen[who] = row.number
            checked.append(row)
    return checked
