"""A piece of joint work, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    TAKING_PART = "taking_part", _("Takes part")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")
    ENDED = "ended", _("Ended")
    OVER = "over", _("Ended on its last day")


TRANSITIONS: dict[str, set[str]] = {
    State.ASKED: {State.TAKING_PART, State.DECLINED, State.WITHDRAWN, State.EXPIRED},
    State.TAKING_PART: {State.ENDED, State.OVER},
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
    State.EXPIRED: set(),
    State.ENDED: set(),
    State.OVER: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    ASKED_AGENCY = "asked_agency", _("The agency that was asked")
    BOTH = "both", _("The agency that takes part, until it or the lead agency ends this")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.ASKED: Turn.ASKED_AGENCY,
    State.TAKING_PART: Turn.BOTH,
    State.DECLINED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
    State.EXPIRED: Turn.NOBODY,
    State.ENDED: Turn.NOBODY,
    State.OVER: Turn.NOBODY,
}
