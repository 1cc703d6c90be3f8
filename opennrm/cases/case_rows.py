"""Which cases, of those that somebody sees, and the indexes of those that are looked for because little is done."""

from django.db.models import Index, Q

from opennrm.foundation.visibility import GuardedQuerySet

from .states import FromList


class CaseQuerySet(GuardedQuerySet):
    def unassigned(self) -> "CaseQuerySet":
        return self.filter(assigned_to=None)

    def open(self) -> "CaseQuerySet":
        """Those that somebody works on, or should."""
        return self.begun().filter(closed_at=None)

    def begun(self) -> "CaseQuerySet":
        """All but those from a list that were not released."""
        return self.filter(from_list__in=["", FromList.RELEASED])

    def closed(self) -> "CaseQuerySet":
        return self.filter(closed_at__isnull=False)

    def newest_first(self) -> "CaseQuerySet":
        return self.order_by("-opened_at", "id")


OF_FORGOTTEN = [
    Index(
        fields=["lead_agency", "-opened_at", "id"],
        condition=Q(closed_at=None, **dict.fromkeys(missing, False)),
        name=name,
    )
    for name, missing in (
        ("case_without_task", ["has_task"]),
        ("case_without_limit", ["has_limit"]),
        ("case_without_either", ["has_task", "has_limit"]),
    )
]
"""The few open cases of which nobody is reminded: without these, all that are open would be read to find them."""
