"""The figures of an agency, as they were counted last. Every row is guarded."""

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import classify

FRESH = timedelta(minutes=10)
"""Whoever finds older figures has the worker count them anew."""


class KeptFigures(Guarded):
    """What was counted for those who work for an agency in one role. They are its readers, and the job that renews it.

    `figures` has what each context counted, by its name. `errand` lets the job count for whoever looked last: it sees
    what that person sees at the moment. `looked_at` is never more exact than an hour.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    figures = models.JSONField(default=dict, blank=True)
    counted_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    errand = models.UUIDField()
    errand_until = models.DateTimeField()

    CLASSES = classify(
        restricted="role figures errand", open="id readers writers agency counted_at looked_at errand_until"
    )
    objects = GuardedQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["readers"], name="figures_by_reader")]

    def __str__(self) -> str:
        return f"Figures {self.pk}"

    def is_fresh(self, at: datetime) -> bool:
        """Whether they still say how things stand at a moment."""
        return at - self.counted_at < FRESH
