"""What packs may name of placements, and the words that the product itself has for some."""

from django.utils.translation import gettext as _

from opennrm.country.titles import title_of
from opennrm.country.vocabulary import CodeList

KINDS, BASES, ENDS = "placement_kinds", "placement_bases", "placement_ends"

MISSING = "missing"
"""The kind of a placement of which nobody knows where it is: the nights are counted, and as nights in no place."""
RAN_AWAY, CAME_BACK = "ran_away", "came_back"
"""Why a placement ended, where the product itself ends it."""

CODE_LISTS = (CodeList(name=KINDS), CodeList(name=BASES), CodeList(name=ENDS))


def kind_title(kind: str) -> str:
    """The kind of a placement in words."""
    return _("Missing") if kind == MISSING else title_of(KINDS, kind)


def end_title(reason: str) -> str:
    """Why a placement ended, in words."""
    own = {RAN_AWAY: _("The child ran away"), CAME_BACK: _("The child came back or was found")}
    return own.get(reason) or title_of(ENDS, reason)
