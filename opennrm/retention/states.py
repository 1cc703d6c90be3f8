"""The erasing of a case, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    ASKED = "asked", _("Waiting for a decision")
    APPROVED = "approved", _("Approved, and not yet erased")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


TRANSITIONS: dict[str, set[str]] = {
    State.ASKED: {State.APPROVED, State.REFUSED, State.WITHDRAWN},
    State.APPROVED: {State.ERASED, State.WITHDRAWN},
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
    State.ERASED: set(),
}
"""The doors of the database take these steps (retention/sql)."""


class Turn(TextChoices):
    """Who is to do the next thing."""

    DECIDER = "decider", _("Somebody in another role who decides on erasing")
    TIME = "time", _("Nobody: the case is erased when the waiting time is over")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.ASKED: Turn.DECIDER,
    State.APPROVED: Turn.TIME,
    State.REFUSED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
    State.ERASED: Turn.NOBODY,
}
