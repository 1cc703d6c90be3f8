"""What of the directory an agency has in hand: the services that it offers."""

from uuid import UUID

from django.utils.translation import ngettext

from opennrm.agencies.holdings import Holding

from . import access


def _services(agency_id: UUID) -> int:
    return access.on_offer().filter(agency_id=agency_id).count()


HOLDINGS = (
    Holding(
        kind="service",
        order=80,
        words=lambda number: ngettext(
            "%(number)s service in the directory", "%(number)s services in the directory", number
        ),
        of_agency=_services,
    ),
)
