"""Screenings, as they were answered, and the identification decisions that people took."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State


class Screening(CaseBound):
    """One use of an instrument, with every answer. A later one never replaces it."""

    instrument = models.TextField()
    instrument_version = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    outcome = models.TextField()
    positive_dimensions = ArrayField(models.TextField(), default=list)
    completeness = models.FloatField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "screening"

    CLASSES = classify(
        restricted="answers outcome positive_dimensions done_by",
        open="id readers writers case instrument instrument_version completeness done_at",
    )

    class Meta:
        indexes = [models.Index(fields=["case", "done_at"], name="screening_of_case")]

    def __str__(self) -> str:
        return f"Screening {self.pk}"


class ScreeningDraft(CaseBound):
    """A screening that somebody has begun and not finished: their answers so far, sealed. One a person and case."""

    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    instrument = models.TextField()
    instrument_version = models.PositiveIntegerField()
    answers = SealedField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    CLASSES = classify(
        identifying="answers",
        restricted="membership",
        open="id readers writers case instrument instrument_version begun_at saved_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "membership"], name="one_screening_draft_a_person_and_case"
            )
        ]

    def __str__(self) -> str:
        return f"Screening draft {self.pk}"


class Identification(CaseBound):
    """Where the identification of this child stands. One row a case, kept with the case's own id."""

    state = models.TextField(choices=State.choices, default=State.POTENTIAL)
    since = models.DateTimeField()
    SCOPE = "decision"

    CLASSES = classify(restricted="state", open="id readers writers case since")

    class Meta:
        constraints = [
            models.CheckConstraint(name="identification_state_known", condition=Q(state__in=State.values))
        ]

    def __str__(self) -> str:
        return f"Identification {self.pk}"


class Decision(CaseBound):
    """One identification decision: from where to where, why, when, by whom."""

    from_state = models.TextField(choices=State.choices)
    to_state = models.TextField(choices=State.choices)
    reasons = SealedField()
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "decision"

    CLASSES = classify(
        identifying="reasons",
        restricted="from_state to_state decided_by",
        open="id readers writers case decided_on recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_states_known",
                condition=Q(from_state__in=State.values, to_state__in=State.values),
            )
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="decision_of_case")]

    def __str__(self) -> str:
        return f"Decision {self.pk}"
