"""Reported concerns in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases.receipts import receipts_of
from opennrm.concerns.drafts import drafts_of
from opennrm.foundation.actor import Actor
from opennrm.web.design import Due
from opennrm.web.worklist import MOST, Item, Section, total

NEWEST = 5
"""So many receipts are listed."""


def reported(actor: Actor, at: datetime) -> list[Section]:
    """The concerns that the actor has begun or reported."""
    begun = drafts_of(actor).filter(expires_at__gt=at)
    sent = receipts_of(actor)
    drafts, receipts = list(begun.order_by("expires_at")[:MOST]), list(sent.order_by("-issued_at")[:NEWEST])
    items = [
        Item(
            title=_("Finish a concern that you started"),
            url=reverse("concern-list"),
            hint=_("We keep it until then"),
            deadline=Due(due_at=draft.expires_at),
        )
        for draft in drafts
    ] + [
        Item(
            title=receipt.number,
            url=reverse("concern-receipt", args=[receipt.pk]),
            hint=receipt.get_status_display(),
        )
        for receipt in receipts
    ]
    section = Section(
        title=_("Concerns I reported"),
        items=items,
        empty=_("You have not reported a concern yet."),
        total=total(drafts, begun) + total(receipts, sent, most=NEWEST),
        all_url=reverse("concern-list"),
        more={"url": reverse("concern-list"), "text": _("Report a concern")},
    )
    return [section]
