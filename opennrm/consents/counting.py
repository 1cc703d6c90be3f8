"""How often somebody agreed or did not in a year, and how often that ended. No child is named."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import within_year

from . import access
from .models import Consent
from .states import Answer, End

BY_ITSELF = (End.TIME, End.BIRTHDAY)


@dataclass(kw_only=True)
class OfPurpose:
    """What became of the askings for one purpose in a year. One asking may have several answers."""

    given: int = 0
    refused: int = 0
    withdrawn: int = 0
    expired: int = 0


@dataclass(frozen=True, kw_only=True)
class OfYear:
    """What is counted of the cases that the actor sees, by the code of the purpose."""

    by_purpose: dict[str, OfPurpose] = field(default_factory=lambda: defaultdict(OfPurpose))


def of_year(actor: Actor, *, year: int) -> OfYear:
    """Count what was agreed to in a year, what was not, and what ended. That somebody looked is recorded."""
    found, seen, zone = OfYear(), access.visible_to(actor), pack().zone
    asked = seen.filter(**within_year("recorded_at", year, zone))
    for row in _counted(asked, asked=Q(), not_agreed=~Q(answer=Answer.YES), refused=Q(answer=Answer.NO)):
        of_purpose = found.by_purpose[row["purpose"]]
        of_purpose.given, of_purpose.refused = row["asked"] - row["not_agreed"], row["refused"]
    ended = seen.filter(answer=Answer.YES, **within_year("ended_at", year, zone))
    for row in _counted(
        ended, withdrawn=Q(ended_because=End.WITHDRAWN), expired=Q(ended_because__in=BY_ITSELF)
    ):
        of_purpose = found.by_purpose[row["purpose"]]
        of_purpose.withdrawn, of_purpose.expired = row["withdrawn"], row["expired"]
    audit.record("consents.counted", subject=Consent())
    return found


def _counted(rows: Any, **conditions: Q) -> Any:
    counts = {name: Count("together", filter=each, distinct=True) for name, each in conditions.items()}
    return rows.order_by().values("purpose").annotate(**counts)
