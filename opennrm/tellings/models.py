"""What the child was told: one row for each time, never changed, and corrected by a later row. Every row is guarded."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify


class TellingQuerySet(CaseBoundQuerySet):
    def that_count(self) -> Self:
        """Those that no later row has corrected."""
        later = Telling.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(later))

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-recorded_at", "id")


class Telling(CaseBound):
    """One time that the child was told something: when, by whom, in which language and form, and what came of it.

    `sheet_version` and `sheet_language` are those of the sheet that was used; the language is another than the one
    spoken where the country had no sheet in that one. `told_by` is empty if whoever wrote it down told the child.
    `form_token` is of the page that sent it: the same page sent twice makes one row.
    """

    moment = models.TextField()
    happened_at = models.DateTimeField()
    is_time_known = models.BooleanField()
    told_by = SealedField()
    language = models.TextField()
    ways = ArrayField(models.TextField())
    level = models.TextField(blank=True)
    sheet_version = models.PositiveIntegerField(null=True)
    sheet_language = models.TextField(blank=True)
    understood = models.TextField()
    questions = SealedField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedField()
    form_token = models.UUIDField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "tellings"

    SEALED = ("told_by", "questions", "reason")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="moment happened_at language level understood recorded_by",
        open="id readers writers case is_time_known ways sheet_version sheet_language corrects form_token recorded_at",
    )
    objects = TellingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at", "id"], name="telling_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["case", "form_token"], name="one_telling_a_page"),
            models.UniqueConstraint(fields=["corrects"], name="one_correction_a_telling"),
            models.CheckConstraint(
                name="a_corrected_telling_has_its_reason",
                condition=Q(corrects=None, reason=None) | Q(corrects__isnull=False, reason__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sheet_has_a_version_and_a_language",
                condition=Q(sheet_version=None, sheet_language="")
                | (Q(sheet_version__isnull=False) & ~Q(sheet_language="") & ~Q(level="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Telling {self.pk}"
