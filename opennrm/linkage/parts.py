"""The part in a case by which the agency that has the same child sees something of it."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership, MembershipQuerySet
from opennrm.cases import lost, participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Participation
from opennrm.cases.states import Part
from opennrm.country.sharing import WHOLE, Sharing
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from .models import LinkRequest
from .questions import answering_roles, end_of_part


def let_see(
    asked: LinkRequest,
    case: Case,
    agency: Agency,
    *,
    allowed: Sharing,
    scopes: Collection[str],
    at: datetime,
) -> None:
    """Give the other agency its part in the case, with those of the scopes that the rules allow it. The caller saves.

    :raises Refused: the rules allow it nothing.
    """
    roles = answering_roles(agency.kind)
    shown = {WHOLE, *scopes} & allowed.scopes
    if not shown or not roles:
        raise Refused(
            _(
                "The rules of your country do not let the other agency see anything of this case. Refuse instead."
            )
        )
    ends = end_of_part(at)
    principal = participation.offer(
        case.pk, Part.LINKED, agency_id=agency.pk, team_roles=list(roles), begins=True, ends=ends
    )
    participation.cover(case, principal, shown)
    basis = allowed.legal_bases[0]
    participation.record_offer(
        case,
        agency,
        principal,
        part=Part.LINKED,
        scopes=shown,
        basis=basis,
        ends=ends,
        started_at=at,
        holders=sorted({LEAD, principal}),
    )
    asked.scopes, asked.basis, asked.principal = sorted(shown), basis, principal


def of_question(actor: Actor, asked: LinkRequest) -> Participation | None:
    """The part that the other agency was given, for whoever leads the case; None if it was given none."""
    if asked.principal is None:
        return None
    parts = Participation.objects.visible_to(actor).filter(case_id=asked.case_id, principal=asked.principal)
    return parts.select_related("agency").first()


def still_shows(part: Participation, at: datetime) -> bool:
    """Whether the other agency sees the case by its part at this moment."""
    return part.ended_at is None and (part.offered_until is None or part.offered_until > at)


def end(part: Participation, *, by: Actor, at: datetime) -> None:
    """Take the part away; from the next transaction on it shows nothing, and who had it reads why."""
    principals = [part.principal]
    lost.remember_part(part.case_id, principals, team_of(part.agency), by=by, at=at)
    participation.record_end(part.case_id, principals, by=by, at=at)
    participation.end(part.principal)


def team_of(agency: Agency) -> MembershipQuerySet:
    """Those at an agency who see a case of the same child elsewhere."""
    return Membership.objects.acting().filter(agency_id=agency.pk, role__in=answering_roles(agency.kind))
