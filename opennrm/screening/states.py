"""The identification of a child as a victim of trafficking, as a state table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    POTENTIAL = "potential", _("Potential victim")
    PRESUMED = "presumed", _("Presumed victim")
    CONFIRMED = "confirmed", _("Confirmed victim")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    RECONSIDERED = "reconsidered", _("Being reconsidered")


TRANSITIONS: dict[str, set[str]] = {
    State.POTENTIAL: {State.PRESUMED, State.NOT_CONFIRMED},
    State.PRESUMED: {State.CONFIRMED, State.NOT_CONFIRMED},
    State.CONFIRMED: {State.RECONSIDERED},
    State.NOT_CONFIRMED: {State.RECONSIDERED},
    State.RECONSIDERED: {State.PRESUMED, State.CONFIRMED, State.NOT_CONFIRMED},
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    DECIDER = "decider", _("The person who can decide, at the agency that leads the case")
    NOBODY = "nobody", _("Nobody, unless somebody asks for the decision to be reconsidered")


TURNS: dict[str, Turn] = {
    State.POTENTIAL: Turn.DECIDER,
    State.PRESUMED: Turn.DECIDER,
    State.CONFIRMED: Turn.NOBODY,
    State.NOT_CONFIRMED: Turn.NOBODY,
    State.RECONSIDERED: Turn.DECIDER,
}
