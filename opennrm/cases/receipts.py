"""What whoever reported a concern may see of it afterwards: their receipt."""

from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor

from .models import Receipt


def receipts_of(actor: Actor):
    """The receipts of the actor's own concerns, the newest first."""
    mine = Receipt.objects.visible_to(actor).filter(reporter_id=actor.membership_id)
    return mine.order_by("-issued_at", "id")


def receipt_of(actor: Actor, case_id: UUID) -> Receipt:
    """The receipt for a concern that the actor reported.

    :raises Receipt.DoesNotExist: they reported none that became this case.
    """
    return receipts_of(actor).get(case_id=case_id)


def receipt_to_read(actor: Actor, receipt_id: UUID) -> Receipt:
    """Return one of the actor's own receipts, and record that it was looked at.

    :raises Receipt.DoesNotExist: it is not theirs, or there is none.
    """
    receipt = receipts_of(actor).get(pk=receipt_id)
    audit.record("receipt.viewed", subject=receipt, right="reporter")
    return receipt
