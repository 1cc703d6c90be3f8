"""The story of a case: one entry for each thing that happened, in codes that the page turns into sentences."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from opennrm.foundation.actor import Actor

from .bound import LEAD
from .models import TimelineEntry


def add(
    case_id: UUID,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    readers: list[int],
    detail: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Add an entry for these readers; of what happened by itself, the job that found it is among them.

    `detail` holds codes, never names or texts about the child.
    """
    entry = TimelineEntry(
        case_id=case_id,
        at=at,
        place=TimelineEntry.objects.visible_to(by).filter(case_id=case_id, at=at).count(),
        kind=kind,
        account_id=by.account_id,
        agency_id=by.agency_id,
        detail=detail or {},
        readers=readers,
        # Whoever only reads the story may not change it: the lead may show the entry to others later, and the
        # author's own principal lets it be added.
        writers=sorted({LEAD} | set(readers) & set(by.principals)),
    )
    entry.save(from_action=True, force_insert=True)
    return entry


def show_to_all_parts(entry: TimelineEntry) -> None:
    """Let everybody read an entry of one's own whose part covers the story, without learning who that is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.show_in_story(%s)", [str(entry.pk)])
