"""Reading the audit is itself recorded."""

from opennrm.foundation.actor import Actor

from . import access, actions, queries


def look_through(actor: Actor, wanted: queries.Wanted, *, before: int | None = None) -> queries.Page:
    """A page of the whole audit, for an auditor; that they looked, and for what, is recorded."""
    page = queries.page_of(wanted.among(access.visible_to(actor)), before=before)
    actions.record(
        "audit.viewed",
        right="auditor",
        detail={"kind": wanted.kind, "agency": str(wanted.agency_id or ""), "events": len(page.events)},
    )
    return page
