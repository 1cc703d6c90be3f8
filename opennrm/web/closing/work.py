"""Requests to close a case in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.closing import access
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.web.worklist import MOST, Item, Section, total


def to_decide(actor: Actor, at: datetime) -> list[Section]:
    """The requests on which the actor can decide; no section where there is none."""
    waiting = access.to_decide(actor)
    found = list(waiting.select_related("asked_by__account").order_by("asked_at", "id")[:MOST])
    if not found:
        return []
    cases = case_access.visible_to(actor).in_bulk([closure.case_id for closure in found])
    items = [
        Item(
            title=_("Decide whether to close this case"),
            url=reverse("closing-decide", args=[closure.case_id, closure.pk]),
            hint=" · ".join(
                (
                    cases[closure.case_id].reference,
                    title_of("closing_reasons", closure.reason),
                    closure.asked_by.account.name,
                )
            ),
        )
        for closure in found
        if closure.case_id in cases
    ]
    section = Section(
        title=_("Requests to close a case"),
        items=items,
        empty="",
        total=total(items, waiting),
        all_url=reverse("case-list"),
    )
    return [section]
