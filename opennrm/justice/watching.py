"""What happens by itself: children hear that a hearing is off, and restitution that was not paid is to be enforced."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, events, hearings
from .models import Hearing, RestitutionOrder
from .states import HearingState
from .telling import tell_of

AT_ONCE = 100
"""So many rows are dealt with in one round; the next round goes on."""


def watch(at: datetime) -> None:
    """Do both, as the job "clocks.watch" (`foundation.context.as_job`)."""
    by = Actor(principals=(access.worker(),))
    _tell_off(by, at=at)
    _have_enforced(by, at=at)


def _tell_off(by: Actor, *, at: datetime) -> None:
    """A clerk sees no child, and adjourns hearings all the same: so this is not left to whoever enters the result."""
    off = Hearing.objects.visible_to(by).filter(state__in=[HearingState.ADJOURNED, HearingState.VACATED])
    called = off.exclude(called=[])
    for hearing in called.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE]:
        children, hearing.called = hearing.called, []
        hearing.save(from_action=True, update_fields=["called"])
        for child_id in children:
            hearings.tell_off(hearing, child_id, by=by, at=at)


def _have_enforced(by: Actor, *, at: datetime) -> None:
    today = at.astimezone(pack().zone).date()
    late = today - timedelta(days=pack().justice.enforcement_days)
    owed = RestitutionOrder.objects.visible_to(by).filter(
        set_aside_on=None, enforcement_at=None, due_on__lt=late
    )
    rows = owed.select_for_update(of=("self",), skip_locked=True).order_by("due_on", "id")[:AT_ONCE]
    for order in rows:
        if paid_of(by, order) >= order.amount:
            continue
        order.enforcement_at = at
        order.save(from_action=True, update_fields=["enforcement_at"])
        tell_of(events.ENFORCE, order.child, subject=order, by=by, at=at)


def paid_of(actor: Actor, order: RestitutionOrder) -> Decimal:
    """What came of an order of restitution so far."""
    counted = order.payments.filter(Q(withdrawn_at=None)).aggregate(sum=Sum("amount"))["sum"]
    return counted or Decimal(0)
