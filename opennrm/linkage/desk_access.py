"""Who works at the linkage desk, on which pair, and who answers for a lead that it asks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import CaseBoundQuerySet
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import DeskDecision, LinkRequest, Pair, PairQuerySet
from .permissions import LINK_ANSWER, LINK_DECIDE, LINK_OVERSEE
from .states import PairState, RequestState

CLAIM = timedelta(minutes=15)
"""So long nobody else gets a pair that somebody has taken."""
DECIDED = (PairState.SAME, PairState.DIFFERENT, PairState.CANNOT_TELL)


def at_desk(actor: Actor) -> PairQuerySet:
    """The pairs of records of different agencies, for whoever works at the desk."""
    if not (actor.may(LINK_DECIDE) or actor.may(LINK_OVERSEE)):
        return Pair.objects.none()
    return Pair.objects.visible_to(actor).filter(is_within_agency=False)


def within_agency(actor: Actor) -> PairQuerySet:
    """The pairs of records of which the actor's agency leads both cases, for whoever supervises it."""
    return Pair.objects.visible_to(actor).filter(is_within_agency=True).waiting()


def to_take(actor: Actor, at: datetime) -> PairQuerySet:
    """The pairs that the actor can take now: nobody else has them, and they have not decided about them already."""
    decided = DeskDecision.objects.visible_to(actor).filter(pair=OuterRef("pk"), taken_back_at=None)
    # Somebody who works for two agencies is one person.
    own = Exists(decided.filter(decided_by__account_id=actor.account_id))
    looked_again = Exists(decided.filter(is_second_look=True))
    waits = Q(state__in=[PairState.WAITING, PairState.SECOND])
    is_free = (
        Q(taken_by=None) | Q(taken_until=None) | Q(taken_until__lte=at) | Q(taken_by_id=actor.membership_id)
    )
    # A pair that waits once more, because a record was corrected, may come to whoever decided about it before.
    found = at_desk(actor).filter(is_free, Q(state=PairState.WAITING) | ~own, sheet__isnull=False)
    return found.filter(waits | Q(is_for_second_look=True) & ~looked_again)


def refuse_who_sees_cases(actor: Actor) -> None:
    """Return only for somebody who sees no case in another role: they would know half of a pair.

    :raises NotAllowed: they do.
    """
    others = Membership.objects.acting().filter(account_id=actor.account_id).exclude(pk=actor.membership_id)
    if others.filter(sees_cases=True, decides_links=False).exists():
        raise NotAllowed(
            _(
                "You also have a role in which you see cases. Nobody who sees cases can decide at the linkage desk. "
                "Ask your administrator to end one of the two roles."
            )
        )


def held(actor: Actor, at: datetime) -> PairQuerySet:
    """The pair that the actor has taken and still holds."""
    return to_take(actor, at).filter(taken_by_id=actor.membership_id, taken_until__gt=at)


def pair_in_hand(actor: Actor, pair_id: UUID, *, at: datetime, lock: bool = False) -> Pair:
    """Return the pair that the actor has taken.

    :raises NotThere: they hold no such pair, or no longer.
    """
    found = held(actor, at)
    return fetch(found.select_for_update(of=("self",)) if lock else found, pk=pair_id)


def pair_to_ask(actor: Actor, pair_id: UUID, *, lock: bool = False) -> Pair:
    """Return a pair that was decided to be the same child, about which a lead can be asked, or asked once more.

    :raises NotThere: there is no such pair.
    :raises NotAllowed: the lead has refused, and the actor does not oversee the desk.
    """
    found = at_desk(actor).filter(state__in=[PairState.SAME, PairState.REFUSED], low_agency__isnull=False)
    rows = (
        found.select_for_update(of=("self",)) if lock else found.select_related("low_agency", "high_agency")
    )
    pair = fetch(rows, pk=pair_id)
    if pair.state == PairState.REFUSED and not actor.may(LINK_OVERSEE):
        raise NotAllowed(_("Only somebody who oversees the desk can ask once more."))
    return pair


def requests_to_answer(actor: Actor) -> CaseBoundQuerySet:
    """The questions of the desk that wait for the actor's answer."""
    return LinkRequest.objects.visible_to(actor).writable_by(actor).filter(state=RequestState.ASKED)


def readable_requests(actor: Actor, ids: Collection[str]) -> set[str]:
    """Those of these questions whose page the actor may open, by their ids."""
    found = LinkRequest.objects.visible_to(actor).writable_by(actor).filter(pk__in=list(ids))
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def request_of_lead(actor: Actor, request_id: UUID, *, lock: bool = False) -> LinkRequest:
    """Return a question of the desk to whoever leads the case.

    :raises NotThere: there is none about a case that the actor leads.
    :raises NotAllowed: it is to be answered, and the actor's role does not answer.
    """
    found = LinkRequest.objects.visible_to(actor).writable_by(actor)
    asked = fetch(found.select_related("answered_by__account", "ended_by__account"), pk=request_id)
    if not lock:
        return asked
    if not actor.may(LINK_ANSWER):
        raise NotAllowed(_("Your role does not allow this."))
    # First the case and then the question, as whoever gives the case away does.
    case_access.case(actor, asked.case_id, as_="lead", may=LINK_ANSWER, lock=True)
    participation.keep_lead(asked.case_id)
    return fetch(found.select_for_update(of=("self",)), pk=request_id)
