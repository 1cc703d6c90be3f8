"""An interview with its request, what a child said before, the child's times, and who is planned for it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.references import reference_of
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify
from opennrm.spaces.models import TheId

from .states import (
    BOOKED,
    OPEN,
    AccountForm,
    Capacity,
    Conflict,
    Interpreter,
    Outcome,
    Recorded,
    Sequence,
    State,
    StoppedBy,
    TimeKind,
    Urgency,
    Wish,
)
from .vocabulary import REFERENCE_PREFIX, SCOPE


class InterviewQuerySet(CaseBoundQuerySet):
    def open(self) -> "InterviewQuerySet":
        """Those in which something is still to be done."""
        return self.filter(state__in=OPEN)

    def in_state(self, *states: str) -> "InterviewQuerySet":
        return self.filter(state__in=states)

    def soonest_first(self) -> "InterviewQuerySet":
        return self.order_by(F("starts_at").asc(nulls_first=True), "requested_at", "id")


class Interview(CaseBound):
    """One interview of one child, from the request to its end.

    `shielded`: until it was held, whoever leads it sees nothing else of the case. `quorum` are the disciplines of
    which one has to be there, `watch_later` those that may also watch the recording. `missed` and `replanned` count how
    often. `lead_sex`, and whether somebody was to interpret the language of the child (`interpreted`), are kept for
    whoever counts interviews and sees nothing of the team. Agencies whose part in the case covers interviews read it
    and take the steps that are theirs.
    """

    SCOPE = SCOPE

    state = models.TextField(choices=State.choices)
    sequence = models.TextField(choices=Sequence.choices)
    reason_code = models.TextField(default="", blank=True)
    reason = SealedField()
    urgency = models.TextField(choices=Urgency.choices)
    not_before = models.DateTimeField(null=True)
    must_before = models.DateTimeField(null=True)
    language = models.TextField()
    interpreter = models.TextField(choices=Interpreter.choices)
    wish = models.TextField(choices=Wish.choices)
    needs = ArrayField(models.TextField(), default=list, blank=True)
    name_to_use = SealedField()
    aids = SealedField()
    companion = SealedField()
    medical_window_end = models.DateTimeField(null=True)
    shielded = models.BooleanField()
    quorum = ArrayField(models.TextField(), default=list, blank=True)
    watch_later = ArrayField(models.TextField(), default=list, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    space = models.ForeignKey("spaces.Space", null=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    lead_sex = models.TextField(default="", blank=True)
    interpreted = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(default=0)
    replanned = models.PositiveSmallIntegerField(default=0)

    basis_at = models.DateTimeField(null=True)
    basis_until = models.DateField(null=True)
    protocol = models.TextField(default="", blank=True)
    recorder_tested_at = models.DateTimeField(null=True)
    recorder_failed_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(choices=Outcome.choices, default="", blank=True)
    stopped_by = models.TextField(choices=StoppedBy.choices, default="", blank=True)
    state_before = ArrayField(models.TextField(), default=list, blank=True)
    state_after = ArrayField(models.TextField(), default=list, blank=True)
    note = SealedField()
    debrief = SealedField()
    debriefed_at = models.DateTimeField(null=True)
    recorded = models.TextField(choices=Recorded.choices, default="", blank=True)
    recorded_words = SealedField()
    recorded_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)
    end_words = SealedField()

    CLASSES = classify(
        identifying="reason name_to_use aids companion note debrief recorded_words end_words",
        restricted="reason_code language interpreter wish needs medical_window_end requested_by approved_by space lead "
        "lead_sex interpreted "
        "starts_at ends_at not_before must_before began_at ended_at outcome stopped_by state_before state_after "
        "recorded_by countersigned_by end_reason",
        open="id readers writers case state sequence urgency shielded quorum watch_later requested_at approved_at "
        "missed replanned basis_at basis_until protocol recorder_tested_at recorder_failed_at "
        "debriefed_at recorded countersigned_at closed_at",
    )
    objects = InterviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="interview_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="interview_sequence_known", condition=Q(sequence__in=Sequence.values)
            ),
            models.CheckConstraint(name="interview_urgency_known", condition=Q(urgency__in=Urgency.values)),
            models.CheckConstraint(
                name="interview_interpreter_known", condition=Q(interpreter__in=Interpreter.values)
            ),
            models.CheckConstraint(name="interview_wish_known", condition=Q(wish__in=Wish.values)),
            models.CheckConstraint(
                name="interview_outcome_known", condition=Q(outcome__in=["", *Outcome.values])
            ),
            models.CheckConstraint(
                name="interview_stopped_by_known", condition=Q(stopped_by__in=["", *StoppedBy.values])
            ),
            models.CheckConstraint(
                name="interview_recorded_known", condition=Q(recorded__in=["", *Recorded.values])
            ),
            models.CheckConstraint(
                name="interview_that_is_booked_has_a_time",
                condition=~Q(state__in=BOOKED) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
            ),
            ExclusionConstraint(
                name="a_child_has_one_interview_at_a_time",
                expressions=[
                    (TheId("case"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            Value("[)"),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=BOOKED),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-requested_at", "id"], name="interview_of_case"),
            models.Index(fields=["starts_at"], condition=Q(state__in=BOOKED), name="interview_by_time"),
            models.Index(fields=["state"], condition=Q(state__in=OPEN), name="interview_open"),
        ]

    def __str__(self) -> str:
        return f"Interview {self.pk}"

    @property
    def reference(self) -> str:
        """How it is named outside the case: on the particulars, and in the ledgers of its recordings."""
        return reference_of(REFERENCE_PREFIX, self.pk)

    @property
    def is_first(self) -> bool:
        return self.sequence == Sequence.FIRST


class PriorAccount(CaseBound):
    """That somebody has asked the child before, or the child has told something: so that nobody asks it again."""

    SCOPE = SCOPE

    asked_by = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    form = models.TextField(choices=AccountForm.choices)
    reference = SealedField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="reference",
        restricted="asked_by told_on form added_by",
        open="id readers writers case added_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="prior_account_form_known", condition=Q(form__in=AccountForm.values))
        ]
        indexes = [models.Index(fields=["case", "told_on"], name="prior_account_of_case")]

    def __str__(self) -> str:
        return f"Prior account {self.pk}"


class ChildTime(CaseBound):
    """A time in which the child has something else, from the start until just before the end.

    `hard`: no interview is then, unless whoever works on the case finds with the child that it can be.
    """

    SCOPE = SCOPE

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.TextField(choices=TimeKind.choices)
    hard = models.BooleanField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="starts_at ends_at kind added_by",
        open="id readers writers case hard added_at removed_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="child_time_kind_known", condition=Q(kind__in=TimeKind.values)),
            models.CheckConstraint(name="child_time_has_a_length", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["case", "starts_at"], name="child_time_of_case")]

    def __str__(self) -> str:
        return f"Time of the child {self.pk}"


class ConflictOfInterest(CaseBound):
    """That a member of a team has nothing to do with the interview of this child. Why, only who declared it reads."""

    SCOPE = SCOPE

    official = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Conflict.choices)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="official kind declared_by", open="id readers writers case declared_at withdrawn_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="conflict_kind_known", condition=Q(kind__in=Conflict.values))
        ]

    def __str__(self) -> str:
        return f"Conflict of interest {self.pk}"


class Place(CaseBound):
    """Somebody of a team who is planned for an interview, and in which capacity."""

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    capacity = models.TextField(choices=Capacity.choices)
    planned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="official capacity", open="id readers writers case interview planned_at released_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="place_capacity_known", condition=Q(capacity__in=Capacity.values))
        ]

    def __str__(self) -> str:
        return f"Place {self.pk}"


class Relaxation(CaseBound):
    """That a condition of a time does not count for this interview: who says so, whose it is, and why.

    `condition` is the name of one, such as "child_time" or "quorum(prosecution)".
    """

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    condition = models.TextField()
    words = SealedField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="condition agreed_by",
        open="id readers writers case interview agreed_at",
    )

    def __str__(self) -> str:
        return f"Relaxation {self.pk}"


class LostTime(CaseBound):
    """A time that an interview had and lost, because it was planned anew or did not take place. Never changed."""

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    was_missed = models.BooleanField()
    reason = models.TextField()
    words = SealedField()
    lost_at = models.DateTimeField()
    lost_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="starts_at reason lost_by",
        open="id readers writers case interview was_missed lost_at",
    )

    def __str__(self) -> str:
        return f"Lost time {self.pk}"


class PlanningSheet(CaseBound):
    """What was found out before the day, so that the day suits the child. Sealed, because it tells of the child."""

    SCOPE = SCOPE

    interview = models.OneToOneField(Interview, on_delete=models.PROTECT, related_name="+")
    tired = SealedField()
    medicine = SealedField()
    food = SealedField()
    misses = SealedField()
    comfort = SealedField()
    seats = SealedField()
    room_seen = models.BooleanField(null=True)
    interpreter_briefed = models.BooleanField(null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    SEALED = ("tired", "medicine", "food", "misses", "comfort", "seats")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="room_seen interpreter_briefed written_by",
        open="id readers writers case interview written_at",
    )

    def __str__(self) -> str:
        return f"Planning sheet {self.pk}"
