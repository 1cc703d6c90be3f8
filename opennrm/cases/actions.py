"""What opens and assigns a case. Each is one step of a transaction that the caller has entered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import NotAllowed, NotThere, Refusal
from opennrm.foundation.state_table import TransitionRefused

from . import access, events, participation
from .bound import LEAD
from .models import Case, CaseKey, Participation, Receipt, TimelineEntry
from .permissions import CASE_ASSIGN
from .states import Part
from .telling import tell


def intake_roles() -> list[str]:
    """The roles that look into new concerns: those that may screen."""
    return pack().roles_that_may("screening_do")


class AlreadyTaken(NotThere):
    """Two wanted to take one case, and the other was first: it is hidden from now on."""


class NoLeadAgency(Refusal):
    """No active agency of the kind that leads new cases; an administrator has to add one."""


def lead_agency_for(area: str) -> Agency:
    """The agency that a new case goes to: of the pack's kind, for this area before a national one.

    :raises NoLeadAgency: there is none.
    """
    candidates = Agency.objects.active().filter(kind=pack().intake.lead_agency_kind).order_by("code")
    for_area = [agency for agency in candidates if area and area in agency.areas]
    national = [agency for agency in candidates if not agency.areas]
    for agency in [*for_area, *national, *candidates]:
        return agency
    raise NoLeadAgency("No agency leads new cases yet. An administrator has to add one of the right kind.")


def open_case(
    case_id: UUID, *, agency: Agency, by: Actor, at: datetime, **facts: Any
) -> tuple[Case, Receipt]:
    """Open the case of this id, and give the reporter a receipt. `facts` are columns of `Case`.

    The case has its key already, and the database has made `agency` its lead, for which `by` may write until the
    transaction ends.
    """
    case = Case(
        id=case_id,
        reference=new_reference(pack().intake.case_reference_prefix),
        opened_at=at,
        lead_agency=agency,
        readers=[LEAD],
        writers=[LEAD],
        **facts,
    )
    case.save(from_action=True, force_insert=True)
    CaseKey.objects.filter(pk=case_id).update(readers=[LEAD], writers=[LEAD], from_action=True)
    lead = Participation.make(
        case, at, part=Part.LEAD, agency=agency, principal=LEAD, scopes=[], basis="intake", started_at=at
    )
    lead.save(from_action=True, force_insert=True)
    receipt = _give_receipt(case, by=by, at=at)
    audit.record("case.opened", subject=case, right="reporter")
    return case, receipt


def _give_receipt(case: Case, *, by: Actor, at: datetime) -> Receipt:
    assert by.person_principal is not None
    receipt = Receipt.make(
        case,
        at,
        readers=[by.person_principal],
        number=new_reference(pack().intake.receipt_prefix),
        status_at=at,
        issued_at=at,
        reporter_id=by.membership_id,
    )
    receipt.save(from_action=True, force_insert=True)
    return receipt


def assign(case_id: UUID, *, to: UUID, by: Actor, at: datetime) -> Case:
    """Assign the case to one member of its lead agency; everybody else there but its supervisors loses sight of it.

    A caseworker may take an unassigned case; giving it to somebody else, or taking it over, is a supervisor's.

    :raises NotAllowed: the actor may not give this case away.
    :raises AlreadyTaken: the actor wanted to take it, and it is somebody else's by now.
    :raises TransitionRefused: it is with that member already, or the member has left.
    """
    case = access.case(by, case_id, as_="lead", lock=True)
    if case.assigned_to_id == to:
        raise TransitionRefused(_("The case is already assigned to this person."))
    if not by.may(CASE_ASSIGN) and case.assigned_to_id is not None and to == by.membership_id:
        raise AlreadyTaken
    if not by.may(CASE_ASSIGN) and (case.assigned_to_id is not None or to != by.membership_id):
        raise NotAllowed(_("Only a supervisor can assign a case to somebody else."))
    member = Membership.objects.acting().filter(pk=to, agency_id=case.lead_agency_id).first()
    if member is None or member.role not in intake_roles():
        raise TransitionRefused(_("Choose somebody who works for the agency that leads this case."))
    is_first, right = not _was_assigned(case, by), access.right_of(by, case)
    before = participation.holder_of(case.pk)
    participation.assign_lead(case.pk, membership_id=to)
    case.assigned_to = member
    case.save(from_action=True, update_fields=["assigned_to"])
    # Whoever held it can no longer open it: what they were told of it leads nowhere.
    notices.settle_all(before, case.pk, by=by, at=at)
    event = events.assigned(is_first=is_first, to_oneself=to == by.membership_id)
    tell(event, case.pk, subject=case, by=by, at=at, right=right, detail={"to": str(to)})
    return case


def _was_assigned(case: Case, by: Actor) -> bool:
    """Whether the case is or was somebody's: at this agency, or at one that handed it over."""
    if case.assigned_to_id is not None:
        return True
    told = TimelineEntry.objects.visible_to(by).filter(case_id=case.pk, kind=events.ASSIGNED.kind)
    return told.exists()


def mark_urgent(case: Case, *, is_urgent: bool) -> None:
    """Say whether a case is urgent. Why, and who said so, is what the caller records."""
    if case.is_urgent != is_urgent:
        case.is_urgent = is_urgent
        case.save(from_action=True, update_fields=["is_urgent"])
