"""Which cases and parts in them, of those that somebody sees, and indexes of the cases of which nobody is reminded."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Index, Q

from opennrm.foundation.visibility import GuardedQuerySet

from .bound import LEAD, CaseBoundQuerySet
from .states import FromList, Part


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


class ParticipationQuerySet(CaseBoundQuerySet):
    def readers_of(self, case_id: UUID, scope: str, *, at: datetime) -> list[int]:
        """As `Case.readers_of`, for whoever may hold no part that shows the case itself."""
        if not scope:
            return [LEAD]
        covering = self.covering(case_id, scope, at=at)
        return sorted({LEAD, *covering.values_list("principal", flat=True)})

    def covering(self, case_id: UUID, scope: str, *, at: datetime) -> Self:
        """The live parts in a case that cover new rows of this scope.

        Whoever led the case before keeps what was there when they handed it over, and sees nothing that came later.
        Whoever keeps a recording sees that one, which names their team, and no later one of somebody else.
        """
        live = Q(offered_until=None) | Q(offered_until__gt=at)
        covering = self.filter(live, case_id=case_id, scopes__contains=[scope], ended_at=None)
        return covering.exclude(part__in=[Part.FORMER_LEAD, Part.KEEPING])


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
