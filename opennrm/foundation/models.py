"""What the installation itself keeps: the check of its master key, and notices to principals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .visibility import Guarded, GuardedQuerySet
from .writes import ActionOnly, classify


class KeyCheck(ActionOnly):
    """The fingerprint of the master key that sealed this database. One row."""

    only = models.BooleanField(primary_key=True, default=True)
    fingerprint = models.TextField()

    CLASSES = classify(open="only fingerprint")

    class Meta:
        constraints = [models.CheckConstraint(name="key_check_is_only", condition=models.Q(only=True))]

    def __str__(self) -> str:
        return self.fingerprint


class NoticeQuerySet(GuardedQuerySet):
    def unread_by(self, principals: list[int]) -> "NoticeQuerySet":
        return self.filter(settled_at=None).exclude(read_by__overlap=principals)


class Notice(Guarded):
    """Something waits for a principal. Carries no word of a case and no name: only where to look.

    `subject_id` is what it is about, and `case_id` the case to which that belongs.
    `settled_at` is when nothing waited any more: somebody dealt with it, or its only recipient read it.
    """

    kind = models.TextField()
    recipient = models.IntegerField()
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    # Who has read it, by the principals of membership and person: a notice to a team is read by each for themselves.
    read_by = ArrayField(models.IntegerField(), default=list)
    settled_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="subject_id case_id",
        open="id readers writers kind recipient made_at read_by settled_at mailed_at",
    )
    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "made_at"], name="notice_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(settled_at=None), name="notice_unsettled"),
            models.Index(fields=["made_at"], condition=Q(mailed_at=None), name="notice_unsent"),
            models.Index(fields=["case_id"], condition=Q(settled_at=None), name="notice_unsettled_of_case"),
        ]

    def __str__(self) -> str:
        return f"Notice {self.kind}"
