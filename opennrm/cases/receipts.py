"""What whoever reported a concern may see of it afterwards: their receipt."""

from datetime import datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal
from opennrm.foundation.pages import Page, page_of
from opennrm.foundation.visibility import merged

from .events import PROGRESS
from .models import Receipt
from .states import TRANSITIONS


def receipts_of(actor: Actor):
    """The receipts of the concerns that the actor reported for this agency, in whatever role, the newest first."""
    mine = Receipt.objects.visible_to(actor).filter(
        reporter__account_id=actor.account_id, reporter__agency_id=actor.agency_id
    )
    return mine.order_by("-issued_at", "id")


def page(actor: Actor, mark: str, *, size: int) -> Page[Receipt]:
    """Some of the actor's receipts, the newest first.

    :raises NoSuchPage: the mark is none of this list.
    """
    return page_of(receipts_of(actor), ("-issued_at", "id"), mark, size=size)


def receipt_of(actor: Actor, case_id: UUID) -> Receipt:
    """The receipt for a concern that the actor reported.

    :raises NotThere: they reported none that became this case.
    """
    return fetch(receipts_of(actor), case_id=case_id)


def own(actor: Actor, receipt_id: UUID) -> Receipt:
    """One of the actor's own receipts, for a caller who records what is done with it.

    :raises NotThere: it is not theirs, or there is none.
    """
    return fetch(receipts_of(actor), pk=receipt_id)


def receipt_to_read(actor: Actor, receipt_id: UUID, *, event: str = "receipt.viewed") -> Receipt:
    """Return one of the actor's own receipts, and record that it was looked at.

    :param event: how the audit calls this look.
    :raises NotThere: it is not theirs, or there is none.
    """
    receipt = own(actor, receipt_id)
    audit.record(event, subject=receipt, right="reporter")
    return receipt


def move_on(case_id: UUID, status: str, *, by: Actor, at: datetime) -> None:
    """Move the receipts of a case on to `status`, and tell whoever reported that there is news.

    A receipt never goes back, and nobody is told what they know already. For whoever leads the case, and for a service
    that helps: it needs no part that shows the case itself.
    """
    earlier = [state for state, following in TRANSITIONS.items() if status in following]
    found = Receipt.objects.visible_to(by).of_case(case_id).filter(status__in=earlier)
    behind = list(found.select_related("reporter"))
    Receipt.objects.filter(pk__in=[receipt.pk for receipt in behind]).update(
        status=status, status_at=at, from_action=True
    )
    for receipt in behind:
        reporter = person_principal(receipt.reporter.account_id, receipt.reporter.agency_id)
        notices.notify(reporter, PROGRESS.kind, subject_id=receipt.pk, by=by, at=at)


def let_tell(case_id: UUID, principal: int) -> None:
    """Let a part in the case move the reporter's receipt on, and see nothing else of the reporter."""
    Receipt.objects.of_case(case_id).update(
        readers=merged("readers", [principal]), writers=merged("writers", [principal]), from_action=True
    )
