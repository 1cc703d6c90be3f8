"""What is known of a child, opened, as it is compared with others, and the keys by which two such records meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from opennrm.country.pack import pack
from opennrm.foundation.partial_dates import UNKNOWN_YEAR, PartialDate

from . import blocking, tokens
from .sounds import Variants, variants_of
from .tokens import Key

DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a child. An empty text is not known.

    `texts` has the names of the sealed fields of `Person`. `age` is in years, as it was on the day `on`.
    """

    texts: Mapping[str, str]
    telephones: tuple[str, ...]
    sex: str
    area: str
    age: int | None
    on: date

    def text(self, name: str) -> str:
        """One of the texts."""
        return self.texts.get(name, "")

    @property
    def born(self) -> str:
        """The date of birth as `PartialDate` writes it; without one about the year, by the age; empty without both."""
        return born_of(self.text("birth_date"), self.age, self.on)

    @property
    def is_comparable(self) -> bool:
        """Whether there is a name, a telephone or a paper: an age and an area alone are those of many."""
        return any(map(self.text, (*tokens.ALL_NAMES, "document_number"))) or any(self.telephones)


def born_of(written: str, age: int | None, on: date) -> str:
    """A date of birth, if it has a year; else about the year in which somebody was born who was so old on a day."""
    if written and not written.startswith(UNKNOWN_YEAR):
        return written
    return "" if age is None else f"{year_of_age(age, on)}~"


def year_of_age(age: int, on: date) -> int:
    """In which year somebody was born who was so many years old on a day: in the middle of what is possible."""
    return (on - timedelta(days=round((age + 0.5) * DAYS_OF_A_YEAR))).year


def keys_of_child(known: Known) -> set[Key]:
    """Everything that a child is found by, and by which other records of the same child meet this one."""
    return tokens.keys_of_person(known.texts, known.telephones) | keys_to_meet(known)


def keys_to_meet(known: Known) -> set[Key]:
    """By which other records of the same child meet this one."""
    return blocking.keys(*_facts(known))


def keys_to_find(known: Known) -> set[Key]:
    """By which to look for other records of the same child."""
    return blocking.keys_to_find(*_facts(known))


def _facts(known: Known) -> tuple[list[str], tuple[int, ...], tuple[str, ...], str, str]:
    names = [known.text(name) for name in tokens.NAMES] + known.text("former_names").splitlines()
    born = PartialDate.fromisoformat(known.born) if known.born else None
    # Of a date of which somebody is not sure, the year alone is worth a key.
    parts = () if born is None else (born.year,) if born.about else (born.year, born.month, born.day)
    for_sure = tuple(part for part in parts if part is not None)
    return (
        blocking.sounds_of(names, variants()),
        for_sure,
        known.telephones,
        known.area,
        known.text("document_number"),
    )


def variants() -> Variants:
    """The variants of names that the country pack knows."""
    return _variants_of(settings.COUNTRY_PACK)


@lru_cache(maxsize=4)
def _variants_of(_folder: Path | str) -> Variants:
    return variants_of((row.canonical, row.variant) for row in pack().linkage.variants)
