"""A case, who takes part in it, its clocks, its documents and its story. Every row is guarded."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .bound import LEAD, CaseBound, CaseBoundQuerySet, Correction
from .case_rows import CaseQuerySet
from .states import FromList, Loss, Part, ReceiptStatus


class CaseKey(Guarded):
    """The wrapped data key of one case, made before the case; its id is the case's."""

    wrapped = SealedField()
    SCOPE = "case"

    CLASSES = classify(restricted="wrapped", open="id readers writers")

    def __str__(self) -> str:
        return f"Key of {self.pk}"


class Case(Guarded):
    """What everything about one child hangs on, and the one key of who may see it."""

    reference = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    lead_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_urgent = models.BooleanField(default=False)
    area = models.TextField(default="", blank=True)
    sex = models.TextField(default="", blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    risk = models.TextField(default="", blank=True)
    from_list = models.TextField(choices=FromList.choices, default="", blank=True)
    SCOPE = "case"

    CLASSES = classify(
        restricted="reference assigned_to area sex age languages risk",
        open="id readers writers opened_at closed_at erased_at lead_agency is_urgent from_list",
    )
    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_from_list_known", condition=Q(from_list__in=["", *FromList.values])
            )
        ]
        indexes = [
            GinIndex(fields=["readers"], name="case_by_reader"),
            # Most cases are closed after some years: what is open has indexes of its own.
            GinIndex(fields=["readers"], condition=Q(closed_at=None), name="case_open_by_reader"),
            models.Index(fields=["-opened_at", "id"], name="case_newest_first"),
            models.Index(fields=["risk", "-opened_at", "id"], name="case_by_risk"),
            models.Index(
                fields=["-opened_at", "id"], condition=Q(closed_at=None), name="case_open_newest_first"
            ),
            models.Index(
                fields=["-opened_at", "id"],
                condition=Q(closed_at__isnull=False),
                name="case_closed_newest_first",
            ),
            models.Index(fields=["reference"], name="case_by_reference"),
            models.Index(
                fields=["-is_urgent", "opened_at"], condition=Q(assigned_to=None), name="case_not_taken"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def readers_of(self, scope: str, *, at: datetime) -> list[int]:
        """The readers of a new row of the case: its lead, and the live parts that cover this scope."""
        return Participation.objects.readers_of(self.pk, scope, at=at)


class Receipt(CaseBound):
    """What whoever reported a concern keeps: a number, and a status that says nothing of the child."""

    number = models.TextField()
    status = models.TextField(choices=ReceiptStatus.choices, default=ReceiptStatus.RECEIVED)
    status_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    reporter = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="number reporter", open="id readers writers case status status_at issued_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="receipt_status_known", condition=Q(status__in=ReceiptStatus.values))
        ]
        indexes = [models.Index(fields=["number"], name="receipt_by_number")]

    def __str__(self) -> str:
        return self.number


class ParticipationQuerySet(CaseBoundQuerySet):
    def readers_of(self, case_id: UUID, scope: str, *, at: datetime) -> list[int]:
        """As `Case.readers_of`, for whoever may hold no part that shows the case itself."""
        if not scope:
            return [LEAD]
        covering = self.covering(case_id, scope, at=at)
        return sorted({LEAD, *covering.values_list("principal", flat=True)})

    def covering(self, case_id: UUID, scope: str, *, at: datetime) -> Self:
        """The live parts in a case that cover new rows of this scope.

        Whoever led the case before keeps what was there when they handed it over, and sees nothing that came later.
        Whoever keeps a recording sees that one, which names their team, and no later one of somebody else.
        """
        live = Q(offered_until=None) | Q(offered_until__gt=at)
        covering = self.filter(live, case_id=case_id, scopes__contains=[scope], ended_at=None)
        return covering.exclude(part__in=[Part.FORMER_LEAD, Part.KEEPING])


class Participation(CaseBound):
    """A part that an agency has, had or was offered in a case, and on which basis."""

    part = models.TextField(choices=Part.choices)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    principal = models.IntegerField()
    scopes = ArrayField(models.TextField(), default=list)
    basis = models.TextField()
    offered_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="basis",
        open="id readers writers case part agency principal scopes offered_until started_at ended_at",
    )
    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="part_known", condition=Q(part__in=Part.values))]

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"


class TimelineEntry(CaseBound):
    """One sentence of a case's story, in codes. `place` is how many its teller saw of the same moment before it."""

    at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=0)
    kind = models.TextField()
    account = models.ForeignKey("agencies.Account", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.JSONField(default=dict)
    SCOPE = "timeline"

    CLASSES = classify(restricted="account detail", open="id readers writers case at place kind agency")

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="timeline_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ClockQuerySet(CaseBoundQuerySet):
    def running(self) -> "ClockQuerySet":
        return self.filter(stopped_at=None)

    def oldest_first(self) -> "ClockQuerySet":
        return self.order_by("due_at", "id")


class Clock(CaseBound):
    """A time limit that a rule of the country pack set going.

    `calendar` is the digest of the country's calendar by which `due_at` was reckoned. `moves` counts how often it was
    reckoned anew to another moment: after a pause, or because that calendar changed.
    """

    rule = models.TextField()
    subject_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    calendar = models.TextField(default="", blank=True)
    moves = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by_event = models.TextField(default="", blank=True)
    escalated_at = models.DateTimeField(null=True)
    SCOPE = "case"

    CLASSES = classify(
        open="id readers writers case rule subject_id started_at due_at calendar moves moved_at paused_at "
        "stopped_at stopped_by_event escalated_at"
    )
    objects = ClockQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="clock_running_by_due"),
            GinIndex(fields=["readers"], condition=Q(stopped_at=None), name="clock_running_by_reader"),
            # With all that lists ask of the time limits of a case, so that they read the index alone.
            models.Index(
                fields=["case"],
                include=["due_at", "paused_at", "readers"],
                condition=Q(stopped_at=None),
                name="clock_running_of_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"


class ClockPause(CaseBound):
    """A stretch of time that does not count, and why."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.TextField()
    note = SealedField()
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey("agencies.Account", on_delete=models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey("agencies.Account", null=True, on_delete=models.PROTECT, related_name="+")
    SCOPE = "case"

    CLASSES = classify(
        identifying="note",
        restricted="paused_by resumed_by reason",
        open="id readers writers case clock paused_at resumed_at",
    )

    def __str__(self) -> str:
        return f"Pause {self.pk}"


class DocumentQuerySet(CaseBoundQuerySet):
    def covered_by_parts(self) -> "DocumentQuerySet":
        # What was added by mistake may be about another child.
        return self.in_use()

    def in_use(self) -> "DocumentQuerySet":
        return self.filter(removed_at=None)

    def newest_first(self) -> "DocumentQuerySet":
        return self.order_by("-number")


class Document(CaseBound):
    """A file of a case, sealed. One that was added by mistake is marked as removed, and never deleted.

    `number` counts the documents of the case, and is never used again. `kind` is empty for what came with a concern.
    `fingerprint` is the SHA-256 of the content as it was kept, `digest` a keyed one, by which the same file is found.
    """

    number = models.PositiveIntegerField()
    kind = models.TextField(default="", blank=True)
    title = SealedField()
    content = SealedField()
    fingerprint = SealedField()
    media_type = models.TextField()
    size = models.IntegerField()
    digest = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    is_from_concern = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    SCOPE = "documents"

    CLASSES = classify(
        identifying="title content fingerprint",
        restricted="kind digest added_by",
        open="id readers writers case number media_type size added_at is_from_concern removed_at",
    )
    objects = DocumentQuerySet.as_manager()

    class Meta:
        # Not unique: the error would tell whoever may not see a document that it is there. Adding locks the case.
        indexes = [models.Index(fields=["case", "-number"], name="document_newest_first")]

    def __str__(self) -> str:
        return f"Document {self.pk}"


class DocumentRemoval(CaseBound):
    """That a document was marked as added by mistake, by whom and why; and who put it back. For the lead alone."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="removals")
    reason = SealedField()
    removed_at = models.DateTimeField()
    removed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    restored_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        identifying="reason",
        restricted="removed_by restored_by",
        open="id readers writers case document removed_at restored_at",
    )

    def __str__(self) -> str:
        return f"Removal {self.pk}"


class CaseCorrection(Correction):
    """A correction of what everybody who sees a case reads of the child: age, sex, languages and area."""

    SCOPE = "case"


class RiskAssessment(CaseBound):
    """How great the lead took the risk to the child to be on a day, and why."""

    level = models.TextField()
    assessed_on = models.DateField()
    reason = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "case"

    CLASSES = classify(
        identifying="reason",
        restricted="level recorded_by",
        open="id readers writers case assessed_on recorded_at",
    )

    def __str__(self) -> str:
        return f"Risk {self.pk}"


class AssignmentQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> "AssignmentQuerySet":
        return self.order_by("-assigned_at", "id")


class Assignment(CaseBound):
    """That a case was assigned to a member of its lead agency, what they were to know, and whether it was undone.

    `before` is whoever had the case until then; nobody, if nobody had taken it.
    """

    to = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    note = SealedField()
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="note",
        restricted="to before assigned_by",
        open="id readers writers case assigned_at undone_at",
    )
    objects = AssignmentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Assignment {self.pk}"


class LostCase(CaseBound):
    """That some people who could see a case no longer can, since when and why. They are its readers, and nobody else.

    `taken_by` is the colleague who took it, where the others of their team may know that.
    """

    lost_at = models.DateTimeField()
    how = models.TextField(choices=Loss.choices)
    taken_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(restricted="how taken_by", open="id readers writers case lost_at")

    class Meta:
        constraints = [models.CheckConstraint(name="loss_known", condition=Q(how__in=Loss.values))]

    def __str__(self) -> str:
        return f"Lost case {self.pk}"
