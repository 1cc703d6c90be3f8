"""Asking another body for the next decision: it sees the case by a part of its own, until it has decided.

The part "deciding" is held from the start by the teams that take the decision in the country's procedure. It ends with
the decision, when the lead withdraws the request, and after the time that the country gives, without a job.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import access as case_access
from opennrm.cases import clocks, lost, participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.events import Event
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.foundation.visibility import merged

from . import access, events
from .models import DecisionRequest, Identification
from .states import TRANSITIONS, RequestState


@dataclass(frozen=True, kw_only=True)
class Body:
    """An agency that can be asked for the next decision: which roles there decide, and what they see meanwhile."""

    agency: Agency
    roles: tuple[str, ...]
    scopes: frozenset[str]
    basis: str


def bodies_to_ask(case: Case, identification: Identification) -> list[Body]:
    """The agencies that the country lets decide from where the identification stands, and where somebody can.

    The lead agency is not among them: its people decide without being asked.
    """
    roles = pack().identification.roles_to_ask(identification.state)
    agencies = Agency.objects.active().filter(kind__in=roles).exclude(pk=case.lead_agency_id)
    acting = Membership.objects.acting().filter(agency__in=agencies)
    present = set(acting.values_list("agency_id", "role"))
    return [
        _body(case, agency, roles[agency.kind])
        for agency in agencies.order_by("name", "id")
        if any((agency.pk, role) in present for role in roles[agency.kind])
    ]


def _body(case: Case, agency: Agency, roles: tuple[str, ...]) -> Body:
    shown = pack().sharing_to_decide(case.lead_agency.kind, agency.kind)
    return Body(agency=agency, roles=roles, scopes=shown.scopes, basis="; ".join(shown.legal_bases))


def ask(case_id: UUID, *, agency_id: UUID, by: Actor, at: datetime) -> DecisionRequest:
    """Ask another agency for the next decision, for whoever leads the case.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that works on no case.
    :raises TransitionRefused: somebody has been asked already, or the country does not let this agency decide now.
    """
    case = access.case_to_ask_about(by, case_id)
    if earlier := access.request_of(by, case.pk, lock=True):
        if not earlier.has_lapsed(at):
            raise TransitionRefused(_("An agency has already been asked for this decision."))
        _lapse(earlier, by=by, at=at)
    identification = access.identification_of(by, case, lock=True)
    body = next((body for body in bodies_to_ask(case, identification) if body.agency.pk == agency_id), None)
    if body is None:
        raise TransitionRefused(_("This agency cannot make the next decision. Choose another one."))
    request = _draw_up(case, identification, body, by=by, at=at)
    _tell(events.REQUEST_SENT, request, by=by, at=at, right=case_access.right_of(by, case))
    return request


def withdraw(case_id: UUID, *, by: Actor, at: datetime) -> DecisionRequest:
    """Ask no longer, for whoever leads the case; the agency loses sight of the case and is told.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that works on no case.
    :raises TransitionRefused: nobody is asked at the moment.
    """
    case = access.case_to_ask_about(by, case_id)
    request = access.request_of(by, case.pk, lock=True)
    if request is None:
        raise TransitionRefused(_("The request has already ended. No agency is being asked for a decision."))
    right = case_access.right_of(by, case)
    end(request, RequestState.WITHDRAWN, by=by, at=at)
    _tell(events.REQUEST_WITHDRAWN, request, by=by, at=at, right=right)
    return request


def end(request: DecisionRequest, to: RequestState, *, by: Actor, at: datetime) -> None:
    """End a request and the part that it gave; from the next transaction on it shows nothing.

    :raises TransitionRefused: it has ended already.
    """
    move(request, to, transitions=TRANSITIONS)
    request.ended_at, request.ended_by_id = at, by.membership_id
    request.save(from_action=True, update_fields=["state", "ended_at", "ended_by"])
    team = Membership.objects.acting().filter(agency_id=request.agency_id, role__in=_roles_asked(request))
    lost.remember_part(request.case_id, [request.principal], team, by=by, at=at)
    participation.record_end(request.case_id, [request.principal], by=by, at=at)
    participation.end(request.principal)


def _roles_asked(request: DecisionRequest) -> tuple[str, ...]:
    return tuple(pack().identification.roles_to_ask(request.from_state).get(request.agency.kind, ()))


def matter_of(request: DecisionRequest) -> Matter:
    """The request as a matter of its case: whom its events may tell something."""
    roles = _roles_asked(request)
    return Matter(
        id=request.pk,
        relations={
            # To the part, and not to the team: once nothing waits for a decision any more, nobody holds it.
            events.ASKED: lambda: [request.principal],
            events.ASKED_TEAMS: lambda: [team_principal(request.agency_id, role) for role in roles],
        },
    )


def begin_identification(case: Case, state: str, *, since: datetime, at: datetime) -> None:
    """Keep for the first time where the identification of a child stands; for an action of the lead."""
    row = Identification.make(case, at, id=case.pk, state=state, since=since)
    row.save(from_action=True, force_insert=True)


def watch(at: datetime) -> None:
    """End the requests whose time is over, and tell those who asked. Runs as the job "clocks.watch"."""
    system = Actor(principals=(system_principal(clocks.WATCH),))
    for request in access.requests_past_their_time(system, at):
        _lapse(request, by=system, at=at)


def _draw_up(
    case: Case, identification: Identification, body: Body, *, by: Actor, at: datetime
) -> DecisionRequest:
    until = at + timedelta(days=pack().identification.request_days)
    if identification._state.adding:
        begin_identification(case, identification.state, since=identification.since, at=at)
    principal = _let_decide(case, body, until=until, at=at)
    involved = _involved(principal)
    request = DecisionRequest.make(
        case,
        at,
        readers=involved,
        writers=involved,
        agency=body.agency,
        from_state=identification.state,
        principal=principal,
        asked_at=at,
        asked_by_id=by.membership_id,
        sees_until=until,
    )
    request.save(from_action=True, force_insert=True)
    return request


def _let_decide(case: Case, body: Body, *, until: datetime, at: datetime) -> int:
    """Give the part to the teams that decide, with all that a decision reads and changes; returns its principal."""
    principal = participation.offer(
        case.pk,
        Part.DECIDING,
        agency_id=body.agency.pk,
        team_roles=list(body.roles),
        begins=True,
        ends=until,
    )
    participation.cover(case, principal, set(body.scopes))
    Identification.objects.of_case(case.pk).update(writers=merged("writers", [principal]), from_action=True)
    clocks.let_decide(case.pk, principal)
    participation.record_offer(
        case,
        body.agency,
        principal,
        part=Part.DECIDING,
        scopes=body.scopes,
        basis=body.basis,
        ends=until,
        started_at=at,
        holders=_involved(principal),
    )
    return principal


def _involved(principal: int) -> list[int]:
    return sorted({LEAD, principal, system_principal(clocks.WATCH)})


def _lapse(request: DecisionRequest, *, by: Actor, at: datetime) -> None:
    end(request, RequestState.LAPSED, by=by, at=at)
    own = set(by.principals) & set(request.writers)
    _tell(events.REQUEST_LAPSED, request, by=by, at=at, seen_by=own)


def _tell(
    event: Event,
    request: DecisionRequest,
    *,
    by: Actor,
    at: datetime,
    right: str = "",
    seen_by: Collection[int] | None = None,
) -> None:
    tell(
        event,
        request.case_id,
        subject=request,
        by=by,
        at=at,
        right=right,
        detail={"agency": str(request.agency_id)},
        matter=matter_of(request),
        seen_by=seen_by,
    )
