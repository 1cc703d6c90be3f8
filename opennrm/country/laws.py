"""The laws that a mechanism works under, as far as its people have to know them."""

from dataclasses import dataclass
from datetime import date

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Law:
    """One law, summed up in plain words."""

    code: str
    title: str
    year: int
    summary: str
    source: str
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty


def read(tables: list[Table]) -> tuple[Law, ...]:
    """Read the tables [[laws]], in the order of the file."""
    used: set[str] = set()
    return tuple(_law(table, used) for table in tables)


def _law(table: Table, used: set[str]) -> Law:
    valid_from, valid_to = table.validity()
    law = Law(
        code=table.unused_code(used),
        title=table.text("title"),
        year=table.number("year", minimum=1500, maximum=2200),
        summary=table.text("summary"),
        source=table.text("source"),
        valid_from=valid_from,
        valid_to=valid_to,
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return law
