"""Printed summaries of cases. Every row is guarded, and what was printed is kept as it went out, sealed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify


class PrintoutQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> "PrintoutQuerySet":
        return self.order_by("-printed_at", "id")


class Printout(CaseBound):
    """One printed summary: the lead of the case reads it, and the part in the case by which it was printed.

    `number` stands on each of its pages. `recipient` says in words for whom it was printed, and `fingerprint` is the
    SHA-256 of the file. Without `has_texts` it leaves out what people wrote by hand. `lacks_letters`: the fonts did not
    have some letters, and the paper says where.
    """

    number = models.TextField()
    purpose = models.TextField()
    sections = ArrayField(models.TextField())
    has_names = models.BooleanField()
    has_texts = models.BooleanField(default=True)
    recipient = SealedField()
    content = SealedField()
    fingerprint = SealedField()
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    lacks_letters = models.BooleanField()
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    SEALED = ("recipient", "content", "fingerprint")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="number purpose sections has_names has_texts printed_by",
        open="id readers writers case pages size lacks_letters printed_at",
    )
    objects = PrintoutQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-printed_at", "id"], name="printout_of_case")]

    def __str__(self) -> str:
        return f"Printout {self.pk}"
