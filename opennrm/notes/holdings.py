"""What of notes somebody has in hand: notes that they have begun and not finished."""

from django.utils.translation import ngettext

from opennrm.agencies.holdings import UNFINISHED, Holding

HOLDINGS = (
    Holding(
        kind=f"{UNFINISHED}note",
        order=44,
        words=lambda number: ngettext("%(number)s unfinished note", "%(number)s unfinished notes", number),
    ),
)
