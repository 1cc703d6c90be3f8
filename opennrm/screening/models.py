"""Screenings, as they were answered, and the identification decisions that people took."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.country.identification import State
from opennrm.country.pack import pack
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import RequestState

FORM_OF_A_STATE = r"^[A-Za-z][A-Za-z0-9_.]*$"
"""Which states there are, the country pack says."""


class Screening(CaseBound):
    """One use of an instrument, with every answer. A later one never replaces it.

    `observations` holds what somebody wrote beside answers, sealed as `observations.to_text` has it.
    """

    instrument = models.TextField()
    instrument_version = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    observations = SealedField()
    outcome = models.TextField()
    positive_dimensions = ArrayField(models.TextField(), default=list)
    completeness = models.FloatField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "screening"

    CLASSES = classify(
        identifying="observations",
        restricted="answers outcome positive_dimensions done_by",
        open="id readers writers case instrument instrument_version completeness done_at",
    )

    class Meta:
        indexes = [
            models.Index(fields=["case", "done_at"], name="screening_of_case"),
            models.Index(fields=["done_at"], name="screening_by_moment"),
        ]

    def __str__(self) -> str:
        return f"Screening {self.pk}"


class ScreeningDraft(CaseBound):
    """A screening that somebody has begun and not finished: what they answered and wrote so far, sealed.

    One a person and case.
    """

    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    instrument = models.TextField()
    instrument_version = models.PositiveIntegerField()
    answers = SealedField()
    observations = SealedField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    CLASSES = classify(
        identifying="answers observations",
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


class ExploitationQuerySet(CaseBoundQuerySet):
    def standing(self) -> "ExploitationQuerySet":
        return self.filter(withdrawn_at=None)


class Exploitation(CaseBound):
    """One form in which the child is or was exploited, and how it is known. What was wrong is withdrawn, never deleted.

    `learned_from` says how it is known, `learned_on` since which day. `words` is what was said or seen.
    """

    form = models.TextField()
    learned_from = models.TextField()
    learned_on = models.DateField()
    words = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_reason = SealedField()
    SCOPE = "screening"

    CLASSES = classify(
        identifying="words withdrawal_reason",
        restricted="form learned_from recorded_by withdrawn_by",
        open="id readers writers case learned_on recorded_at withdrawn_at",
    )
    objects = ExploitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exploitation_withdrawn_by_somebody_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawal_reason__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="exploitation_of_case")]

    def __str__(self) -> str:
        return f"Exploitation {self.pk}"


class Identification(CaseBound):
    """Where the identification of this child stands. One row a case, kept with the case's own id."""

    state = models.TextField()
    since = models.DateTimeField()
    SCOPE = "decision"

    CLASSES = classify(restricted="state", open="id readers writers case since")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identification_state_has_form", condition=Q(state__regex=FORM_OF_A_STATE)
            )
        ]

    def __str__(self) -> str:
        return f"Identification {self.pk}"

    @property
    def stands(self) -> State:
        """The state, as the country pack has it now."""
        return pack().identification.state(self.state)


class Decision(CaseBound):
    """One identification decision: from where to where, why, when, by whom; and what was known then, for figures.

    `age` is that of the child on the day of the decision, in years; it is estimated unless it was reckoned from an
    exact date of birth. `agency_kind` is the kind of the agency that decided, `found_by` that of the agency that first
    reported the child.
    """

    from_state = models.TextField()
    to_state = models.TextField()
    reasons = SealedField()
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    age = models.PositiveSmallIntegerField(null=True)
    age_is_estimated = models.BooleanField(default=True)
    agency_kind = models.TextField(default="", blank=True)
    found_by = models.TextField(default="", blank=True)
    SCOPE = "decision"

    CLASSES = classify(
        identifying="reasons",
        restricted="from_state to_state decided_by age age_is_estimated found_by",
        open="id readers writers case decided_on recorded_at agency_kind",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_states_have_form",
                condition=Q(from_state__regex=FORM_OF_A_STATE, to_state__regex=FORM_OF_A_STATE),
            )
        ]
        indexes = [
            models.Index(fields=["case", "recorded_at"], name="decision_of_case"),
            models.Index(fields=["recorded_at"], name="decision_by_moment"),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"

    @property
    def before(self) -> State:
        """The state in which the identification was, as the country pack has it now."""
        return pack().identification.state(self.from_state)

    @property
    def after(self) -> State:
        """The state into which the decision brought it, as the country pack has it now."""
        return pack().identification.state(self.to_state)


class DecisionRequestQuerySet(CaseBoundQuerySet):
    def waiting(self) -> "DecisionRequestQuerySet":
        return self.filter(state=RequestState.WAITING)


class DecisionRequest(CaseBound):
    """The agency that leads a case asks another one for the next decision, which sees the case until `sees_until`.

    `found_by` is the kind of the agency that first reported the child, which is kept with the decision. Whoever is
    asked does not see who reported it.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    from_state = models.TextField()
    found_by = models.TextField(default="", blank=True)
    principal = models.IntegerField()
    state = models.TextField(choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    sees_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="from_state found_by asked_by ended_by",
        open="id readers writers case agency principal state asked_at sees_until ended_at",
    )
    objects = DecisionRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_request_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="decision_request_from_state_has_form",
                condition=Q(from_state__regex=FORM_OF_A_STATE),
            ),
            models.CheckConstraint(
                name="decision_request_ended_at_with_state",
                condition=Q(state=RequestState.WAITING, ended_at=None)
                | (~Q(state=RequestState.WAITING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="decision_request_times_in_order", condition=Q(asked_at__lt=F("sees_until"))
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=RequestState.WAITING),
                name="one_waiting_decision_request_a_case",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "asked_at"],
                condition=Q(state=RequestState.WAITING),
                name="decision_waiting_by_agency",
            ),
            models.Index(
                fields=["sees_until"],
                condition=Q(state=RequestState.WAITING),
                name="decision_waiting_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision request {self.pk}"

    def has_lapsed(self, at: datetime) -> bool:
        """Whether the agency can no longer see the case, also when no job has written that down yet."""
        return self.state == RequestState.WAITING and at >= self.sees_until
