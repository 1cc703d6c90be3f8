"""Who asked to erase a case, who decided and when it was erased; and legal holds, which keep a case.

These rows outlive the key of the case, so they hold codes and times, and nothing that somebody wrote.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.writes import classify

from .states import State


class HoldQuerySet(CaseBoundQuerySet):
    def in_effect(self) -> "HoldQuerySet":
        return self.filter(lifted_at=None)


class Hold(CaseBound):
    """A legal hold: for as long as it is in effect, the case is not erased.

    It does not end by itself. `review_on` is the day by which somebody looks whether it is still needed.
    """

    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_reason = models.TextField(default="", blank=True)

    CLASSES = classify(
        restricted="reason set_by review_on reviewed_by lifted_by lift_reason",
        open="id readers writers case set_at reviewed_at lifted_at",
    )
    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_that_was_lifted_says_by_whom_and_why",
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
            )
        ]
        indexes = [GinIndex(fields=["readers"], condition=Q(lifted_at=None), name="hold_in_effect_by_reader")]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class ErasureQuerySet(CaseBoundQuerySet):
    def asked(self) -> "ErasureQuerySet":
        return self.filter(state=State.ASKED)

    def under_way(self) -> "ErasureQuerySet":
        return self.filter(state__in=(State.ASKED, State.APPROVED))

    def newest_first(self) -> "ErasureQuerySet":
        return self.order_by("-asked_at", "id")


class Erasure(CaseBound):
    """Somebody asks to erase a case; another person, in another role, decides; later it is erased.

    Whoever decides sees no case, so the request says itself what it is about. `deciders` are the teams that may
    decide. `takes_effect_at` is the end of the waiting time; until then it can be withdrawn.
    """

    closure = models.ForeignKey("closing.Closure", on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    retention = models.TextField()
    kept_until = models.DateField()
    deciders = ArrayField(models.IntegerField(), default=list)
    state = models.TextField(choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal = models.TextField(default="", blank=True)
    takes_effect_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="reference retention kept_until asked_by decided_by refusal withdrawn_by",
        open="id readers writers case closure opened_at closed_at deciders state asked_at decided_at takes_effect_at "
        "withdrawn_at erased_at",
    )
    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="erasure_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="erasure_is_decided_by_another_person",
                condition=Q(state__in=(State.ASKED, State.WITHDRAWN))
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="erasure_that_was_done_says_when",
                condition=Q(state=State.ERASED, erased_at__isnull=False, takes_effect_at__isnull=False)
                | (~Q(state=State.ERASED) & Q(erased_at=None)),
            ),
        ]
        indexes = [
            GinIndex(fields=["readers"], condition=Q(state=State.ASKED), name="erasure_asked_by_reader"),
            models.Index(
                fields=["takes_effect_at"], condition=Q(state=State.APPROVED), name="erasure_by_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
