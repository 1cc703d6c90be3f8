"""Child-friendly spaces: how long one is held, and how early an agency is warned that a certificate ends."""

from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class Spaces:
    """What was held and not confirmed is free again after `hold_hours`. A certificate that ends within
    `certificate_warning_days` is pointed out to its holder's agency."""

    hold_hours: int
    certificate_warning_days: int
    certainty: Certainty


def read(table: Table) -> Spaces:
    """Read the table [spaces]."""
    found = Spaces(
        hold_hours=table.number("hold_hours", minimum=1, maximum=336),
        certificate_warning_days=table.number("certificate_warning_days", minimum=1, maximum=365),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found
