"""What a proceeding means for a child: restitution, special measures, the plan for the witness, who is told what."""

from django.db import models
from django.db.models import Q

from opennrm.agencies.models import Membership
from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .proceeding_rows import ChildInProceeding, Count
from .states import MeasureState
from .values import SCOPE, Measure, PaymentWay, ReleaseEvent


class RestitutionOrder(CaseBound):
    """What a court ordered to be paid to a child. What was paid is in `Payment`: ordered is not paid.

    `enforcement_at` is when somebody was asked to have it enforced.
    """

    SCOPE = SCOPE

    child = models.ForeignKey(ChildInProceeding, on_delete=models.PROTECT, related_name="orders")
    count = models.ForeignKey(Count, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    ordered_on = models.DateField()
    due_on = models.DateField(null=True)
    way = models.TextField(choices=PaymentWay.choices)
    set_aside_on = models.DateField(null=True)
    enforcement_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="amount currency count recorded_by",
        open="id readers writers case child ordered_on due_on way set_aside_on enforcement_at form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="restitution_is_an_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="restitution_way_known", condition=Q(way__in=PaymentWay.values)),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(set_aside_on=None, enforcement_at=None),
                name="restitution_due",
            )
        ]

    def __str__(self) -> str:
        return f"Restitution {self.pk}"


class Payment(CaseBound):
    """What came of an order of restitution. One that was entered by mistake is withdrawn, and stays."""

    SCOPE = SCOPE

    order = models.ForeignKey(RestitutionOrder, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_on = models.DateField()
    receipt = models.TextField(default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="amount receipt recorded_by",
        open="id readers writers case order paid_on withdrawn_at form_token recorded_at",
    )

    class Meta:
        constraints = [models.CheckConstraint(name="payment_is_an_amount", condition=Q(amount__gt=0))]
        indexes = [models.Index(fields=["order", "paid_on"], name="payment_of_order")]

    def __str__(self) -> str:
        return f"Payment {self.pk}"


class SpecialMeasure(CaseBound):
    """A special measure for a child in a proceeding: an application with states and days, never a tick in a box."""

    SCOPE = SCOPE

    child = models.ForeignKey(ChildInProceeding, on_delete=models.PROTECT, related_name="measures")
    kind = models.TextField(choices=Measure.choices)
    state = models.TextField(choices=MeasureState.choices, default=MeasureState.CONSIDERED)
    considered_on = models.DateField()
    filed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    ready_on = models.DateField(null=True)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="kind recorded_by",
        open="id readers writers case child state considered_on filed_on decided_on ready_on form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_kind_known", condition=Q(kind__in=Measure.values)),
            models.CheckConstraint(name="measure_state_known", condition=Q(state__in=MeasureState.values)),
        ]

    def __str__(self) -> str:
        return f"Measure {self.pk}"


class MeasureStep(CaseBound):
    """That a special measure came to a state, on which day, and why. Never changed."""

    SCOPE = SCOPE

    measure = models.ForeignKey(SpecialMeasure, on_delete=models.PROTECT, related_name="steps")
    state = models.TextField(choices=MeasureState.choices)
    happened_on = models.DateField()
    reasons = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="reasons",
        restricted="recorded_by",
        open="id readers writers case measure state happened_on recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_step_state_known", condition=Q(state__in=MeasureState.values)
            )
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}"


class WitnessPlan(CaseBound):
    """One version of how a child is prepared for court, brought there and told. The newest one counts."""

    SCOPE = SCOPE

    child = models.ForeignKey(ChildInProceeding, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    told_by = SealedField()
    safe_way = SealedField()
    wishes = SealedField()
    companion = SealedField()
    entrance = SealedField()
    waiting = SealedField()
    visit_on = models.DateField(null=True)
    has_separate_ways = models.BooleanField()
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    SEALED = ("told_by", "safe_way", "wishes", "companion", "entrance", "waiting")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="recorded_by",
        open="id readers writers case child version visit_on has_separate_ways form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "version"], name="one_witness_plan_a_version")
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"


class ReleaseNotice(CaseBound):
    """That something happened to an accused person which the child has to be told, by when, and when they were.

    No name stands here. What is still to come, such as a release, is a notice too: `happened_at` is then ahead.
    """

    SCOPE = SCOPE

    child = models.ForeignKey(ChildInProceeding, on_delete=models.PROTECT, related_name="notices")
    event = models.TextField(choices=ReleaseEvent.choices)
    happened_at = models.DateTimeField()
    walks_out = models.BooleanField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_how = SealedField()
    told_recorded_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="told_how",
        restricted="event happened_at told_at told_recorded_by recorded_by",
        open="id readers writers case child walks_out due_at form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="release_event_known", condition=Q(event__in=ReleaseEvent.values)),
            models.CheckConstraint(
                name="telling_of_a_release_is_whole",
                condition=Q(told_at=None, told_how=None, told_recorded_by=None)
                | Q(told_at__isnull=False, told_how__isnull=False, told_recorded_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(told_at=None), name="release_to_tell")]

    def __str__(self) -> str:
        return f"Notice {self.pk}"
