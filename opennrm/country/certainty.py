"""How sure a pack is of one of its facts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum, auto


class Certainty(StrEnum):
    """The mark that each fact of a pack carries, so that nobody takes a proposal for the law."""

    SOURCED = auto()
    """Found in a primary source."""
    SECONDARY = auto()
    """Found in a source that quotes another one."""
    GENERAL = auto()
    """General knowledge: to be verified before go-live."""
    PROPOSAL = auto()
    """Proposed by the pack's authors: no public rule was found, the ministry decides."""


def count_marks(facts: object) -> Counter[Certainty]:
    """Count the facts of each certainty in a dataclass, a mapping or a tuple, with everything inside it."""
    if isinstance(facts, Certainty):
        return Counter([facts])
    if is_dataclass(facts):
        inner = [getattr(facts, field.name) for field in fields(facts)]
    elif isinstance(facts, Mapping):
        inner = list(facts.values())
    else:
        inner = list(facts) if isinstance(facts, tuple) else []
    return sum((count_marks(fact) for fact in inner), Counter())
