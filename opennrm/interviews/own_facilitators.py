"""The facilitators of the agency that leads a case: they lead none, and arrange the interviews of its child.

Other agencies are asked to take part. The lead agency's own facilitators get a part when an interview is asked for. It
shows them the case, its interviews and what the child was told. It ends when another agency leads the case, and, as
every part, when the case is closed.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.consequences import Happened
from opennrm.cases.events import HANDED_OVER
from opennrm.cases.models import Case, Participation
from opennrm.cases.states import Part
from opennrm.foundation.actor import Actor

from . import access


def let_arrange(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let them arrange the interviews of a case, if there is anybody who does. Once more does nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.let_own_facilitators(%s, %s)", [str(case_id), at])
        (made,) = cursor.fetchone()
    if made is not None:
        case = Case.objects.visible_to(by).get(pk=case_id)
        right = case_access.right_of(by, case)
        audit.record("interviews.own_facilitators_let", subject=case, right=right)


def follow_lead(happened: Happened) -> None:
    """When another agency leads a case, those of the agency before see it no more, and its own arrange what is open."""
    if happened.event.kind != HANDED_OVER.kind:
        return
    of_case = Participation.objects.visible_to(happened.by).filter(
        case_id=happened.case_id, part=Part.TAKING_PART, ended_at=None
    )
    # What an agency was asked for has a last day; this part alone has none.
    parts = list(of_case.filter(offered_until=None).values_list("principal", flat=True))
    for part in parts:
        participation.end(part)
    participation.record_end(happened.case_id, parts, by=happened.by, at=happened.at)
    if access.visible_to(happened.by).of_case(happened.case_id).open().exists():
        let_arrange(happened.case_id, by=happened.by, at=happened.at)
