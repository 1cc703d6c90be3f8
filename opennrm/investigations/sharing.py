"""What prosecutors read once an investigation was sent to them: all that is in it, and its suspects."""

from collections.abc import Collection
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import merged

from . import access
from .models import (
    InvestigatedChild,
    Investigation,
    Involvement,
    Link,
    Step,
    Suspect,
    SuspectCorrection,
    SuspectStatus,
    Thing,
)
from .permissions import INVESTIGATION_PROSECUTE


def show_to_prosecutors(investigation: Investigation, *, by: Actor) -> None:
    """Let the prosecutors of the agency that this was sent to read it and what is in it. They may take its steps."""
    assert investigation.prosecutors_id is not None
    principals = access.teams(investigation.prosecutors_id, INVESTIGATION_PROSECUTE)
    Investigation.objects.writable_by(by).filter(pk=investigation.pk).update(
        readers=merged("readers", principals), writers=merged("writers", principals), from_action=True
    )
    more = merged("readers", principals)
    Step.objects.writable_by(by).filter(investigation=investigation).update(readers=more, from_action=True)
    children = InvestigatedChild.objects.writable_by(by).filter(investigation=investigation)
    children.update(readers=more, from_action=True)
    involved = Involvement.objects.writable_by(by).filter(investigation=investigation)
    involved.update(readers=more, from_action=True)
    rows = Involvement.objects.visible_to(by).filter(investigation=investigation, ended_at=None)
    show_suspects(list(rows.values_list("suspect_id", flat=True)), principals, by=by)


def show_suspects(suspect_ids: Collection[UUID], principals: list[int], *, by: Actor) -> None:
    """Let these principals read suspects and what is known of them. They do not learn of other investigations."""
    more = merged("readers", principals)
    Suspect.objects.writable_by(by).filter(pk__in=suspect_ids).update(readers=more, from_action=True)
    statuses = SuspectStatus.objects.writable_by(by).filter(suspect__in=suspect_ids)
    statuses.update(readers=more, from_action=True)
    corrections = SuspectCorrection.objects.writable_by(by).filter(suspect__in=suspect_ids)
    corrections.update(readers=more, from_action=True)
    links = Link.objects.writable_by(by).filter(suspect__in=suspect_ids)
    links.update(readers=more, from_action=True)
    linked = Link.objects.visible_to(by).filter(suspect__in=suspect_ids).values_list("thing_id", flat=True)
    Thing.objects.writable_by(by).filter(pk__in=list(linked)).update(readers=more, from_action=True)


def show_thing(thing_id: UUID, principals: list[int], *, by: Actor) -> None:
    """Let these principals read one thing that a suspect of theirs was linked to."""
    more = merged("readers", principals)
    Thing.objects.writable_by(by).filter(pk=thing_id).update(readers=more, from_action=True)
