"""What waits for investigators, prosecutors and the supervisors who are asked, for My work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.investigations import access, impunity, lapsing
from opennrm.investigations.models import Investigation
from opennrm.investigations.permissions import INVESTIGATE
from opennrm.investigations.states import State
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import Item, Section

MOST = 10


def investigations(actor: Actor, at: datetime) -> list[Section]:
    """What lies with the actor: investigations that they lead, or that were sent to their agency."""
    visible = access.visible_to(actor).order_by("last_event_at", "id")
    if actor.may(INVESTIGATE):
        found = list(visible.filter(lead_id=actor.membership_id, state=State.OPEN)[:MOST])
        late = set(
            lapsing.lapsing(actor, at=at).filter(lead_id=actor.membership_id).values_list("pk", flat=True)
        )
        title, empty = _("Your investigations"), _("You lead no open investigation.")
    else:
        sent = visible.filter(prosecutors_id=actor.agency_id, state=State.WITH_PROSECUTOR)
        found, late = list(sent[:MOST]), set()
        title, empty = _("Investigations sent to you"), _("No investigation waits for you.")
    items = [_item(row, is_late=row.pk in late) for row in found]
    return [
        Section(title=title, items=items, empty=empty, total=len(items), all_url=reverse("investigations"))
    ]


def _item(row: Investigation, *, is_late: bool) -> Item:
    since = {"day": day(row.last_event_at.date())}
    hint = _("Nothing has happened since %(day)s") if is_late else _("Last entry on %(day)s")
    return Item(title=row.reference, url=reverse("investigation", args=[row.pk]), hint=hint % since)


def requests_wait(actor: Actor, at: datetime) -> Sequence[QuerySet[Any]]:
    """The requests of which one has to be there for the section."""
    return [access.requests_to_answer(actor)]


def child_suspects(actor: Actor, at: datetime) -> list[Section]:
    """Whether a child may be listed as a suspect: what waits for an answer."""
    found = list(
        access.requests_to_answer(actor).select_related("asking_agency").order_by("asked_at", "id")[:MOST]
    )
    items = [
        Item(
            title=_("May a child be listed as a suspect?"),
            url=reverse("child-suspect", args=[row.pk]),
            hint=row.asking_agency.name,
        )
        for row in found
    ]
    return (
        [Section(title=_("Questions about a child"), items=items, empty="", total=len(items))]
        if items
        else []
    )


def questions_wait(actor: Actor, at: datetime) -> Sequence[QuerySet[Any]]:
    """The questions of which one has to be there for the section."""
    return [impunity.to_decide(actor)]


def non_punishment(actor: Actor, at: datetime) -> list[Section]:
    """Children about whom the actor's agency is asked whether they are punished."""
    found = list(impunity.to_decide(actor).order_by("raised_at", "id")[:MOST])
    items = [
        Item(
            title=_("Is this child to be punished?"),
            url=reverse("non-punishment", args=[row.pk]),
            hint=row.case_reference,
        )
        for row in found
    ]
    return (
        [Section(title=_("Children not to be punished"), items=items, empty="", total=len(items))]
        if items
        else []
    )
