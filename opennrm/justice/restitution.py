"""Restitution in two ledgers: what courts ordered, and what came. Each is one step of the caller's transaction."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, events
from .actions import happened, refuse_unless_past
from .models import ChildInProceeding, Count, Payment, RestitutionOrder
from .permissions import PAYMENT_RECORD, PROCEEDING_KEEP
from .telling import tell_of
from .values import PaymentWay


def ask(child_id: UUID, *, losses: str, on: date, by: Actor, at: datetime) -> ChildInProceeding:
    """Record that the court was asked for restitution, and for what: losses, earnings, treatment.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, PROCEEDING_KEEP)
    refuse_unless_past(on, at, field="on")
    if not losses.strip():
        raise Refused(_("Enter what the child lost: earnings, treatment, belongings."), field="losses")
    child.restitution_asked_on = on
    case_access.seal(by, child.case_id).close_field(child, "losses", losses.strip())
    child.save(from_action=True, update_fields=["restitution_asked_on", "losses"])
    happened(access.proceeding_to_change(by, child.proceeding_id), at=at)
    tell_of(events.ASKED, child, by=by, at=at)
    return child


def order(
    child_id: UUID,
    *,
    amount: Decimal,
    on: date,
    due_on: date | None,
    way: str,
    count: UUID | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> RestitutionOrder:
    """Record what a court ordered to be paid to a child. The child need not be a witness.

    :param count: the count for which it was ordered, if it was for one.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, PROCEEDING_KEEP)
    if earlier := RestitutionOrder.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    if amount <= 0:
        raise Refused(_("Enter the amount that the court ordered."), field="amount")
    if way not in PaymentWay.values:
        raise Refused(_("Choose to whom it is paid."), field="way")
    refuse_unless_past(on, at, field="on")
    if due_on is not None and due_on < on:
        raise Refused(_("Enter a day after the order."), field="due_on")
    if count is not None:
        fetch(access.of_proceeding(Count, by, child.proceeding_id), pk=count)
    row = access.new_row(
        RestitutionOrder, child, child=child, count_id=count, amount=amount, currency=pack().justice.currency,
        ordered_on=on, due_on=due_on, way=way, form_token=page, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    row.save(from_action=True, force_insert=True)
    happened(access.proceeding_to_change(by, child.proceeding_id), at=at)
    tell_of(events.ORDERED, child, subject=row, by=by, at=at)
    return row


def pay(
    order_id: UUID, *, amount: Decimal, on: date, receipt: str = "", page: UUID, by: Actor, at: datetime
) -> Payment:
    """Record that something of an order was paid.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role records no payments.
    :raises Refused: an answer has to be corrected, or the order was set aside.
    """
    row = access.order_to_change(by, order_id, PAYMENT_RECORD)
    if earlier := Payment.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    if row.set_aside_on is not None:
        raise Refused(_("This order was set aside. Nothing is to be paid any more."))
    if amount <= 0:
        raise Refused(_("Enter the amount that was paid."), field="amount")
    refuse_unless_past(on, at, field="on")
    if on < row.ordered_on:
        raise Refused(_("Enter a day after the order."), field="on")
    paid = access.new_row(
        Payment, row.child, order=row, amount=amount, paid_on=on, receipt=receipt.strip(), form_token=page,
        recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    paid.save(from_action=True, force_insert=True)
    tell_of(events.PAID, row.child, subject=paid, by=by, at=at)
    return paid


def withdraw_payment(payment_id: UUID, *, by: Actor, at: datetime) -> Payment:
    """Take back a payment that was entered by mistake. It stays, and counts no more. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role records no payments.
    """
    found = fetch(Payment.objects.visible_to(by), pk=payment_id)
    row = access.order_to_change(by, found.order_id, PAYMENT_RECORD)
    paid = fetch(Payment.objects.visible_to(by).select_for_update(of=("self",)), pk=payment_id)
    if paid.withdrawn_at is None:
        paid.withdrawn_at = at
        paid.save(from_action=True, update_fields=["withdrawn_at"])
        tell_of(events.PAYMENT_WITHDRAWN, row.child, subject=paid, by=by, at=at)
    return paid


def set_aside(order_id: UUID, *, on: date, by: Actor, at: datetime) -> RestitutionOrder:
    """Record that a court has set an order aside. What was paid stays. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: the day lies ahead, or before the order.
    """
    row = access.order_to_change(by, order_id, PROCEEDING_KEEP)
    if row.set_aside_on is not None:
        return row
    refuse_unless_past(on, at, field="on")
    if on < row.ordered_on:
        raise Refused(_("Enter a day after the order."), field="on")
    row.set_aside_on = on
    row.save(from_action=True, update_fields=["set_aside_on"])
    tell_of(events.SET_ASIDE, row.child, subject=row, by=by, at=at)
    return row
