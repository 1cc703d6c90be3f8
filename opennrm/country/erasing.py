"""Erasing cases whose time is over: who decides, how long the waiting time is, and by when a legal hold is reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass

from opennrm.country.agencies import AgencyKind
from opennrm.country.certainty import Certainty
from opennrm.country.roles import Role
from opennrm.country.toml_table import Table

NEEDED = "erasure_decide"
"""What a role has to be allowed, so that whoever has it can decide on erasing."""


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """The kinds of agency whose people decide on erasing a case. Without a kind, no case is erased.

    A case is erased `waiting_days` after it was approved. A legal hold is reviewed within `review_months`.
    """

    agency_kinds: tuple[str, ...]
    waiting_days: int
    review_months: int
    certainty: Certainty


def read(table: Table, kinds: Mapping[str, AgencyKind], roles: Mapping[str, Role]) -> Erasing:
    """Read the table [erasing], whose kinds of agency must be among those of the pack."""
    erasing = Erasing(
        agency_kinds=table.known_codes("agency_kinds", kinds, may_be_empty=True),
        waiting_days=table.number("waiting_days", minimum=1, maximum=366),
        review_months=table.number("review_months", minimum=1, maximum=12),
        certainty=table.certainty(),
    )
    for position, code in enumerate(erasing.agency_kinds):
        if code in kinds and not _can_decide(kinds[code], roles):
            message = f"Nobody at “{code}” can decide on erasing a case."
            remedy = f"Give a role of this kind the permission {NEEDED}, or remove the kind."
            table.refuse("agency_kinds", message, remedy, position=position)
    table.refuse_unknown_keys()
    return erasing


def _can_decide(kind: AgencyKind, roles: Mapping[str, Role]) -> bool:
    return any(NEEDED in roles[code].permissions for code in kind.roles if code in roles)
