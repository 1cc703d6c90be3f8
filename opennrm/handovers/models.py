"""A handover: the agency that leads a case asks another one to lead it from now on."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State


class HandoverQuerySet(CaseBoundQuerySet):
    def waiting_for_answer(self) -> "HandoverQuerySet":
        return self.filter(state=State.ASKED)


class Handover(CaseBound):
    """The agency that leads a case asks another one to take it over.

    The summary of the child (age, sex, area, languages) and the sealed one are all that the agency that is asked sees
    before it accepts. `principal` is that of the part by which it sees them.
    """

    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    state = models.TextField(choices=State.choices, default=State.ASKED)
    reason = models.TextField()
    summary = SealedField()
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    refusal = models.TextField(default="", blank=True)
    refusal_words = SealedField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    principal = models.IntegerField()
    form_token = models.UUIDField(null=True)

    CLASSES = classify(
        identifying="summary refusal_words",
        restricted="number reason age sex area languages asked_by refusal ended_by form_token",
        open="id readers writers case from_agency to_agency state is_urgent asked_at expires_at ended_at principal",
    )
    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="handover_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="handover_ended_at_with_state",
                condition=Q(state=State.ASKED, ended_at=None)
                | (~Q(state=State.ASKED) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="handover_times_in_order", condition=Q(asked_at__lt=F("expires_at"))),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=State.ASKED), name="one_waiting_handover_a_case"
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_agency", "expires_at"],
                condition=Q(state=State.ASKED),
                name="handover_waiting_by_agency",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state=State.ASKED), name="handover_waiting_by_expiry"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def has_lapsed(self, at: datetime) -> bool:
        """Whether the time to answer has run out unused, also when no job has written that down yet."""
        return self.state == State.ASKED and at >= self.expires_at
