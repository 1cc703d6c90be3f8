"""Panels in My work: seats that can be taken, and votes that wait."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.best_interests import access
from opennrm.foundation.actor import Actor
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import Item, Section, total

MOST = 5


def sections(actor: Actor, at: datetime) -> list[Section]:
    """The seats that can be taken, and those in which a vote waits; no section where there is none."""
    voting, waiting = access.seats_voting(actor), access.seats_waiting(actor)
    found = [(_("Vote in a panel"), voting), (_("Take a seat in a panel for your agency"), waiting)]
    made = [
        Section(
            title=title,
            items=_items(title, rows),
            empty="",
            total=total(_items(title, rows), rows, most=MOST),
        )
        for title, rows in found
    ]
    return [section for section in made if section.items]


def _items(title: str, rows) -> list[Item]:
    return [
        Item(title=title, url=reverse("panel-show", args=[seat.pk]), hint=day(seat.named_at.date()))
        for seat in rows.order_by("named_at", "id")[:MOST]
    ]
