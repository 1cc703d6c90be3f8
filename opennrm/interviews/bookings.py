"""Booking a space and people for an interview, and letting them go again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.spaces import bookings
from opennrm.spaces.models import Resource

from .models import Interview


def book(
    interview: Interview, members: Collection[UUID], *, close: bool = False, by: Actor, at: datetime
) -> None:
    """Book the space and these members of teams for an interview.

    :param close: there may be less time to the bookings before and after it than the space takes between two.
    :raises NotAllowed: the actor's role books nothing.
    :raises AlreadyBooked: one of them is taken then.
    """
    assert interview.space_id, "It has a place."
    assert interview.starts_at, "It has a time."
    assert interview.ends_at, "Its time has an end."
    wanted = [
        (Resource.SPACE.value, interview.space_id),
        *((Resource.PERSON.value, each) for each in members),
    ]
    bookings.hold(
        interview.pk,
        wanted,
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        close=close,
        by=by,
        at=at,
    )
    bookings.confirm(interview.pk, by=by, at=at)


def release(interview: Interview, *, by: Actor, at: datetime) -> None:
    """Let go of everything that is booked for an interview."""
    bookings.release(interview.pk, by=by, at=at)
