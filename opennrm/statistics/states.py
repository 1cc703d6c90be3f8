"""A run of an estimate, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    QUEUED = "queued", _("Waiting to be worked out")
    RUNNING = "running", _("Being worked out")
    DONE = "done", _("Done")
    FAILED = "failed", _("Could not be worked out")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.QUEUED: {State.RUNNING, State.CANCELLED},
    # Back to the queue: whoever worked on it is gone, and somebody asked to try again.
    State.RUNNING: {State.DONE, State.FAILED, State.CANCELLED, State.QUEUED},
    State.DONE: set(),
    State.FAILED: {State.QUEUED},
    State.CANCELLED: {State.QUEUED},
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    WORKER = "worker", _("The worker on the server")
    REQUESTER = "requester", _("The person who asked: they can try again, or correct the lists")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.QUEUED: Turn.WORKER,
    State.RUNNING: Turn.WORKER,
    State.DONE: Turn.NOBODY,
    State.FAILED: Turn.REQUESTER,
    State.CANCELLED: Turn.REQUESTER,
}

ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
"""The states in which no work is under way."""
