"""A referral: one agency asks a service to take on a need of a child."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State


class ReferralQuerySet(CaseBoundQuerySet):
    def waiting_for_answer(self) -> "ReferralQuerySet":
        return self.filter(state=State.SENT)

    def ongoing(self) -> "ReferralQuerySet":
        return self.filter(state__in=[State.SENT, State.ACCEPTED])

    def received_by(self, agency_id) -> "ReferralQuerySet":
        return self.filter(receiver_id=agency_id)


class Referral(CaseBound):
    """One agency asks a service of another to help. The summary is all that the service sees before it accepts."""

    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    purpose = models.TextField()
    state = models.TextField(choices=State.choices, default=State.SENT)
    basis = models.TextField()
    child_agrees = models.TextField(default="not_asked")
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    note = SealedField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    answer_due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.TextField(default="", blank=True)
    outcome = models.TextField(default="", blank=True)
    outcome_note = SealedField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    asked_principal = models.IntegerField()
    serving_principal = models.IntegerField()

    CLASSES = classify(
        identifying="note outcome_note",
        restricted="number basis child_agrees age sex area languages sent_by answered_by decline_reason outcome ended_by",
        open="id readers writers case service sender receiver purpose state is_urgent sent_at answer_due_at expires_at "
        "escalated_at answered_at ended_at asked_principal serving_principal",
    )
    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="referral_answered_at_with_by",
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="referral_of_case"),
            models.Index(fields=["receiver", "state"], name="referral_by_receiver"),
            models.Index(fields=["expires_at"], condition=Q(state="sent"), name="referral_waiting_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.number
