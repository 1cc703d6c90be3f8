"""Investigations in which nothing happens: whoever leads one is told, and lists have them."""

from datetime import datetime, timedelta

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal, system_principal

from . import access, events
from .models import Investigation, InvestigationQuerySet
from .states import State

WATCHED = (State.OPEN, State.WITH_PROSECUTOR)
"""Once somebody is charged, the proceedings have their own time."""


def lapsing(actor: Actor, *, at: datetime) -> InvestigationQuerySet:
    """The investigations of the actor's agency in which nothing has happened for the days of the pack, by lead."""
    theirs = access.visible_to(actor).filter(agency_id=actor.agency_id)
    return _over(theirs, at=at).order_by("lead__account__name", "last_event_at", "id")


def tell_leads(*, at: datetime, by: Actor) -> int:
    """Tell whoever leads an investigation that nothing happens in it, once; returns how many. For the job `LAPSE`."""
    theirs = Investigation.objects.filter(
        writers__contains=[system_principal(access.LAPSE)], lapse_told_at=None
    )
    rows = list(_over(theirs, at=at).select_for_update(of=("self",)))
    for row in rows:
        row.lapse_told_at = at
        row.save(from_action=True, update_fields=["lapse_told_at"])
        notices.notify(
            membership_principal(row.lead_id), events.LAPSING.kind, by=by, at=at, subject_id=row.pk
        )
    audit.record_each("investigation.lapsing", [(row, access.LAPSE) for row in rows])
    return len(rows)


def _over(rows: InvestigationQuerySet, *, at: datetime) -> InvestigationQuerySet:
    over = at - timedelta(days=pack().investigations.lapse_days)
    return rows.filter(state__in=WATCHED, last_event_at__lte=over)
