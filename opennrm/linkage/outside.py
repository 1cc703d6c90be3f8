"""What the desk does with a row of another office's list that is probably a child of the mechanism.

The desk sees one side only: nobody here has the other one. It asks the lead of the case whether the other office may
hear of its row, and only then learns which row it is. Nothing here reads or writes anything of a case.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.state_table import move
from opennrm.foundation.visibility import GuardedQuerySet

from . import desk_access, row_keys
from .models import OutsideMatch
from .permissions import LINK_DECIDE, LINK_OVERSEE
from .states import OUTSIDE_STEPS, OutsideState


def at_desk(actor: Actor) -> GuardedQuerySet:
    """The matches with rows of other lists, for whoever works at the desk."""
    if not (actor.may(LINK_DECIDE) or actor.may(LINK_OVERSEE)):
        return OutsideMatch.objects.none()
    return OutsideMatch.objects.visible_to(actor)


def waiting(actor: Actor) -> int:
    """How many matches wait, up to one more than `MOST_COUNTED`."""
    return (
        at_desk(actor)
        .filter(state=OutsideState.WAITING)
        .filter(sheet__isnull=False)
        .order_by()[: MOST_COUNTED + 1]
        .count()
    )


def to_tell(actor: Actor) -> list[OutsideMatch]:
    """The matches whose lead has agreed, so that the other office can be told, the oldest first."""
    found = at_desk(actor).filter(state=OutsideState.AGREED)
    return list(found.order_by("settled_at", "id")[:MOST_COUNTED])


def _free(actor: Actor, at: datetime) -> GuardedQuerySet:
    is_free = (
        Q(taken_by=None) | Q(taken_until=None) | Q(taken_until__lte=at) | Q(taken_by_id=actor.membership_id)
    )
    return at_desk(actor).filter(state=OutsideState.WAITING).filter(is_free, sheet__isnull=False)


def held(actor: Actor, at: datetime) -> GuardedQuerySet:
    """The match that the actor has taken and still holds."""
    return _free(actor, at).filter(taken_by_id=actor.membership_id, taken_until__gt=at)


def take_next(*, by: Actor, at: datetime) -> OutsideMatch | None:
    """Take the match that comes next, for 15 minutes; the one that the actor holds already, if they do.

    :raises NotAllowed: the actor sees cases in another role.
    """
    desk_access.refuse_who_sees_cases(by)
    if match := held(by, at).first():
        return match
    free = _free(by, at).order_by("-alike", "found_at", "id")
    match = free.select_for_update(of=("self",), skip_locked=True).first()
    if match is None:
        return None
    match.taken_by_id, match.taken_until = by.membership_id, at + desk_access.CLAIM
    match.save(from_action=True, update_fields=["taken_by", "taken_until"])
    return match


def open_sheet(match_id: UUID, *, by: Actor, at: datetime) -> tuple[OutsideMatch, Mapping[str, str]]:
    """Open what the mechanism knows of the child of the match in hand. It is recorded, with no case.

    :raises NotThere: the actor holds no such match, or no longer.
    """
    match = fetch(held(by, at), pk=match_id)
    if match.wrapped is None:
        raise NotThere
    audit.record("outside_match.opened", subject=match)
    return match, json.loads(row_keys.seal_of(match).open_field(match, "sheet"))


def decide(match_id: UUID, *, is_asked: bool, reason: str = "", by: Actor, at: datetime) -> OutsideMatch:
    """Let the lead of the case be asked within a minute, or drop the match for a reason.

    :param reason: why it is dropped; a code of the pack.
    :raises NotThere: the actor holds no such match, or no longer.
    :raises Refused: it is dropped without a reason of the pack.
    """
    match = fetch(held(by, at).select_for_update(of=("self",)), pk=match_id)
    if not is_asked and reason not in pack().codes("link_unsure_reasons"):
        raise Refused(_("Choose a reason."), field="reason")
    move(match, OutsideState.ASKING if is_asked else OutsideState.DROPPED, transitions=OUTSIDE_STEPS)
    match.reason, match.decided_by_id = "" if is_asked else reason, by.membership_id
    match.taken_by, match.taken_until = None, None
    match.settled_at = None if is_asked else at
    match.save(
        from_action=True,
        update_fields=["state", "reason", "decided_by", "taken_by", "taken_until", "settled_at"],
    )
    audit.record("outside_match.decided", subject=match, detail={"state": match.state})
    return match


def told(match_id: UUID, *, by: Actor) -> OutsideMatch:
    """Say that the other office was told to talk to the desk about its row.

    :raises NotThere: there is no such match.
    :raises TransitionRefused: the lead has not agreed, or the office was told already.
    """
    match = fetch(at_desk(by).select_for_update(of=("self",)), pk=match_id)
    move(match, OutsideState.TOLD, transitions=OUTSIDE_STEPS)
    match.save(from_action=True, update_fields=["state"])
    audit.record("outside_match.told", subject=match)
    return match
