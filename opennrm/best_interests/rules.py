"""When a panel can decide, and what its votes come to. Pure: the votes come in."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

FOR = "for"


@dataclass(frozen=True, kw_only=True)
class Cast:
    """One vote: for an option by its number, or against all, or none."""

    ballot: str
    option: int | None = None


def has_quorum(members: int, *, quorum: int) -> bool:
    """Whether so many members without a conflict are enough to decide."""
    return members >= quorum


def may_close(voted: int, members: int, *, quorum: int) -> bool:
    """Whether the chair can close the voting although not everybody has voted: a quorum has to have voted."""
    return voted == members or voted >= quorum


def chosen(votes: Collection[Cast]) -> int | None:
    """The option with the most votes; None if no option has any, or two have as many."""
    counted = Counter(vote.option for vote in votes if vote.ballot == FOR and vote.option is not None)
    ordered = counted.most_common(2)
    if not ordered or (len(ordered) == 2 and ordered[0][1] == ordered[1][1]):
        return None
    return ordered[0][0]


def dissents(votes: Sequence[Cast], decided: int) -> list[Cast]:
    """The votes of those who wanted something else than what was decided."""
    return [vote for vote in votes if not (vote.ballot == FOR and vote.option == decided)]
