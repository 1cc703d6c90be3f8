"""What whoever reported a concern may see of it afterwards: their receipt."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from opennrm.audit import actions as audit
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal
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


def page_of(actor: Actor, older_than: str, *, most: int) -> tuple[list[Receipt], str]:
    """Some of the actor's receipts, and what to give as `older_than` for those before them; empty at the end.

    :param older_than: the id of a receipt of theirs; anything else gives the newest.
    """
    found = receipts_of(actor)
    try:
        last = found.filter(pk=UUID(older_than)).first()
    except ValueError:
        last = None
    if last is not None:
        earlier = Q(issued_at__lt=last.issued_at) | Q(issued_at=last.issued_at, pk__gt=last.pk)
        found = found.filter(earlier)
    page = list(found[: most + 1])
    return page[:most], str(page[most - 1].pk) if len(page) > most else ""


def receipt_of(actor: Actor, case_id: UUID) -> Receipt:
    """The receipt for a concern that the actor reported.

    :raises NotThere: they reported none that became this case.
    """
    return fetch(receipts_of(actor), case_id=case_id)


def receipt_to_read(actor: Actor, receipt_id: UUID) -> Receipt:
    """Return one of the actor's own receipts, and record that it was looked at.

    :raises NotThere: it is not theirs, or there is none.
    """
    receipt = fetch(receipts_of(actor), pk=receipt_id)
    audit.record("receipt.viewed", subject=receipt, right="reporter")
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
