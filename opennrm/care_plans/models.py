"""Safety, needs, plans with goals and actions, deliveries and reviews. Every row is guarded."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .after_care import FollowUp as FollowUp
from .after_care import FollowUpQuerySet as FollowUpQuerySet
from .after_care import FollowUpTry as FollowUpTry
from .after_care import LeavingStep as LeavingStep
from .after_care import TherapyNote as TherapyNote
from .states import ActionState, CopyGiven, Decision, NoView, PlanState, SafeTonight, Unit

_BEING_WRITTEN = [PlanState.DRAFT, PlanState.PROPOSED]


def _person(**options: Any) -> models.ForeignKey:
    return models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+", **options)


def _referral() -> models.ForeignKey:
    return models.ForeignKey("referrals.Referral", null=True, on_delete=models.PROTECT, related_name="+")


class SafetyAssessment(CaseBound):
    """Whether the child is safe, and on which conditions: one row for each time, never changed."""

    assessed_at = models.DateTimeField()
    dangers = ArrayField(models.TextField(), default=list, blank=True)
    safe_tonight = models.TextField(choices=SafeTonight.choices)
    conditions = SealedField()
    next_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    CLASSES = classify(
        identifying="conditions",
        restricted="assessed_at dangers safe_tonight next_at recorded_by",
        open="id readers writers case recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="safe_tonight_known", condition=Q(safe_tonight__in=SafeTonight.values)
            ),
            models.CheckConstraint(
                name="safety_is_looked_at_again_later", condition=Q(next_at__gt=F("assessed_at"))
            ),
        ]
        indexes = [models.Index(fields=["case", "-assessed_at", "id"], name="safety_of_case")]

    def __str__(self) -> str:
        return f"Safety assessment {self.pk}"


class ImmediateAct(CaseBound):
    """Something that is done at once to keep the child safe: who does it, until when, and when it was done."""

    assessment = models.ForeignKey(SafetyAssessment, on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    owner = SealedField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_words = SealedField()
    done_by = _person(null=True)

    CLASSES = classify(
        identifying="owner done_words",
        restricted="code due_at done_by",
        open="id readers writers case assessment done_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="act_that_is_done_says_by_whom",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case", "due_at"], name="immediate_act_of_case")]

    def __str__(self) -> str:
        return f"Immediate act {self.pk}"


class NeedAssessment(CaseBound):
    """How great the needs of the child are by domain, and what is strong: one row for each version, never changed.

    `levels` has a level for each domain of the pack. `child_words` are the child's own, as `words_written_by` wrote
    them down.
    """

    number = models.PositiveIntegerField()
    assessed_on = models.DateField()
    levels = models.JSONField()
    strengths = SealedField()
    child_words = SealedField()
    words_language = models.TextField(default="", blank=True)
    words_written_by = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    CLASSES = classify(
        identifying="strengths child_words words_written_by",
        restricted="assessed_on levels words_language recorded_by",
        open="id readers writers case number recorded_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_need_assessment_a_number")
        ]

    def __str__(self) -> str:
        return f"Need assessment {self.pk}"


class PlanQuerySet(CaseBoundQuerySet):
    def being_written(self) -> "PlanQuerySet":
        return self.filter(state__in=_BEING_WRITTEN)

    def in_force(self) -> "PlanQuerySet":
        return self.filter(state=PlanState.ACTIVE)


class Plan(CaseBound):
    """One version of the plan of a case. What it wants to reach are the goals that were open in it.

    `number` counts the versions. `lead` is whoever worked on the case when it was written. `outcomes` says for each
    domain, once the plan has ended, what became of the need.
    """

    number = models.PositiveIntegerField()
    state = models.TextField(choices=PlanState.choices, default=PlanState.DRAFT)
    lead = _person()
    made_at = models.DateTimeField()
    made_by = _person()
    reason = SealedField()
    agreed_with = ArrayField(models.TextField(), default=list, blank=True)
    child_view = SealedField()
    why_no_view = models.TextField(choices=NoView.choices, default="", blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = _person(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = _person(null=True)
    decision_words = SealedField()
    copy_given = models.TextField(choices=CopyGiven.choices, default="", blank=True)
    copy_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = _person(null=True)
    ended_words = SealedField()
    outcomes = models.JSONField(null=True)

    SEALED = ("reason", "child_view", "decision_words", "ended_words")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="lead made_by agreed_with why_no_view proposed_by decided_by copy_given copy_on ended_by outcomes",
        open="id readers writers case number state made_at proposed_at decided_at ended_at",
    )
    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_state_known", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(
                name="plan_that_is_agreed_has_the_view_of_the_child",
                condition=Q(state__in=_BEING_WRITTEN) | Q(child_view__isnull=False) | ~Q(why_no_view=""),
            ),
            models.CheckConstraint(
                name="plan_without_view_says_why", condition=Q(why_no_view__in=["", *NoView.values])
            ),
            models.CheckConstraint(
                name="copy_of_plan_known",
                condition=Q(copy_given="", copy_on=None)
                | Q(copy_given__in=CopyGiven.values, copy_on__isnull=False),
            ),
            models.UniqueConstraint(fields=["case", "number"], name="one_plan_a_number"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=_BEING_WRITTEN), name="one_plan_being_written"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=PlanState.ACTIVE), name="one_plan_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}, version {self.number}"


class GoalQuerySet(CaseBoundQuerySet):
    def of_plan(self, plan: Plan) -> "GoalQuerySet":
        """What a version of the plan wanted to reach."""
        later = Q(dropped_in=None) | Q(dropped_in__number__gt=plan.number)
        return self.filter(later, case_id=plan.case_id, added_in__number__lte=plan.number)


class Goal(CaseBound):
    """What is to be reached for the child, in plain words, and by what anybody can see that it was.

    It belongs to the case: a new version of the plan takes it along with its actions, unless it is left out there.
    """

    domain = models.TextField()
    words = SealedField()
    done_when = SealedField()
    by_when = models.DateField()
    added_in = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = _person()
    dropped_in = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words done_when",
        restricted="domain by_when added_by",
        open="id readers writers case added_in added_at dropped_in",
    )
    objects = GoalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Goal {self.pk}"


class PlanActionQuerySet(CaseBoundQuerySet):
    def open(self) -> "PlanActionQuerySet":
        return self.filter(state=ActionState.OPEN)


class PlanAction(CaseBound):
    """Something that somebody does for a goal. What became of it is said once, by a person, with its day.

    `referral` is the one by which a service does it: that service reads the action and its goal.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    words = SealedField()
    who = SealedField()
    due_on = models.DateField()
    referral = _referral()
    state = models.TextField(choices=ActionState.choices, default=ActionState.OPEN)
    added_at = models.DateTimeField()
    added_by = _person()
    result_on = models.DateField(null=True)
    result_words = SealedField()
    set_at = models.DateTimeField(null=True)
    set_by = _person(null=True)

    CLASSES = classify(
        identifying="words who result_words",
        restricted="kind due_on added_by result_on set_by",
        open="id readers writers case goal referral state added_at set_at",
    )
    objects = PlanActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_action_state_known", condition=Q(state__in=ActionState.values)),
            models.CheckConstraint(
                name="plan_action_is_set_by_somebody_on_a_day",
                condition=Q(state=ActionState.OPEN, result_on=None, set_at=None, set_by=None)
                | (
                    ~Q(state=ActionState.OPEN)
                    & Q(result_on__isnull=False, set_at__isnull=False, set_by__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state=ActionState.OPEN), name="plan_action_open_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"Action of a plan {self.pk}"


class DeliveryQuerySet(CaseBoundQuerySet):
    def that_count(self) -> "DeliveryQuerySet":
        """Those that no later row has corrected."""
        return self.filter(~Exists(Delivery.objects.filter(corrects=OuterRef("pk"))))


class Delivery(CaseBound):
    """What a service gave the child: from when to when, how much, by whom, and who paid. Corrected by a later row."""

    service_kind = models.TextField()
    provider = SealedField()
    first_day = models.DateField()
    last_day = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.TextField(choices=Unit.choices)
    paid_by = models.TextField()
    public_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    referral = _referral()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    CLASSES = classify(
        identifying="provider reason",
        restricted="service_kind first_day last_day amount unit paid_by public_cost recorded_by",
        open="id readers writers case referral corrects recorded_at",
    )
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(name="delivery_is_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="delivery_costs_no_less_than_nothing",
                condition=Q(public_cost=None) | Q(public_cost__gte=0),
            ),
            models.CheckConstraint(name="delivery_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="a_corrected_delivery_has_its_reason",
                condition=Q(corrects=None, reason=None) | Q(corrects__isnull=False, reason__isnull=False),
            ),
            models.UniqueConstraint(fields=["corrects"], name="one_correction_a_delivery"),
        ]
        indexes = [models.Index(fields=["case", "first_day", "id"], name="delivery_of_case")]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"


class Review(CaseBound):
    """That the plan was looked at with those who know the child: what became of each goal, and what was decided."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    held_on = models.DateField()
    attendance = ArrayField(models.TextField(), default=list)
    results = models.JSONField()
    decision = models.TextField(choices=Decision.choices)
    words = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    CLASSES = classify(
        identifying="words",
        restricted="due_at held_on attendance results decision recorded_by",
        open="id readers writers case plan recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_decision_known", condition=Q(decision__in=Decision.values))
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"
