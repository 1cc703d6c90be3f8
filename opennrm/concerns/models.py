"""A concern: while it is being written, and as it was reported. Every row is guarded."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify


class ConcernDraft(Guarded):
    """A concern that somebody is still writing. Sealed whole; its id becomes the id of the case."""

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
        restricted="membership",
        open="id readers writers step version created_at updated_at expires_at submitted_at",
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
