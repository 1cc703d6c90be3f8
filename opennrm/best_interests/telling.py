"""What each step of a best-interests procedure says to others."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event

from . import events
from .models import Procedure


def tell_of(
    event: Event,
    procedure: Procedure,
    *,
    by: Actor,
    at: datetime,
    about: UUID | None = None,
    told: Collection[int] = (),
) -> None:
    """Tell an event of a procedure: to its story, which the lead alone reads, and to these principals.

    :param about: the seat that it is about, if it is about one.
    """
    matter = Matter(
        id=about or procedure.pk,
        relations={events.SEATED: lambda: told},
        settled_by=told,
    )
    tell(
        event,
        procedure.case_id,
        subject=procedure,
        by=by,
        at=at,
        right=case_access.right_in(by, procedure.case_id),
        detail={"procedure": str(procedure.pk)},
        matter=matter,
        seen_by=(),
    )
