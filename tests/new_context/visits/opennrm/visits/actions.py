"""Recording visits, and reminding of those that are due."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused

from . import access, events
from .models import Visit
from .permissions import VISIT_RECORD


def record(
    case_id: UUID, *, kind: str, note: str, next_on: date | None = None, by: Actor, at: datetime
) -> Visit:
    """Record that the child was visited now, for the lead of the case.

    :param kind: a code of the pack's kinds of visit.
    :param next_on: the day until which somebody has to look in again.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no visits.
    :raises Refused: there is no such kind of visit.
    """
    case = case_access.case(by, case_id, as_="lead", may=VISIT_RECORD, lock=True)
    if kind not in pack().codes("visit_kinds"):
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    watch_too = [system_principal(clocks.WATCH)]
    visit = Visit.make(
        case,
        at,
        readers=watch_too,
        writers=watch_too,
        kind=kind,
        visited_at=at,
        visited_by_id=by.membership_id,
        next_on=next_on,
    )
    case_access.seal(by, case.pk).close_field(visit, "note", note)
    visit.save(from_action=True, force_insert=True)
    right = case_access.right_of(by, case)
    tell(events.RECORDED, case.pk, subject=visit, by=by, at=at, right=right, detail={"kind": kind})
    return visit


def remind(*, at: datetime) -> int:
    """Tell whoever holds the case, once, of each visit that should have been made. For the job clocks.watch.

    Returns how many visits were overdue.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    overdue = access.visible_to(system).filter(
        next_on__lt=at.astimezone(pack().zone).date(), reminded_at=None
    )
    for visit in overdue:
        visit.reminded_at = at
        visit.save(from_action=True, update_fields=["reminded_at"])
        tell(events.OVERDUE, visit.case_id, subject=visit, by=system, at=at)
    return len(overdue)
