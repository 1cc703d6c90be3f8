"""What opens and assigns a case. Each is one step of a transaction that the caller has entered."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.events import Event
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import NotAllowed, NotThere, Refusal, Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, clocks, events, lost, participation
from .bound import LEAD
from .models import Assignment, Case, CaseKey, Participation, Receipt
from .permissions import CASE_ASSIGN
from .states import Loss, Part
from .telling import Matter, tell

UNDO_WITHIN = timedelta(minutes=10)
"""So long can whoever assigned a case take that back."""


def intake_roles() -> list[str]:
    """The roles that look into new concerns: those that may screen."""
    return pack().roles_that_may("screening_do")


def takers(agency_id: UUID) -> MembershipQuerySet:
    """Those at an agency to whom its cases can be assigned."""
    return Membership.objects.acting().filter(agency_id=agency_id, role__in=intake_roles())


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
    case = open_without_receipt(case_id, agency=agency, at=at, **facts)
    receipt = _give_receipt(case, by=by, at=at)
    audit.record("case.opened", subject=case, right="reporter")
    return case, receipt


def open_without_receipt(case_id: UUID, *, agency: Agency, at: datetime, **facts: Any) -> Case:
    """The same for a case that nobody reported. Where it came from is what the caller records."""
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
    return case


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


def assign(
    case_id: UUID,
    *,
    to: UUID,
    note: str = "",
    seen_holder: str | None = None,
    is_new: bool = False,
    by: Actor,
    at: datetime,
) -> Case:
    """Assign a case, closed or not, to a member of its lead agency; others there but its supervisors lose sight of it.

    A caseworker may take an unassigned case; giving it to somebody else, or taking it over, is a supervisor's.

    :param note: what whoever gets it should know; sealed.
    :param seen_holder: the membership that had the case on the page that the actor saw, empty for nobody. None: there
        was no such page.
    :param is_new: the case was opened in this transaction: nobody has seen it yet, and nobody loses it.
    :raises NotAllowed: the actor may not give this case away.
    :raises AlreadyTaken: the actor wanted to take it, and it is somebody else's by now.
    :raises TransitionRefused: it is with that member already, or the member has left.
    :raises Refused: somebody else has assigned it since the actor opened the page.
    """
    case = access.case(by, case_id, as_="lead", lock=True, even_closed=True)
    if case.assigned_to_id == to:
        raise TransitionRefused(_("The case is already assigned to this person."))
    _refuse_unless_free_to_give(case, to, by=by)
    if seen_holder is not None and seen_holder != str(case.assigned_to_id or ""):
        raise Refused(_with_whom_it_is(case))
    member = _member_to_get(case, to)
    before, right = case.assigned_to, access.right_of(by, case)
    is_first = not _was_assigned(case, by)
    is_taken = before is None and to == by.membership_id
    if not is_new:
        _remember_who_loses(case, before, to, is_taken=is_taken, by=by, at=at)
    _move(case, member, by=by, at=at)
    _keep(case, before, note, by=by, at=at)
    event = events.assigned(is_first=is_first, to_oneself=to == by.membership_id)
    _tell(event, case, before, right=right, detail={"to": str(to)}, by=by, at=at)
    return case


def _member_to_get(case: Case, to: UUID) -> Membership:
    member = takers(case.lead_agency_id).filter(pk=to).first()
    if member is None:
        raise TransitionRefused(_("Choose somebody who works for the agency that leads this case."))
    return member


def _remember_who_loses(
    case: Case, before: Membership | None, to: UUID, *, is_taken: bool, by: Actor, at: datetime
) -> None:
    losing = Membership.objects.filter(pk=before.pk) if before else _intake_team(case)
    lost.remember(
        case.pk,
        losing.filter(supervises=False).exclude(pk=to),
        how=Loss.TAKEN if is_taken else Loss.GIVEN,
        taken_by=to if is_taken else None,
        by=by,
        at=at,
    )


def _refuse_unless_free_to_give(case: Case, to: UUID, *, by: Actor) -> None:
    if by.may(CASE_ASSIGN):
        return
    if case.assigned_to_id is not None and to == by.membership_id:
        raise AlreadyTaken
    if case.assigned_to_id is not None or to != by.membership_id:
        raise NotAllowed(_("Only a supervisor can assign a case to somebody else."))


def _with_whom_it_is(case: Case) -> str:
    if case.assigned_to is None:
        return _(
            "After you opened this page, the case went back to your team. If you still want to assign it, do it again."
        )
    return _(
        "After you opened this page, the case was assigned to {name}. If you still want to assign it to somebody else, "
        "do it again."
    ).format(name=case.assigned_to.account.name)


def _intake_team(case: Case) -> MembershipQuerySet:
    """Those who see a case of this agency while nobody has taken it."""
    return Membership.objects.acting().filter(agency_id=case.lead_agency_id, takes_new_cases=True)


def _move(case: Case, to: Membership | None, *, by: Actor, at: datetime) -> None:
    """Give the lead to a member, or to the team that takes new cases."""
    before = participation.holder_of(case.pk)
    if to is None:
        participation.unassign_lead(case.pk)
    else:
        participation.assign_lead(case.pk, membership_id=to.pk)
    case.assigned_to = to
    case.save(from_action=True, update_fields=["assigned_to"])
    # Whoever held it can no longer open it: what they were told of it leads nowhere.
    notices.settle_all(before, case.pk, by=by, at=at)


def _keep(case: Case, before: Membership | None, note: str, *, by: Actor, at: datetime) -> None:
    row = Assignment.make(
        case, at, to=case.assigned_to, before=before, assigned_at=at, assigned_by_id=by.membership_id
    )
    access.seal(by, case.pk).close_field(row, "note", note.strip())
    row.save(from_action=True, force_insert=True)


def _tell(
    event: Event,
    case: Case,
    former: Membership | None,
    *,
    right: str,
    detail: dict[str, str],
    by: Actor,
    at: datetime,
    to_others: bool = False,
) -> None:
    """Tell that the case changed hands, also whoever had it; nobody is told what they did themselves."""
    told = [] if former is None or former.pk == by.membership_id else [membership_principal(former.pk)]
    matter = Matter(id=case.pk, relations={events.FORMER_HOLDER: lambda: told})
    tell(
        event,
        case.pk,
        subject=case,
        by=by,
        at=at,
        right=right,
        detail=detail,
        matter=matter,
        to_others=to_others,
    )


def may_undo(assignment: Assignment | None, case: Case, *, by: Actor, at: datetime) -> bool:
    """Whether the actor may take this assignment of the case back, the newest there is."""
    return (
        assignment is not None
        and assignment.undone_at is None
        and assignment.to_id == case.assigned_to_id
        and assignment.assigned_by_id == by.membership_id
        and at - assignment.assigned_at <= UNDO_WITHIN
    )


def undo_assignment(case_id: UUID, *, by: Actor, at: datetime) -> Case:
    """Take back that one has assigned a case, some minutes ago: it is with whoever had it before.

    Where nobody had, the time limits and tasks that the assignment brought about are taken back too.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it.
    :raises TransitionRefused: somebody else assigned it last, it is too late, or whoever had it can have it no more.
    """
    case = access.case(by, case_id, as_="lead", lock=True)
    last = access.assignments_of(by, case_id).newest_first().select_related("before", "to").first()
    if last is None or not may_undo(last, case, by=by, at=at):
        raise TransitionRefused(_("You can no longer undo this. Assign the case to somebody else instead."))
    if last.before and not Membership.objects.acting().filter(pk=last.before_id).exists():
        raise TransitionRefused(
            _("Whoever had this case before can no longer work on it. Assign it to somebody else.")
        )
    right = access.right_of(by, case)
    losing = Membership.objects.filter(pk=last.to_id, supervises=False)
    if last.before is None:
        losing = losing.filter(takes_new_cases=False)
        clocks.take_back(case_id, events.ASSIGNED.clock, happened_at=last.assigned_at, at=at)
    lost.remember(case_id, losing, how=Loss.TAKEN_BACK, by=by, at=at)
    _move(case, last.before, by=by, at=at)
    last.undone_at = at
    last.save(from_action=True, update_fields=["undone_at"])
    event = events.undone(leaves_nobody=last.before is None)
    # The whole team is told of a case that nobody has, also where whoever undoes it is one of them.
    to_others = last.before is not None
    _tell(
        event, case, last.to, right=right, detail={"from": str(last.to_id)}, by=by, at=at, to_others=to_others
    )
    return case


def _was_assigned(case: Case, by: Actor) -> bool:
    """Whether the case is or was somebody's: at this agency, or at one that handed it over."""
    return (
        case.assigned_to_id is not None or access.assignments_of(by, case.pk).filter(undone_at=None).exists()
    )


def mark_urgent(case: Case, *, is_urgent: bool) -> None:
    """Say whether a case is urgent. Why, and who said so, is what the caller records."""
    if case.is_urgent != is_urgent:
        case.is_urgent = is_urgent
        case.save(from_action=True, update_fields=["is_urgent"])
