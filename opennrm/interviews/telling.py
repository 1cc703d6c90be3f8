"""Telling what happens to an interview, and the clocks that follow from it."""

from datetime import datetime

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import CaseBound
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event

from . import events
from .models import Interview


def tell_of(event: Event, interview: Interview, *, by: Actor, at: datetime, **detail: str) -> None:
    """Tell an event of an interview: whoever takes part in it reads it in the story, and hears of it."""
    others = [each for each in interview.readers if each not in interview_lead(interview)]
    holder = participation.holder_of(interview.case_id)
    tell(
        event,
        interview.case_id,
        subject=interview,
        by=by,
        at=at,
        right=case_access.right_in(by, interview.case_id),
        detail={"interview": str(interview.pk), **detail},
        matter=Matter(
            id=interview.pk,
            parts=others,
            relations={events.OTHERS: lambda: others},
            settled_by=[holder, *others],
        ),
        seen_by=others,
        to_others=True,
    )


def interview_lead(interview: Interview) -> set[int]:
    """The principals of whoever leads the case now."""
    return {
        participation.holder_of(interview.case_id),
        participation.supervision_of(interview.case_id),
        0,
    }


def note(kind: str, row: CaseBound, *, by: Actor) -> None:
    """Record in the audit alone that an interview, or a row about it, was read or written."""
    audit.record(kind, subject=row, right=case_access.right_in(by, row.case_id))
