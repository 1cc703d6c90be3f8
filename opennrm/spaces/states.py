"""What becomes of a booking."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a booking stands. One that is held or confirmed keeps everybody else away; a released one keeps nobody."""

    HOLD = "hold", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")


TRANSITIONS: dict[str, set[str]] = {
    State.HOLD: {State.CONFIRMED, State.RELEASED},
    State.CONFIRMED: {State.RELEASED},
    State.RELEASED: set(),
}


class Turn(models.TextChoices):
    """Who is to do the next thing."""

    BOOKER = "booker", _("Whoever books spaces and people")
    NOBODY = "nobody", _("Nobody: it keeps nobody away any more")


TURNS: dict[str, Turn] = {
    State.HOLD: Turn.BOOKER,
    State.CONFIRMED: Turn.BOOKER,
    State.RELEASED: Turn.NOBODY,
}
