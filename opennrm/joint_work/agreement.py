"""On what an agency takes part: what the child and others agreed to, or a legal basis; and what happens afterwards."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.cases.models import Case
from opennrm.consents import actions as consents
from opennrm.consents import queries, recipients
from opennrm.consents.actions import Recipient
from opennrm.consents.rules import Decision
from opennrm.consents.states import End
from opennrm.consents.words import why_not
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from .models import JointWork
from .terms import CannotAsk, end_of


class NotAgreed(CannotAsk):
    """Nobody whose agreement is needed has agreed, and no legal basis is recorded; the message says whom to ask."""


def purpose_of(purpose: str) -> str:
    """For which purpose of the country's table of consent an agency takes part."""
    return pack().consents.joint_work[purpose]


def recipient_of(agency: Agency) -> Recipient:
    """The agency, as a consent names it."""
    return Recipient(agency_id=agency.pk)


def require(
    case: Case, agency: Agency, purpose: str, scopes: Collection[str], *, by: Actor, at: datetime
) -> Decision:
    """On what the agency may take part now, so that it sees these parts of the case.

    :raises NotAgreed: it may not be done as things are.
    """
    to = queries.to_agency(agency.pk, agency.kind)
    decision = queries.may_be_done(by, case, purpose_of(purpose), to=to, scopes=scopes, at=at)
    if not decision.allowed:
        raise NotAgreed(why_not(decision))
    return decision


def at_most(until: datetime, agreed: Decision) -> datetime:
    """The earlier of an end that was wished and the end of what was agreed."""
    return until if agreed.last_day is None else min(until, end_of(agreed.last_day))


def refuse_beyond(work: JointWork, last_day: date) -> None:
    """Refuse a last day after that of what was agreed.

    :raises Refused: it is later.
    """
    if work.agreed_until is not None and last_day > work.agreed_until:
        message = _(
            "This is not agreed for so long. Ask again whether the child agrees, and record the answer first."
        )
        raise Refused(message, field="last_day")


def still_stands(work: JointWork, *, by: Actor, at: datetime) -> Decision:
    """Whether what the joint work relies on holds still."""
    to = queries.to_agency(work.to_agency_id, work.to_agency.kind)
    return queries.still_stands(by, work.case_id, purpose_of(work.purpose), to=to, on=queries.today(at))


def tell_agency(work: JointWork, *, by: Actor, at: datetime) -> None:
    """Tell the agency that it may use nothing any more of what it saw, and let it confirm that."""
    to = queries.to_agency(work.to_agency_id, work.to_agency.kind)
    end = queries.last_end(by, work.case_id, purpose_of(work.purpose), to=to) or End.WITHDRAWN
    recipients.tell_recipient(work.case_id, work.to_agency, number=work.number, end=end, by=by, at=at)


def is_done(work: JointWork, *, by: Actor, at: datetime) -> None:
    """End what was agreed for joint work that has ended."""
    recipient = recipient_of(work.to_agency)
    consents.end_for(work.case_id, purpose_of(work.purpose), recipient, End.PURPOSE_DONE, by=by, at=at)
