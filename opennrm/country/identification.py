"""Who may take which identification decision."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


class Decision(StrEnum):
    """The states into which an identification decision brings a case."""

    PRESUMED = "presumed"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    RECONSIDERED = "reconsidered"


@dataclass(frozen=True, kw_only=True)
class DecisionRule:
    """People with one of these roles in an agency of this kind may take these decisions."""

    decisions: tuple[str, ...]
    agency_kind: str
    roles: tuple[str, ...]
    source: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Identification:
    """All rules on who decides. What no rule allows, nobody may do."""

    rules: tuple[DecisionRule, ...]

    def may_decide(self, state: str, agency_kind: str, role: str) -> bool:
        """Tell whether this role in an agency of this kind may bring a case into `state`."""
        return any(
            state in rule.decisions and agency_kind == rule.agency_kind and role in rule.roles
            for rule in self.rules
        )


def read(table: Table, kinds: Collection[str], roles: Collection[str]) -> Identification:
    """Read the table [identification], whose kinds and roles must be among those of the pack."""
    identification = Identification(
        rules=tuple(_rule(inner, kinds, roles) for inner in table.tables("rules")),
    )
    allowed = {decision for rule in identification.rules for decision in rule.decisions}
    for decision in Decision:
        if identification.rules and decision not in allowed:
            message = f"No rule allows anybody to decide “{decision}”."
            table.refuse("rules", message, f"Name {decision} in the decisions of one of the rules.")
    table.refuse_unknown_keys()
    return identification


def _rule(table: Table, kinds: Collection[str], roles: Collection[str]) -> DecisionRule:
    rule = DecisionRule(
        decisions=table.known_codes("decisions", list(Decision)),
        agency_kind=table.known("agency_kind", kinds),
        roles=table.known_codes("roles", roles),
        source=table.text("source"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return rule
