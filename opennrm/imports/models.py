"""Old lists, the cases that came of their rows, and what was said of the columns of earlier lists."""

from typing import Self

from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .states import State


class ImportedList(Guarded):
    """A list that an agency kept before, and how far it is.

    `content` (its rows), `columns` (what they hold) and `findings` (what is wrong with which row, and what looks like a
    child already recorded) are sealed under the list's own key. After `content_until` only `title` is left of them.
    `attempt` counts how often work was begun, so that a worker which was given up notices. `heard_at` is the last sign
    of life of the worker.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=State.choices, default=State.COLUMNS)
    attempt = models.PositiveIntegerField(default=1)
    work_done = models.PositiveIntegerField(default=0)
    work_whole = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    content_until = models.DateTimeField()
    takes_alike = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    alike_rows = models.PositiveIntegerField(default=0)
    wrapped_key = models.BinaryField()
    title = SealedField()
    content = SealedField()
    columns = SealedField()
    findings = SealedField()

    CLASSES = classify(
        identifying="title content columns findings",
        restricted="added_by wrapped_key",
        open="id readers writers agency state attempt work_done work_whole added_at queued_at heard_at imported_at "
        "withdrawn_at content_until takes_alike rows bad_rows alike_rows",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="imported_list_state_known", condition=Q(state__in=State.values))
        ]
        indexes = [models.Index(fields=["-added_at", "id"], name="imported_list_newest_first")]

    def __str__(self) -> str:
        return f"Old list {self.pk}"


class ImportedCaseQuerySet(CaseBoundQuerySet):
    def of_list(self, list_id) -> Self:
        return self.filter(of_id=list_id)

    def in_order(self) -> Self:
        """As the rows stand in the list."""
        return self.order_by("number", "id")


class ImportedCase(CaseBound):
    """From which row of which list a case came. `source` has the title of the list, and how it calls the child."""

    of = models.ForeignKey(ImportedList, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    source = SealedField()

    CLASSES = classify(identifying="source", open="id readers writers case of number imported_at")
    objects = ImportedCaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["of", "number"], name="imported_case_by_row")]

    def __str__(self) -> str:
        return f"Row {self.number}"


class KnownColumns(Guarded):
    """What somebody said of the columns of a list, kept under a name for the next list of the agency."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    content = SealedField()

    CLASSES = classify(
        identifying="content", restricted="saved_by wrapped_key", open="id readers writers agency saved_at"
    )

    def __str__(self) -> str:
        return f"Known columns {self.pk}"
