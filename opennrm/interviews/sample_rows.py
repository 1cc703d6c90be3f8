"""Until when samples can be taken: the last contact that is known, and the forensic examination."""

from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.writes import classify

from .vocabulary import SCOPE


class SampleWindow(CaseBound):
    """The last contact that is known, from which the time is counted in which samples may be found.

    It warns and refuses nothing: a child can be examined at any time. A contact that turns out to be another one takes
    the place of the earlier one, which is kept.
    """

    SCOPE = SCOPE

    contact_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)
    examined_at = models.DateTimeField(null=True)
    examination_recorded_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        restricted="contact_at recorded_by examined_at examination_recorded_by",
        open="id readers writers case recorded_at replaced_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sample_window_examined_after_the_contact",
                condition=Q(examined_at=None) | Q(examined_at__gte=F("contact_at")),
            ),
            models.CheckConstraint(
                name="sample_window_examined_with_by_whom",
                condition=Q(examined_at=None, examination_recorded_by=None)
                | Q(examined_at__isnull=False, examination_recorded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Sample window {self.pk}"
