"""Who may read the audit: auditors all of it, the lead of a case what concerns that case."""

from dataclasses import replace
from uuid import UUID

from django.db import connection

from opennrm.foundation.actor import Actor

from .models import AuditEvent, AuditEventQuerySet


def visible_to(actor: Actor) -> AuditEventQuerySet:
    """The events that the actor may read."""
    return AuditEvent.objects.visible_to(actor)


def events_of_case(actor: Actor, case_id: UUID) -> AuditEventQuerySet:
    """The events of one case, for whoever leads it now; for everybody else there are none.

    They name the case's own principal, because what was recorded is never changed, whoever leads the case later. The
    database lends it to the lead until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.read_audit_of(%s)", [case_id])
        (own,) = cursor.fetchone()
    if own is not None:
        actor = replace(actor, principals=(*actor.principals, own))
    return visible_to(actor).of_case(case_id)
