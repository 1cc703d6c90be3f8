"""Telling what happened in the care of a child: to the story of the lead alone."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.telling import Matter, tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused


class CareIncomplete(Refused):
    """Something is missing; the message says what to do, and `field` is the answer to correct."""


def told(
    event: Event,
    row: Any,
    *,
    by: Actor,
    at: datetime,
    detail: Mapping[str, str] | None = None,
    matter: UUID | None = None,
    relations: Mapping[str, Callable[[], Collection[int]]] | None = None,
    settled_by: Collection[int] = (),
    seen_by: Collection[int] = (),
) -> None:
    """Tell the lead what happened to a row. `seen_by` are the services whose own referral it is about."""
    tell(
        event,
        row.case_id,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_in(by, row.case_id),
        detail=dict(detail or {}),
        matter=Matter(id=matter or row.pk, relations=relations or {}, settled_by=settled_by),
        seen_by=seen_by,
    )
