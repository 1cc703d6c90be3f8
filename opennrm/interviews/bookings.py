"""Booking a space and people for an interview, and letting them go again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.foundation.actor import Actor

from .models import Interview


def book(interview: Interview, members: Collection[UUID], *, by: Actor, at: datetime) -> None:
    """Book the space and these members of teams for an interview."""


def release(interview: Interview, *, by: Actor, at: datetime) -> None:
    """Let go of everything that is booked for an interview."""
