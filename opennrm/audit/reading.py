"""Reading the audit is itself recorded."""

from opennrm.foundation.actor import Actor

from . import access, actions, queries

EVENTS_A_FILE = 5000
"""So that a file takes a few megabytes of memory, however long the audit is. The next one begins where it ends."""


def look_through(actor: Actor, wanted: queries.Wanted, *, before: int | None = None) -> queries.Page:
    """A page of the whole audit, for an auditor; that they looked, and for what, is recorded."""
    page = queries.page_of(wanted.among(access.visible_to(actor)), before=before)
    actions.record("audit.viewed", right="auditor", detail=_asked(wanted, len(page.events)))
    return page


def export(actor: Actor, wanted: queries.Wanted, *, before: int | None = None) -> queries.Page:
    """As `look_through`, as many events as one file takes; that they were taken away is recorded."""
    events = wanted.among(access.visible_to(actor))
    page = queries.page_of(events, before=before, size=EVENTS_A_FILE)
    actions.record("audit.exported", right="auditor", detail=_asked(wanted, len(page.events)))
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
