"""Lists of cases and of tasks that somebody saved for themselves. Every row is guarded."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from opennrm.foundation import keys
from opennrm.foundation.filters import Filters
from opennrm.foundation.sealing import Seal, SealedField
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import classify

from .rules import Kind


class SavedListQuerySet(GuardedQuerySet):
    def in_use(self) -> "SavedListQuerySet":
        return self.filter(removed_at=None)


class SavedList(Guarded):
    """What somebody looks for, under a name of their own. Only they see it, whatever their role in the agency is.

    The title is sealed, because people name a list after a child. `codes` are those of the filters of its kind.
    """

    kind = models.TextField(choices=[(each.value, each.value) for each in Kind], default=Kind.CASES)
    title = SealedField()
    codes = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="title", restricted="codes", open="id readers writers kind saved_at removed_at"
    )
    objects = SavedListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="saved_list_kind_known", condition=models.Q(kind__in=[each.value for each in Kind])
            )
        ]
        indexes = [GinIndex(fields=["readers"], name="saved_list_by_reader")]

    def __str__(self) -> str:
        return f"Saved list {self.pk}"

    @property
    def wanted(self) -> Filters:
        """What it looks for, as it was saved: the country pack may no longer have all of its codes."""
        return Kind(self.kind).filters.of_codes(self.codes)

    @property
    def seal(self) -> Seal:
        """It hangs on no case, so its seal does not either."""
        return Seal(self.pk, keys.keeper().derive("titles of saved lists"))
