"""What waits at the linkage desk, and what it asks of a lead, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED
from opennrm.linkage import desk_access, desk_queries, outside
from opennrm.web.worklist import MOST, Item, Section, total


def questions(actor: Actor, at: datetime) -> list[Section]:
    """The questions of the desk that wait for the actor's answer."""
    waiting = desk_access.requests_to_answer(actor)
    found = list(waiting.order_by("due_at", "id")[:MOST])
    if not found:
        return []
    due = deadlines.of_matters(actor, [asked.pk for asked in found], at=at)
    cases = case_access.visible_to(actor).in_bulk([asked.case_id for asked in found])
    items = [
        Item(
            title=cases[asked.case_id].reference,
            url=reverse("link-request-show", args=[asked.pk]),
            hint=_("An office outside OpenNRM probably knows this child too. May it hear that?")
            if asked.outside_id
            else _("Another agency knows this child too. May we tell it about your case?"),
            deadline=due.get(asked.pk),
        )
        for asked in found
        if asked.case_id in cases
    ]
    return [
        Section(
            title=_("Questions from the linkage desk"), items=items, empty="", total=total(items, waiting)
        )
    ]


def at_desk(actor: Actor, at: datetime) -> list[Section]:
    """How many pairs wait at the desk, and how many leads have to be asked."""
    pairs, to_ask = desk_queries.backlog(actor).pairs, len(desk_queries.to_ask(actor))
    outside_matches = outside.waiting(actor) + len(outside.to_tell(actor))
    counted = (
        (
            outside_matches,
            ngettext(
                "%(number)s child on the list of another office",
                "%(number)s children on the lists of other offices",
                outside_matches,
            ),
            _("Decide whether to ask, or tell the other office"),
        ),
        (
            pairs,
            ngettext("%(number)s pair to decide", "%(number)s pairs to decide", pairs),
            _("Two records that may be of the same child"),
        ),
        (
            to_ask,
            ngettext("%(number)s lead agency to ask", "%(number)s lead agencies to ask", to_ask),
            _("Two agencies have cases of the same child"),
        ),
    )
    items = [
        Item(
            title=words % {"number": f"{MOST_COUNTED}+" if number > MOST_COUNTED else number},
            url=reverse("linkage-desk"),
            hint=hint,
        )
        for number, words, hint in counted
        if number
    ]
    return [Section(title=_("Linkage desk"), items=items, empty=_("No pair is waiting."))]


def of_agency(actor: Actor, at: datetime) -> list[Section]:
    """How many pairs of cases of the actor's own agency may be of one child."""
    pairs = desk_access.within_agency(actor).order_by()[: MOST_COUNTED + 1].count()
    if not pairs:
        return []
    words = ngettext("%(number)s pair to compare", "%(number)s pairs to compare", pairs)
    number = f"{MOST_COUNTED}+" if pairs > MOST_COUNTED else pairs
    item = Item(
        title=words % {"number": number},
        url=reverse("linkage-own"),
        hint=_("Your agency leads both cases of each pair"),
    )
    return [Section(title=_("Cases that may be of the same child"), items=[item], empty="")]


def figures(actor: Actor, at: datetime) -> list[Section]:
    """The page of figures, for whoever reads the audit."""
    item = Item(
        title=_("How well the linkage desk decides"),
        url=reverse("linkage-desk-figures"),
        hint=_("Only figures. You see no pair and no case"),
    )
    return [Section(title=_("Linkage desk"), items=[item], empty="")]
