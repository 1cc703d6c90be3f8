"""The sheet of a pair as the desk reads it: what two records say, side by side, and how far that agrees."""

from dataclasses import dataclass

from opennrm.country.linkage import LEVELS
from opennrm.foundation.refusals import NotThere

from . import sheets
from .models import Pair
from .rules import Agreement, Word, agreement_of, is_of_household

FIELDS = (*LEVELS, "other_names")
"""In the order in which a sheet shows them. Other names have no level of their own: they count for the names."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field of both records. An empty text is not known. `agreement` is None where none is worked out."""

    field: str
    left: str
    right: str
    agreement: Agreement | None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Everything that the desk reads of a pair. `is_household`: the two may be brothers or sisters."""

    lines: tuple[Line, ...]
    word: Word
    is_household: bool
    may_be_twins: bool


def opened(pair: Pair) -> Opened:
    """Open the sheet of a pair. Whoever calls this records it.

    :raises NotThere: the sheet was destroyed.
    :raises SealBroken: the sheet was changed, or belongs to another pair.
    """
    sheet = sheets.sheet_of(pair)
    if sheet is None:
        raise NotThere
    left, right = sheet.sides
    return Opened(
        lines=tuple(
            Line(
                field=field,
                left=left.get(field, ""),
                right=right.get(field, ""),
                agreement=agreement_of(sheet.levels.get(field)) if field in LEVELS else None,
            )
            for field in FIELDS
            if left.get(field) or right.get(field)
        ),
        word=Word(sheet.word or Word.NONE),
        is_household=is_of_household(sheet.levels.get("given_names"), sheet.levels.get("family_name")),
        may_be_twins=sheet.may_be_twins,
    )
