"""Best-interests procedures: how many sit in a panel, how many have to be there, and when a decision is reviewed."""

from dataclasses import dataclass

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table


@dataclass(frozen=True, kw_only=True)
class BestInterests:
    """At least `quorum` members vote, at most `most_members` sit in a panel, and decisions are reviewed."""

    quorum: int
    most_members: int
    review_months: int
    certainty: Certainty


def read(table: Table) -> BestInterests:
    """Read the table [best_interests]."""
    found = BestInterests(
        quorum=table.number("quorum", minimum=1, maximum=9),
        most_members=table.number("most_members", minimum=1, maximum=15),
        review_months=table.number("review_months", minimum=1, maximum=36),
        certainty=table.certainty(),
    )
    if found.most_members < found.quorum:
        table.refuse(
            "most_members", "A panel has fewer seats than have to be taken.", "Raise it, or lower the quorum."
        )
    table.refuse_unknown_keys()
    return found
