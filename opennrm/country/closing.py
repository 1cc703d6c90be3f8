"""What closing a case brings about: whether the reporter is told, and for how long the case is kept from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.identification import Meaning
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """How many years one class of records is kept, and from what the years are counted.

    `cases`: what the identification of a child counts as whose case belongs to this class when it is closed. Empty
    for records other than cases.
    """

    code: str
    title: str
    years: int
    cases: tuple[str, ...]
    counted_from: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What follows for others when a case is closed."""

    tells_reporter: bool
    certainty: Certainty


def read_closing(table: Table) -> Closing:
    """Read the table [closing]."""
    closing = Closing(tells_reporter=table.flag("tells_reporter"), certainty=table.certainty())
    table.refuse_unknown_keys()
    return closing


def read_retention(tables: list[Table]) -> Mapping[str, RetentionRule]:
    """Read the tables [[retention]]. Every case belongs to exactly one of them when it is closed."""
    used: set[str] = set()
    rules = {}
    covered: set[str] = set()
    for table in tables:
        rule = RetentionRule(
            code=table.unused_code(used),
            title=table.text("title"),
            years=table.number("years", minimum=0, maximum=200),
            cases=table.known_codes("cases", [meaning.value for meaning in Meaning], optional=True),
            counted_from=table.text("counted_from"),
            source=table.text("source"),
            certainty=table.certainty(),
        )
        if twice := covered.intersection(rule.cases):
            named = ", ".join(sorted(twice))
            table.refuse(
                "cases", f"Another class has these cases too: {named}.", "Leave them out here or there."
            )
        covered |= set(rule.cases)
        table.refuse_unknown_keys()
        rules[rule.code] = rule
    if tables and (missing := [meaning.value for meaning in Meaning if meaning not in covered]):
        message = f"Nothing says how long these cases are kept: {', '.join(missing)}."
        tables[0].refuse("cases", message, "Name each of them under “cases” of one class.")
    return MappingProxyType(rules)
