"""Why two records may be of one person, in words: which fields agree, nearly agree and differ."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from opennrm.country.linkage import LEVELS
from opennrm.linkage.rules import Agreement, agreement_of
from opennrm.linkage.scoring import Levels

FIELD: Mapping[str, str] = MappingProxyType(
    {
        "given_names": "given names", "family_name": "family name", "second_family_name": "second family name",
        "middle_names": "middle names", "birth_date": "birth date", "sex": "sex", "area": "area",
        "telephone": "telephone number", "document_number": "document number", "school": "school",
        "guardian": "guardian",
    }
)  # fmt: skip
"""What a field is called."""
_HOW: Mapping[str, str] = MappingProxyType(
    {
        "variant": "forms of one name, or the first word is the same",
        "swapped": "given name and family name swapped",
        "alias": "it is another name of the same person",
        "near": "a letter or two differ",
        "sound": "sounds the same",
        "initial": "one is an initial",
        "similar": "only a little alike",
        "part": "one of several names is the same",
        "one_digit": "one digit differs, or two are swapped",
        "one_character": "one character differs",
        "same_month": "same month, the day is not known",
        "other_month": "another month of the same year",
        "estimated_same_year": "estimated, same year",
        "estimated_near": "estimated, at most two years apart",
        "same_day_and_month": "same day and month, another year",
        "same_year": "same year, another day",
    }
)
_OF_DATE = {"swapped": "day and month swapped"}

Reasons = dict[Agreement, str]
"""For each agreement the fields that have it, with commas between them."""


def phrase(field: str, level: str) -> str:
    """A field, and in brackets how it agrees or differs if that is not plain."""
    how = _OF_DATE.get(level) if field == "birth_date" else None
    how = how or _HOW.get(level)
    return f"{FIELD[field]} ({how})" if how else FIELD[field]


def reasons_of(levels: Levels) -> Iterator[Reasons]:
    """The reasons of each pair. Fields that are missing on either side are left out."""
    told = {
        field: [(agreement_of(level), phrase(field, level)) for level in names]
        for field, names in LEVELS.items()
    }
    table = np.stack([levels[field] for field in LEVELS], axis=1)
    for row in table.tolist():
        found: dict[Agreement, list[str]] = {}
        for field, level in zip(LEVELS, row, strict=True):
            if level >= 0:
                agreement, words = told[field][level]
                found.setdefault(agreement, []).append(words)
        yield {agreement: ", ".join(phrases) for agreement, phrases in found.items()}
