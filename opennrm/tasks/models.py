"""Tasks of cases, what has changed about them, and who has a calendar feed."""

import uuid
from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import ActionOnly, ActionOnlyQuerySet, classify

from .events import title
from .states import Change, State


class TaskQuerySet(CaseBoundQuerySet):
    def open(self) -> "TaskQuerySet":
        return self.filter(state=State.OPEN)

    def ended(self) -> "TaskQuerySet":
        return self.exclude(state=State.OPEN)

    def overdue(self, today: date) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=today)

    def due_first(self) -> "TaskQuerySet":
        return self.order_by("due_on", "id")


class Task(CaseBound):
    """Something that is to be done in a case by a day.

    A rule of the country pack made it, or a person, who said in sealed words what is to be done. It is whoever's leads
    the case, unless it was given to one person. `moves` counts how often it was put off.
    """

    rule = models.TextField(default="", blank=True)
    kind = models.TextField()
    words = SealedField()
    due_on = models.DateField()
    given_to = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=State.choices, default=State.OPEN)
    moves = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("agencies.Account", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Account", null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = SealedField()
    escalated_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="words ended_words",
        restricted="rule kind due_on given_to made_by ended_by",
        open="id readers writers case state moves made_at ended_at escalated_at",
    )
    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="task_is_of_a_rule_or_of_a_kind",
                condition=(Q(rule="") & ~Q(kind="")) | (~Q(rule="") & Q(kind="")),
            ),
            models.CheckConstraint(
                name="task_that_ended_says_when",
                condition=Q(state=State.OPEN, ended_at=None)
                | (~Q(state=State.OPEN) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            GinIndex(fields=["readers"], condition=Q(state=State.OPEN), name="task_open_by_reader"),
            models.Index(fields=["due_on"], condition=Q(state=State.OPEN), name="task_open_by_day"),
            models.Index(fields=["made_at"], condition=Q(state=State.OPEN), name="task_open_by_making"),
            models.Index(fields=["ended_at"], condition=~Q(state=State.OPEN), name="task_ended_by_moment"),
            # With all that lists ask of the open tasks of a case, so that they read the index alone.
            models.Index(
                fields=["case"],
                include=["given_to", "readers"],
                condition=Q(state=State.OPEN),
                name="task_open_of_case",
            ),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk}"

    @property
    def title(self) -> str:
        """What is to be done, in words of the country pack that name nobody."""
        return title(rule=self.rule, kind=self.kind)


class TaskChange(CaseBound):
    """What has changed about a task: to which day it was put off and why, or to whom it was handed on."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="changes")
    change = models.TextField(choices=Change.choices)
    reason = SealedField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("agencies.Account", null=True, on_delete=models.PROTECT, related_name="+")
    due_before = models.DateField()
    due_after = models.DateField()
    given_before = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_after = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        identifying="reason",
        restricted="changed_by due_before due_after given_before given_after",
        open="id readers writers case task change changed_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_change_known", condition=Q(change__in=Change.values))
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.pk}"


class CalendarFeedQuerySet(ActionOnlyQuerySet):
    def live(self) -> "CalendarFeedQuerySet":
        return self.filter(ended_at=None)


class CalendarFeed(ActionOnly):
    """The secret address at which a calendar reads what is due to one membership; the secret itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    token_digest = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    CLASSES = classify(restricted="membership token_digest", open="id made_at expires_at ended_at")
    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ended_at=None), name="one_calendar_feed_a_membership"
            )
        ]
        indexes = [models.Index(fields=["token_digest"], name="calendar_feed_by_digest")]

    def __str__(self) -> str:
        return f"Calendar feed {self.pk}"
