"""Joint work: for how long an agency takes part in a case."""

from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class JointWork:
    """An agency takes part for at most `longest_days`, and for as many again each time that it is made longer."""

    longest_days: int
    certainty: Certainty


def read(table: Table) -> JointWork:
    """Read the table [joint_work]."""
    found = JointWork(
        longest_days=table.number("longest_days", minimum=1, maximum=366), certainty=table.certainty()
    )
    table.refuse_unknown_keys()
    return found
