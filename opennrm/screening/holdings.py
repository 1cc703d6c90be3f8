"""What of screenings somebody has in hand: those that they have begun and not finished, with which others go on."""

from django.utils.translation import ngettext

from opennrm.agencies.holdings import Holding

HOLDINGS = (
    Holding(
        kind="screening",
        order=43,
        words=lambda number: ngettext(
            "%(number)s unfinished screening", "%(number)s unfinished screenings", number
        ),
    ),
)
