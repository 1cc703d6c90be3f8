"""A visit to a child."""

from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify


class VisitQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> "VisitQuerySet":
        return self.order_by("-visited_at", "id")


class Visit(CaseBound):
    """Somebody went to see the child. `next_on` is the day until which somebody has to look in again."""

    kind = models.TextField()
    note = SealedField()
    visited_at = models.DateTimeField()
    visited_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    SCOPE = "visits"

    CLASSES = classify(
        identifying="note",
        restricted="kind visited_by next_on",
        open="id readers writers case visited_at reminded_at",
    )
    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_reminds_of_a_later_day",
                condition=Q(next_on=None) | Q(next_on__gte=F("visited_at__date")),
            )
        ]
        indexes = [models.Index(fields=["next_on"], condition=Q(reminded_at=None), name="visit_to_remind_of")]

    def __str__(self) -> str:
        return f"Visit {self.pk}"
