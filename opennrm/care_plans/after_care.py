"""What is kept of therapy, of leaving care and of the time after a case was closed. Every row is guarded."""

from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import FollowUpState, Readiness, YesNo

_ANSWERS = ["", *YesNo.values]


class TherapyNote(CaseBound):
    """What a therapist notes of the therapy of a child. Only the service of the referral reads it: not even the lead.

    Never changed: what is to be put right is written in a further note.
    """

    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    text = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="text",
        restricted="held_on recorded_by",
        open="id readers writers case referral recorded_at",
    )

    class Meta:
        indexes = [models.Index(fields=["referral", "-held_on", "id"], name="therapy_note_of_referral")]

    def __str__(self) -> str:
        return f"Therapy note {self.pk}"


class LeavingStep(CaseBound):
    """How ready one thing is of what a young person needs when they come of age. The newest of each counts.

    The day on which they do is reckoned from the date of birth, and never kept.
    """

    item = models.TextField()
    readiness = models.TextField(choices=Readiness.choices)
    words = SealedField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words", restricted="item readiness said_by", open="id readers writers case said_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="readiness_known", condition=Q(readiness__in=Readiness.values))
        ]
        indexes = [models.Index(fields=["case", "item", "-said_at"], name="leaving_step_of_case")]

    def __str__(self) -> str:
        return f"Leaving care {self.pk}"


class FollowUpQuerySet(CaseBoundQuerySet):
    def due(self) -> "FollowUpQuerySet":
        return self.filter(state=FollowUpState.DUE)


class FollowUp(CaseBound):
    """That somebody asks how the child is, some months after the case was closed, and what they learned."""

    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    last_day = models.DateField()
    state = models.TextField(choices=FollowUpState.choices, default=FollowUpState.DUE)
    safe = models.TextField(choices=YesNo.choices, default="", blank=True)
    in_school_or_work = models.TextField(choices=YesNo.choices, default="", blank=True)
    living_situation = models.TextField(default="", blank=True)
    re_exploited = models.TextField(choices=YesNo.choices, default="", blank=True)
    words = SealedField()
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="safe in_school_or_work living_situation re_exploited ended_by",
        open="id readers writers case months due_on last_day state made_at tried_at ended_at",
    )
    objects = FollowUpQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes it for an instance variable here

    class Meta:
        constraints = [
            models.CheckConstraint(name="follow_up_state_known", condition=Q(state__in=FollowUpState.values)),
            models.CheckConstraint(
                name="follow_up_answers_known",
                condition=Q(safe__in=_ANSWERS, in_school_or_work__in=_ANSWERS, re_exploited__in=_ANSWERS),
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_day"], condition=Q(state=FollowUpState.DUE), name="follow_up_due_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"


class FollowUpTry(CaseBound):
    """That somebody tried to reach the child: when, and in which way. Never changed."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="+")
    tried_on = models.DateField()
    way = models.TextField()
    words = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="tried_on way recorded_by",
        open="id readers writers case follow_up recorded_at",
    )

    def __str__(self) -> str:
        return f"Try {self.pk}"
