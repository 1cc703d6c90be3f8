"""A task, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.OPEN: {State.DONE, State.CANCELLED},
    State.DONE: {State.OPEN},
    State.CANCELLED: {State.OPEN},
}
"""A task that has ended is opened again only by whoever ended it, within some minutes: to correct a slip."""


class Turn(TextChoices):
    """Who is to do the next thing."""

    OWNER = "owner", _("Whoever has the task")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.OPEN: Turn.OWNER,
    State.DONE: Turn.NOBODY,
    State.CANCELLED: Turn.NOBODY,
}


class Change(TextChoices):
    """What can change about a task that stays open."""

    PUT_OFF = "put_off", _("Put off")
    HANDED_ON = "handed_on", _("Handed on")
    FELL_BACK = "fell_back", _("Fell back to whoever leads the case")
    REOPENED = "reopened", _("Opened again")
