"""A handover, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")


TRANSITIONS: dict[str, set[str]] = {
    State.ASKED: {State.ACCEPTED, State.REFUSED, State.WITHDRAWN, State.EXPIRED},
    State.ACCEPTED: set(),
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
    State.EXPIRED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    ASKED_AGENCY = "asked_agency", _("The agency that was asked")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.ASKED: Turn.ASKED_AGENCY,
    State.ACCEPTED: Turn.NOBODY,
    State.REFUSED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
    State.EXPIRED: Turn.NOBODY,
}
