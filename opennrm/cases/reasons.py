"""Why somebody changes something: in their own words, which are sealed where they are kept."""

from django.utils.translation import gettext as _

from opennrm.foundation.refusals import Refused

SHORTEST_REASON = 5
"""In characters."""


class NoReason(Refused):
    """What was to be explained was left out, or is too short to tell anything."""


def require_reason(reason: str, *, says: str = "", field: str = "reason") -> str:
    """The reason without the spaces around it.

    :param says: the sentence for whoever left it out, if the usual one does not fit.
    :param field: the answer to correct.
    :raises NoReason: it is missing or too short.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason(says or _("Write why, in a few words."), field=field)
    return reason.strip()
