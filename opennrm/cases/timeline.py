"""The story of a case: one entry for each thing that happened, in codes that the page turns into sentences."""

from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.foundation.actor import Actor

from .models import TimelineEntry


def add(
    case_id: UUID,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    lead: int,
    readers: list[int],
    detail: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Add an entry for these readers. `detail` holds codes, never names or texts about the child.

    `lead`: the principal of the case's lead, who may show the entry to others later.
    """
    entry = TimelineEntry(
        case_id=case_id,
        at=at,
        kind=kind,
        account_id=by.account_id,
        agency_id=by.agency_id,
        detail=detail or {},
        readers=readers,
        # Whoever only reads the story may not change it; the author's own principal lets the entry be added.
        writers=sorted({lead} | set(readers) & set(by.principals)),
    )
    entry.save(from_action=True, force_insert=True)
    return entry


def add_for_system(
    case_id: UUID, kind: str, *, at: datetime, readers: list[int], writers: list[int], detail: dict[str, Any]
) -> TimelineEntry:
    """Add an entry of what happened by itself. For a job, whose principal must be among `writers`."""
    entry = TimelineEntry(case_id=case_id, at=at, kind=kind, detail=detail, readers=readers, writers=writers)
    entry.save(from_action=True, force_insert=True)
    return entry
