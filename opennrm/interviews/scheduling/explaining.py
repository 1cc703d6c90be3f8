"""Why there is nothing: smallest sets of conditions that cannot all be met, and smallest sets that open something.

Each possibility breaks a set of conditions. The minimal ones among these sets are the corrections: to set all of one
aside opens a possibility. A conflict is a minimal set that has something in common with every correction: whatever
possibility is taken, one of its conditions is broken. The two are each other's minimal hitting sets, so each can be
had from the other.
"""

from collections.abc import Iterable

Keys = frozenset[str]


def minimal(sets: Iterable[Keys]) -> tuple[Keys, ...]:
    """Those sets that contain no other one, the smallest first."""
    found: list[Keys] = []
    for candidate in sorted(set(sets), key=in_order):
        if not any(smaller <= candidate for smaller in found):
            found.append(candidate)
    return tuple(found)


def hitting_sets(sets: Iterable[Keys]) -> tuple[Keys, ...]:
    """The minimal sets that have something in common with each of these sets. None exists if one of these is empty."""
    found: list[Keys] = [frozenset()]
    for each in minimal(sets):
        met = [hitting for hitting in found if hitting & each]
        missed = [hitting | {key} for hitting in found if not hitting & each for key in each]
        found = list(minimal([*met, *missed]))
    return minimal(found)


def in_order(keys: Keys) -> tuple[int, list[str]]:
    """The order in which sets are named: the smallest first, then by their words."""
    return len(keys), sorted(keys)
