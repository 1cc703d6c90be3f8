"""Placements of children: when the fiscal year begins by which nights are counted, and what kinds of care there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Care:
    """A kind of care, such as family-based care, and the kinds of placement that figures count to it."""

    code: str
    title: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Placements:
    """The month with which a fiscal year begins, and the kinds of care. A kind of placement may belong to none."""

    year_begins_in: int
    care: Mapping[str, Care]
    certainty: Certainty


def read(table: Table, kinds: Collection[str]) -> Placements:
    """Read the table [placements]; `kinds` are the codes of placement_kinds.csv."""
    found = Placements(
        year_begins_in=table.number("year_begins_in", minimum=1, maximum=12),
        care=_care(table.tables("care"), kinds),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _care(tables: list[Table], kinds: Collection[str]) -> Mapping[str, Care]:
    used: set[str] = set()
    counted: set[str] = set()
    found = {}
    for table in tables:
        care = Care(
            code=table.unused_code(used), title=table.text("title"), kinds=table.known_codes("kinds", kinds)
        )
        if twice := counted.intersection(care.kinds):
            named = ", ".join(sorted(twice))
            table.refuse(
                "kinds", f"Another kind of care has these too: {named}.", "Leave them out here or there."
            )
        counted |= set(care.kinds)
        table.refuse_unknown_keys()
        found[care.code] = care
    return MappingProxyType(found)
