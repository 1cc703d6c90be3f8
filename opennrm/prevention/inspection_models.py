"""Inspections: what figures count of them, and apart from that whom they inspected and what they found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import ActionOnly, classify

from .states import InspectionState


class Check(models.TextChoices):
    """Whether an inspection looked for trafficking."""

    DONE = "done", _("Yes")
    NOT_DONE = "not_done", _("No")


class Inspection(ActionOnly):
    """An inspection as figures count it. Whom it inspected and what it found is in `Findings`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    target = models.TextField()
    area = models.TextField()
    is_announced = models.BooleanField()
    reason = models.TextField()
    inspectors = models.PositiveSmallIntegerField(null=True)
    trafficking_check = models.TextField(choices=Check.choices, default="", blank=True)
    why_not = models.TextField(default="", blank=True)
    result = models.TextField(default="", blank=True)
    state = models.TextField(choices=InspectionState.choices, default=InspectionState.PLANNED)
    planned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    signed_off_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="planned_by signed_off_by why_not",
        open="id agency day target area is_announced reason inspectors trafficking_check result state done_at "
        "signed_off_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_state_known", condition=Q(state__in=InspectionState.values)
            ),
            models.CheckConstraint(
                name="inspection_check_known", condition=Q(trafficking_check__in=["", *Check.values])
            ),
            models.CheckConstraint(
                name="inspection_done_says_whether_it_checked",
                condition=~Q(state__in=[InspectionState.DONE, InspectionState.SIGNED_OFF])
                | Q(trafficking_check__in=Check.values),
            ),
        ]
        indexes = [models.Index(fields=["day"], name="inspection_by_day")]

    def __str__(self) -> str:
        return f"Inspection {self.pk}"


class Findings(Guarded):
    """Whom an inspection inspected and what it found: for the inspecting agency and investigators of the police alone.

    No name of a worker is here. `concern_due_at` is set where signs were found, or somebody under 18 was seen.
    """

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="findings")
    employer = models.TextField(default="", blank=True)
    premises = models.TextField(default="", blank=True)
    women = models.PositiveIntegerField(null=True)
    men = models.PositiveIntegerField(null=True)
    others = models.PositiveIntegerField(null=True)
    nationalities = ArrayField(models.TextField(), default=list, blank=True)
    under_18 = models.PositiveIntegerField(null=True)
    signs = ArrayField(models.TextField(), default=list, blank=True)
    penalty = models.TextField(default="", blank=True)
    concern_due_at = models.DateTimeField(null=True)
    receipt_number = models.TextField(default="", blank=True)

    CLASSES = classify(
        restricted="employer premises women men others nationalities under_18 signs penalty "
        "concern_due_at receipt_number",
        open="id readers writers inspection",
    )

    def __str__(self) -> str:
        return f"Findings {self.pk}"
