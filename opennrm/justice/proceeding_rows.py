"""Proceedings, who is accused, the counts, and which children they are about."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import classify

from .states import OVER, CountState
from .values import SCOPE, Basis, Facts, LesserReason, PartyKind, Plea, Role, Sex


class ProceedingQuerySet(GuardedQuerySet):
    def going_on(self) -> Self:
        return self.filter(closed_on=None)


class Proceeding(Guarded):
    """One case in a court, of the agency that prosecutes it. No child is named here.

    `wrapped` is the key of what is sealed in it. It lapses from `last_event_at` on.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reference = models.TextField()
    court = models.TextField()
    judge_alone = models.BooleanField()
    in_camera = models.BooleanField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    wrapped = SealedField()
    last_event_at = models.DateTimeField()
    lapse_told_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="reference wrapped recorded_by",
        open="id readers writers agency court judge_alone in_camera opened_on closed_on last_event_at lapse_told_at "
        "version form_token recorded_at",
    )
    objects = ProceedingQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes it for an instance variable here

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proceeding_ends_after_it_opened",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
            )
        ]

    def __str__(self) -> str:
        return f"Proceeding {self.pk}"


class Accused(Guarded):
    """A person or company that is accused in a proceeding, named as on the charge sheet.

    `suspect` is who that is across investigations, if one led here: figures count that person once.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="accused")
    suspect = models.ForeignKey(
        "investigations.Suspect", null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.TextField(choices=PartyKind.choices)
    name = SealedField()
    sex = models.TextField(choices=Sex.choices)
    citizenships = ArrayField(models.TextField(), default=list, blank=True)
    is_official = models.BooleanField(default=False)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="name",
        restricted="suspect is_official recorded_by",
        open="id readers writers proceeding kind sex citizenships form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="accused_kind_known", condition=Q(kind__in=PartyKind.values)),
            models.CheckConstraint(name="accused_sex_known", condition=Q(sex__in=Sex.values)),
        ]

    def __str__(self) -> str:
        return f"Accused {self.pk}"

    @property
    def code(self) -> str:
        """By what figures and lists name them, where no name is to stand."""
        return f"A-{str(self.pk)[:6].upper()}"


class ChildInProceeding(CaseBound):
    """That the child of a case is a victim or witness in a proceeding. Its lead reads it, never who is accused.

    `agency` prosecutes. `contact` is who stays with the child if the case is closed while the proceeding goes on.
    `losses` is what restitution was asked for. `dropped_out_on` says that the child no longer takes part: the child
    keeps every right to help.
    """

    SCOPE = SCOPE

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="children")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.TextField(choices=Role.choices)
    contact = SealedField()
    restitution_asked_on = models.DateField(null=True)
    losses = SealedField()
    dropped_out_on = models.DateField(null=True)
    dropped_out_why = SealedField()
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="contact losses dropped_out_why",
        restricted="role restitution_asked_on dropped_out_on recorded_by",
        open="id readers writers case proceeding agency ended_at recorded_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding", "case"], condition=Q(ended_at=None), name="one_child_a_proceeding"
            ),
            models.CheckConstraint(name="role_in_proceeding_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="dropping_out_says_why",
                condition=Q(dropped_out_on=None, dropped_out_why=None)
                | Q(dropped_out_on__isnull=False, dropped_out_why__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Child {self.pk}"


class CountQuerySet(GuardedQuerySet):
    def that_count(self) -> Self:
        """Those that no other count has replaced."""
        return self.exclude(state=CountState.REPLACED)

    def open(self) -> Self:
        """Those of which the first court still has to decide something."""
        return self.exclude(state__in=OVER)


class Count(Guarded):
    """What one accused is charged with: the unit of justice. Its offence never changes: another count replaces it.

    `victims` are ids of `ChildInProceeding`. `verdict` is the first one, and stays, whatever comes of an appeal;
    `ended_on` is when the first court had nothing more to decide.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="counts")
    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="counts")
    number = models.PositiveSmallIntegerField()
    offence = models.TextField()
    law = models.TextField()
    section = models.TextField(default="", blank=True)
    basis = models.TextField(choices=Basis.choices)
    facts = models.TextField(choices=Facts.choices)
    lesser_because = models.TextField(choices=LesserReason.choices, default="", blank=True)
    victims = ArrayField(models.UUIDField(), default=list, blank=True)
    added_on = models.DateField()
    plea = models.TextField(choices=Plea.choices, default=Plea.NONE)
    state = models.TextField(choices=CountState.choices, default=CountState.LAID)
    verdict = models.TextField(default="", blank=True)
    verdict_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    quashed_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    replaces_because = models.TextField(default="", blank=True)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="accused victims replaces_because recorded_by",
        open="id readers writers proceeding number offence law section basis facts lesser_because added_on plea state "
        "verdict verdict_on ended_on quashed_on replaces form_token recorded_at",
    )
    objects = CountQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes it for an instance variable here

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proceeding", "number"], name="one_count_a_number"),
            models.UniqueConstraint(fields=["replaces"], name="one_count_replaces_another"),
            models.CheckConstraint(name="count_state_known", condition=Q(state__in=CountState.values)),
            models.CheckConstraint(name="count_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(name="count_facts_known", condition=Q(facts__in=Facts.values)),
            models.CheckConstraint(name="count_plea_known", condition=Q(plea__in=Plea.values)),
            models.CheckConstraint(
                name="a_lesser_law_has_a_reason",
                condition=Q(facts=Facts.TRAFFICKING)
                & ~Q(basis=Basis.TRAFFICKING)
                & Q(lesser_because__in=LesserReason.values)
                | (Q(basis=Basis.TRAFFICKING) | Q(facts=Facts.OTHER)) & Q(lesser_because=""),
            ),
            models.CheckConstraint(
                name="a_verdict_has_a_day",
                condition=Q(verdict="", verdict_on=None) | ~Q(verdict="") & Q(verdict_on__isnull=False),
            ),
            models.CheckConstraint(
                name="what_replaces_says_why",
                condition=Q(replaces=None, replaces_because="")
                | Q(replaces__isnull=False) & ~Q(replaces_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["verdict_on"], condition=~Q(verdict=""), name="count_by_verdict"),
            models.Index(fields=["added_on"], name="count_by_charge"),
        ]

    def __str__(self) -> str:
        return f"Count {self.pk}"


class CountStep(Guarded):
    """That a count came to a state, on which day, and why. Never changed."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="steps")
    state = models.TextField(choices=CountState.choices)
    happened_on = models.DateField()
    reason = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="reason recorded_by", open="id readers writers count state happened_on recorded_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="count_step_state_known", condition=Q(state__in=CountState.values))
        ]
        indexes = [models.Index(fields=["count", "happened_on"], name="step_of_count")]

    def __str__(self) -> str:
        return f"Step {self.pk}"
