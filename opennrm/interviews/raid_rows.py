"""One plan for many interviews: what was asked, how far the work is, and what came out."""

from django.db import models
from django.db.models import Q

from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .raid_states import PlanState


class RaidPlan(Guarded):
    """One plan for the interviews that somebody chose. Only they see it, because a plan is of cases that they see.

    `question` (which interviews) and `result` (times, people, and why there is no time) are sealed under the plan's own
    key. `steps_done` counts the steps of the work. `heard_at` is the last sign of life of the worker.
    """

    requested_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=PlanState.choices, default=PlanState.QUEUED)
    steps_done = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    question = SealedField()
    result = SealedField()

    CLASSES = classify(
        identifying="question result",
        restricted="requested_by wrapped_key",
        open="id readers writers state steps_done requested_at heard_at ended_at booked_at expires_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="raid_plan_state_known", condition=Q(state__in=PlanState.values))
        ]
        indexes = [models.Index(fields=["requested_at"], name="raid_plan_by_time")]

    def __str__(self) -> str:
        return f"Plan {self.pk}"
