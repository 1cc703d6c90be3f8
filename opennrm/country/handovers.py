"""Handing a case over: which agencies can take one over, and for how long the agency before sees what it may."""

from collections.abc import Mapping
from dataclasses import dataclass

from opennrm.country.agencies import AgencyKind
from opennrm.country.certainty import Certainty
from opennrm.country.roles import Role
from opennrm.country.toml_table import Table

NEEDED = ("case_view", "handover_answer")
"""What a role has to be allowed, so that whoever has it can take a case over."""


@dataclass(frozen=True, kw_only=True)
class Handovers:
    """The kinds of agency that can take a case over, and on which basis. Without a kind, no case is handed over.

    For `keep_days` the agency that handed the case over sees what sharing.csv shows it then.
    """

    agency_kinds: tuple[str, ...]
    keep_days: int
    legal_basis: str
    certainty: Certainty


def read(table: Table, kinds: Mapping[str, AgencyKind], roles: Mapping[str, Role]) -> Handovers:
    """Read the table [handovers], whose kinds of agency must be among those of the pack."""
    handovers = Handovers(
        agency_kinds=table.known_codes("agency_kinds", kinds, may_be_empty=True),
        keep_days=table.number("keep_days", minimum=1, maximum=366),
        legal_basis=table.text("legal_basis"),
        certainty=table.certainty(),
    )
    for position, code in enumerate(handovers.agency_kinds):
        if code in kinds and not _can_take_over(kinds[code], roles):
            message = f"Nobody at “{code}” can take a case over."
            remedy = f"Give a role of this kind the permissions {' and '.join(NEEDED)}, or remove the kind."
            table.refuse("agency_kinds", message, remedy, position=position)
    table.refuse_unknown_keys()
    return handovers


def _can_take_over(kind: AgencyKind, roles: Mapping[str, Role]) -> bool:
    held = [roles[code] for code in kind.roles if code in roles]
    return any(set(NEEDED) <= role.permissions for role in held)
