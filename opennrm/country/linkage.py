"""When two records may be of the same child: the weights to start from, the words, and the variants of names."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from types import MappingProxyType

from opennrm.country import linkage_desk
from opennrm.country.certainty import Certainty
from opennrm.country.csv_rows import read_rows
from opennrm.country.linkage_desk import Desk
from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table

_NAME_LEVELS = ("same", "variant", "swapped", "alias", "near", "sound", "initial", "similar", "other")
LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "given_names": _NAME_LEVELS,
        "family_name": ("same", "variant", "swapped", "near", "sound", "part", "similar", "other"),
        "second_family_name": ("same", "near", "other"),
        "middle_names": ("same", "near", "other"),
        "birth_date": (
            "same_day", "swapped", "one_digit", "same_month", "estimated_same_year", "estimated_near",
            "same_day_and_month", "other_month", "same_year", "other",
        ),
        "sex": ("same", "other"),
        "area": ("same", "other"),
        "telephone": ("same", "one_digit", "other"),
        "document_number": ("same", "one_character", "other"),
        "school": ("same", "near", "other"),
        "guardian": ("same", "part", "near", "sound", "other"),
    }
)  # fmt: skip
"""The fields of a record that are compared, and the levels of each, from the best to the worst."""
LOWEST, HIGHEST = -30.0, 30.0
"""In bits: no weight is beyond these."""
NAME_OF_VERSION = "[a-z0-9][a-z0-9.-]{0,39}"
WITH_SHARES = ("given_names", "family_name", "school")
"""The fields in which a rare value counts more than a frequent one."""


class VariantKind(StrEnum):
    """Why a name has another form."""

    PET = auto()
    CREOLE = auto()
    ROMANISED = auto()
    SPELLING = auto()


@dataclass(frozen=True, kw_only=True)
class NameVariant:
    """Two forms of one name, as people write them. `language` is the one in which the variant is used."""

    canonical: str
    variant: str
    kind: VariantKind
    language: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From how many bits on, above chance, which word is said of two records; below the last one they are not shown."""

    very_likely: float
    likely: float
    possible: float


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A model of comparison: for each field and level its weight in bits.

    `usual_shares`: the share of records that agree by chance in the two best levels of a field, from which a rare or
    a frequent value departs. `persons`: among how many a pair is found. `household_telephone`: how much the telephone
    counts at most between two children of one household. `ceilings`: the most that the level "other" can take among
    true pairs when weights are learned without labels.
    """

    version: str
    weights: Mapping[str, Mapping[str, float]]
    usual_shares: Mapping[str, float]
    persons: int
    thresholds: Thresholds
    household_telephone: float
    ceilings: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Linkage:
    """What a pack says of linkage: the model to start with, the desk, and the variants of names."""

    start: Weights
    desk: Desk
    source: str
    certainty: Certainty
    variants: tuple[NameVariant, ...]


def read(table: Table, names: Path, problems: list[Problem]) -> Linkage:
    """Read linkage.toml, and names.csv beside it."""
    found = Linkage(
        start=read_weights(table),
        desk=linkage_desk.read(table.table("desk")),
        source=table.text("source"),
        certainty=table.certainty(),
        variants=read_names(names, problems),
    )
    table.refuse_unknown_keys()
    return found


def read_weights(table: Table) -> Weights:
    """Read the weights themselves, of a pack or of a version that was learned."""
    words, household = table.table("words"), table.table("household")
    shares, ceilings = table.table("usual_shares"), table.table("ceilings")
    written = ceilings.keys()
    found = Weights(
        version=table.matching("version", NAME_OF_VERSION, example="start-1"),
        persons=table.number("persons", minimum=2, maximum=10**10),
        weights=MappingProxyType(_weights(table.table("weights"))),
        usual_shares=MappingProxyType(
            {field: shares.decimal(field, minimum=1e-7, maximum=1) for field in WITH_SHARES}
        ),
        thresholds=_thresholds(words),
        household_telephone=household.decimal("telephone_at_most", minimum=0, maximum=HIGHEST),
        ceilings=MappingProxyType(
            {field: ceilings.decimal(field, minimum=0.001, maximum=1) for field in written}
        ),
    )
    for field in found.ceilings:
        if field not in LEVELS:
            remedy = f"Use one of: {', '.join(sorted(LEVELS))}."
            ceilings.refuse(field, f"“{field}” is not a field that is compared.", remedy)
    for inner in (words, household, shares):
        inner.refuse_unknown_keys()
    return found


def _weights(table: Table) -> dict[str, Mapping[str, float]]:
    found: dict[str, Mapping[str, float]] = {}
    for field, levels in LEVELS.items():
        inner = table.table(field)
        found[field] = MappingProxyType(
            {level: inner.decimal(level, minimum=LOWEST, maximum=HIGHEST) for level in levels}
        )
        inner.refuse_unknown_keys()
    table.refuse_unknown_keys()
    return found


def _thresholds(table: Table) -> Thresholds:
    very_likely, likely, possible = (
        table.decimal(word, minimum=LOWEST, maximum=HIGHEST) for word in ("very_likely", "likely", "possible")
    )
    if not possible <= likely <= very_likely:
        table.refuse(
            "very_likely",
            "The three words are not in order.",
            "Give “very_likely” the highest number and “possible” the lowest.",
        )
    return Thresholds(very_likely=very_likely, likely=likely, possible=possible)


def read_names(path: Path, problems: list[Problem]) -> tuple[NameVariant, ...]:
    """Read names.csv: each row a canonical form and a variant of it."""
    used: set[tuple[str, str]] = set()
    found = []
    columns = ("canonical", "variant", "kind", "language", "source", "certainty")
    for row in read_rows(path, problems, required=columns):
        variant = NameVariant(
            canonical=row.text("canonical"),
            variant=row.text("variant"),
            kind=row.required_choice("kind", VariantKind) or VariantKind.SPELLING,
            language=row.matching("language", "[a-z]{3}", example="eng"),
            source=row.text("source"),
            certainty=row.certainty(),
        )
        pair = (_plain(variant.canonical), _plain(variant.variant))
        if pair[0] and pair[0] == pair[1]:
            row.refuse(
                "variant", f"“{variant.variant}” is the same name as its canonical form.", "Remove this row."
            )
        elif all(pair) and pair in used:
            row.refuse(
                "variant",
                f"“{variant.variant}” stands for “{variant.canonical}” twice.",
                "Remove one of them.",
            )
        used.add(pair)
        found.append(variant)
    return tuple(found)


def _plain(name: str) -> str:
    """A name without capitals and accents, which are not compared either."""
    parts = unicodedata.normalize("NFKD", name).casefold()
    return "".join(part for part in parts if part.isalnum())
