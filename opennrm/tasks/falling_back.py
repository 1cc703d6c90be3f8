"""A task whose owner lost the case is whoever's leads it."""

from datetime import datetime

from opennrm.cases import clocks
from opennrm.cases.bound import LEAD
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from .actions import detail_of
from .events import FELL_BACK
from .models import Task, TaskChange
from .states import Change


def fall_back(task: Task, *, by: Actor, at: datetime) -> None:
    """Give a task, locked by the caller, to whoever leads its case; its history says so."""
    watch = system_principal(clocks.WATCH)
    change = TaskChange(
        case_id=task.case_id,
        task=task,
        change=Change.FELL_BACK,
        changed_at=at,
        changed_by_id=by.account_id,
        due_before=task.due_on,
        due_after=task.due_on,
        given_before_id=task.given_to_id,
        readers=[LEAD, watch],
        writers=[LEAD, watch],
    )
    change.save(from_action=True, force_insert=True)
    task.given_to = None
    task.save(from_action=True, update_fields=["given_to"])
    tell(
        FELL_BACK,
        task.case_id,
        subject=task,
        by=by,
        at=at,
        detail=detail_of(task),
        matter=Matter(id=task.pk),
    )
