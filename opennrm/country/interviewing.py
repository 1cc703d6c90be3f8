"""Interviews: what a country decides of them, such as who has to be there, and when a case review is called."""

from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table

DISCIPLINES = (
    "law_enforcement", "child_protection", "prosecution", "medical", "mental_health", "victim_support",
)  # fmt: skip
MOST_MISSES = 10


@dataclass(frozen=True, kw_only=True)
class Interviews:
    """The country's rules for interviews.

    `shields`: whether whoever leads an interview sees nothing else of the case until it was held, unless a request
    says otherwise. `quorum` are the disciplines of which one has to be there, and `watch_later` those that may also
    watch the recording. After `misses_until_review` misses, somebody has to call a case review. `longest_days` is how
    far ahead an interview can be planned. A number of children or interviews below `small_below` can tell who a child
    is.
    """

    shields: bool
    quorum: tuple[str, ...]
    watch_later: tuple[str, ...]
    misses_until_review: int
    longest_days: int
    small_below: int
    certainty: Certainty


def read(table: Table) -> Interviews:
    """Read the table [interviews]."""
    known = dict.fromkeys(DISCIPLINES)
    found = Interviews(
        shields=table.flag("shields"),
        quorum=table.known_codes("quorum", known, may_be_empty=True),
        watch_later=table.known_codes("watch_later", known, may_be_empty=True),
        misses_until_review=table.number("misses_until_review", minimum=1, maximum=MOST_MISSES),
        longest_days=table.number("longest_days", minimum=1, maximum=366),
        small_below=table.number("small_below", minimum=2, maximum=100),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found
