"""What the installation itself keeps: the check of its master key, and notices to principals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

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
        return self.exclude(read_by__overlap=principals)


class Notice(Guarded):
    """Something waits for a principal. Carries no word of a case and no name: only where to look."""

    kind = models.TextField()
    recipient = models.IntegerField()
    made_at = models.DateTimeField()
    # Who has read it, by the principals of membership and person: a notice to a team is read by each for themselves.
    read_by = ArrayField(models.IntegerField(), default=list)
    mailed_at = models.DateTimeField(null=True)

    CLASSES = classify(open="id readers writers kind recipient made_at read_by mailed_at")
    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["recipient", "made_at"], name="notice_by_recipient")]

    def __str__(self) -> str:
        return f"Notice {self.kind}"
