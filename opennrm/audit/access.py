"""Who may read the audit: auditors all of it, the lead of a case what concerns that case."""

from uuid import UUID

from opennrm.foundation.actor import Actor

from .models import AuditEvent, AuditEventQuerySet


def visible_to(actor: Actor) -> AuditEventQuerySet:
    """The events that the actor may read."""
    return AuditEvent.objects.visible_to(actor)


def events_of_case(actor: Actor, case_id: UUID) -> AuditEventQuerySet:
    """The events of one case, for its lead; for everybody else there are none."""
    return visible_to(actor).of_case(case_id)
