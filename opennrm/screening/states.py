"""The request to a body for a decision, as a state table. The states of an identification are the country's own."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    WAITING = "waiting", _("Waiting for the decision")
    DECIDED = "decided", _("The decision was made")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not decided in time")


TRANSITIONS: dict[str, set[str]] = {
    RequestState.WAITING: {RequestState.DECIDED, RequestState.WITHDRAWN, RequestState.LAPSED},
    RequestState.DECIDED: set(),
    RequestState.WITHDRAWN: set(),
    RequestState.LAPSED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    DECIDER = "decider", _("The agency that was asked for the decision")
    NOBODY = "nobody", _("Nobody")


TURNS: dict[str, Turn] = {
    RequestState.WAITING: Turn.DECIDER,
    RequestState.DECIDED: Turn.NOBODY,
    RequestState.WITHDRAWN: Turn.NOBODY,
    RequestState.LAPSED: Turn.NOBODY,
}
