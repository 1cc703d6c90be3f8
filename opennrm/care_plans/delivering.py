"""What services gave: written down by whoever leads the case, or by the service for its own referral."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.referrals.models import Referral

from . import access, events
from .models import Delivery
from .permissions import DELIVERY_WRITE
from .states import Unit
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was given. A single day is the first and the last one."""

    service_kind: str
    provider: str
    first_day: date
    last_day: date
    amount: Decimal
    unit: str
    paid_by: str
    public_cost: Decimal | None = None
    referral_id: UUID | None = None


def record(case_id: UUID, *, given: Given, page: UUID, by: Actor, at: datetime) -> Delivery:
    """Record what a service gave to the child, for whoever leads the case.

    :raises NotThere: there is no such case or referral that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not allow this.
    :raises CareIncomplete: something is missing, or lies in the future.
    """
    access.case_to_write(by, case_id, may=DELIVERY_WRITE)
    referral = fetch(access.referrals_of(by, case_id), pk=given.referral_id) if given.referral_id else None
    return _write(case_id, given, referral, page, by=by, at=at)


def record_own(referral_id: UUID, *, given: Given, page: UUID, by: Actor, at: datetime) -> Delivery:
    """Record what one's own service gave to the child by a referral.

    :raises NotThere: there is none that `by` may see, or they do not serve by it.
    :raises NotAllowed: the role of `by` does not allow this.
    :raises CareIncomplete: something is missing, or lies in the future.
    """
    referral = access.referral_of_own(by, referral_id, lock=True)
    return _write(referral.case_id, given, referral, page, by=by, at=at)


def correct(delivery_id: UUID, *, given: Given, reason: str, page: UUID, by: Actor, at: datetime) -> Delivery:
    """Write down once more what was given. The row that this corrects stays as it is, and counts no more.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` neither leads the case nor wrote it for their own service.
    :raises Refused: it was corrected before, or an answer is missing.
    """
    before = delivery_to_correct(delivery_id, by=by, lock=True)
    made = access.id_of_page("delivery", delivery_id, page, by=by)
    rows = access.deliveries(by, before.case_id)
    if written := rows.filter(pk=made).first():
        return written
    if rows.filter(corrects=before).exists():
        raise Refused(_("Somebody has corrected this in the meantime. Read what it says now."))
    reason = require_reason(reason)
    _refuse_incomplete(given, at=at)
    row = _drawn_up(before.case_id, given, before.referral, made, by=by, at=at)
    row.corrects = before
    case_access.seal(by, row.case_id).close_field(row, "reason", reason)
    return _kept(row, events.DELIVERY_CORRECTED, by=by, at=at)


def delivery_to_correct(delivery_id: UUID, *, by: Actor, lock: bool = False) -> Delivery:
    """Return what was given to whoever may correct it: the lead of the case, or the service for its own referral.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: the role of `by` does not allow this.
    """
    row = fetch(Delivery.objects.visible_to(by).select_related("referral"), pk=delivery_id)
    if not by.may(DELIVERY_WRITE):
        raise NotAllowed(_("Your role does not allow this."))
    if row.referral_id and not case_access.leads_case_of(by, row.case_id):
        access.referral_of_own(by, row.referral_id, lock=lock)
    else:
        access.case_to_write(by, row.case_id, may=DELIVERY_WRITE, lock=lock)
    return row


def _write(
    case_id: UUID, given: Given, referral: Referral | None, page: UUID, *, by: Actor, at: datetime
) -> Delivery:
    made = access.id_of_page("delivery", case_id, page, by=by)
    if written := access.deliveries(by, case_id).filter(pk=made).first():
        return written
    _refuse_incomplete(given, at=at)
    row = _drawn_up(case_id, given, referral, made, by=by, at=at)
    return _kept(row, events.DELIVERY_RECORDED, by=by, at=at)


def _drawn_up(
    case_id: UUID, given: Given, referral: Referral | None, made: UUID, *, by: Actor, at: datetime
) -> Delivery:
    holders = access.holders(referral)
    row = Delivery(
        id=made,
        case_id=case_id,
        readers=holders,
        writers=holders,
        service_kind=given.service_kind,
        first_day=given.first_day,
        last_day=given.last_day,
        amount=given.amount,
        unit=given.unit,
        paid_by=given.paid_by,
        public_cost=given.public_cost,
        referral=referral,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    case_access.seal(by, case_id).close_field(row, "provider", given.provider.strip())
    return row


def _kept(row: Delivery, event: Event, *, by: Actor, at: datetime) -> Delivery:
    row.save(from_action=True, force_insert=True)
    detail = {"service": row.service_kind, "deliveries": str(row.case_id)}
    told(event, row, by=by, at=at, detail=detail, seen_by=access.also_for(row.referral))
    return row


def _refuse_incomplete(given: Given, *, at: datetime) -> None:
    lists = {"service_kind": "service_kinds", "paid_by": "payers"}
    for field, listed in lists.items():
        if getattr(given, field) not in pack().codes(listed):
            raise CareIncomplete(_("Choose one of the answers in the list."), field=field)
    if given.unit not in Unit.values:
        raise CareIncomplete(_("Choose in what it is counted."), field="unit")
    if not given.provider.strip():
        raise CareIncomplete(_("Say who gave it."), field="provider")
    if given.last_day > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter what was given until today. Add the rest later."), field="last_day")
    if given.last_day < given.first_day:
        raise CareIncomplete(_("The last day cannot be before the first day."), field="last_day")
    if given.amount <= 0:
        raise CareIncomplete(_("Enter how much it was."), field="amount")
    if given.public_cost is not None and given.public_cost < 0:
        raise CareIncomplete(_("Enter what it cost, without a minus sign."), field="public_cost")
