"""What of concerns somebody has in hand: reports that they have begun and not sent."""

from django.utils.translation import ngettext

from opennrm.agencies.holdings import UNFINISHED, Holding

HOLDINGS = (
    Holding(
        kind=f"{UNFINISHED}report",
        order=42,
        words=lambda number: ngettext(
            "%(number)s concern that was not sent", "%(number)s concerns that were not sent", number
        ),
    ),
)
