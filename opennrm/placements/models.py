"""Where a child stays, as ranges of time; visits there; and what everybody else knows of it. Every row is guarded."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify
from opennrm.spaces.models import TheId

from .rules import Stay
from .states import NoView, SeenAlone, Siblings, State

TOOK_PLACE = (State.RUNNING, State.ENDED)
"""The states of a placement that has a time."""


class PlacementQuerySet(CaseBoundQuerySet):
    def that_count(self) -> Self:
        """Those that no later version has replaced."""
        return self.filter(replaced_at=None)

    def took_place(self) -> Self:
        """Those that count, and have begun."""
        return self.that_count().filter(state__in=TOOK_PLACE)

    def running(self) -> Self:
        return self.that_count().filter(state=State.RUNNING)

    def planned(self) -> Self:
        return self.that_count().filter(state=State.PLANNED)

    def newest_first(self) -> Self:
        """What is planned first, then the latest that took place."""
        return self.order_by("-period", "-made_at", "id")


class Placement(CaseBound):
    """One version of where a child stays. `root` is the id of its first version, by which everything else names it.

    `planned_from` and `planned_to` are what was meant, `period` what was: half-open, and without an end as long as the
    child is there. `kind` is a code of the pack, or `MISSING`. Whoever leads the case reads it, and nobody else.
    """

    root = models.UUIDField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.TextField(choices=State.choices, default=State.PLANNED)
    kind = models.TextField()
    provider = SealedField()
    address = SealedField()
    contact = SealedField()
    basis = models.TextField(default="", blank=True)
    order_reference = SealedField()
    siblings = models.TextField(choices=Siblings.choices, default=Siblings.UNKNOWN)
    view = SealedField()
    no_view = models.TextField(choices=NoView.choices, default="", blank=True)
    planned_from = models.DateField(null=True)
    planned_to = models.DateField(null=True)
    period = DateTimeRangeField(null=True)
    end_reason = models.TextField(default="", blank=True)
    end_words = SealedField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    correction_reason = SealedField()
    replaced_at = models.DateTimeField(null=True)

    SEALED = ("provider", "address", "contact", "order_reference", "view", "end_words", "correction_reason")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="kind basis siblings no_view planned_from planned_to period end_reason made_by",
        open="id readers writers case root version state made_at replaced_at",
    )
    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="placement_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="placement_siblings_known", condition=Q(siblings__in=Siblings.values)
            ),
            models.CheckConstraint(
                name="placement_no_view_known", condition=Q(no_view__in=["", *NoView.values])
            ),
            models.CheckConstraint(
                name="placement_has_the_time_of_its_state",
                condition=Q(state__in=[State.PLANNED, State.CANCELLED], period=None)
                | Q(state=State.RUNNING, period__lower_inf=False, period__upper_inf=True)
                | Q(
                    state=State.ENDED, period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
            ),
            models.CheckConstraint(
                name="placement_is_half_open",
                condition=Q(period=None) | Q(period__lower_inc=True, period__upper_inc=False),
            ),
            models.CheckConstraint(
                name="placement_that_ended_says_why",
                condition=(Q(state=State.ENDED) & ~Q(end_reason=""))
                | (~Q(state=State.ENDED) & Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="later_placement_version_says_why",
                condition=Q(version=1, correction_reason=None)
                | Q(version__gt=1, correction_reason__isnull=False),
            ),
            models.UniqueConstraint(fields=["root", "version"], name="one_placement_version_a_number"),
            ExclusionConstraint(
                name="a_child_is_in_one_place_at_a_time",
                expressions=[(TheId("case"), RangeOperators.OVERLAPS), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=TOOK_PLACE, replaced_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-made_at"], name="placement_of_case"),
            models.Index(
                fields=["kind"], condition=Q(state=State.RUNNING, replaced_at=None), name="placement_running"
            ),
        ]

    def __str__(self) -> str:
        return f"Placement {self.root}, version {self.version}"

    @property
    def since(self) -> datetime | None:
        """Since when the child was there; None while it is planned."""
        return self.period.lower if self.period else None

    @property
    def until(self) -> datetime | None:
        """Until when the child was there; None while it is planned, or goes on."""
        return self.period.upper if self.period else None

    @property
    def stay(self) -> Stay:
        """The same, as the rules reckon with it."""
        return Stay(kind=self.kind, since=self.period.lower, until=self.period.upper)


class VisitQuerySet(CaseBoundQuerySet):
    def latest_first(self) -> Self:
        return self.order_by("-visited_at", "id")


class Visit(CaseBound):
    """A visit to the child where it stays. Only one in which the child was seen alone keeps the time limit."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="+")
    visited_at = models.DateTimeField()
    visitor = SealedField()
    seen_alone = models.TextField(choices=SeenAlone.choices)
    concerns = SealedField()
    child_words = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="visitor concerns child_words",
        restricted="visited_at seen_alone recorded_by",
        open="id readers writers case placement recorded_at",
    )
    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_seen_alone_known", condition=Q(seen_alone__in=SeenAlone.values)
            )
        ]
        indexes = [models.Index(fields=["placement", "-visited_at"], name="visit_of_placement")]

    def __str__(self) -> str:
        return f"Visit {self.pk}"


class WhereaboutsQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-said_at", "-id")


class Whereabouts(CaseBound):
    """All that agencies which see the case know of where a child is: whether it is safe. The last row counts."""

    is_safe = models.BooleanField()
    said_at = models.DateTimeField()
    SCOPE = "case"

    CLASSES = classify(restricted="is_safe", open="id readers writers case said_at")
    objects = WhereaboutsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-said_at"], name="whereabouts_of_case")]

    def __str__(self) -> str:
        return f"Whereabouts {self.pk}"
