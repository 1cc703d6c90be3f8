"""All cases of one member of an agency together: handed over before somebody leaves, or after."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.events import LEFT
from opennrm.agencies.holdings import CASE, with_load
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, actions
from .holdings import HOLDINGS
from .models import Case


def hand_over(
    membership_id: UUID,
    case_ids: Collection[UUID],
    *,
    to: Collection[UUID],
    note: str = "",
    by: Actor,
    at: datetime,
) -> list[Case]:
    """Give these cases of one member to one or several others, each case to whoever of them has the fewest.

    What is no longer with that member stays where it is. Each case is assigned as if it were the only one: whoever gets
    it is told, and its tasks go along.

    :raises NotThere: there is no such member of the actor's agency.
    :raises NotAllowed: the actor's role gives no cases away.
    :raises TransitionRefused: one of those who are to get them cannot take cases.
    :raises Refused: none of the cases is with that member any more.
    """
    member = access.colleague(by, membership_id)
    held = access.held_by(by, member.pk)
    found = list(held.filter(pk__in=case_ids).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise Refused(_("These cases are no longer with this person. Somebody else has handed them over."))
    load = _load_of(to, by=by, at=at)
    given = []
    for case_id in found:
        lightest = min(load, key=lambda each: load[each])
        given.append(
            actions.assign(case_id, to=lightest, note=note, seen_holder=str(member.pk), by=by, at=at)
        )
        load[lightest] += 1
    if not held.exists():
        notices.settle(LEFT.kind, member.pk, by=by, at=at)
    return given


def _load_of(to: Collection[UUID], *, by: Actor, at: datetime) -> dict[UUID, int]:
    """How many cases each of these has; `to` may name whoever cannot take one, which the assignment then refuses."""
    takers = actions.takers(by.agency_id).filter(pk__in=to)
    members = with_load(takers, [each for each in HOLDINGS if each.kind == CASE], by=by, at=at)
    counted = dict(members.values_list("pk", f"load_{CASE}"))
    return {each: counted.get(each, 0) for each in sorted(set(to))}
