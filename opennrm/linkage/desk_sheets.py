"""The sheet of a pair as the desk reads it: what two records say, side by side, and how far that agrees."""

import json
from dataclasses import dataclass

from opennrm.country.linkage import LEVELS

from . import desk_access
from .duplicates import model
from .models import Pair
from .rules import Agreement, Word, agreement_of, is_of_household, word_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field of both records. An empty text is not known."""

    field: str
    left: str
    right: str
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that the desk reads of a pair. `is_household`: the two may be brothers or sisters."""

    lines: tuple[Line, ...]
    word: Word
    is_household: bool
    may_be_twins: bool


def opened(pair: Pair) -> Sheet:
    """Open the sheet of a pair. Whoever calls this records it.

    :raises SealBroken: the sheet was changed, or belongs to another pair.
    """
    written = json.loads(desk_access.seal_of_pair(pair).open_field(pair, "sheet"))
    left, right = written["sides"]
    levels = written["levels"]
    is_household = is_of_household(levels.get("given_names"), levels.get("family_name"))
    return Sheet(
        lines=tuple(
            Line(
                field=field,
                left=_text(left.get(field)),
                right=_text(right.get(field)),
                agreement=agreement_of(levels.get(field)),
            )
            for field in LEVELS
            if left.get(field) or right.get(field)
        ),
        word=word_of(pair.weight, model(), is_household=is_household),
        is_household=is_household,
        may_be_twins=is_household and levels.get("birth_date") == "same_day",
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
