"""Reported concerns in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases.receipts import receipts_of
from opennrm.concerns.drafts import drafts_of
from opennrm.foundation.actor import Actor
from opennrm.web.design import Due
from opennrm.web.worklist import MOST, MOST_COUNTED, Item, Section


def reported(actor: Actor, at: datetime) -> list[Section]:
    """The concerns that the actor has begun or reported."""
    drafts = drafts_of(actor).filter(expires_at__gt=at)
    receipts = receipts_of(actor)
    items = [
        Item(
            title=_("Finish a concern that you started"),
            url=reverse("concern-list"),
            hint=_("We keep it until then"),
            deadline=Due(due_at=draft.expires_at),
        )
        for draft in drafts.order_by("expires_at")[:MOST]
    ] + [
        Item(
            title=receipt.number,
            url=reverse("concern-receipt", args=[receipt.pk]),
            hint=receipt.get_status_display(),
        )
        for receipt in receipts.order_by("-issued_at")[:5]
    ]
    section = Section(
        title=_("Concerns I reported"),
        items=items,
        empty=_("You have not reported a concern yet."),
        total=drafts.count() + receipts.order_by()[: MOST_COUNTED + 1].count(),
        all_url=reverse("concern-list"),
        more={"url": reverse("concern-list"), "text": _("Report a concern")},
    )
    return [section]
