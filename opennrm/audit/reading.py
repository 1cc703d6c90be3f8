"""Reading the audit is itself recorded."""

from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page

from . import access, actions, queries
from .models import AuditEvent

EVENTS_A_FILE = 5000
"""So that a file takes a few megabytes of memory, however long the audit is. The next one begins where it ends."""


def look_through(actor: Actor, wanted: queries.Wanted, *, mark: str = "") -> Page[AuditEvent]:
    """A page of the whole audit, for an auditor; that they looked, and for what, is recorded."""
    page = queries.page(wanted.among(access.visible_to(actor)), mark)
    actions.record("audit.viewed", right="auditor", detail=_asked(wanted, len(page.rows)))
    return page


def export(actor: Actor, wanted: queries.Wanted, *, mark: str = "") -> Page[AuditEvent]:
    """As `look_through`, as many events as one file takes; that they were taken away is recorded."""
    events = wanted.among(access.visible_to(actor))
    page = queries.page(events, mark, size=EVENTS_A_FILE)
    actions.record("audit.exported", right="auditor", detail=_asked(wanted, len(page.rows)))
    return page


def _asked(wanted: queries.Wanted, events: int) -> dict[str, str | int]:
    return {
        "kind": wanted.kind,
        "agency": str(wanted.agency_id or ""),
        "who": wanted.who,
        "from": str(wanted.first_day or ""),
        "until": str(wanted.last_day or ""),
        "events": events,
    }
