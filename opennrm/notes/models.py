"""Notes of a case in every version, and notes that somebody is still writing. Every row is guarded."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify


class SharedQuerySet(CaseBoundQuerySet):
    """Rows of which each says whether others than the lead may read it."""

    def covered_by_parts(self) -> Self:
        """A part that comes to cover notes sees those that are shared, and no other."""
        return self.filter(is_shared=True)


class NoteQuerySet(SharedQuerySet):
    def newest_first(self) -> "NoteQuerySet":
        return self.order_by("-happened_at", "id")


class Note(CaseBound):
    """One note, as lists show it. What it says stands sealed in its versions; `versions` is the number of the newest.

    `author_parts` are the parts by which somebody who does not lead the case wrote it: they go on reading it.
    """

    kind = models.TextField()
    happened_at = models.DateTimeField()
    is_time_known = models.BooleanField()
    is_shared = models.BooleanField()
    versions = models.PositiveIntegerField(default=1)
    author_parts = ArrayField(models.IntegerField(), default=list, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "notes"

    CLASSES = classify(
        restricted="kind happened_at written_by",
        open="id readers writers case is_time_known is_shared versions author_parts written_at",
    )
    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at", "id"], name="note_of_case")]

    def __str__(self) -> str:
        return f"Note {self.pk}"

    @property
    def is_corrected(self) -> bool:
        """Whether it once said something else."""
        return self.versions > 1


class NoteVersion(CaseBound):
    """What a note said from one moment on, and from the second version on why it was corrected. Never changed.

    `form_token` is of the page that sent it: the same page sent twice makes one version.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.TextField()
    happened_at = models.DateTimeField()
    is_time_known = models.BooleanField()
    is_shared = models.BooleanField()
    with_whom = SealedField()
    text = SealedField()
    reason = SealedField()
    form_token = models.UUIDField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = "notes"

    SEALED = ("with_whom", "text", "reason")
    CLASSES = classify(
        identifying=" ".join(SEALED),
        restricted="kind happened_at written_by",
        open="id readers writers case note number is_time_known is_shared form_token written_at",
    )
    objects = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="one_version_a_number"),
            models.CheckConstraint(
                name="a_correction_has_its_reason",
                condition=Q(number=1, reason=None) | Q(number__gt=1, reason__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of note {self.note_id}"


NEWEST = Q(number=F("note__versions"))
"""Of the versions of a note, the one that counts."""


class NoteDraft(CaseBound):
    """A note that somebody is still writing: the fields of its page as they were typed, sealed.

    It belongs to the showing of a page (`page`) that wrote it last. Another showing takes it over if it still is in the
    `version` that was opened there, and otherwise begins a draft of its own: none overwrites what another has kept.
    """

    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    page = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    content = SealedField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    CLASSES = classify(
        identifying="content",
        restricted="membership",
        open="id readers writers case page version saved_at expires_at",
    )

    class Meta:
        indexes = [models.Index(fields=["case", "membership"], name="note_draft_of_person")]

    def __str__(self) -> str:
        return f"Note draft {self.pk}"
