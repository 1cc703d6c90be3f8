"""What closing and reopening do to a case itself. Who may, when and why is decided in the context that calls these."""

from datetime import datetime

from opennrm.foundation.actor import Actor

from . import clocks, participation
from .models import Case, Participation
from .states import Part


def close(case: Case, *, by: Actor, at: datetime) -> None:
    """Close a case, which the caller has locked: its time limits stop, and every part but the lead ends."""
    clocks.end_all(case.pk, at=at)
    live = Participation.objects.visible_to(by).of_case(case.pk).filter(ended_at=None).exclude(part=Part.LEAD)
    principals = list(live.values_list("principal", flat=True))
    participation.record_end(case.pk, principals, by=by, at=at)
    for principal in principals:
        participation.end(principal)
    case.closed_at = at
    case.save(from_action=True, update_fields=["closed_at"])


def reopen(case: Case) -> None:
    """Let a closed case, which the caller has locked, be worked on again. Parts that have ended stay ended."""
    case.closed_at = None
    case.save(from_action=True, update_fields=["closed_at"])
