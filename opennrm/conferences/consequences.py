"""What follows for case conferences from the events of a case.

A chair who lost the case chairs it no longer. What another agency was to do is asked for no more once the task to check
with it has ended.
"""

from opennrm.cases import access as case_access
from opennrm.cases.consequences import Happened
from opennrm.cases.events import ASSIGNED, UNDONE
from opennrm.tasks.access import colleagues
from opennrm.tasks.events import CANCELLED, DONE, REOPENED
from opennrm.tasks.states import State

from . import access, events
from .actions import tell_of
from .models import AgreedAction


def follow_the_case(happened: Happened) -> None:
    """When a case changes hands, leave its planned conferences to whoever leads it if their chair lost the case."""
    if happened.event.kind not in (ASSIGNED.kind, UNDONE.kind):
        return
    chaired = access.led_by(happened.by).of_case(happened.case_id).planned().exclude(chair=None)
    case = case_access.visible_to(happened.by).get(pk=happened.case_id)
    lost = chaired.exclude(chair__in=colleagues(case).values("pk"))
    for conference in lost.select_for_update(of=("self",)):
        conference.chair_id = None
        conference.save(from_action=True, update_fields=["chair"])
        tell_of(events.FELL_BACK, conference, by=happened.by, at=happened.at)


def follow_the_tasks(happened: Happened) -> None:
    """When a task ends or is open again, say so of what another agency was to do, unless it has reported that."""
    if happened.event.kind not in (DONE.kind, CANCELLED.kind, REOPENED.kind):
        return
    others = AgreedAction.objects.visible_to(happened.by).writable_by(happened.by).of_case(happened.case_id)
    unreported = others.filter(participant__isnull=False, reported_at=None)
    ended, is_open = unreported.exclude(task__state=State.OPEN), unreported.filter(task__state=State.OPEN)
    ended.filter(settled_at=None).update(settled_at=happened.at, from_action=True)
    is_open.exclude(settled_at=None).update(settled_at=None, from_action=True)


CONSEQUENCES = (follow_the_case, follow_the_tasks)
