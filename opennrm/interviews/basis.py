"""On what an interview is recorded: what the child and others agreed to, or a law. The lead of the case confirms it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.consents import queries as consents
from opennrm.consents.rules import Decision
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused

from . import access, events
from .checks import refuse_unless
from .models import Interview
from .permissions import INTERVIEW_REQUEST
from .states import BOOKED, State
from .telling import tell_of

PURPOSE = "recorded_interview"


class NoBasis(Refused):
    """Nobody who has to has agreed, and no law allows it: `decision` says what is missing."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(
            _(
                "Record first who agreed to the recorded interview, or on which legal basis it is held without that."
            )
        )


def confirm(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Confirm that an interview that has a time may be recorded, for whoever leads the case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case.
    :raises TransitionRefused: it has no time, began, or has ended.
    :raises NoBasis: nobody has agreed who has to.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_REQUEST)
    if not case_access.leads_case_of(by, interview.case_id):
        raise NotAllowed(_("Only the agency that leads a case can do this."))
    refuse_unless(interview, State.SCHEDULED)
    decision = _decision(by, interview, at=at)
    if not decision.allowed:
        raise NoBasis(decision)
    interview.basis_at, interview.basis_until = at, decision.last_day
    interview.save(from_action=True, update_fields=["basis_at", "basis_until"])
    tell_of(events.BASIS_CONFIRMED, interview, by=by, at=at)
    return interview


def _decision(by: Actor, interview: Interview, *, at: datetime) -> Decision:
    case = case_access.visible_to(by).get(pk=interview.case_id)
    assert interview.lead is not None, "It has a time, and so somebody who leads it."
    to = consents.to_agency(interview.lead.agency_id, interview.lead.agency.kind)
    return consents.may_be_done(by, case, PURPOSE, to=to, at=at)


def follow(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take back what was confirmed of interviews that are planned or under way, where nothing allows them any more.

    Everybody who takes part is told. What is recorded stays. Where it holds until another day, that day counts.
    """
    found = access.visible_to(by).of_case(case_id).in_state(*BOOKED).filter(basis_at__isnull=False)
    for interview in found.select_for_update(of=("self",)):
        decision = _decision(by, interview, at=at)
        if decision.allowed and decision.last_day != interview.basis_until:
            interview.basis_until = decision.last_day
            interview.save(from_action=True, update_fields=["basis_until"])
        if not decision.allowed:
            interview.basis_at = interview.basis_until = None
            interview.save(from_action=True, update_fields=["basis_at", "basis_until"])
            tell_of(events.BASIS_ENDED, interview, by=by, at=at)
