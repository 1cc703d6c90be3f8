"""Visits to a child in a placement."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, events
from .actions import refuse_future
from .models import TOOK_PLACE, Placement, Visit
from .states import SeenAlone, State
from .telling import tell_of
from .vocabulary import MISSING


def record(
    root: UUID, *, visited_at: datetime, seen_alone: str, visitor: str = "", concerns: str = "",
    child_words: str = "", page: UUID, by: Actor, at: datetime,
) -> Visit:  # fmt: skip
    """Record a visit to the child. Only one in which the child was seen alone lets the time until the next one begin.

    :param visitor: who visited, if it was not whoever writes it down; sealed.
    :param page: the showing of the page that sent it; sent twice it makes one visit.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child has never been there, or is missing.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    placement = access.placement_to_change(by, root)
    visit_id = access.id_of_page("visit", root, page, by=by)
    if earlier := access.visits_of(by, root).filter(pk=visit_id).first():
        return earlier
    _refuse_unless_there(placement, visited_at, at=at)
    if seen_alone not in SeenAlone.values:
        raise Refused(_("Choose whether the child was seen alone."), field="seen_alone")
    event = _event(placement, visited_at, seen_alone, by=by)
    case = case_access.visible_to(by).get(pk=placement.case_id)
    visit = Visit.make(
        case, at, pk=visit_id, placement_id=root, visited_at=visited_at, seen_alone=seen_alone,
        recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, case.pk)
    for field, text in (("visitor", visitor), ("concerns", concerns), ("child_words", child_words)):
        seal.close_field(visit, field, text.strip())
    visit.save(from_action=True, force_insert=True)
    tell_of(event, placement, by=by, at=at, since=visited_at)
    if event is events.VISITED_ALONE:
        tell_of(events.NEXT_VISIT, placement, by=by, at=at, since=visited_at)
    return visit


def _refuse_unless_there(placement: Placement, visited_at: datetime, *, at: datetime) -> None:
    if placement.state not in TOOK_PLACE or placement.kind == MISSING:
        raise TransitionRefused(_("A visit is recorded for a place in which the child is or was."))
    refuse_future(visited_at, at=at)
    after = placement.until is not None and visited_at >= placement.until
    if after or (placement.since is not None and visited_at < placement.since):
        raise Refused(
            _("The child was not in this place at that time. Check the day and the time."), field="on"
        )


def _event(placement: Placement, visited_at: datetime, seen_alone: str, *, by: Actor) -> Event:
    if seen_alone != SeenAlone.YES:
        return events.VISITED
    later = access.visits_of(by, placement.root).filter(seen_alone=SeenAlone.YES, visited_at__gte=visited_at)
    is_over = placement.state != State.RUNNING
    return events.VISITED_BEFORE if is_over or later.exists() else events.VISITED_ALONE
