"""Asking another body for the next decision: it sees the case by a part of its own, until it has decided.

The part "deciding" is held from the start by the teams that take the decision in the country's procedure. It ends with
the decision, when the lead withdraws the request, and after the time that the country gives, without a job.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import clocks, participation, timeline
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Participation
from opennrm.cases.states import Part
from opennrm.country.identification import ASKED, REQUEST_ENDED
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.notices import notify
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.foundation.visibility import merged

from . import access
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

    :raises Case.DoesNotExist: there is no such case that `by` may see.
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
    _tell_of_asking(case, request, by=by, at=at)
    return request


def withdraw(case_id: UUID, *, by: Actor, at: datetime) -> DecisionRequest:
    """Ask no longer, for whoever leads the case; the agency loses sight of the case and is told.

    :raises Case.DoesNotExist: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or has a role that works on no case.
    :raises TransitionRefused: nobody is asked at the moment.
    """
    case = access.case_to_ask_about(by, case_id)
    request = access.request_of(by, case.pk, lock=True)
    if request is None:
        raise TransitionRefused(_("The request has already ended. No agency is being asked for a decision."))
    right = case_access.right_of(by, case)
    end(request, RequestState.WITHDRAWN, by=by, at=at)
    _tell_of_withdrawal(case, request, right, by=by, at=at)
    return request


def end(request: DecisionRequest, to: RequestState, *, by: Actor, at: datetime) -> None:
    """End a request and the part that it gave; from the next transaction on it shows nothing.

    :raises TransitionRefused: it has ended already.
    """
    move(request, to, transitions=TRANSITIONS)
    request.ended_at, request.ended_by_id = at, by.membership_id
    request.save(from_action=True, update_fields=["state", "ended_at", "ended_by"])
    part = Participation.objects.of_case(request.case_id).filter(principal=request.principal)
    part.update(ended_at=at, from_action=True)
    participation.end(request.principal)


def tell_that_nothing_waits(request: DecisionRequest, *, by: Actor, at: datetime) -> None:
    """Tell those who were asked that no decision is wanted from them any more; they no longer see what was asked."""
    for role in pack().identification.roles_to_ask(request.from_state).get(request.agency.kind, ()):
        notify(team_principal(request.agency_id, role), "decision.not_wanted", by=by, at=at)


def watch(at: datetime) -> None:
    """End the requests whose time is over, and tell those who asked. Runs as the job "clocks.watch"."""
    system = Actor(principals=(system_principal(clocks.WATCH),))
    for request in access.requests_past_their_time(system, at):
        _lapse(request, by=system, at=at)


def _draw_up(
    case: Case, identification: Identification, body: Body, *, by: Actor, at: datetime
) -> DecisionRequest:
    until = at + timedelta(days=pack().identification.request_days)
    principal = participation.offer(
        case.pk, Part.DECIDING, agency_id=body.agency.pk, team_roles=list(body.roles), begins=True, ends=until
    )
    if identification._state.adding:
        identification.readers, identification.writers = (
            case_access.readers_of(case, "decision", at=at),
            [LEAD],
        )
        identification.save(from_action=True, force_insert=True)
    participation.cover(case, principal, set(body.scopes))
    Identification.objects.of_case(case.pk).update(writers=merged("writers", [principal]), from_action=True)
    clocks.let_decide(case.pk, principal)
    involved = sorted({LEAD, principal, system_principal(clocks.WATCH)})
    Participation(
        case=case, part=Part.DECIDING, agency=body.agency, principal=principal, scopes=sorted(body.scopes),
        basis=body.basis, offered_until=until, started_at=at, readers=involved, writers=involved,
    ).save(from_action=True, force_insert=True)  # fmt: skip
    request = DecisionRequest(
        case=case, agency=body.agency, from_state=identification.state, principal=principal, asked_at=at,
        asked_by_id=by.membership_id, sees_until=until, readers=involved, writers=involved,
    )  # fmt: skip
    request.save(from_action=True, force_insert=True)
    return request


def _lapse(request: DecisionRequest, *, by: Actor, at: datetime) -> None:
    end(request, RequestState.LAPSED, by=by, at=at)
    _tell_of_lapse(request, by=by, at=at)


def _tell_of_asking(case: Case, request: DecisionRequest, *, by: Actor, at: datetime) -> None:
    readers = case_access.readers_of(case, "timeline", at=at)
    told = {"agency": str(request.agency_id)}
    timeline.add(case.pk, "decision.asked", by=by, at=at, readers=readers, detail=told)
    clocks.happened(
        case.pk, ASKED, at=at, readers=case_access.readers_of(case, "case", at=at), writers=[LEAD]
    )
    # To the part, and not to the team: once nothing waits for a decision any more, nobody holds it.
    notify(request.principal, "decision.waiting", subject_id=case.pk, by=by, at=at)
    right = case_access.right_of(by, case)
    audit.record("decision_request.sent", subject=request, right=right, detail=told)


def _tell_of_withdrawal(case: Case, request: DecisionRequest, right: str, *, by: Actor, at: datetime) -> None:
    readers = case_access.readers_of(case, "timeline", at=at)
    told = {"agency": str(request.agency_id)}
    timeline.add(case.pk, "decision.withdrawn", by=by, at=at, readers=readers, detail=told)
    clocks.happened(case.pk, REQUEST_ENDED, at=at, readers=[LEAD], writers=[LEAD])
    tell_that_nothing_waits(request, by=by, at=at)
    audit.record("decision_request.withdrawn", subject=request, right=right)


def _tell_of_lapse(request: DecisionRequest, *, by: Actor, at: datetime) -> None:
    own = [LEAD, system_principal(clocks.WATCH)]
    told = {"agency": str(request.agency_id)}
    timeline.add_for_system(request.case_id, "decision.lapsed", at=at, readers=own, writers=own, detail=told)
    clocks.happened(request.case_id, REQUEST_ENDED, at=at, readers=own, writers=own)
    holder = participation.holder_of(request.case_id)
    notify(holder, "decision.lapsed", subject_id=request.case_id, by=by, at=at)
    audit.record("decision_request.lapsed", subject=request)
