"""What waits for somebody about consent, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.consents import access
from opennrm.foundation.actor import Actor
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import Item, Section, total

MOST = 5


def to_confirm(actor: Actor, at: datetime) -> list[Section]:
    """What one's agency has to confirm, the oldest first; no section where there is nothing."""
    waiting = access.to_confirm(actor)
    items = [
        Item(
            title=_("Confirm that nothing is used any more"),
            url=reverse("end-notice", args=[each.pk]),
            hint=" · ".join([each.number, moment(each.sent_at)]),
        )
        for each in waiting[:MOST]
    ]
    title = _("What was shared with your agency and is over")
    return (
        [Section(title=title, items=items, empty="", total=total(items, waiting, most=MOST))] if items else []
    )


def to_decide(actor: Actor, at: datetime) -> list[Section]:
    """The objections that wait for a data officer, the oldest first; no section where there is none."""
    waiting = access.to_decide(actor)
    items = [
        Item(
            title=_("Decide about an objection"),
            url=reverse("objection-decide", args=[each.pk]),
            hint=" · ".join([each.number, moment(each.recorded_at)]),
        )
        for each in waiting[:MOST]
    ]
    return (
        [Section(title=_("Objections"), items=items, empty="", total=total(items, waiting, most=MOST))]
        if items
        else []
    )
