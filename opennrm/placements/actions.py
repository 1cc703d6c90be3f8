"""Planning and beginning placements. Each is one step of a transaction that the caller entered."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import Seal
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events
from .models import Placement
from .states import TRANSITIONS, NoView, Siblings, State
from .telling import follow_the_gaps, gaps_of, say_where, tell_of
from .vocabulary import BASES, ENDS, KINDS


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the child stays, on which basis, and what the child said about it.

    :param provider: who runs the place, `address` where it is and `contact` how it is reached; sealed.
    :param order_reference: by which the order of a court is found; sealed.
    :param view: what the child says about it, in the child's own words; without it `no_view` says why not.
    :param planned_to: until when it is meant to last.
    """

    kind: str
    provider: str
    basis: str
    address: str = ""
    contact: str = ""
    order_reference: str = ""
    siblings: str = Siblings.UNKNOWN.value
    view: str = ""
    no_view: str = ""
    planned_to: date | None = None


def plan(
    case_id: UUID, *, place: Place, planned_from: date, page: UUID, by: Actor, at: datetime
) -> Placement:
    """Plan where the child is to stay, for whoever leads the case.

    :param page: the showing of the page that sent it; sent twice it makes one placement.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_to_place(by, case_id, lock=True)
    root = access.id_of_page("new", case_id, page, by=by)
    if earlier := access.of_case(by, case_id).filter(root=root).first():
        return earlier
    refuse_unless_known(place)
    if place.planned_to is not None and place.planned_to < planned_from:
        raise Refused(_("Enter a day that is not before the child moves in."), field="planned_to")
    placement = draw_up(case, root, place, by=by, at=at)
    placement.planned_from = planned_from
    placement.save(from_action=True, force_insert=True)
    tell_of(events.PLANNED, placement, by=by, at=at)
    return placement


def begin_at_once(
    case_id: UUID,
    *,
    place: Place,
    since: datetime,
    ended_because: str = "",
    page: UUID,
    by: Actor,
    at: datetime,
) -> Placement:
    """Record where the child stays since a moment. What was recorded as going on until now ends at that moment.

    :param ended_because: why the placement before ended, if there is one: a code of the pack.
    :param page: as for `plan`.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_to_place(by, case_id, lock=True)
    root = access.id_of_page("new", case_id, page, by=by)
    if earlier := access.of_case(by, case_id).filter(root=root).first():
        return earlier
    refuse_unless_known(place)
    return _begin(draw_up(case, root, place, by=by, at=at), since, ended_because, by=by, at=at)


def begin(root: UUID, *, since: datetime, ended_because: str = "", by: Actor, at: datetime) -> Placement:
    """Record that the child has moved into a place that was planned. What went on until now ends at that moment.

    :param ended_because: as for `begin_at_once`.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child is there already, or it was cancelled.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    placement = access.placement_to_change(by, root)
    if placement.state != State.PLANNED:
        raise TransitionRefused(_("This placement is not planned any more."))
    return _begin(placement, since, ended_because, by=by, at=at)


def cancel(root: UUID, *, reason: str, by: Actor, at: datetime) -> Placement:
    """Say that the child does not move into a place that was planned, and why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises TransitionRefused: the child has moved in, or it was cancelled already.
    :raises Refused: the reason is missing.
    """
    placement = access.placement_to_change(by, root)
    require_reason(reason)
    move(placement, State.CANCELLED, transitions=TRANSITIONS)
    case_access.seal(by, placement.case_id).close_field(placement, "end_words", reason.strip())
    placement.save(from_action=True, update_fields=["state", "end_words"])
    tell_of(events.CANCELLED, placement, by=by, at=at)
    return placement


def _begin(
    placement: Placement, since: datetime, ended_because: str, *, by: Actor, at: datetime
) -> Placement:
    before = gaps_of(placement, by=by)
    end_what_runs(placement.case_id, since, ended_because, by=by, at=at)
    refuse_unless_free(placement, since, None, by=by, at=at)
    move(placement, State.RUNNING, transitions=TRANSITIONS)
    save_period(placement, since, None)
    tell_of(events.BEGAN, placement, by=by, at=at, since=since)
    say_where(placement, by=by, at=at)
    follow_the_gaps(placement, before, by=by, at=at)
    return placement


def end_what_runs(case_id: UUID, since: datetime, because: str, *, by: Actor, at: datetime) -> None:
    """End the placement that goes on, if there is one, at the moment at which the next one begins."""
    running = access.of_case(by, case_id).running().select_for_update(of=("self",)).first()
    if running is not None:
        if because not in pack().codes(ENDS):
            raise Refused(_("Choose why the child left the place before."), field="ended_because")
        finish(running, since, because, by=by, at=at)


def finish(placement: Placement, until: datetime, because: str, *, by: Actor, at: datetime) -> None:
    """End a placement that the caller has locked, and tell it.

    :raises TransitionRefused: it does not go on.
    :raises Refused: the moment is before it began, or in the future.
    """
    move(placement, State.ENDED, transitions=TRANSITIONS)
    refuse_future(until, at=at)
    if placement.since is not None and until <= placement.since:
        raise Refused(_("Enter a time after the child moved in."), field="on")
    placement.end_reason = because
    save_period(placement, placement.since, until)
    tell_of(events.ENDED, placement, by=by, at=at, since=until, end=because)


def save_period(placement: Placement, since: datetime | None, until: datetime | None) -> None:
    """Save a placement with its time: a new one as a new row."""
    placement.period = (since, until)
    if placement._state.adding:
        placement.save(from_action=True, force_insert=True)
    else:
        placement.save(from_action=True, update_fields=["state", "period", "end_reason", "end_words"])
    placement.refresh_from_db(fields=["period"])


def draw_up(case: Case, root: UUID, place: Place, *, by: Actor, at: datetime) -> Placement:
    """The first version of a placement, not yet saved."""
    placement = Placement.make(
        case, at, pk=root, root=root, kind=place.kind, basis=place.basis, siblings=place.siblings,
        no_view=place.no_view, planned_to=place.planned_to, made_at=at, made_by_id=by.membership_id,
    )  # fmt: skip
    close(placement, place, case_access.seal(by, case.pk))
    return placement


def close(placement: Placement, place: Place, seal: Seal) -> None:
    """Seal into a row what identifies the place and the child."""
    for field in ("provider", "address", "contact", "order_reference", "view"):
        seal.close_field(placement, field, getattr(place, field).strip())


def refuse_unless_known(place: Place) -> None:
    """Refuse a place of which something is missing, or that the country does not know."""
    if place.kind not in pack().codes(KINDS):
        raise Refused(_("Choose what kind of place it is."), field="kind")
    if place.basis not in pack().codes(BASES):
        raise Refused(_("Choose on which basis the child stays there."), field="basis")
    if place.siblings not in Siblings.values:
        raise Refused(_("Choose one of the answers in the list."), field="siblings")
    if not place.provider.strip():
        raise Refused(_("Enter who looks after the child there."), field="provider")
    if not place.view.strip() and place.no_view not in NoView.values:
        raise Refused(_("Enter what the child says, or choose why nothing is known."), field="view")


def refuse_future(moment: datetime, *, at: datetime) -> None:
    """Refuse a moment that has not come yet."""
    if moment > at:
        raise Refused(_("Enter when it was. It cannot be in the future."), field="on")


def refuse_unless_free(
    placement: Placement, since: datetime, until: datetime | None, *, by: Actor, at: datetime
) -> None:
    """Refuse a time in which the child was somewhere else, or that has not come yet."""
    refuse_future(until or since, at=at)
    if until is not None and until <= since:
        raise Refused(_("Enter an end that is after the beginning."), field="until_on")
    others = access.of_case(by, placement.case_id).took_place().exclude(root=placement.root)
    for other in others:
        begins_before_end = until is None or other.since < until
        if begins_before_end and (other.until is None or since < other.until):
            raise Refused(
                _("The child is recorded in another place at that time. Check the times."), field="on"
            )
