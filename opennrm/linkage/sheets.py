"""The sheet of a pair: what two records say in the fields that were compared, sealed under a key of the pair alone.

Whoever opens one learns no case, no agency and no date of a record. Which of the two stands on the left is left to
chance.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opennrm.foundation.plain_text import plain

from . import row_keys
from .models import Pair
from .records import Record
from .rules import Comparison

LOW_FIRST, HIGH_FIRST = "low-first", "high-first"
_LABEL = "sheet"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Two records side by side.

    `sides` are those on the left and on the right: for each field that was compared its text, sex and area as codes of
    the pack. A field that is not known is missing. `levels` has the level of each field on which both are known.
    `word` is one of `rules.Word`. `order` is one of `LOW_FIRST`, `HIGH_FIRST`.
    """

    sides: tuple[Mapping[str, str], Mapping[str, str]]
    order: str
    levels: Mapping[str, str]
    word: str
    may_be_twins: bool = False


def made_of(low: Record, high: Record, comparison: Comparison) -> Sheet:
    """A new sheet of two records that were compared, in an order of chance."""
    order = secrets.choice((LOW_FIRST, HIGH_FIRST))
    one, other = side_of(low), side_of(high)
    return Sheet(
        sides=(one, other) if order == LOW_FIRST else (other, one),
        order=order,
        levels={each.field: each.level for each in comparison.findings if each.level is not None},
        word=comparison.word,
        may_be_twins=comparison.may_be_twins,
    )


def put(pair: Pair, sheet: Sheet) -> None:
    """Seal a sheet into a pair that is about to be saved, under a new key of the pair."""
    text = json.dumps(
        {
            "sides": [dict(side) for side in sheet.sides],
            "order": sheet.order,
            "levels": dict(sheet.levels),
            "word": sheet.word,
            "may_be_twins": sheet.may_be_twins,
        }
    )
    pair.sheet = row_keys.new_seal(pair).close_text(text, label=_LABEL, row_id=pair.pk)


def sheet_of(pair: Pair) -> Sheet | None:
    """The sheet of a pair, opened; None if it was destroyed or never made. Whoever shows it records that.

    :raises KeyProblem: the master key is not the one that wrapped the key of the pair.
    :raises SealBroken: the sheet was changed, or is of another pair.
    """
    if pair.wrapped is None or pair.sheet is None:
        return None
    content: dict[str, Any] = json.loads(
        row_keys.seal_of(pair).open_text(bytes(pair.sheet), label=_LABEL, row_id=pair.pk)
    )
    left, right = content["sides"]
    return Sheet(
        sides=(left, right),
        order=content["order"],
        levels=content["levels"],
        word=content.get("word", ""),
        may_be_twins=content.get("may_be_twins", False),
    )


def destroy(pair: Pair) -> None:
    """Take the key and the sheet off a pair that is about to be saved: nobody can read it, in backups either."""
    pair.wrapped = pair.sheet = None


def side_of(record: Record) -> dict[str, str]:
    """What the desk reads of a record, by field. What is not known is missing."""
    texts = {
        "given_names": record.given_names,
        "family_name": record.family_name,
        "other_names": ", ".join(record.aliases),
        "birth_date": record.born,
        "sex": record.sex,
        "area": record.area,
        "telephone": ", ".join(record.telephones),
        "document_number": record.document_number,
        "school": record.school,
        "guardian": record.guardian,
    }
    return {field: shown for field, text in texts.items() if (shown := plain(text, lines=False))}
