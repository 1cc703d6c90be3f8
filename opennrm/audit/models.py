"""What was done and what was seen. No foreign keys: history must outlive its subjects."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Cast

from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.foundation.writes import ActionOnly, classify

SYSTEM, NOBODY = "system", "nobody"
"""Who did it where no account did: a job of the system, or somebody who was not signed in."""


class AuditEventQuerySet(GuardedQuerySet):
    def with_who(self) -> "AuditEventQuerySet":
        """Annotated with who did it: an account's id, `SYSTEM` or `NOBODY`."""
        return self.annotate(
            who=Case(
                When(account_id__isnull=False, then=Cast("account_id", models.TextField())),
                When(~Q(job=""), then=Value(SYSTEM)),
                default=Value(NOBODY),
                output_field=models.TextField(),
            )
        )

    def by(self, who: str) -> "AuditEventQuerySet":
        """What this one did: an account's id, `SYSTEM` or `NOBODY`."""
        if who == SYSTEM:
            return self.filter(account_id=None).exclude(job="")
        if who == NOBODY:
            return self.filter(account_id=None, job="")
        return self.filter(account_id=who)

    def of_case(self, case_id: uuid.UUID) -> "AuditEventQuerySet":
        return self.filter(case_id=case_id)

    def newest_first(self) -> "AuditEventQuerySet":
        return self.order_by("-sequence")


class AuditEvent(ActionOnly):
    """One thing somebody did or saw.

    Who, for which agency, when, from where and who may read it are stamped by the database from the
    signed context (audit/sql/audit.sql); the application only says what and about which record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField()
    transaction = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.TextField()
    account_id = models.UUIDField(null=True)
    account_name = models.TextField()
    membership_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    agency_name = models.TextField()
    role = models.TextField()
    origin = models.TextField()
    job = models.TextField()
    case_id = models.UUIDField(null=True)
    subject_kind = models.TextField()
    subject_id = models.TextField()
    right = models.TextField()
    detail = models.JSONField(default=dict)
    readers = ArrayField(models.IntegerField(), default=list)

    CLASSES = classify(
        restricted="account_id account_name membership_id origin case_id subject_id detail",
        open="id sequence transaction at kind agency_id agency_name role job subject_kind right readers",
    )
    objects = AuditEventQuerySet.as_manager()

    class Meta:
        db_table = "audit_event"
        constraints = [models.UniqueConstraint(fields=["sequence"], name="audit_event_sequence_once")]
        indexes = [
            models.Index(fields=["case_id", "sequence"], name="audit_event_by_case"),
            models.Index(fields=["transaction", "sequence"], name="audit_event_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Batch(ActionOnly):
    """A sealed stretch of events, chained to the batch before it.

    Every event whose transaction number is below `horizon` was sealed by then. `transaction` is the number of
    the transaction that sealed: whatever carries a higher one began to write after `sealed_at`. Transaction
    numbers belong to one database server, which `cluster` identifies; after a restore onto another they begin
    anew. Batches of the first form have no `transaction`.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    cluster = models.TextField()
    horizon = models.BigIntegerField()
    transaction = models.BigIntegerField(null=True)
    events = models.IntegerField()
    root = models.BinaryField()
    previous = models.BinaryField()
    chained = models.BinaryField()
    signature = models.BinaryField()

    CLASSES = classify(
        open="number sealed_at cluster horizon transaction events root previous chained signature"
    )

    class Meta:
        db_table = "audit_batch"

    def __str__(self) -> str:
        return f"Batch {self.number}"


class Leaf(ActionOnly):
    """One event's place in its batch, and its digest at the time of sealing."""

    event_id = models.UUIDField(primary_key=True)
    batch = models.BigIntegerField()
    position = models.IntegerField()
    digest = models.BinaryField()

    CLASSES = classify(open="event_id batch position digest")

    class Meta:
        db_table = "audit_leaf"
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="audit_leaf_one_a_position")
        ]

    def __str__(self) -> str:
        return f"Leaf {self.batch}.{self.position}"
