"""What prosecutors read once an investigation was sent to them: all that is in it, and its suspects."""

from collections.abc import Collection
from typing import Any
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
    for model in (Step, InvestigatedChild, Involvement):
        _show(model, principals, by=by, investigation=investigation)
    rows = Involvement.objects.visible_to(by).filter(investigation=investigation, ended_at=None)
    show_suspects(list(rows.values_list("suspect_id", flat=True)), principals, by=by)


def show_suspects(suspect_ids: Collection[UUID], principals: list[int], *, by: Actor) -> None:
    """Let these principals read suspects and what is known of them. They do not learn of other investigations."""
    _show(Suspect, principals, by=by, pk__in=suspect_ids)
    for model in (SuspectStatus, SuspectCorrection, Link):
        _show(model, principals, by=by, suspect__in=suspect_ids)
    linked = Link.objects.visible_to(by).filter(suspect__in=suspect_ids)
    _show(Thing, principals, by=by, pk__in=list(linked.values_list("thing_id", flat=True)))


def show_thing(thing_id: UUID, principals: list[int], *, by: Actor) -> None:
    """Let these principals read one thing that a suspect of theirs was linked to."""
    _show(Thing, principals, by=by, pk=thing_id)


def _show(model: Any, principals: list[int], *, by: Actor, **which: Any) -> None:
    model.objects.writable_by(by).filter(**which).update(
        readers=merged("readers", principals), from_action=True
    )
