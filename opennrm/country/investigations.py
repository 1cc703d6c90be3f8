"""Investigations: when one lapses, how long a suspect's name may be shown, and the year of the country's reports."""

from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Investigations:
    """After `lapse_days` without an event the lead is told. A name is shown for `disclosure_days` at most.

    The year of reports begins in the month `report_year_begins_in`. References begin with `reference_prefix`.
    """

    lapse_days: int
    disclosure_days: int
    report_year_begins_in: int
    reference_prefix: str
    certainty: Certainty


def read(table: Table) -> Investigations:
    """Read the table [investigations]."""
    found = Investigations(
        lapse_days=table.number("lapse_days", minimum=1, maximum=366),
        disclosure_days=table.number("disclosure_days", minimum=1, maximum=366),
        report_year_begins_in=table.number("report_year_begins_in", minimum=1, maximum=12),
        reference_prefix=table.matching("reference_prefix", "[A-Z]{1,4}", example="IV"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found
