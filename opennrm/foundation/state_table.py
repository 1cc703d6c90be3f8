"""The one helper that every state table uses, and the diagram drawn from it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .refusals import Refusal


class TransitionRefused(Refusal):
    """The state table has no such step from where the record is now."""


def move(row: Any, to: str, *, transitions: Mapping[str, set[str]]) -> None:
    """Set `row.state` to `to`.

    :raises TransitionRefused: the table has no such step.
    """
    if to not in transitions[row.state]:
        raise TransitionRefused(_("This step is no longer possible, because something has changed."))
    row.state = to


def terminal(transitions: Mapping[str, set[str]]) -> set[str]:
    """The states that nothing leaves."""
    return {state for state, targets in transitions.items() if not targets}


def as_mermaid(transitions: Mapping[str, set[str]], *, initial: str) -> str:
    """Return the table as a mermaid state diagram, for docs/states/."""
    steps = [f"    [*] --> {initial}"]
    steps += [
        f"    {start} --> {target}" for start, targets in transitions.items() for target in sorted(targets)
    ]
    steps += [f"    {state} --> [*]" for state in sorted(terminal(transitions))]
    return "\n".join(["stateDiagram-v2", *steps])
