"""How the first rows of a list will be imported, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.country.titles import title_of
from opennrm.imports import access
from opennrm.imports.models import ImportedList
from opennrm.imports.working import numbered
from opennrm.web import design

ROWS = 5
SHOWN = 20
"""So many rows of each kind that are left out are shown on a page; the file has all."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How a row will be imported."""

    number: int
    name: str
    born: str
    sex: str
    area: str


def preview(content: access.Content, row: ImportedList, *, at: datetime) -> list[Preview]:
    """The first rows that can be imported, as they will be."""
    columns = access.columns_of(row)
    found: list[Preview] = []
    if columns is None:
        return found
    for each in numbered(content, columns, at=at):
        if len(found) == ROWS:
            break
        if each.read.problems:
            continue
        answers = each.read.answers
        names = (answers.get(name, "") for name in ("given_names", "family_name", "other_names"))
        found.append(
            Preview(
                number=each.number,
                name=" ".join(filter(None, names)),
                born=design.in_words(answers.get("birth_date", "")) or _age(answers.get("age")),
                sex=title_of("sexes", answers.get("sex", "")),
                area=title_of("areas", answers.get("area", "")),
            )
        )
    return found


def _age(age: int | None) -> str:
    return "" if age is None else _("{years} years old").format(years=age)
