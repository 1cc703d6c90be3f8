"""The tasks that the country's rules make: what is to be done after something has happened in a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.identification import Identification
from opennrm.country.sheets import Moment
from opennrm.country.toml_table import Table
from opennrm.country.vocabulary import Vocabulary


class DueUnit(StrEnum):
    """In what it is counted until a task is due."""

    DAYS = auto()
    WORKING_DAYS = auto()
    MONTHS = auto()


_LONGEST = {DueUnit.DAYS: 3660, DueUnit.WORKING_DAYS: 2600, DueUnit.MONTHS: 120}


@dataclass(frozen=True, kw_only=True)
class TaskRule:
    """One task: it is made whenever the event `on` happens in a case, and is due `due` units later.

    `tells` is the moment of which the child is to be told: writing that down marks the task as done.
    """

    code: str
    title: str
    on: str
    due: int
    unit: DueUnit
    tells: Moment | None
    source: str
    certainty: Certainty


def read(
    tables: list[Table], vocabulary: Vocabulary, identification: Identification
) -> Mapping[str, TaskRule]:
    """Read the tables [[tasks]]. A rule that can never apply in this country's procedure is refused."""
    used: set[str] = set()
    rules = [_rule(table, used, vocabulary, identification) for table in tables]
    return MappingProxyType({rule.code: rule for rule in rules})


def _rule(table: Table, used: set[str], vocabulary: Vocabulary, identification: Identification) -> TaskRule:
    unit = table.required_choice("unit", DueUnit) or DueUnit.DAYS
    rule = TaskRule(
        code=table.unused_code(used),
        title=table.text("title"),
        on=table.known("on", vocabulary.clock_events),
        due=table.number("due", minimum=1, maximum=_LONGEST[unit]),
        unit=unit,
        tells=table.required_choice("tells", Moment) if table.peek("tells") is not None else None,
        source=table.text("source"),
        certainty=table.certainty(),
    )
    if rule.on in vocabulary.decision_events and not _can_happen(
        vocabulary.decision_events[rule.on], identification
    ):
        message = f"The task “{rule.code}” is never made, because “{rule.on}” cannot happen in this country."
        remedy = "Name another event, add the decision under [identification], or remove the task."
        table.refuse("on", message, remedy)
    table.refuse_unknown_keys()
    return rule


def _can_happen(meanings: frozenset[str], identification: Identification) -> bool:
    """Whether a step leads to a state that counts as one of these; for none of them, whether anybody is ever asked."""
    if not meanings:
        return any(identification.roles_to_ask(code) for code in identification.states)
    return any(identification.state(step.to).counts_as in meanings for step in identification.steps)
