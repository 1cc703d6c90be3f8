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
