"""Which column of a list holds what: guessed from the header, or said by a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opennrm.foundation.partial_dates import DateOrder
from opennrm.linkage.encodings.files import ordinary
from opennrm.linkage.encodings.keys import one_line
from opennrm.linkage.encodings.problems import EncodingProblem
from opennrm.people import rules

FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "area")
NEEDED = ("given_name", "family_name")
KNOWN = {
    "given_name": "given name, given names, first name, first names, forename, christian name, given, prenom, nombre, "
    "nome",
    "family_name": "family name, surname, last name, family, nom, nom de famille, apellido, apellidos, sobrenome",
    "date_of_birth": "date of birth, dob, d o b, birth date, birthdate, born, year of birth, date de naissance, "
    "fecha de nacimiento, data de nascimento",
    "sex": "sex, gender, sexe, sexo",
    "area": "area, parish, district, region, county, province, commune, parroquia",
}
"""Headings in normal form, by the field that they mean."""
MOST_BYTES = 65_536


def _example(fields: Iterable[str]) -> str:
    names = [name for name in fields if name.startswith(("given", "family"))]
    return "\n".join(
        ["For example:", "", "[columns]", *(f'{name} = "Name {i}"' for i, name in enumerate(names, 1))]
    )


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and how its values are written."""

    headings: tuple[str, ...]
    places: Mapping[str, int]
    dates: DateOrder = DateOrder.DAY_FIRST
    sexes: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

    def heading(self, name: str) -> str:
        """What stands above the column of a field; empty if the list has none."""
        return self.headings[self.places[name]] if name in self.places else ""


@dataclass(frozen=True)
class Said:
    """What the TOML file says: headings by field, and how values are written."""

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder = DateOrder.DAY_FIRST
    sexes: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


def read_said(path: Path, fields: Sequence[str] = FIELDS) -> Said:
    """The mapping in a TOML file.

    :param fields: those that a list may have.
    :raises EncodingProblem: it is no TOML, or says something that is not known.
    """
    try:
        with ordinary(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise EncodingProblem(f"{path} is too large to say which column is which.")
        said: dict[str, Any] = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EncodingProblem(f"{path} is not TOML: {error}. {_example(fields)}") from None
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    unknown = [*(said.keys() - {"columns", "dates", "sex", "area"})]
    tables = {name: said.get(name, {}) for name in ("columns", "dates", "sex", "area")}
    if unknown or not all(_are_texts(table) for table in tables.values()):
        raise EncodingProblem(
            f"{path} may have the tables [columns], [dates], [sex] and [area], with texts in quotes. {_example(fields)}"
        )
    if wrong := sorted(tables["columns"].keys() - set(fields)):
        raise EncodingProblem(f"{path}: “{wrong[0]}” is not a field. The fields are {', '.join(fields)}.")
    order = tables["dates"].get("order", DateOrder.DAY_FIRST)
    if order not in list(DateOrder) or tables["dates"].keys() - {"order"}:
        raise EncodingProblem(f'{path}: under [dates] write order = "day-first" or order = "month-first".')
    sexes = {rules.normal(key): value for key, value in tables["sex"].items()}
    if any(value not in ("female", "male", "") for value in sexes.values()):
        raise EncodingProblem(f'{path}: under [sex] each value is "female", "male" or empty.')
    areas = {rules.normal(key): value for key, value in tables["area"].items()}
    return Said(tables["columns"], DateOrder(order), sexes, areas)


def _are_texts(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def columns_of(
    header: Sequence[str],
    said: Said,
    *,
    known: Mapping[str, str] = KNOWN,
    needed: Sequence[str] = NEEDED,
) -> Columns:
    """Which column of a list with this header is which. What is said goes before what can be guessed.

    :param known: for each field that is looked for its headings in normal form, with commas between them.
    :raises EncodingProblem: the names are in no column, or in more than one; the message shows the header.
    """
    headings = tuple(one_line(heading) for heading in header)
    places = {}
    for name in known:
        wanted = said.columns.get(name)
        if wanted == "":
            continue
        found = [
            place
            for place, heading in enumerate(headings)
            if (heading == wanted if wanted is not None else rules.normal(heading) in known[name].split(", "))
        ]
        if len(found) > 1:
            raise not_clear(f"More than one column can be “{name}”", headings, known)
        if not found and (wanted is not None or name in needed):
            missing = (
                f"No column is called “{one_line(wanted)}”" if wanted else f"No column is clearly “{name}”"
            )
            raise not_clear(missing, headings, known)
        if found:
            places[name] = found[0]
    if len(set(places.values())) < len(places):
        raise not_clear("One column is given for two fields", headings, known)
    return Columns(headings, places, said.dates, said.sexes, said.areas)


def not_clear(problem: str, headings: Sequence[str], fields: Iterable[str]) -> EncodingProblem:
    """What to say if the header does not tell enough of these fields."""
    shown = ", ".join(f"“{heading[:40]}”" for heading in headings[:30])
    return EncodingProblem(
        f"{problem}. The first line of the list has: {shown}. Say which column is which in a TOML file, and give it "
        f"with --columns. {_example(fields)}"
    )
