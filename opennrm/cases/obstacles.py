"""What stands in the way of closing a case: each context says so of its own records, in its `obstacles.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from opennrm.foundation.actor import Actor

from .models import Case


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something that has to end before a case can be closed.

    :param words: what it is and what to do about it; they name no child.
    :param about: the subject whose page shows it, as in `Event.about`, and `subject_id` its id.
    :param goes_on_elsewhere: whether it is none where another case of the child goes on with the same question.
    """

    words: str
    about: str
    subject_id: UUID
    goes_on_elsewhere: bool = False


Obstacles = Callable[[Actor, Case], list[Obstacle]]
"""Finds those of one kind in a case, for whoever leads it."""


def in_the_way(actor: Actor, case: Case) -> list[Obstacle]:
    """Everything that stands in the way of closing a case that the actor leads."""
    gather: Callable[[], tuple[Obstacles, ...]] = import_string(settings.OBSTACLES)
    return [obstacle for find in gather() for obstacle in find(actor, case)]


def _not_taken(actor: Actor, case: Case) -> list[Obstacle]:
    if case.assigned_to_id is not None:
        return []
    words = _("Nobody has taken this case. Take it or assign it to somebody first.")
    return [Obstacle(words=words, about="case", subject_id=case.pk)]


OBSTACLES = (_not_taken,)
