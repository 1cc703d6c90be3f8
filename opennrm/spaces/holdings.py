"""What of interviews somebody has in hand: what they are booked for. And the spaces that an agency keeps."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from opennrm.agencies.holdings import Holding
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, queries
from .models import Resource, Space, TeamMember


def _bookings(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    """What is still to come, looked up by who it is."""
    people = TeamMember.objects.visible_to(actor).filter(membership_id=OuterRef(OuterRef("pk")))
    found = access.bookings(actor).standing().filter(resource=Resource.PERSON, period__endswith__gt=at)
    return [found.filter(resource_id__in=people.values("pk"))]


def _spaces(agency_id: UUID) -> int:
    today = timezone.localdate(timezone=pack().zone)
    in_use = queries.in_use(queries.Days(first=today, last=today))
    return Space.objects.filter(in_use, agency_id=agency_id).count()


HOLDINGS = (
    Holding(
        kind="booking",
        order=60,
        words=lambda number: ngettext("%(number)s booked interview", "%(number)s booked interviews", number),
        of_members=_bookings,
    ),
    Holding(
        kind="space",
        order=81,
        words=lambda number: ngettext(
            "%(number)s child-friendly space", "%(number)s child-friendly spaces", number
        ),
        of_agency=_spaces,
    ),
)
