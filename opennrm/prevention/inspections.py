"""Everything that changes an inspection: planned, done with or without a check for trafficking, and signed off."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.references import normal as normal_reference
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.sealing import id_of
from opennrm.foundation.state_table import move

from . import access
from .models import Check, Findings, Inspection
from .permissions import INSPECTION_DO
from .states import INSPECTION_TRANSITIONS, InspectionState

PLANNED = ("day", "target", "area", "is_announced", "reason")
DONE = ("day", "inspectors", "trafficking_check", "why_not", "result")
FOUND = ("employer", "premises", "women", "men", "others", "nationalities", "under_18", "signs", "penalty")


def plan(*, employer: str, premises: str, page: str, by: Actor, at: datetime, **facts: Any) -> Inspection:
    """Plan an inspection of the actor's own agency. `page` is of which showing of the page; sent twice it makes one.

    :raises NotAllowed: the actor inspects nothing.
    """
    if by.agency_id is None or not by.may(INSPECTION_DO):
        raise NotAllowed(_("Your role does not inspect."))
    row_id = id_of("prevention inspection", f"{by.account_id} {page}")
    if same := Inspection.objects.filter(pk=row_id).first():
        return same
    row = Inspection(pk=row_id, agency_id=by.agency_id, planned_by_id=by.membership_id, **facts)
    row.save(from_action=True, force_insert=True)
    found = Findings(
        inspection=row,
        employer=employer,
        premises=premises,
        readers=access.readers_of_findings(by.agency_id),
        writers=access.inspectors_of(by.agency_id),
    )
    found.save(from_action=True, force_insert=True)
    audit.record("inspection.planned", subject=row, detail={"target": row.target})
    return row


def do(inspection_id: UUID, *, by: Actor, at: datetime, **facts: Any) -> Findings:
    """Record an inspection: whether it looked for trafficking, and what it found. Signs lead to a concern.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency inspects.
    :raises TransitionRefused: it was recorded already.
    :raises Refused: what is said cannot all be true.
    """
    found = access.inspection_to_do(by, inspection_id)
    row = access.inspection_of(found)
    for name in DONE:
        setattr(row, name, facts.pop(name))
    for name in FOUND:
        setattr(found, name, facts.pop(name))
    _refuse_contradictions(row, found, today=at.astimezone(pack().zone).date())
    if found.signs or found.under_18:
        found.concern_due_at = at + timedelta(hours=pack().prevention.concern_hours)
    row.done_at = at
    move(row, InspectionState.DONE, transitions=INSPECTION_TRANSITIONS)
    row.save(from_action=True, update_fields=[*DONE, "done_at", "state"])
    found.save(from_action=True, update_fields=[*FOUND, "concern_due_at"])
    audit.record("inspection.done", subject=row, detail={"check": row.trafficking_check})
    return found


def enter_receipt(inspection_id: UUID, *, number: str, by: Actor, at: datetime) -> Findings:
    """Enter the receipt of the concern that came of an inspection. It has to be one of somebody of the same agency.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency inspects.
    :raises Refused: no concern is needed, or there is no such receipt.
    """
    found = access.inspection_to_do(by, inspection_id)
    if found.inspection.state != InspectionState.DONE or found.concern_due_at is None:
        raise Refused(_("This inspection waits for no receipt."))
    if not access.receipt_is_known(number, since=found.inspection.day):
        message = _(
            "We do not know this number as a receipt of your agency since the inspection. Copy it from the receipt "
            "of the concern."
        )
        raise Refused(message, field="number")
    found.receipt_number = normal_reference(number)
    found.save(from_action=True, update_fields=["receipt_number"])
    audit.record("inspection.receipt_entered", subject=found.inspection)
    return found


def sign_off(inspection_id: UUID, *, by: Actor, at: datetime) -> Inspection:
    """End an inspection. Where signs were found, its concern has to be reported first.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency inspects.
    :raises TransitionRefused: it was not recorded, or is signed off.
    :raises Refused: the receipt of its concern is missing.
    """
    found = access.inspection_to_do(by, inspection_id)
    row = access.inspection_of(found)
    if found.concern_due_at is not None and not found.receipt_number:
        raise Refused(_("Report the concern first, and enter the number of its receipt here."))
    row.signed_off_by_id, row.signed_off_at = by.membership_id, at
    move(row, InspectionState.SIGNED_OFF, transitions=INSPECTION_TRANSITIONS)
    row.save(from_action=True, update_fields=["state", "signed_off_by_id", "signed_off_at"])
    audit.record("inspection.signed_off", subject=row)
    return row


def cancel(inspection_id: UUID, *, by: Actor, at: datetime) -> Inspection:
    """Say that an inspection is not made.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency inspects.
    :raises TransitionRefused: it was recorded already.
    """
    row = access.inspection_of(access.inspection_to_do(by, inspection_id))
    move(row, InspectionState.CANCELLED, transitions=INSPECTION_TRANSITIONS)
    row.save(from_action=True, update_fields=["state"])
    audit.record("inspection.cancelled", subject=row)
    return row


def _refuse_contradictions(row: Inspection, found: Findings, *, today: date) -> None:
    if row.day > today:
        raise Refused(_("This day is still to come. Enter the day of the inspection."), field="day")
    if row.trafficking_check == Check.NOT_DONE and not row.why_not:
        raise Refused(_("Say why nobody looked for signs of trafficking."), field="why_not")
    if row.trafficking_check == Check.DONE and found.under_18 is None:
        raise Refused(
            _("Enter how many people under 18 were seen. If there were none, enter 0."), field="under_18"
        )
