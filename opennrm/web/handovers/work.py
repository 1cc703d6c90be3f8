"""Cases that one's agency was asked to take over, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import deadlines
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.handovers import access
from opennrm.web.worklist import MOST, Item, Section


def offered(actor: Actor, at: datetime) -> list[Section]:
    """What waits for the agency's answer; no section where there is none, as there seldom is."""
    waiting = access.to_answer(actor).filter(expires_at__gt=at).select_related("from_agency")
    found = list(waiting.order_by("expires_at", "id")[:MOST])
    if not found:
        return []
    due = deadlines.of_matters(actor, [handover.pk for handover in found], at=at)
    items = [
        Item(
            title=_("Asked by {agency}").format(agency=handover.from_agency.name),
            url=reverse("handover-show", args=[handover.pk]),
            hint=" · ".join(filter(None, (handover.number, title_of("areas", handover.area)))),
            deadline=due.get(handover.pk),
            is_urgent=handover.is_urgent,
        )
        for handover in found
    ]
    return [Section(title=_("Cases offered to your agency"), items=items, empty="")]
