"""What stands against erasing a case. The database knows it (sec.against_erasing); here it is put into words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Text

WORDS: Mapping[str, Text] = {
    "open": _("The case is open."),
    "kept": _("The time for keeping it is not over."),
    "hold": _("It is under a legal hold."),
    "recording_wanted": _("A court or an agency wants a recording of the case kept."),
    "tied": _("A case of a brother, a sister or another child of the same report is open."),
    "continued": _("Another case of the same child is open."),
    "followed_up": _("A follow-up task is open."),
    "shared": _("Another agency has a part in the case."),
}
"""By the codes that the database answers."""


def in_words(codes: list[str]) -> list[Text]:
    """The sentences for these codes."""
    return [WORDS[code] for code in codes]
