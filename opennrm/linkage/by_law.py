"""When a lead does not answer in time, and the country pack names a legal basis that replaces its yes.

The overseer of the desk decides. The desk sees no case, so the matcher does what a lead does that agrees. A lead that
refuses is heard: its refusal stands.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.country.sharing import Sharing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import desk_access, desk_events, parts
from .models import LinkRequest, Pair
from .permissions import LINK_OVERSEE
from .questions import tell_of
from .states import REQUEST_STEPS, PairState, RequestState


def waiting(actor: Actor, pair_id: UUID, *, lock: bool = False) -> Pair:
    """Return a pair about which a lead was asked, for whoever oversees the desk.

    :raises NotThere: there is no such pair, or no lead is being asked about it.
    :raises NotAllowed: the actor does not oversee the desk.
    """
    found = desk_access.at_desk(actor).filter(state=PairState.ASKED, low_agency__isnull=False)
    rows = (
        found.select_for_update(of=("self",)) if lock else found.select_related("low_agency", "high_agency")
    )
    pair = fetch(rows, pk=pair_id)
    if not actor.may(LINK_OVERSEE):
        raise NotAllowed(_("Only somebody who oversees the desk can decide this."))
    return pair


def basis_of(pair: Pair) -> Sharing:
    """What a law lets the other agency see although the lead has not answered, and which law; nothing if none does."""
    asked, other = (
        (pair.low_agency, pair.high_agency) if pair.asks_low else (pair.high_agency, pair.low_agency)
    )
    if asked is None or other is None:
        return Sharing(scopes=frozenset(), legal_bases=())
    return pack().sharing_by_law(asked.kind, other.kind)


def question_of(actor: Actor, pair: Pair) -> LinkRequest | None:
    """The question about a pair that waits for its lead; None while it is on its way."""
    found = LinkRequest.objects.visible_to(actor).filter(pair=pair, state=RequestState.ASKED)
    return found.order_by("-asked_at", "-id").first()


def decide(pair_id: UUID, *, by: Actor, at: datetime) -> Pair:
    """Decide that the other agency is told by law, within a minute, because the lead has not answered in time.

    :raises NotThere: there is no such pair, or no lead is being asked about it.
    :raises NotAllowed: `by` does not oversee the desk.
    :raises Refused: no law allows it.
    :raises TransitionRefused: the lead still has time to answer.
    """
    pair = waiting(by, pair_id, lock=True)
    if pair.by_law_by_id is not None:
        return pair
    if not basis_of(pair).scopes:
        raise Refused(
            _("The rules of your country name no law that replaces the answer of this lead agency.")
        )
    question = question_of(by, pair)
    if question is None or question.due_at > at:
        raise TransitionRefused(_("The lead agency still has time to answer."))
    pair.by_law_by_id = by.membership_id
    pair.save(from_action=True, update_fields=["by_law_by"])
    audit.record("pair.by_law", subject=pair)
    return pair


def apply(asked: LinkRequest, agency: Agency, *, by: Actor, at: datetime) -> bool:
    """For the matcher: let the other agency see what the law allows, and tell the lead. Returns whether it was done."""
    case = case_access.visible_to(by).select_related("lead_agency").get(pk=asked.case_id)
    allowed = pack().sharing_by_law(case.lead_agency.kind, agency.kind)
    is_other = agency.pk != case.lead_agency_id
    if case.closed_at is not None or asked.due_at > at or (is_other and not allowed.scopes):
        return False
    if is_other:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.stand_in_by_law(%s)", [str(asked.pk)])
            parts.let_see(asked, case, agency, allowed=allowed, scopes=allowed.scopes, at=at)
            cursor.execute("SELECT sec.stand_back()")
    move(asked, RequestState.BY_LAW, transitions=REQUEST_STEPS)
    asked.answered_at = at
    asked.save(from_action=True, update_fields=["state", "scopes", "basis", "principal", "answered_at"])
    seen_by = [asked.principal] if asked.principal else []
    tell_of(desk_events.BY_LAW, asked, by=by, at=at, seen_by=seen_by, agency=str(agency.pk))
    return True
