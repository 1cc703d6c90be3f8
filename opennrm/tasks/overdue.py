"""What happens by itself with tasks: overdue ones rise to the supervisors, and nobody's who has left stays theirs."""

from datetime import datetime

from opennrm.agencies.models import Membership
from opennrm.cases import clocks, participation
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from . import access, events
from .actions import detail_of
from .falling_back import fall_back
from .permissions import TASK_DO


def watch(*, at: datetime) -> int:
    """Tell the supervisors of the tasks that have become overdue, with one notice for all of them, once a task.

    For the job clocks.watch. Returns how many tasks were overdue.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    today = at.astimezone(pack().zone).date()
    overdue = access.overdue_to(system, today).filter(escalated_at=None).due_first()
    told: set[int] = set()
    tasks = list(overdue.select_for_update(of=("self",), skip_locked=True))
    for task in tasks:
        task.escalated_at = at
        task.save(from_action=True, update_fields=["escalated_at"])
        supervision = participation.supervision_of(task.case_id)
        event = events.silent(events.ESCALATED) if supervision in told else events.ESCALATED
        told.add(supervision)
        matter = Matter(id=task.pk)
        tell(event, task.case_id, subject=task, by=system, at=at, detail=detail_of(task), matter=matter)
    return len(tasks)


def take_from_those_who_left(*, at: datetime) -> int:
    """Let the open tasks of people who can no longer work on them fall back to whoever leads the case.

    For the job clocks.watch. Returns how many there were.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    working = Membership.objects.acting().filter(role__in=pack().roles_that_may(TASK_DO))
    left = access.visible_to(system).open().exclude(given_to=None).exclude(given_to__in=working.values("pk"))
    tasks = list(left.select_for_update(of=("self",), skip_locked=True))
    for task in tasks:
        fall_back(task, by=system, at=at)
    return len(tasks)
