"""What is recorded on the day of an interview, as rows with times: phases, who was where, questions, dangers."""

from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .interview_rows import Interview
from .states import Act, Asked, Capacity, Flag, PhaseKind, Where
from .vocabulary import SCOPE


class Phase(CaseBound):
    """A part of an interview, from its start to its end. At most one goes on at a time."""

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=PhaseKind.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    CLASSES = classify(restricted="kind started_at ended_at", open="id readers writers case interview")

    class Meta:
        constraints = [
            models.CheckConstraint(name="phase_known", condition=Q(kind__in=PhaseKind.values)),
            models.CheckConstraint(
                name="phase_ends_after_its_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [models.Index(fields=["interview", "started_at"], name="phase_of_interview")]

    def __str__(self) -> str:
        return f"Phase {self.pk}"


class Presence(CaseBound):
    """That somebody was there: where, from when until when, and in which capacity. A court asks for exactly this.

    Officials are named by their membership, everybody else by a name that is sealed.
    """

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    name = SealedField()
    age = SealedField()
    relation = SealedField()
    occupation = models.TextField(default="", blank=True)
    capacity = models.TextField(choices=Capacity.choices)
    place = models.TextField(choices=Where.choices)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="name age relation",
        restricted="official capacity place came_at left_at written_by",
        open="id readers writers case interview occupation written_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="presence_place_known", condition=Q(place__in=Where.values)),
            models.CheckConstraint(name="presence_capacity_known", condition=Q(capacity__in=Capacity.values)),
            models.CheckConstraint(
                name="presence_ends_after_its_start", condition=Q(left_at=None) | Q(left_at__gte=F("came_at"))
            ),
        ]
        indexes = [models.Index(fields=["interview", "came_at"], name="presence_of_interview")]

    def __str__(self) -> str:
        return f"Presence {self.pk}"


class QuestionSlip(CaseBound):
    """A question that somebody who watches hands in for the break, and what became of it."""

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    text = SealedField()
    passed_at = models.DateTimeField()
    passed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    asked = models.TextField(choices=Asked.choices, default=Asked.WAITS)
    why = SealedField()
    settled_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="text why",
        restricted="passed_by",
        open="id readers writers case interview passed_at asked settled_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="question_slip_asked_known", condition=Q(asked__in=Asked.values))
        ]

    def __str__(self) -> str:
        return f"Question slip {self.pk}"


class MustAct(CaseBound):
    """Something that came up and cannot wait, and what was done about it. Without that no interview is closed."""

    SCOPE = SCOPE

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    flag = models.TextField(choices=Flag.choices)
    words = SealedField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    act = models.TextField(choices=Act.choices, default="", blank=True)
    act_words = SealedField()
    acted_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words act_words",
        restricted="flag act raised_by acted_by",
        open="id readers writers case interview raised_at acted_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="must_act_flag_known", condition=Q(flag__in=Flag.values)),
            models.CheckConstraint(name="must_act_act_known", condition=Q(act__in=["", *Act.values])),
        ]

    def __str__(self) -> str:
        return f"Must act {self.pk}"
