"""The end of placements: a move, a breakdown, a child who runs away, and one who comes back."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events
from .actions import finish, refuse_unless_free, save_period
from .models import Placement
from .states import TRANSITIONS, State
from .telling import follow_the_gaps, gaps_of, say_where, tell_of
from .vocabulary import CAME_BACK, ENDS, MISSING, RAN_AWAY


def end(root: UUID, *, until: datetime, because: str, words: str = "", by: Actor, at: datetime) -> Placement:
    """Record that the child has left a place. Until it is recorded where the child is, that is a gap.

    :param because: a code of the pack. Whoever ran away is recorded with `ran_away`.
    :param words: what else there is to say; sealed.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child is not there.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    placement = access.placement_to_change(by, root)
    if because not in pack().codes(ENDS):
        raise Refused(_("Choose why the child left."), field="because")
    before = gaps_of(placement, by=by)
    case_access.seal(by, placement.case_id).close_field(placement, "end_words", words.strip())
    finish(placement, until, because, by=by, at=at)
    say_where(placement, by=by, at=at)
    follow_the_gaps(placement, before, by=by, at=at)
    return placement


def ran_away(root: UUID, *, since: datetime, words: str = "", by: Actor, at: datetime) -> Placement:
    """Record that the child ran away: this placement ends, and the child is missing from that moment on.

    :returns: the placement that says that the child is missing.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child is not there, or is missing already.
    :raises Refused: the moment is before the child moved in, or in the future.
    """
    placement = access.placement_to_change(by, root)
    if placement.kind == MISSING:
        raise TransitionRefused(_("The child is recorded as missing already."))
    case_access.seal(by, placement.case_id).close_field(placement, "end_words", words.strip())
    finish(placement, since, RAN_AWAY, by=by, at=at)
    missing_root = access.id_of_page("missing", root, root, by=by)
    missing = _new(placement, missing_root, kind=MISSING, by=by, at=at)
    move(missing, State.RUNNING, transitions=TRANSITIONS)
    save_period(missing, since, None)
    tell_of(events.WENT_MISSING, missing, by=by, at=at, since=since)
    say_where(missing, by=by, at=at)
    return missing


def came_back(root: UUID, *, until: datetime, to_same_place: bool, by: Actor, at: datetime) -> Placement:
    """Record that a missing child came back or was found.

    :param to_same_place: the child stays in the place of before from that moment on. Otherwise nothing says where the
        child is, until that is recorded.
    :returns: the placement of before that goes on, or the one that said that the child was missing.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child is not missing.
    :raises Refused: the moment is before the child went missing or in the future, or there was no place before.
    """
    missing = access.placement_to_change(by, root)
    if missing.kind != MISSING:
        raise TransitionRefused(_("The child is not recorded as missing."))
    before = gaps_of(missing, by=by)
    finish(missing, until, CAME_BACK, by=by, at=at)
    last = place_before(missing, by=by) if to_same_place else None
    if to_same_place and last is None:
        raise Refused(_("No place is recorded before. Record where the child is now."), field="to_same_place")
    placement = _back_in(last, until, by=by, at=at) if last is not None else missing
    say_where(placement, by=by, at=at)
    follow_the_gaps(placement, before, by=by, at=at)
    return placement


def place_before(missing: Placement, *, by: Actor) -> Placement | None:
    """Where the child was before it went missing, if it ran away from there."""
    earlier = access.of_case(by, missing.case_id).took_place().exclude(kind=MISSING)
    return earlier.filter(end_reason=RAN_AWAY, period__endswith=missing.since).first()


def _back_in(last: Placement, since: datetime, *, by: Actor, at: datetime) -> Placement:
    root = access.id_of_page("back", last.root, last.root, by=by)
    placement = _new(last, root, kind=last.kind, by=by, at=at)
    placement.basis, placement.siblings, placement.planned_to = last.basis, last.siblings, last.planned_to
    placement.no_view = last.no_view
    seal = case_access.seal(by, last.case_id)
    for field in ("provider", "address", "contact", "order_reference", "view"):
        seal.close_field(placement, field, seal.open_field(last, field))
    refuse_unless_free(placement, since, None, by=by, at=at)
    move(placement, State.RUNNING, transitions=TRANSITIONS)
    save_period(placement, since, None)
    tell_of(events.BEGAN, placement, by=by, at=at, since=since)
    return placement


def _new(of: Placement, root: UUID, *, kind: str, by: Actor, at: datetime) -> Placement:
    case = case_access.visible_to(by).get(pk=of.case_id)
    return Placement.make(case, at, pk=root, root=root, kind=kind, made_at=at, made_by_id=by.membership_id)
