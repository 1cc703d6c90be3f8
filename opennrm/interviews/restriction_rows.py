"""What the times and places of a child's interviews have to respect, beside the times in which the child is busy."""

from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.writes import classify

from .vocabulary import SCOPE


class Restriction(CaseBound):
    """One of three: a child whom this child must not meet, a space that is not for this child, or a longest way.

    `other_case` is that of the other child, who has a row too. `minutes` is how long the child travels at most.
    """

    SCOPE = SCOPE

    other_case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    space = models.ForeignKey("spaces.Space", null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="other_case space minutes added_by", open="id readers writers case added_at removed_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restriction_says_one_thing",
                condition=Q(other_case__isnull=False, space=None, minutes=None)
                | Q(other_case=None, space__isnull=False, minutes=None)
                | Q(other_case=None, space=None, minutes__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case", "added_at"], name="restriction_of_case")]

    def __str__(self) -> str:
        return f"Restriction {self.pk}"
