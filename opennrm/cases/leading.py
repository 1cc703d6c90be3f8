"""The lead of a case goes to another agency, with everything that belongs to the case."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import ProgrammingError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from opennrm.agencies.models import Agency, Membership, MembershipQuerySet
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.state_table import TransitionRefused

from . import access, events, lost, participation
from .bound import LEAD
from .models import Case, Participation
from .states import Loss, Part
from .telling import Matter, tell


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A case that has just been taken over: who leads it now, with what they may see from now on, and who did before.

    `told_before` are the principals of whoever held the case and of the supervisors of the agency before.
    """

    case: Case
    by: Actor
    agency_before: Agency
    told_before: tuple[int, ...]


def take_over(case_id: UUID, *, part: int, basis: str, by: Actor, at: datetime) -> Taken:
    """Make the actor's agency the lead of a case that it was offered by this part; nobody there has taken it yet.

    What was told to the agency before is settled. The caller says by `tell_of_new_lead` that the case has changed
    hands, as the last thing it does: what follows makes others of the agency wait.

    :raises TransitionRefused: the offer has ended, or the actor's role takes no case over.
    """
    told_before = tuple(sorted({participation.holder_of(case_id), participation.supervision_of(case_id)}))
    try:
        with transaction.atomic():
            supervision = participation.take_lead(part, at=at)
    except ProgrammingError as refused:
        # The database has its own clock, and the last word on who leads.
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise TransitionRefused(_("This case is no longer offered to your agency.")) from refused
        raise
    by = replace(by, principals=tuple(dict.fromkeys((*by.principals, supervision))))
    case = fetch(access.visible_to(by).select_related("lead_agency"), pk=case_id)
    parts = Participation.objects.visible_to(by).filter(case_id=case_id, part=Part.LEAD, ended_at=None)
    before = parts.select_related("agency").get()
    participation.record_end(case_id, [LEAD], by=by, at=at)
    lead = Participation.make(
        case,
        at,
        part=Part.LEAD,
        agency=case.lead_agency,
        principal=LEAD,
        scopes=[],
        basis=basis,
        started_at=at,
    )
    lead.save(from_action=True, force_insert=True)
    lost.remember(case_id, _losing(before, by=by), how=Loss.HANDED_OVER, by=by, at=at)
    return Taken(case=case, by=by, agency_before=before.agency, told_before=told_before)


def _losing(before: Participation, *, by: Actor) -> MembershipQuerySet:
    """Those at the agency before who saw the case: whoever had it, or the team while nobody had; and supervisors."""
    assigned = access.assignments_of(by, before.case_id).filter(
        undone_at=None, assigned_at__gte=before.started_at
    )
    last = assigned.newest_first().first()
    sees = Q(pk=last.to_id) if last else Q(takes_new_cases=True)
    return Membership.objects.acting().filter(sees | Q(supervises=True), agency_id=before.agency_id)


def tell_of_new_lead(taken: Taken, *, at: datetime) -> None:
    """Tell whoever takes part in a case that another agency leads it from now on."""
    case, by = taken.case, taken.by
    covering = Participation.objects.visible_to(by).covering(case.pk, Case.SCOPE, at=at)
    others = covering.exclude(started_at=None).values_list("principal", flat=True)
    tell(
        events.HANDED_OVER,
        case.pk,
        subject=case,
        by=by,
        at=at,
        right=Part.RECEIVING,
        detail={"agency": str(case.lead_agency_id)},
        matter=Matter(id=case.pk, relations={events.TAKING_PART: lambda: list(others)}),
    )
