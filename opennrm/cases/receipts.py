"""What whoever reported a concern may see of it afterwards: their receipt."""

from uuid import UUID

from django.db.models import Q

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor

from .models import Receipt


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
