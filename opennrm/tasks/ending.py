"""Tasks that end with something else: when their case is closed, or reopened after it was."""

from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor

from . import access
from .actions import cancel_locked


def cancel_all(case_id: UUID, *, reason: str, by: Actor, at: datetime) -> int:
    """Cancel every open task of a case, which the caller has locked and may close or reopen; returns how many.

    :param reason: what their history says; sealed.
    :raises NotThere: there is no such case that this actor may see.
    """
    seal = case_access.seal(by, case_id)
    tasks = access.visible_to(by).of_case(case_id).open().due_first()
    found = list(tasks.select_for_update(of=("self",)))
    for task in found:
        cancel_locked(task, reason, seal=seal, by=by, at=at)
    return len(found)
