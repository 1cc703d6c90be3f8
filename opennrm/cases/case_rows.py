"""Which cases, of those that somebody sees."""

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
