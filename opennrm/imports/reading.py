"""From the cells of a row to what it says of a child, or to what has to be put right first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennrm.concerns.answers import TELEPHONES
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.linkage.encodings.values import SEXES
from opennrm.people import rules

from . import dates
from .columns import Columns, Field

LONGEST = {
    Field.NAME: 200, Field.GIVEN: 200, Field.FAMILY: 200, Field.OTHER: 200, Field.TELEPHONE: 100, Field.ADDRESS: 500,
    Field.DOCUMENT: 100, Field.SCHOOL: 200, Field.GUARDIAN: 200, Field.OCCURRED: 200, Field.REFERENCE: 100,
}  # fmt: skip
"""In characters."""
LONGEST_NOTES = 20_000
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
SENTENCES: Mapping[str, str | Promise] = {
    "no_name": _("There is no name. Write the first name or the family name."),
    "formula": _("“{heading}” holds a formula. Copy its value into the cell."),
    "too_long": _("“{heading}” has more than {limit} characters. Shorten it."),
    "notes_too_long": _("Together, the notes have more than {limit} characters. Shorten them."),
    "date": _(
        "We cannot read “{value}” as a date. Write it as 2011-04-03, or 2011 if only the year is known."
    ),
    "birth": _("Nobody alive can have been born on “{value}”. Check the date of birth."),
    "age": _(
        "We cannot read “{value}” as an age. Write a whole number of years from 0 to 120, or leave the cell empty."
    ),
    "sex": _("We do not know what “{value}” means. Write one of these, or leave the cell empty: {codes}."),
    "area": _("“{value}” is not in the list of areas. Write one of these, or leave the cell empty: {codes}."),
    "columns": _("The row has more cells than there are headings. Check for an extra separator."),
}
"""What to do about a row, by the code of what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that has to be put right in a row before it can be imported."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What to do about it, in the language of whoever reads it."""
        return str(SENTENCES[self.code]).format(**self.values)


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """What a row says, by the names of the answers of a concern. `reference` is how the list itself calls the child."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    problems: Sequence[Problem] = ()


Known = Mapping[str, Mapping[str, str]]
"""The codes of the lists that a row may name, by list and by what may be written for a code."""


def known() -> Known:
    """What the country pack knows. Asked once a list: it has hundreds of words."""
    return {listed: _codes(listed) for listed in ("sexes", "areas")}


def read(cells: Sequence[str], columns: Columns, known: Known, *, on: date) -> ReadRow:
    """Read a row. `on` is the day in the country: nobody was born later."""
    reader = _Reader(columns, known, on)
    if len(cells) > len(columns.fields):
        reader.problem("columns")
    for place, (cell, holds) in enumerate(zip(cells, columns.fields, strict=False)):
        if cell:
            reader.take(place, holds, cell)
    return reader.finished()


class _Reader:
    def __init__(self, columns: Columns, known: Known, on: date) -> None:
        self._columns, self._known, self._on = columns, known, on
        self._answers: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._notes: list[str] = []
        self._reference = ""

    def problem(self, code: str, **values: str) -> None:
        self._problems.append(Problem(code=code, values=values))

    def take(self, place: int, holds: Field, cell: str) -> None:
        """Take one cell that is not empty."""
        heading = self._columns.headings[place] or str(place + 1)
        if holds == Field.LEAVE:
            return
        if cell.startswith("=") or cell in _ERRORS:
            self.problem("formula", heading=heading)
        elif len(cell) > LONGEST.get(holds, LONGEST_NOTES):
            self.problem("too_long", heading=heading, limit=f"{LONGEST.get(holds, LONGEST_NOTES):,}")
        else:
            self._take(heading, holds, cell)

    def _take(self, heading: str, holds: Field, cell: str) -> None:
        match holds:
            case Field.NAME:
                self._answers |= _parts_of_name(cell)
            case Field.BORN:
                self._born(cell)
            case Field.AGE:
                self._age(heading, cell)
            case Field.SEX:
                self._code("sex", "sexes", SEXES.get(rules.normal(cell), cell), cell)
            case Field.AREA:
                self._code("area", "areas", cell, cell)
            case Field.TELEPHONE:
                free = next((name for name in TELEPHONES if name not in self._answers), "")
                if free:
                    self._answers[free] = cell
                else:
                    self._notes.append(f"{heading}: {cell}")
            case Field.REFERENCE:
                self._reference = cell
            case Field.NOTES:
                self._notes.append(f"{heading}: {cell}")
            case _:
                self._answers[holds.value] = cell

    def _born(self, cell: str) -> None:
        try:
            born = dates.read(cell, self._columns.order, pack().month_names, on=self._on)
        except ValueError:
            self.problem("date", value=cell[:40])
            return
        if rules.is_possible_birth(born, on=self._on):
            self._answers["birth_date"] = born.isoformat()
        else:
            self.problem("birth", value=cell[:40])

    def _age(self, heading: str, cell: str) -> None:
        if not (cell.isdecimal() and len(cell) <= 3 and int(cell) <= rules.OLDEST):
            self.problem("age", value=cell[:40])
            return
        self._answers |= {"age_known": "known", "age": int(cell)}

    def _code(self, name: str, listed: str, value: str, cell: str) -> None:
        codes = self._known[listed]
        if code := codes.get(rules.normal(value)) or codes.get(value.casefold()):
            self._answers[name] = code
        else:
            words = ", ".join(title_of(listed, each) for each in dict.fromkeys(codes.values()))
            self.problem(name, value=cell[:40], codes=words)

    def finished(self) -> ReadRow:
        """What was read, after the last cell."""
        answers = self._answers
        if not any(answers.get(name) for name in ("given_names", "family_name", "other_names")):
            self.problem("no_name")
        if "birth_date" in answers and "age" in answers:
            # The age was true when somebody wrote it down; the date of birth always is.
            place = self._columns.fields.index(Field.AGE)
            self._notes.append(f"{self._columns.headings[place]}: {answers.pop('age')}")
            del answers["age_known"]
        if notes := "\n".join(self._notes):
            answers["account"] = notes
            if len(notes) > LONGEST_NOTES:
                self.problem("notes_too_long", limit=f"{LONGEST_NOTES:,}")
        return ReadRow(answers=answers, reference=self._reference, problems=self._problems)


def _parts_of_name(text: str) -> dict[str, str]:
    """“Brown, Keisha Ann” is “Keisha Ann Brown”: the family name is before the comma, or the last word."""
    family, comma, given = text.partition(",")
    if not comma:
        given, _blank, family = text.rpartition(" ")
    return {
        name: part.strip() for name, part in (("given_names", given), ("family_name", family)) if part.strip()
    }


def _codes(listed: str) -> dict[str, str]:
    """The codes of a list of the pack, by code and by title, as they are compared."""
    found: dict[str, str] = {}
    for code in pack().listed(listed):
        found[code.casefold()] = found[rules.normal(title_of(listed, code))] = code
    return found
