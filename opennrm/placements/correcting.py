"""Correcting what was recorded of a placement: a later version takes its place, and says why."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, events
from .actions import Place, close, refuse_unless_free, refuse_unless_known, save_period
from .models import TOOK_PLACE, Placement
from .states import State
from .telling import follow_the_gaps, gaps_of, say_where, tell_of
from .vocabulary import ENDS, MISSING


def correct(
    root: UUID, *, place: Place | None, since: datetime, until: datetime | None, end_reason: str = "",
    reason: str, seen: int, by: Actor, at: datetime,
) -> Placement:  # fmt: skip
    """Record once more when and where the child was. What was recorded before is kept, and counts no longer.

    :param place: where it was; None for a child who was missing.
    :param until: None if the child is still there, which a correction does not change.
    :param end_reason: why it ended, if it did.
    :param seen: the number of the version that was on the page.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child has never been there.
    :raises Refused: an answer has to be corrected, or there is another version by now.
    """
    old = access.placement_to_change(by, root)
    if old.state not in TOOK_PLACE:
        raise TransitionRefused(_("Only a placement that has begun can be corrected."))
    if old.version != seen:
        raise Refused(_("Somebody has corrected this in the meantime. Read what it says now."))
    require_reason(reason)
    if (until is None) != (old.state == State.RUNNING):
        raise Refused(_("Enter until when the child was there."), field="until_on")
    if place is not None:
        refuse_unless_known(place)
    if until is not None and end_reason != old.end_reason and end_reason not in pack().codes(ENDS):
        raise Refused(_("Choose why the child left."), field="end_reason")
    refuse_unless_free(old, since, until, by=by, at=at)
    before = gaps_of(old, by=by)
    old.replaced_at = at
    old.save(from_action=True, update_fields=["replaced_at"])
    new = _later_version(old, place, reason, by=by, at=at)
    new.state, new.end_reason = old.state, end_reason if until is not None else ""
    save_period(new, since, until)
    tell_of(events.CORRECTED, new, by=by, at=at)
    say_where(new, by=by, at=at)
    follow_the_gaps(new, before, by=by, at=at)
    return new


def _later_version(old: Placement, place: Place | None, reason: str, *, by: Actor, at: datetime) -> Placement:
    case = case_access.visible_to(by).get(pk=old.case_id)
    new = Placement.make(
        case, at, root=old.root, version=old.version + 1, kind=place.kind if place else MISSING,
        basis=place.basis if place else "", siblings=place.siblings if place else old.siblings,
        no_view=place.no_view if place else "", planned_from=old.planned_from,
        planned_to=place.planned_to if place else None, made_at=at, made_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, old.case_id)
    if place is not None:
        close(new, place, seal)
    seal.close_field(new, "end_words", seal.open_field(old, "end_words"))
    seal.close_field(new, "correction_reason", reason.strip())
    return new
