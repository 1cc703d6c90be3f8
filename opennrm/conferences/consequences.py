"""What follows for case conferences from the events of a case: a chair who lost the case chairs it no longer."""

from opennrm.cases import access as case_access
from opennrm.cases.consequences import Happened
from opennrm.cases.events import ASSIGNED, UNDONE
from opennrm.tasks.access import colleagues

from . import access, events
from .actions import tell_of


def follow_the_case(happened: Happened) -> None:
    """When a case changes hands, leave its planned conferences to whoever leads it if their chair lost the case."""
    if happened.event.kind not in (ASSIGNED.kind, UNDONE.kind):
        return
    chaired = access.visible_to(happened.by).of_case(happened.case_id).planned().exclude(chair=None)
    case = case_access.visible_to(happened.by).get(pk=happened.case_id)
    lost = chaired.exclude(chair__in=colleagues(case).values("pk"))
    for conference in lost.select_for_update(of=("self",)):
        conference.chair_id = None
        conference.save(from_action=True, update_fields=["chair"])
        tell_of(events.FELL_BACK, conference, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_the_case,)
