"""The mechanism's own records as lists that overlap: where an estimate can begin."""

from datetime import datetime

from django.utils.translation import gettext_noop

from opennrm.foundation.actor import Actor
from opennrm.linkage import overlaps
from opennrm.linkage.models import OverlapTable
from opennrm.linkage.overlaps import Overlaps
from opennrm.linkage.permissions import LINK_OVERLAPS
from opennrm.statistics.hidden_population import Reading, Sentence, table_from_counts

COUNTED = gettext_noop(
    "The lists are those of OpenNRM, counted on {day}. A child is on the list of each agency that reported the child."
)
CONFLICT = gettext_noop(
    "Of some children, people have said both that two records are of one child and that they are of different "
    "children. Each of them counts once."
)
LEFT_OUT = gettext_noop(
    "An estimate reads at most {most} lists. Children whom only other agencies reported are left out."
)


def counted_at(actor: Actor) -> datetime | None:
    """When the lists were counted that the actor can use; None if they can use none."""
    table = _newest(actor)
    return table.counted_at if table else None


def read(actor: Actor) -> Reading | None:
    """The lists, and what to know of them; None if the actor can use none. That they were opened is recorded.

    :raises TableRefused: nothing can be estimated from them; the message says why.
    """
    table = _newest(actor)
    return reading_of(overlaps.opened(table)) if table else None


def read_for_job(actor: Actor) -> Reading | None:
    """The same for the matcher, on the server's command line.

    :raises TableRefused: nothing can be estimated from them; the message says why.
    """
    table = overlaps.newest(actor)
    return reading_of(overlaps.opened(table)) if table else None


def reading_of(found: Overlaps) -> Reading:
    """These counts as a table, with sentences that say where they come from.

    :raises TableRefused: nothing can be estimated from them; the message says why.
    """
    lists = range(len(found.agencies))
    table = table_from_counts(
        [[int(number in places) for number in lists] for places, _children in found.counts],
        [children for _places, children in found.counts],
        found.agencies,
    )
    notes = [Sentence(COUNTED, {"day": found.counted_at.date().isoformat()})]
    if found.in_conflict:
        notes.append(Sentence(CONFLICT))
    if found.left_out:
        notes.append(Sentence(LEFT_OUT, {"most": overlaps.MOST_LISTS}))
    return Reading(table, tuple(notes))


def _newest(actor: Actor) -> OverlapTable | None:
    return overlaps.newest(actor) if actor.may(LINK_OVERLAPS) else None
