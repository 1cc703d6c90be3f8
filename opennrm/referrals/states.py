"""A referral, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")
    NO_SHOW = "no_show", _("The child did not come")
    COMPLETED = "completed", _("Completed")


TRANSITIONS: dict[str, set[str]] = {
    State.SENT: {State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED},
    State.ACCEPTED: {State.COMPLETED, State.NO_SHOW, State.WITHDRAWN},
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
    State.EXPIRED: set(),
    State.NO_SHOW: set(),
    State.COMPLETED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    RECEIVER = "receiver", _("The service")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.SENT: Turn.RECEIVER,
    State.ACCEPTED: Turn.RECEIVER,
    State.DECLINED: Turn.NOBODY,
    State.WITHDRAWN: Turn.NOBODY,
    State.EXPIRED: Turn.NOBODY,
    State.NO_SHOW: Turn.NOBODY,
    State.COMPLETED: Turn.NOBODY,
}
