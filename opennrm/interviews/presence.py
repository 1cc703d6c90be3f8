"""Who was at an interview, where, and from when until when: each as a row, also typed later from a sheet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access
from .checks import refuse_future, refuse_unless
from .models import Presence
from .states import IN_ROOM, Capacity, State, Where
from .telling import note


def come(
    interview_id: UUID,
    *,
    official: UUID | None,
    name: str,
    age: str,
    occupation: str,
    relation: str,
    capacity: str,
    place: str,
    came_at: datetime,
    left_at: datetime | None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Presence:
    """Record that somebody is or was there. Before it begins, and also after it has ended, as the sheet says.

    :param official: the membership of an official; everybody else is named, and the name is sealed.
    :param page: the showing of the page that sent it; sent twice it makes one row.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises TransitionRefused: it has no time yet, or the work on it is finished.
    :raises Refused: nobody is named, or they may not be where they are said to have been.
    """
    interview = access.interview_of_the_day(by, interview_id)
    refuse_unless(interview, State.SCHEDULED, State.UNDER_WAY, State.HELD, State.STOPPED)
    presence_id = access.id_of_page("presence", interview_id, page, by=by)
    if earlier := access.rows(Presence, by, interview).filter(pk=presence_id).first():
        return earlier
    _refuse_impossible(official, name, capacity, place, came_at, left_at, at=at)
    about: dict[str, Any] = {"official_id": official, "occupation": occupation.strip(), "capacity": capacity}
    about |= {"place": place, "came_at": came_at, "left_at": left_at}
    row = access.row_of(Presence, interview, **about, written_at=at, written_by_id=by.membership_id)
    row.pk = presence_id
    _keep(row, {"name": name, "age": age, "relation": relation}, by=by)
    note("interview.presence_recorded", interview, by=by)
    return row


def _keep(row: Presence, words: Mapping[str, str], *, by: Actor) -> None:
    seal = case_access.seal(by, row.case_id)
    for field, said in words.items():
        seal.close_field(row, field, said.strip())
    row.save(from_action=True, force_insert=True)


def _refuse_impossible(
    official: UUID | None,
    name: str,
    capacity: str,
    place: str,
    came_at: datetime,
    left_at: datetime | None,
    *,
    at: datetime,
) -> None:
    if official is None and not name.strip() and capacity != Capacity.CHILD:
        raise Refused(_("Enter the name."), field="name")
    if capacity not in Capacity.values:
        raise Refused(_("Choose one of the answers in the list."), field="capacity")
    if place not in Where.values:
        raise Refused(_("Choose one of the answers in the list."), field="place")
    if place == Where.ROOM and capacity not in IN_ROOM:
        raise Refused(
            _("Only the interviewer, an interpreter and an intermediary are in the room with the child."),
            field="place",
        )
    if capacity == Capacity.COMPANION and place in (Where.BEHIND, Where.REMOTE):
        raise Refused(
            _("Whoever came with the child neither watches nor hears the interview."), field="place"
        )
    refuse_future(came_at, at=at)
    if left_at is not None and left_at < came_at:
        raise Refused(_("Enter a time that is not before the time at which they came."), field="left_at")


def leave(interview_id: UUID, presence_id: UUID, *, left_at: datetime, by: Actor, at: datetime) -> Presence:
    """Record that somebody left. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, and the actor arranges none.
    :raises Refused: they would have left before they came, or in the future.
    """
    interview = access.interview_of_the_day(by, interview_id)
    row = access.row_to_change(Presence, by, interview, presence_id)
    if row.left_at is not None:
        return row
    refuse_future(left_at, at=at)
    if left_at < row.came_at:
        raise Refused(_("Enter a time that is not before the time at which they came."), field="time")
    row.left_at = left_at
    row.save(from_action=True, update_fields=["left_at"])
    note("interview.presence_ended", interview, by=by)
    return row
