"""A concern: while it is being written, and as it was reported. Every row is guarded."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .kinds import TieKind
from .states import MessageKind, QuestionState


class ConcernDraft(Guarded):
    """A concern that somebody is still writing. Sealed whole; its id becomes the id of the case.

    A report about several children has a draft for each. `first` is the draft of the first child, which holds what
    they share. `tied_to` is the case that the child is tied to, where the report began there.
    """

    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="further")
    tied_to = models.UUIDField(null=True)
    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    answers = SealedField()
    step = models.TextField(default="", blank=True)
    version = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="answers",
        restricted="membership tied_to",
        open="id readers writers first step version created_at updated_at expires_at submitted_at",
    )

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class DraftAttachment(Guarded):
    """A file added to a draft, sealed; it becomes a document of the case."""

    draft = models.ForeignKey(ConcernDraft, on_delete=models.PROTECT, related_name="attachments")
    title = SealedField()
    content = SealedField()
    media_type = models.TextField()
    size = models.IntegerField()
    digest = models.TextField()
    added_at = models.DateTimeField()

    CLASSES = classify(
        identifying="title content",
        restricted="draft digest",
        open="id readers writers media_type size added_at",
    )

    def __str__(self) -> str:
        return f"Attachment {self.pk}"


class ConcernLabel(Guarded):
    """What somebody calls a draft of their own, or the receipt that came of it. Nobody else sees it."""

    draft = models.ForeignKey(ConcernDraft, on_delete=models.PROTECT, related_name="labels")
    text = SealedField()

    CLASSES = classify(identifying="text", restricted="draft", open="id readers writers")

    def __str__(self) -> str:
        return f"Label {self.pk}"


class Concern(CaseBound):
    """What was reported, as it was reported."""

    kinds = ArrayField(models.TextField(), default=list)
    urgent_dangers = ArrayField(models.TextField(), default=list, blank=True)
    told_by = models.TextField()
    area = models.TextField(default="", blank=True)
    other_kind = SealedField()
    place = SealedField()
    occurred = SealedField()
    account = SealedField()
    reporter_contact = SealedField()
    reporter_safe_to_contact = models.TextField(default="unknown")
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "concern"

    SEALED = ("other_kind", "place", "occurred", "account", "reporter_contact")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="kinds urgent_dangers told_by area reporter_safe_to_contact reported_by",
        open="id readers writers case reported_at",
    )

    def __str__(self) -> str:
        return f"Concern {self.pk}"


class ConcernComment(CaseBound):
    """What whoever leads the case has to say about what was reported, whose own words stay as they are."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="comments")
    text = SealedField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "concern"

    CLASSES = classify(
        identifying="text", restricted="concern written_by", open="id readers writers case written_at"
    )

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class DangerQuerySet(CaseBoundQuerySet):
    def present(self) -> "DangerQuerySet":
        return self.filter(ended_at=None)


class Danger(CaseBound):
    """An urgent danger to the child: reported with the concern, or found later; and how it ended.

    A case is urgent for as long as it has one that has not ended. `reason` is empty for what was reported. It has a
    scope of its own: whoever looks after the child has to know the danger, and need not read the whole concern.
    """

    code = models.TextField()
    was_reported = models.BooleanField()
    reason = SealedField()
    began_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = SealedField()
    SCOPE = "dangers"

    CLASSES = classify(
        identifying="reason end_reason",
        restricted="code recorded_by ended_by",
        open="id readers writers case was_reported began_at ended_at",
    )
    objects = DangerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="danger_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Danger {self.pk}"


class CaseTieQuerySet(CaseBoundQuerySet):
    def present(self) -> "CaseTieQuerySet":
        return self.filter(ended_at=None)


class CaseTie(CaseBound):
    """That the child of another case belongs together with this one. Each of the two cases has a row of its own.

    Only whoever leads the case sees it, and it says of the other case nothing but its id. `was_reported` if one report
    was about both children.
    """

    other_id = models.UUIDField()
    kind = models.TextField(choices=TieKind.choices)
    was_reported = models.BooleanField()
    tied_at = models.DateTimeField()
    tied_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = SealedField()

    CLASSES = classify(
        identifying="end_reason",
        restricted="other_id kind was_reported tied_by ended_by",
        open="id readers writers case tied_at ended_at",
    )
    objects = CaseTieQuerySet.as_manager()

    class Meta:
        # Not unique: the error would tell whoever may not see a tie that it is there. Making one locks the case.
        constraints = [
            models.CheckConstraint(name="tie_kind_known", condition=Q(kind__in=TieKind.values)),
            models.CheckConstraint(
                name="tie_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Tie {self.pk}"


class ReporterKey(CaseBound):
    """The wrapped key of what the reporter and the lead of a case write to each other. Its id is the receipt's."""

    wrapped = SealedField()

    CLASSES = classify(restricted="wrapped", open="id readers writers case")

    def __str__(self) -> str:
        return f"Reporter key {self.pk}"


class ReporterMessageQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-written_at", "id")

    def from_reporter(self) -> Self:
        return self.exclude(kind=MessageKind.QUESTION)

    def unread(self) -> Self:
        """What the reporter has written and nobody who leads the case has opened."""
        return self.from_reporter().filter(seen_at=None)

    def waiting(self) -> Self:
        """Questions that were neither answered nor withdrawn."""
        return self.filter(state=QuestionState.OPEN)


class ReporterMessage(CaseBound):
    """What whoever reported a concern and whoever leads its case write to each other, each of which reads all of it.

    It belongs to no scope: an addition may say anything, so the lead decides whether others see it (`ConcernAddition`).
    `question` is what an answer answers. `seen_at` says when the lead first opened what the reporter had written.
    """

    receipt = models.ForeignKey("cases.Receipt", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=MessageKind.choices)
    question = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answers")
    state = models.TextField(choices=QuestionState.choices, default="", blank=True)
    text = SealedField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="text",
        restricted="receipt written_by",
        open="id readers writers case kind question state written_at ended_at seen_at",
    )
    objects = ReporterMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_a_question_has_a_state",
                condition=Q(kind=MessageKind.QUESTION, state__in=QuestionState.values)
                | (~Q(kind=MessageKind.QUESTION) & Q(state="", kind__in=MessageKind.values)),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_question",
                condition=Q(kind=MessageKind.ANSWER, question__isnull=False)
                | (~Q(kind=MessageKind.ANSWER) & Q(question=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-written_at", "id"], name="reporter_message_of_case"),
            GinIndex(
                fields=["readers"],
                condition=~Q(kind=MessageKind.QUESTION) & Q(seen_at=None),
                name="reporter_message_unread",
            ),
            GinIndex(
                fields=["readers"], condition=Q(state=QuestionState.OPEN), name="reporter_question_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ConcernAddition(CaseBound):
    """What the reporter wrote later, as the lead has shown it to those whose part covers what was reported.

    `question` is empty unless it answers one. The reporter has no part in it: they learn neither that it was shown nor
    to whom.
    """

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="additions")
    message = models.ForeignKey(ReporterMessage, on_delete=models.PROTECT, related_name="+")
    question = SealedField()
    text = SealedField()
    written_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "concern"

    CLASSES = classify(
        identifying="question text",
        restricted="concern message shown_by",
        open="id readers writers case written_at shown_at",
    )

    def __str__(self) -> str:
        return f"Addition {self.pk}"
