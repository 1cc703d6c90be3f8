"""On what a referral stands: what the child and others agreed to, or a legal basis; and what happens when that ends."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.consents import actions as consents
from opennrm.consents import queries, recipients
from opennrm.consents.actions import Recipient
from opennrm.consents.rules import Decision, Why
from opennrm.consents.states import End
from opennrm.consents.words import why_not
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.tasks.rules import end_of

from .models import Referral
from .states import State
from .terms import CannotRefer

RENEWED = (End.TIME, End.BIRTHDAY, End.GUARDIAN_CHANGED)
"""After these ends somebody is asked again, and the place is kept. Anything else ends the referral."""


class NotAgreed(CannotRefer):
    """Nobody whose agreement is needed has agreed, and no legal basis is recorded; the message says whom to ask."""


def purpose_of(service: Service) -> str:
    """For which purpose of the country's table a child is referred to this service."""
    return pack().consents.services[service.kind]


def recipient_of(service: Service) -> Recipient:
    """The service, as a consent names it."""
    return Recipient(service_id=service.pk)


def require(case: Case, service: Service, scopes: Collection[str], *, by: Actor, at: datetime) -> Decision:
    """On what the child may be referred to this service now, so that it sees these parts of the case.

    :raises NotAgreed: it may not be done as things are.
    """
    to = queries.to_service(service)
    decision = queries.may_be_done(by, case, purpose_of(service), to=to, scopes=scopes, at=at)
    if not decision.allowed:
        raise NotAgreed(why_not(decision))
    return decision


def until(last_day: date | None) -> datetime | None:
    """The moment at which the last day is over, in the country."""
    return None if last_day is None else end_of(last_day, pack().zone)


def holds(referral: Referral, *, at: datetime) -> bool:
    """Whether the last day has not passed, for a service, which does not see who agreed to what."""
    return referral.agreed_until is None or queries.today(at) <= referral.agreed_until


def still_stands(referral: Referral, *, by: Actor, at: datetime) -> Decision:
    """Whether what the referral relies on holds still."""
    service = referral.service
    return queries.still_stands(
        by, referral.case_id, purpose_of(service), to=queries.to_service(service), on=queries.today(at)
    )


def why_ended(referral: Referral, *, by: Actor) -> str:
    """Why the newest agreement ended that the referral relied on, a value of `End`."""
    service = referral.service
    to = queries.to_service(service)
    return queries.last_end(by, referral.case_id, purpose_of(service), to=to) or End.WITHDRAWN


def is_renewable(referral: Referral, decision: Decision, *, by: Actor) -> bool:
    """Whether what ended may be agreed again, so that the service keeps its place until then.

    A request that was not answered has no place to keep.
    """
    if decision.why is Why.CHILD_SAYS_NO or referral.state != State.ACCEPTED:
        return False
    return why_ended(referral, by=by) in RENEWED


def limit(referral: Referral, last_day: date | None, *, by: Actor) -> None:
    """Let the service see the case until a new last day."""
    referral.agreed_until = last_day
    referral.save(from_action=True, update_fields=["agreed_until"])
    if last_day is not None:
        moment = end_of(last_day, pack().zone)
        participation.limit(referral.serving_principal, until=moment)
        if referral.answered_at is not None:
            participation.record_limit(referral.case_id, referral.serving_principal, until=moment, by=by)


def tell_service(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Tell the service that it may use nothing any more of what it saw, and let it confirm that."""
    end = why_ended(referral, by=by)
    recipients.tell_recipient(
        referral.case_id, referral.receiver, number=referral.number, end=end, by=by, at=at
    )


def is_done(case_id: UUID, service: Service, *, by: Actor, at: datetime) -> None:
    """End what was agreed for a referral that has ended."""
    consents.end_for(case_id, purpose_of(service), recipient_of(service), End.PURPOSE_DONE, by=by, at=at)
