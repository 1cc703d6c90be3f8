"""Whom a page means as the recipient, and which parts of the case the rules of the country would show them."""

from datetime import datetime
from uuid import UUID

from opennrm.cases.models import Case
from opennrm.consents.actions import Recipient
from opennrm.consents.queries import to_service
from opennrm.consents.rules import To
from opennrm.country.pack import pack
from opennrm.directory.access import on_offer
from opennrm.directory.models import Service
from opennrm.foundation.access import fetch
from opennrm.referrals.terms import shown_once_accepted


def recipient_of(
    case: Case, purpose: str, chosen: str, named: str, *, at: datetime
) -> tuple[Recipient, To, frozenset[str]]:
    """The recipient that was chosen or named, as the decision compares it, and what it would see.

    :raises NotThere: it is a service that is not on offer any more.
    """
    kind, _, value = chosen.partition(":")
    if kind == "service":
        service = fetch(on_offer().select_related("agency"), pk=UUID(value))
        return Recipient(service_id=service.pk), to_service(service), shown_to(case, service, at=at)
    if kind == "kind":
        return Recipient(kind=value), To(kind=value), shown_to_kind(case, value, purpose)
    return Recipient(words=named), To(), frozenset()


def shown_to(case: Case, service: Service, *, at: datetime) -> frozenset[str]:
    """The parts of the case that the service sees once it accepts; none where the country has no rule for it."""
    return shown_once_accepted(case.lead_agency.kind, service, at=at)


def shown_to_kind(case: Case, kind: str, purpose: str) -> frozenset[str]:
    """The most that an agency of this kind sees of the case if it takes part for something that this purpose covers."""
    joint = [code for code, each in pack().consents.joint_work.items() if each == purpose]
    rules = [pack().sharing_to_take_part(case.lead_agency.kind, kind, code) for code in joint]
    return frozenset(scope for rule in rules for scope in rule.scopes)
