"""Best-interests procedures: the question, the options, who sits in the panel and how they voted, the decision."""

from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import UNDECIDED, Ballot, EntryKind, Factor, Interest, Kind, NoView, State


class ProcedureQuerySet(CaseBoundQuerySet):
    def undecided(self) -> "ProcedureQuerySet":
        return self.filter(state__in=UNDECIDED)

    def newest_first(self) -> "ProcedureQuerySet":
        return self.order_by("-opened_at", "id")


class Procedure(CaseBound):
    """One question about what is best for the child. `round` grows each time that it is reopened.

    The members of its panel read it once the panel was opened, and never before. `voting_closed_at`: since when their
    votes are open to each other.
    """

    kind = models.TextField(choices=Kind.choices)
    question = models.TextField()
    state = models.TextField(choices=State.choices, default=State.OPENED)
    round = models.PositiveSmallIntegerField(default=1)
    facts = SealedField()
    view = SealedField()
    no_view = models.TextField(choices=NoView.choices, default="", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    panel_opened_at = models.DateTimeField(null=True)
    voting_closed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)

    CLASSES = classify(
        identifying="facts view",
        restricted="kind question no_view opened_by review_on",
        open="id readers writers case state round opened_at panel_opened_at voting_closed_at decided_at",
    )
    objects = ProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="procedure_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="procedure_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="procedure_no_view_known", condition=Q(no_view__in=["", *NoView.values])
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-opened_at"], name="procedure_of_case"),
            models.Index(fields=["state"], condition=Q(state__in=UNDECIDED), name="procedure_undecided"),
        ]

    def __str__(self) -> str:
        return f"Best-interests procedure {self.pk}"


class Choice(CaseBound):
    """One option that is weighed, by its number in the procedure."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = SealedField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="text", restricted="added_by", open="id readers writers case procedure number added_at"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_choice_a_number"),
        ]

    def __str__(self) -> str:
        return f"Option {self.number}"


class Weighing(CaseBound):
    """What speaks for and against an option by one factor. The last of a factor counts."""

    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")
    factor = models.TextField(choices=Factor.choices)
    speaks_for = SealedField()
    speaks_against = SealedField()
    weighed_at = models.DateTimeField()
    weighed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="speaks_for speaks_against",
        restricted="factor weighed_by",
        open="id readers writers case choice weighed_at",
    )

    class Meta:
        constraints = [models.CheckConstraint(name="factor_known", condition=Q(factor__in=Factor.values))]

    def __str__(self) -> str:
        return f"Weighing {self.pk}"


class Entry(CaseBound):
    """Something that was added to a procedure: facts, an interim decision, a decision, and what came of it.

    `answer` says how the child's view was weighed in a decision, or what else there is to say.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=EntryKind.choices)
    round = models.PositiveSmallIntegerField()
    choice = models.ForeignKey(Choice, null=True, on_delete=models.PROTECT, related_name="+")
    text = SealedField()
    answer = SealedField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="text answer",
        restricted="kind choice made_by",
        open="id readers writers case procedure round made_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=EntryKind.values))
        ]
        indexes = [models.Index(fields=["procedure", "made_at"], name="entry_of_procedure")]

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class SeatQuerySet(CaseBoundQuerySet):
    def standing(self) -> "SeatQuerySet":
        """Those that nobody has taken back."""
        return self.filter(removed_at=None)

    def voting(self) -> "SeatQuerySet":
        """Those whose members have undertaken to keep silent, and have no conflict."""
        return self.standing().filter(member__isnull=False, interest=Interest.NONE)


class Seat(CaseBound):
    """A seat in the panel for somebody of one agency, who takes it with an undertaking and declares their interest."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    discipline = models.TextField()
    is_chair = models.BooleanField(default=False)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    interest = models.TextField(choices=Interest.choices, default="", blank=True)
    interest_words = SealedField()
    undertaken_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="interest_words",
        restricted="discipline member interest named_by",
        open="id readers writers case procedure agency is_chair named_at undertaken_at removed_at",
    )
    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_taken_with_undertaking_and_interest",
                condition=Q(member=None, interest="", undertaken_at=None)
                | Q(member__isnull=False, interest__in=Interest.values, undertaken_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Seat {self.pk}"


class Vote(CaseBound):
    """What one member of a panel voted. Nobody else reads it until all have voted, or the chair closes the voting."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    ballot = models.TextField(choices=Ballot.choices)
    choice = models.ForeignKey(Choice, null=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    voted_at = models.DateTimeField()

    CLASSES = classify(
        identifying="reason",
        restricted="ballot choice",
        open="id readers writers case procedure seat round voted_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "round"], name="one_vote_a_seat_and_round"),
            models.CheckConstraint(
                name="vote_for_names_an_option",
                condition=Q(ballot=Ballot.FOR, choice__isnull=False)
                | (Q(ballot__in=[Ballot.AGAINST, Ballot.ABSTAIN]) & Q(choice=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Vote {self.pk}"
