"""What of interviews somebody has in hand: those that they are planned to lead."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet
from django.utils.translation import ngettext

from opennrm.agencies.holdings import Holding
from opennrm.foundation.actor import Actor

from . import access
from .states import BOOKED


def _led(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    return [access.visible_to(actor).in_state(*BOOKED).filter(lead_id=OuterRef("pk"))]


HOLDINGS = (
    Holding(
        kind="interview",
        order=42,
        words=lambda number: ngettext(
            "%(number)s interview to lead", "%(number)s interviews to lead", number
        ),
        of_members=_led,
    ),
)
