"""Placements in My work: children who are missing, and those who are to move in."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor
from opennrm.placements import access
from opennrm.placements.models import Placement, PlacementQuerySet
from opennrm.placements.vocabulary import MISSING, kind_title
from opennrm.web.templatetags.design import day, moment
from opennrm.web.worklist import Item, Section, total

MOST = 5


def waiting(actor: Actor) -> PlacementQuerySet:
    """The planned placements and the missing children of the open cases that are assigned to somebody."""
    own = access.visible_to(actor).filter(case__assigned_to_id=actor.membership_id, case__closed_at=None)
    return own.planned() | own.running().filter(kind=MISSING)


def sections(actor: Actor, at: datetime) -> list[Section]:
    """What waits of one's own; no section where nothing does."""
    rows = waiting(actor)
    items = [_item(each) for each in rows.order_by("-state", "planned_from", "id")[:MOST]]
    if not items:
        return []
    title = _("Where children stay")
    return [Section(title=title, items=items, empty="", total=total(items, rows, most=MOST))]


def _item(placement: Placement) -> Item:
    is_missing = placement.kind == MISSING
    since = _("Since %(when)s") % {"when": moment(placement.since)}
    hint = since if is_missing else f"{kind_title(placement.kind)} · {day(placement.planned_from)}"
    return Item(
        title=_("A child is missing") if is_missing else _("A child is to move in"),
        url=reverse("placement-show", args=[placement.root]),
        hint=hint,
        is_urgent=is_missing,
    )
