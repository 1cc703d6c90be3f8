"""What closing does to the parts and time limits of a case. Who may, when and why is decided by whoever calls it."""

from datetime import datetime

from opennrm.foundation.actor import Actor

from . import clocks, participation
from .models import Case, Participation
from .states import Part


def end_what_goes_on(case: Case, *, by: Actor, at: datetime) -> None:
    """Of a case that is about to be closed, and locked by the caller: its time limits, and its parts.

    Only the lead stays, and whoever keeps a recording, which has a custodian until it is destroyed.
    """
    clocks.end_all(case.pk, at=at)
    live = Participation.objects.visible_to(by).of_case(case.pk).filter(ended_at=None)
    ending = live.exclude(part__in=[Part.LEAD, Part.KEEPING])
    principals = list(ending.values_list("principal", flat=True))
    participation.record_end(case.pk, principals, by=by, at=at)
    for principal in principals:
        participation.end(principal)
