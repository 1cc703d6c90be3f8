"""Runs of estimates, and what of them is shared with people who may not see small counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .states import State


class EstimateRun(Guarded):
    """One estimate that somebody asked for: what was asked, how far the work is, and what came out.

    `question` (title, lists, counts, options) and `result` (the report, or why there is none) are sealed under
    the run's own key, since small counts may point to a child. `attempt` counts how often it was begun, so
    that a worker which was given up notices. `heard_at` is the last sign of life of the worker.
    """

    requested_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    method = models.TextField()
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=1)
    work_done = models.PositiveBigIntegerField(default=0)
    work_whole = models.PositiveBigIntegerField(default=0)
    is_reliable = models.BooleanField(null=True)
    requested_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    question = SealedField()
    result = SealedField()

    CLASSES = classify(
        identifying="question result",
        restricted="requested_by wrapped_key",
        open="id readers writers method state attempt work_done work_whole is_reliable requested_at queued_at "
        "heard_at ended_at expires_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="estimate_run_state_known", condition=Q(state__in=State.values))
        ]
        indexes = [models.Index(fields=["requested_at"], name="estimate_run_by_time")]

    def __str__(self) -> str:
        return f"Estimate run {self.pk}"


class SharedEstimate(Guarded):
    """The copy of a result that was given to others: without small counts, under a key of its own.

    A row of its own, so that the database itself keeps the full result from those who read the copy.
    """

    run = models.ForeignKey(EstimateRun, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    agencies = ArrayField(models.UUIDField())
    method = models.TextField()
    is_reliable = models.BooleanField()
    expires_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    result = SealedField()

    CLASSES = classify(
        identifying="result",
        restricted="shared_by wrapped_key",
        open="id readers writers run shared_at agencies method is_reliable expires_at",
    )

    class Meta:
        indexes = [models.Index(fields=["shared_at"], name="shared_estimate_by_time")]

    def __str__(self) -> str:
        return f"Shared estimate {self.pk}"
