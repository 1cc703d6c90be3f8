"""The closing of a case: who asked for it and why, who decided, and how it was reopened; and which case goes on."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State


class ClosureQuerySet(CaseBoundQuerySet):
    def waiting(self) -> "ClosureQuerySet":
        return self.filter(state=State.ASKED)

    def newest_first(self) -> "ClosureQuerySet":
        return self.order_by("-asked_at", "id")


class Closure(CaseBound):
    """Somebody asks to close a case; another person, who supervises it, decides.

    `told_words`: what the child was told and by whom, or why nothing. `ends_tasks`: whether tasks that are open then
    are cancelled. `kept_until`: the last day on which the case is kept, by the class of records in `retention`.
    `form_token` is that of the form, so that it asks once.
    """

    state = models.TextField(choices=State.choices, default=State.ASKED)
    reason = models.TextField()
    outcome = models.TextField()
    words = SealedField()
    is_child_told = models.BooleanField()
    told_words = SealedField()
    ends_tasks = models.BooleanField(default=False)
    form_token = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_words = SealedField()
    retention = models.TextField(default="", blank=True)
    kept_until = models.DateField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reopening_reason = SealedField()

    CLASSES = classify(
        identifying="words told_words decision_words reopening_reason",
        restricted="reason outcome is_child_told asked_by decided_by retention kept_until reopened_by",
        open="id readers writers case state ends_tasks form_token asked_at decided_at reopened_at",
    )
    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="closure_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="closure_that_was_decided_says_when",
                condition=Q(state=State.ASKED, decided_at=None)
                | (~Q(state=State.ASKED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="closure_that_was_reopened_says_when",
                condition=Q(state=State.REOPENED, reopened_at__isnull=False)
                | (~Q(state=State.REOPENED) & Q(reopened_at=None)),
            ),
        ]
        indexes = [
            GinIndex(fields=["readers"], condition=Q(state=State.ASKED), name="closure_waiting_by_reader")
        ]

    def __str__(self) -> str:
        return f"Closure {self.pk}"


class Continuation(CaseBound):
    """A person's decision that two cases are of the same child, and that the earlier one goes on.

    There is one row in each of the two cases; `other` is the other case, `is_later` whether this is the newer one.
    """

    other = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    is_later = models.BooleanField()
    reason = SealedField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="reason",
        restricted="other decided_by",
        open="id readers writers case is_later decided_at",
    )

    def __str__(self) -> str:
        return f"Continuation {self.pk}"
