"""Tasks that end with something else: a case that is closed or reopened, or the very thing that a rule asked for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor

from . import access
from .actions import cancel_locked, finish
from .permissions import TASK_DO


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


def finish_by_rule(
    case_id: UUID, rules: Collection[str], *, made_until: datetime, by: Actor, at: datetime
) -> int:
    """Mark the open tasks of these rules as done that the actor may end, because what they asked for was done.

    Whoever does not lead the case, or does nothing with tasks, ends none: the lead sees what was done.

    :param made_until: tasks that a rule made later ask for something that has still to be done.
    """
    if not rules or not by.may(TASK_DO) or not case_access.leads_case_of(by, case_id):
        return 0
    asked = access.visible_to(by).of_case(case_id).open().filter(rule__in=rules, made_at__lte=made_until)
    found = [task.pk for task in asked.due_first() if access.may_still_change(by, task)]
    for task_id in found:
        finish(task_id, by=by, at=at)
    return len(found)
