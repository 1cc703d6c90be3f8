"""One plan for many interviews, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    QUEUED = "queued", _("Waiting for its turn")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Made")
    FAILED = "failed", _("Could not be made")
    BOOKED = "booked", _("Booked")


PLAN_TRANSITIONS: dict[str, set[str]] = {
    PlanState.QUEUED: {PlanState.RUNNING},
    PlanState.RUNNING: {PlanState.DONE, PlanState.FAILED},
    PlanState.DONE: {PlanState.BOOKED},
    PlanState.FAILED: set(),
    PlanState.BOOKED: set(),
}


class PlanTurn(TextChoices):
    """Who is to do the next thing."""

    WORKER = "worker", _("The worker on the server")
    FACILITATOR = "facilitator", _("Whoever asked for the plan: they book it, or make another one")
    NOBODY = "nobody", _("Nobody: it has ended")


PLAN_TURNS: dict[str, PlanTurn] = {
    PlanState.QUEUED: PlanTurn.WORKER,
    PlanState.RUNNING: PlanTurn.WORKER,
    PlanState.DONE: PlanTurn.FACILITATOR,
    PlanState.FAILED: PlanTurn.FACILITATOR,
    PlanState.BOOKED: PlanTurn.NOBODY,
}
UNDER_WAY = (PlanState.QUEUED, PlanState.RUNNING)
"""The states in which the worker is to do something."""
