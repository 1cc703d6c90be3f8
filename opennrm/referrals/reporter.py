"""Telling whoever reported a concern that help was asked for or found, and nothing else."""

from datetime import datetime
from uuid import UUID

from opennrm.cases import actions as case_actions
from opennrm.cases.models import Receipt
from opennrm.cases.states import TRANSITIONS, ReceiptStatus
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal
from opennrm.foundation.notices import notify


def tell_reporter(case_id: UUID, status: ReceiptStatus, *, by: Actor, at: datetime) -> None:
    """Move the reporter's receipt on to `status`, with a notice; a receipt that is further already stays."""
    receipts = list(Receipt.objects.visible_to(by).of_case(case_id).select_related("reporter"))
    # A service that accepted may hold no part that shows the case itself; the receipt hangs on its id alone.
    case_actions.tell_reporter(case_id, status, at=at)
    for receipt in receipts:
        if status in TRANSITIONS[receipt.status]:
            reporter = person_principal(receipt.reporter.account_id, receipt.reporter.agency_id)
            notify(reporter, "concern.progress", subject_id=receipt.pk, by=by, at=at)
