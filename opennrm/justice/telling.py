"""Telling what a proceeding means for a child, in the story of the case and to those whose part covers it."""

from datetime import datetime

from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import LEAD, CaseBound
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.interviews.access import parts_covering

from . import events
from .models import ChildInProceeding
from .values import SCOPE


def tell_of(
    event: Event,
    child: ChildInProceeding,
    /,
    *,
    subject: CaseBound | None = None,
    by: Actor,
    at: datetime,
    **detail: str,
) -> None:
    """Tell an event of a child in a proceeding. Those whose part covers dates in court read it, and hear of it."""
    others = parts_covering(child.case_id, SCOPE) or [each for each in child.readers if each != LEAD]
    tell(
        event,
        child.case_id,
        subject=subject or child,
        by=by,
        at=at,
        right=case_access.right_in(by, child.case_id),
        detail={"child_in_court": str(child.pk), **detail},
        matter=Matter(
            id=child.pk,
            relations={events.OTHERS: lambda: others},
            settled_by=[participation.holder_of(child.case_id), *others],
        ),
        # Of what happened by itself, the worker that found it is among the readers.
        seen_by=others if by.membership_id is not None else [*others, *by.principals],
        to_others=True,
    )
