"""What the columns of an old list hold: guessed from headings and cells, corrected by a person. Pure Python."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from opennrm.foundation.partial_dates import DateOrder
from opennrm.people.rules import normal

from .dates import evidence

LOOKED_AT = 10
"""In so many of the first rows the headings are looked for."""


class Field(StrEnum):
    """What a column can hold. The values that are answers of a concern have their names."""

    LEAVE = ""
    NAME = "name"
    GIVEN = "given_names"
    FAMILY = "family_name"
    OTHER = "other_names"
    BORN = "birth_date"
    AGE = "age"
    SEX = "sex"
    AREA = "area"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    DOCUMENT = "document_number"
    SCHOOL = "school"
    GUARDIAN = "guardian"
    OCCURRED = "occurred"
    REFERENCE = "reference"
    NOTES = "notes"


SEVERAL = frozenset({Field.LEAVE, Field.NOTES, Field.TELEPHONE})
"""What more than one column may hold."""
MOST_TELEPHONES = 5
NAMES = (Field.NAME, Field.GIVEN, Field.FAMILY, Field.OTHER)
KNOWN: Mapping[Field, str] = {
    Field.NAME: "name, full name, child name, childs name, name of child, client name, nom complet, nombre completo",
    Field.GIVEN: "given name, given names, first name, first names, forename, forenames, christian name, prenom, "
    "nombre, nombres, nome",
    Field.FAMILY: "family name, surname, last name, nom, nom de famille, apellido, apellidos, sobrenome",
    Field.OTHER: "other names, alias, aliases, nickname, pet name, also known as, aka, surnom, apodo",
    Field.BORN: "date of birth, dob, d o b, birth date, birthdate, birthday, born, year of birth, date de naissance, "
    "fecha de nacimiento, data de nascimento",
    Field.AGE: "age, age in years, edad, idade",
    Field.SEX: "sex, gender, sexe, sexo, m f",
    Field.AREA: "area, parish, district, region, county, province, commune, parroquia",
    Field.TELEPHONE: "telephone, phone, tel, mobile, cell, contact number, phone number, telephone number, telefono",
    Field.ADDRESS: "address, home address, residence, adresse, direccion, endereco",
    Field.DOCUMENT: "document number, id number, passport, passport number, trn, national id, birth certificate number",
    Field.SCHOOL: "school, name of school, school attended, ecole, escuela, escola",
    Field.GUARDIAN: "guardian, caregiver, caretaker, parent, parent guardian, mother, tutor, responsavel",
    Field.OCCURRED: "when it happened, date of incident, incident date, occurred, date reported, date received",
    Field.REFERENCE: "no, number, reference, ref, case number, case no, file number, file no, record id, serial number",
    Field.NOTES: "notes, comments, remarks, summary, details, observations, what happened",
}
"""Headings in normal form, by what they mean."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What each column holds, from left to right. `heading_row` is the place of the headings, counted from 0.

    `order` says how dates such as 03/04/2011 are read; None if there are none.
    """

    heading_row: int
    fields: tuple[Field, ...]
    order: DateOrder | None = None
    headings: tuple[str, ...] = field(default=())

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "heading_row": self.heading_row,
            "fields": list(self.fields),
            "order": self.order,
            "headings": list(self.headings),
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """What `as_data` gave."""
        return cls(
            heading_row=data["heading_row"],
            fields=tuple(map(Field, data["fields"])),
            order=DateOrder(data["order"]) if data["order"] else None,
            headings=tuple(data["headings"]),
        )

    def as_text(self) -> str:
        """As text, to be sealed."""
        return json.dumps(self.as_data())

    @property
    def born(self) -> int | None:
        """The place of the column with dates of birth."""
        return self.fields.index(Field.BORN) if Field.BORN in self.fields else None

    def has_names(self) -> bool:
        """Whether a column holds names."""
        return not set(NAMES).isdisjoint(self.fields)

    def twice(self) -> list[Field]:
        """What several columns are said to hold, although only one can."""
        return [each for each in Field if each not in SEVERAL and self.fields.count(each) > 1]


_MEANINGS = {heading: found for found, known in KNOWN.items() for heading in known.split(", ")}


def guess(rows: Sequence[Sequence[str]], earlier: Sequence[Columns] = ()) -> Columns:
    """What the columns probably hold. What was said of a list with the same headings goes before all else."""
    place = _heading_row(rows)
    headings = tuple(rows[place])
    width = max(map(len, rows))
    cells = (*headings, *[""] * (width - len(headings)))
    for known in earlier:
        if tuple(map(normal, known.headings)) == tuple(map(normal, cells)):
            return Columns(heading_row=place, fields=known.fields, order=known.order, headings=cells)
    fields: list[Field] = []
    for heading in cells:
        found = _MEANINGS.get(normal(heading), Field.NOTES)
        fields.append(Field.NOTES if found not in SEVERAL and found in fields else found)
    guessed = Columns(heading_row=place, fields=tuple(fields), headings=cells)
    if guessed.born is None:
        return guessed
    dates = [row[guessed.born] for row in rows[place + 1 :] if len(row) > guessed.born]
    return Columns(heading_row=place, fields=guessed.fields, order=evidence(dates), headings=cells)


def _heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Where the headings stand: old lists often have a title above them."""
    first = rows[:LOOKED_AT]
    known = [sum(normal(cell) in _MEANINGS for cell in row) for row in first]
    if max(known) >= 2:
        return known.index(max(known))
    return next((place for place, row in enumerate(first) if sum(map(bool, row)) >= 2), 0)


def like(earlier: Columns, rows: Sequence[Sequence[str]]) -> Columns:
    """What the columns hold if those with the same heading hold the same as in an earlier list; others are guessed."""
    guessed = guess(rows)
    said = {normal(heading): holds for heading, holds in zip(earlier.headings, earlier.fields, strict=True)}
    fields = tuple(
        said.get(normal(heading), holds)
        for heading, holds in zip(guessed.headings, guessed.fields, strict=True)
    )
    return Columns(
        heading_row=guessed.heading_row,
        fields=fields,
        order=guessed.order or earlier.order,
        headings=guessed.headings,
    )
