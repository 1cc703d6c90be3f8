"""To whom a case was assigned, and what they were to know, opened."""

from dataclasses import dataclass

from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor

from . import access
from .models import Assignment, Case

MOST = 50
"""The newest; a case changes hands a few times."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An assignment with what was written for whoever got the case."""

    assignment: Assignment
    note: str


def opened(actor: Actor, case: Case) -> list[Opened]:
    """The newest assignments of a case, for whoever leads it. Reading them is recorded.

    :raises NotThere: the actor has no part that covers anything sealed.
    """
    people = "to__account", "before__account", "assigned_by__account"
    found = access.assignments_of(actor, case.pk).newest_first().select_related(*people)[:MOST]
    seal = access.seal(actor, case.pk)
    audit.record("assignments.opened", subject=case, right=access.right_of(actor, case))
    return [Opened(assignment=each, note=seal.open_field(each, "note")) for each in found]
