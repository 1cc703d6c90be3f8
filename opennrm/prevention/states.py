"""What becomes of an activity and of an inspection."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a training, a campaign or a talk is."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    REPORTED = "reported", _("Reported")
    FROZEN = "frozen", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.PLANNED: {State.HELD, State.CANCELLED},
    State.HELD: {State.REPORTED},
    # Until its quarter is published, the organiser can take a report back to correct it.
    State.REPORTED: {State.HELD, State.FROZEN},
    State.FROZEN: set(),
    State.CANCELLED: set(),
}


class Turn(models.TextChoices):
    """Who is to do the next thing."""

    ORGANISER = "organiser", _("The organiser")
    SECRETARIAT = "secretariat", _("Whoever confirms and publishes the figures")
    NOBODY = "nobody", _("Nobody. Later corrections lead to a restated figure")


TURNS: dict[str, Turn] = {
    State.PLANNED: Turn.ORGANISER,
    State.HELD: Turn.ORGANISER,
    State.REPORTED: Turn.SECRETARIAT,
    State.FROZEN: Turn.NOBODY,
    State.CANCELLED: Turn.NOBODY,
}


class InspectionState(models.TextChoices):
    """How far an inspection is."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    SIGNED_OFF = "signed_off", _("Signed off")
    CANCELLED = "cancelled", _("Cancelled")


INSPECTION_TRANSITIONS: dict[str, set[str]] = {
    InspectionState.PLANNED: {InspectionState.DONE, InspectionState.CANCELLED},
    InspectionState.DONE: {InspectionState.SIGNED_OFF},
    InspectionState.SIGNED_OFF: set(),
    InspectionState.CANCELLED: set(),
}


class InspectionTurn(models.TextChoices):
    """Who is to do the next thing about an inspection."""

    INSPECTOR = "inspector", _("The inspecting agency")
    NOBODY = "nobody", _("Nobody")


INSPECTION_TURNS: dict[str, InspectionTurn] = {
    InspectionState.PLANNED: InspectionTurn.INSPECTOR,
    InspectionState.DONE: InspectionTurn.INSPECTOR,
    InspectionState.SIGNED_OFF: InspectionTurn.NOBODY,
    InspectionState.CANCELLED: InspectionTurn.NOBODY,
}
