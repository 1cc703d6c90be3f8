"""People in My work: those who wait for a confirmation, and those who were invited."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.agencies import queries
from opennrm.agencies.models import Invitation
from opennrm.foundation.actor import Actor
from opennrm.web.design import Due
from opennrm.web.worklist import MOST, Item, Section, total


def waiting(actor: Actor, at: datetime) -> list[Section]:
    """The people whom the actor can confirm."""
    rows = [row for row in queries.waiting_rows(actor) if row.hindrance is None]
    items = [
        Item(
            title=_("Confirm {name}").format(name=row.membership.account.name),
            url=reverse("confirmation-list"),
            hint=" · ".join([row.role_title, row.membership.agency.name]),
        )
        for row in rows[:MOST]
    ]
    section = Section(
        title=_("People waiting for your confirmation"),
        items=items,
        empty=_("Nobody is waiting for your confirmation."),
        total=len(rows),
    )
    return [section]


def invited(actor: Actor, at: datetime) -> list[Section]:
    """The invitations that nobody has accepted yet."""
    invitations = Invitation.objects.open(at).filter(agency_id=actor.agency_id).order_by("expires_at")
    items = [
        Item(title=invitation.name, url=reverse("account-list"), deadline=Due(due_at=invitation.expires_at))
        for invitation in invitations[:MOST]
    ]
    section = Section(
        title=_("Invitations waiting for an answer"),
        items=items,
        empty=_("No invitation is waiting for an answer."),
        total=total(items, invitations),
        all_url=reverse("account-list"),
        more={"url": reverse("account-invite"), "text": _("Invite somebody")},
    )
    return [section]
