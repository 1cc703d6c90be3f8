"""Case reviews: the team talks about a child whose interview is due or over, and decides by codes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .interview_rows import Interview
from .vocabulary import SCOPE


class CaseReview(CaseBound):
    """That the team reviews a case: called for a day, then held by people of these disciplines.

    `meeting` is the same for all cases that one meeting is about. Whoever sees one of them does not know of the others.
    """

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    meeting = models.UUIDField()
    planned_on = models.DateField()
    called_at = models.DateTimeField()
    called_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    remote = models.BooleanField(default=False)
    disciplines = ArrayField(models.TextField(), default=list, blank=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="planned_on called_by disciplines held_by",
        open="id readers writers case interview meeting called_at remote held_at",
    )

    class Meta:
        indexes = [
            models.Index(fields=["case", "called_at"], name="case_review_of_case"),
            models.Index(fields=["meeting"], name="case_review_by_meeting"),
        ]

    def __str__(self) -> str:
        return f"Case review {self.pk}"


class ReviewDecision(CaseBound):
    """What a case review decided: a code of the pack, the agency that does it, and by when."""

    SCOPE = SCOPE

    review = models.ForeignKey(CaseReview, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField()
    words = SealedField()
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="decision owner due_on done_by",
        open="id readers writers case review decided_at done_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_decision_done_with_by_whom",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Review decision {self.pk}"
