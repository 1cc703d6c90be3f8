"""Which children an investigation is about: by the reference of their case, and by nothing else."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, actions
from .models import InvestigatedChild
from .values import Position


def add(
    investigation_id: UUID, *, case_reference: str, position: str, by: Actor, at: datetime
) -> InvestigatedChild:
    """Add a child to an investigation. Only somebody who sees the case can, and others read the reference alone.

    A reference that is there already stays as it is.

    :raises NotThere: there is no investigation that `by` may see.
    :raises NotAllowed: it is another agency's.
    :raises Refused: `by` sees no case with this reference, or the position is not known.
    """
    investigation = access.to_change(by, investigation_id)
    if position not in Position.values:
        raise Refused(_("Choose what the child is in this investigation."), field="position")
    case = access.case_of_reference(by, case_reference)
    rows = InvestigatedChild.objects.visible_to(by).filter(investigation=investigation, ended_at=None)
    if found := rows.filter(case_reference=case.reference).first():
        return found
    row = InvestigatedChild(
        investigation=investigation,
        case_reference=case.reference,
        position=position,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=access.readers_within(investigation),
        writers=access.writers_within(investigation),
    )
    row.save(from_action=True, force_insert=True)
    actions.something_happened(investigation, at=at)
    audit.record("investigation.child_added", subject=investigation, detail={"child": str(row.pk)})
    return row


def take_out(investigation_id: UUID, child_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a child out of an investigation. The row stays, and says until when the child was in it.

    :raises NotThere: there is no such child in an investigation that `by` may see.
    :raises NotAllowed: it is another agency's.
    """
    investigation = access.to_change(by, investigation_id)
    rows = InvestigatedChild.objects.visible_to(by).filter(investigation=investigation, ended_at=None)
    row = fetch(rows, pk=child_id)
    row.ended_at = at
    row.save(from_action=True, update_fields=["ended_at"])
    actions.something_happened(investigation, at=at)
    audit.record("investigation.child_ended", subject=investigation, detail={"child": str(row.pk)})
