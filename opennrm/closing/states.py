"""The closing of a case, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    ASKED = "asked", _("Waiting for a supervisor")
    APPROVED = "approved", _("Closed")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Reopened")


TRANSITIONS: dict[str, set[str]] = {
    State.ASKED: {State.APPROVED, State.REFUSED, State.WITHDRAWN},
    State.APPROVED: {State.REOPENED},
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
    State.REOPENED: set(),
}
"""A case is closed again by asking again: each closing has its own reasons."""


class Turn(TextChoices):
    """Who is to do the next thing."""

    SUPERVISOR = "supervisor", _("A supervisor who did not ask for it")
    NOBODY = "nobody", _("Nobody: it has been decided")


TURNS: dict[str, Turn] = {
    State.ASKED: Turn.SUPERVISOR,
    State.APPROVED: Turn.NOBODY,
    State.REFUSED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
    State.REOPENED: Turn.NOBODY,
}
