"""The deadlines of the country, as rules that a lawyer can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.codes import Code
from opennrm.country.toml_table import Table
from opennrm.country.vocabulary import Vocabulary
from opennrm.foundation.working_time import Unit

_LONGEST = {Unit.HOURS: 24 * 366, Unit.DAYS: 3660, Unit.WORKING_DAYS: 2600}


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """One deadline: it starts on one event, lasts `length` units, and stops on the first of some events."""

    code: str
    title: str
    starts_on: str
    stops_on: tuple[str, ...]
    length: int
    unit: Unit
    pause_reasons: tuple[Code, ...]
    source: str
    certainty: Certainty
    is_of_matter: bool
    """Whether each matter within a case, such as a referral, has such a clock of its own."""
    stops_on_a_decision: bool
    """Whether a decision, or the end of a request for one, stops it."""
    waits_for_a_decision: bool
    """Whether nothing else stops it."""


def read(
    tables: list[Table], pause_reasons: Mapping[str, Code], vocabulary: Vocabulary
) -> Mapping[str, ClockRule]:
    """Read the tables [[clocks]], whose pause reasons must be among those of the pack."""
    used: set[str] = set()
    rules = [_rule(table, used, pause_reasons, vocabulary) for table in tables]
    return MappingProxyType({rule.code: rule for rule in rules})


def _rule(
    table: Table, used: set[str], pause_reasons: Mapping[str, Code], vocabulary: Vocabulary
) -> ClockRule:
    unit = table.required_choice("unit", Unit) or Unit.HOURS
    rule = ClockRule(
        code=table.unused_code(used),
        title=table.text("title"),
        starts_on=(starts_on := table.known("starts_on", vocabulary.clock_events)),
        stops_on=(stops_on := table.known_codes("stops_on", vocabulary.clock_events)),
        length=table.number("length", minimum=1, maximum=_LONGEST[unit]),
        unit=unit,
        pause_reasons=tuple(
            pause_reasons[code]
            for code in table.known_codes("pause_reasons", pause_reasons, may_be_empty=True)
            if code in pause_reasons
        ),
        source=table.text("source"),
        certainty=table.certainty(),
        is_of_matter=starts_on in vocabulary.matter_events,
        stops_on_a_decision=not vocabulary.decision_events.keys().isdisjoint(stops_on),
        waits_for_a_decision=vocabulary.decision_events.keys() >= set(stops_on),
    )
    if rule.starts_on in rule.stops_on:
        message = f"The clock stops on “{rule.starts_on}”, the event that starts it."
        table.refuse("stops_on", message, "Name only the events that meet the deadline.")
    if rule.is_of_matter and rule.pause_reasons:
        message = f"A clock that starts on “{rule.starts_on}” cannot be paused, because somebody was told when it ends."
        table.refuse("pause_reasons", message, "Leave pause_reasons empty.")
    table.refuse_unknown_keys()
    return rule
